"""Recognising a table by its header: which row it is, which column plays which role."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.indicators.tables.amounts import PLAIN, Unit, unit_of
from fangzhi.indicators.tables.cells import folded, tidy

if TYPE_CHECKING:
    from fangzhi.indicators.tables.cells import Grid
    from fangzhi.indicators.tables.mapping import Mapping, ValueColumn

SEARCHED = 40
"""Rows from the top among which a header is looked for."""
_UNIT = re.compile(
    r"(.+?)\s*[(\[]\s*(?:单位|unit)?\s*[:：]?\s*([^()\[\]]{1,20})[)\]]", re.IGNORECASE | re.DOTALL
)
_NAMED_UNIT = re.compile(
    r"(?:计量)?单位\s*[:：]\s*([^\s,，;；)）]{1,8})|\bunits?\s*:\s*([\w,% ]{1,20})", re.IGNORECASE
)


class Numbers(NamedTuple):
    """A column of numbers: its place counted from 1, what it holds, its unit and its header as printed."""

    column: int
    holds: ValueColumn
    unit: Unit
    header: str


class LongHeader(NamedTuple):
    """The header of a long table: its row, the column (from 1) of each role, and the columns of numbers."""

    row: int
    roles: dict[str, int]
    numbers: tuple[Numbers, ...]
    width: int
    below: int
    """First row of the table's body (a row of units may stand between)."""


class Missing(NamedTuple):
    """Why no header was found: the row that comes nearest, and the first thing it lacks or has twice."""

    row: int
    matched: int
    lacks: str
    twice: str
    found: tuple[str, ...]
    column: int = 1
    roles: int = 0
    """How many of the matched columns are not columns of numbers."""


@lru_cache(maxsize=4096)
def parted(header: str) -> tuple[str, Unit]:
    """A header without its unit, folded, and the unit: 授权量（万件） is 授权量 and 10,000 cases."""
    text = unicodedata.normalize("NFKC", header)
    found = _UNIT.fullmatch(text.strip())
    unit = unit_of(found[2]) if found else None
    if found is None or unit is None:
        return folded(text), PLAIN
    return folded(found[1]), unit


@lru_cache(maxsize=256)
def unit_in(text: str) -> Unit | None:
    """The unit that a line above a table names (单位：万件)."""
    found = _NAMED_UNIT.search(unicodedata.normalize("NFKC", text))
    return unit_of((found[1] or found[2]).strip()) if found else None


def find_long(grid: Grid, mapping: Mapping) -> LongHeader | Missing:
    """The header of a long table, or what the nearest row lacks."""
    nearest = Missing(1, -1, _wanted(mapping)[0], "", ())
    for row, cells in enumerate(grid.rows[:SEARCHED], 1):
        if not any(cells):
            continue
        found = _match(grid, mapping, row, cells)
        if isinstance(found, LongHeader):
            return found
        if found.matched > nearest.matched:
            nearest = found
    return nearest


def _wanted(mapping: Mapping) -> list[str]:
    return [mapping.printed[role] for role in mapping.required] or [mapping.name]


def _match(grid: Grid, mapping: Mapping, row: int, cells: list[str]) -> LongHeader | Missing:
    roles: dict[str, int] = {}
    named: dict[str, str] = {}
    numbers: list[Numbers] = []
    twice, twice_at = "", 1
    above = next((unit for text in _above(grid, row) if (unit := unit_in(text))), PLAIN)
    for column, cell in enumerate(cells, 1):
        name, unit = parted(cell)
        holds = mapping.value_column(name)
        role = mapping.role_of(name) if holds is None else None
        if holds is not None:
            again = any(one.holds is holds for one in numbers)
            numbers.append(Numbers(column, holds, unit if unit != PLAIN else above, tidy(cell)))
        else:
            again = role is not None and name in named.values()
            if role is not None and _before(mapping.columns[role], name, named.get(role)):
                roles[role], named[role] = column, name
        if again and not twice:
            twice, twice_at = tidy(cell), column
    lacks = _lacks(mapping, roles, numbers)
    matched = len(roles) + len(numbers)
    if lacks or (twice and matched > 1):
        found = tuple(filter(None, map(tidy, cells)))
        at = twice_at if twice and not lacks else 1
        return Missing(row, matched, lacks, twice, found, at, len(roles))
    below, numbers = _units_row(grid, row, numbers)
    return LongHeader(row, roles, tuple(numbers), len(cells), below)


def _before(order: tuple[str, ...], name: str, other: str | None) -> bool:
    """Whether of two headers of one role this one counts."""
    return other is None or order.index(name) < order.index(other)


def _above(grid: Grid, row: int) -> list[str]:
    return [cell for cells in grid.rows[: row - 1] for cell in cells if cell]


def _lacks(mapping: Mapping, roles: dict[str, int], numbers: list[Numbers]) -> str:
    for role in mapping.required:
        if role not in roles:
            return mapping.printed[role]
    if mapping.layout == "long" and not numbers:
        return min(mapping.values[0].headers)
    if not mapping.region and "region" not in roles and "region_code" not in roles:
        return mapping.printed.get("region_code") or mapping.printed.get("region", "region")
    return ""


def _units_row(grid: Grid, row: int, numbers: list[Numbers]) -> tuple[int, list[Numbers]]:
    """A row of units right below the header gives each column its unit."""
    units = [unit_of(grid.text(row + 1, one.column)) for one in numbers]
    if not numbers or not all(units):
        return row + 1, numbers
    return row + 2, [one._replace(unit=unit) for one, unit in zip(numbers, units, strict=True) if unit]
