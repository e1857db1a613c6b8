"""A cell (单元格): one count of one table, as a condition on records. The same condition counts it and lists
it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.gazetteer.regions import COUNTRY, XPCC
from fangzhi.patents.counting.spans import span
from fangzhi.patents.counting.yearly import COLUMNS, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = ("enterprise", "university", "institute", "government", "individual", "other")
STOCKS = ("in_force", "in_force_5y")
"""Columns that are counted on the last day of the period; the others over the whole of it."""
BAR = 1000
"""So many applications a year make an applicant one of `applicants_1000`."""
_REGION = re.compile(r"[1-9]\d{5}|000000")
_IPC = re.compile(r"[A-H](?:\d\d(?:[A-Z](?:\d{1,4}(?:/\d{2,6})?)?)?)?")
Condition = tuple[str, list[Any]]


class BadCell(ValueError):  # noqa: N818 - the cell is bad
    """There is no such cell; the message says what can be asked for."""


class Cell(NamedTuple):
    """Which records are counted. What is None or `all` does not narrow.

    `region` is a code of a province, prefecture or county, 000000 for the country, 660000 for 兵团; `period`
    a year, half-year, quarter or month; `kind` that of the first applicant; `ipc` the beginning of the main
    class, from the section to the main group; `field` one of the 35 of WIPO; `industry` a branch such as
    sei2021/1.1, with `keywords` narrowed by its keywords.
    """

    column: str = "applications"
    region: str = COUNTRY
    period: str | None = None
    type: str = "all"
    kind: str | None = None
    ipc: str | None = None
    field: int | None = None
    industry: str | None = None
    keywords: bool = False


def checked(cell: Cell) -> Cell:
    """The cell itself. Raises `BadCell` or `BadPeriod` where it asks for what there is not."""
    for value, known, name in (
        (cell.column, COLUMNS, "column"),
        (cell.type, TYPES, "type"),
        (cell.kind, (None, *KINDS), "kind of applicant"),
    ):
        if value not in known:
            names = ", ".join(one for one in known if one)
            raise BadCell(f"{value!r} is no {name}: there are {names}.")
    if not _REGION.fullmatch(cell.region):
        raise BadCell(f"{cell.region!r} is no code of a region: write six digits such as 340000.")
    if cell.ipc is not None and not _IPC.fullmatch(cell.ipc):
        raise BadCell(f"{cell.ipc!r} begins no class of the IPC: write H, H01, H01M or H01M10.")
    if cell.field is not None and not 1 <= cell.field <= 35:
        raise BadCell(f"There is no technology field {cell.field}: they are numbered from 1 to 35.")
    if cell.period is None and cell.column in (*STOCKS, "applicants_1000"):
        raise BadCell(f"{cell.column} is counted for a period: name a year.")
    if cell.period is not None:
        span(cell.period)
    return cell


def condition(cell: Cell, home: Path | None = None) -> Condition:
    """The condition on `patent` under which a record is counted, and its values in order.

    `home` is the state folder with the office's own industries. Raises `BadCell`, `BadPeriod` or `BadScheme`.
    """
    found = _together(list(_parts(checked(cell))))
    if cell.industry is not None:
        found = _together([found, _of_industry(cell, found, home)])
    if cell.column == "applicants_1000":
        found = _together([found, _many(found)])
    return found


def _together(parts: list[Condition]) -> Condition:
    return " AND ".join(text for text, _ in parts), [value for _, values in parts for value in values]


def _many(others: Condition) -> Condition:
    """That the first applicant has a thousand of the records that the other conditions leave."""
    inside, values = others
    return (
        f"first_applicant IN (SELECT first_applicant FROM patent WHERE {inside} "
        f"GROUP BY first_applicant HAVING count(*) >= {BAR})",
        values,
    )


def _of_industry(cell: Cell, others: Condition, home: Path | None) -> Condition:
    """That a record belongs to the branch: looked for among those that the other conditions leave."""
    from fangzhi.patents.counting import industries

    inside, values = others
    wanted = industries.branch(cell.industry or "", home)
    looked_at = f"SELECT patent_id, ipc, title, abstract FROM patent WHERE {inside}"
    query = industries.members([wanted], looked_at, keywords=cell.keywords)
    return f"patent_id IN (SELECT patent_id FROM ({query}))", [*values, *values]


def _parts(cell: Cell) -> Iterator[Condition]:
    yield of_region(cell.region)
    if cell.period is not None:
        yield from _of_period(cell.column, cell.period)
    elif cell.column == "grants":
        yield "grant_date IS NOT NULL", []
    if cell.type != "all":
        yield "type = ?", [cell.type]
    if own := _OF_COLUMN.get(cell.column):
        yield own, []
    if cell.kind is not None:
        yield "applicant_kind = ?", [cell.kind]
    if cell.ipc is not None:
        yield _of_class(cell.ipc)
    if cell.field is not None:
        yield _of_field(cell.field)


_OF_COLUMN = {
    "pct": "pct",
    "service": "applicant_kind <> 'individual'",
    **{
        kind: f"applicant_kind = '{kind}'" for kind in ("enterprise", "university", "institute", "individual")
    },
}


def of_region(code: str) -> Condition:
    """The domestic records of a region. Those of a province lie together, and `region` finds them fast."""
    if code == COUNTRY:
        return "country = 'CN'", []
    if code == XPCC:
        return "country = 'CN' AND xpcc", []
    if code.endswith("0000"):
        return "province = ? AND region BETWEEN ? AND ? AND country = 'CN'", [code, code, f"{code[:2]}9999"]
    if code.endswith("00"):
        return "prefecture = ? AND region BETWEEN ? AND ? AND country = 'CN'", [code, code, f"{code[:4]}99"]
    return "county = ? AND region = ? AND country = 'CN'", [code, code]


def _of_period(column: str, period: str) -> Iterator[Condition]:
    first, last = span(period)
    if column not in STOCKS:
        day = "grant_date" if column == "grants" else "application_date"
        yield f"{day} BETWEEN ? AND ?", [first, last]
        return
    yield "application_date <= ?", [last]  # leaves row groups unread
    yield "len(list_filter(in_force, lambda one: one.since <= ? AND one.until > ?)) > 0", [last, last]
    if column == "in_force_5y":
        yield "application_date + INTERVAL 5 YEAR <= ?", [last]


def _of_class(beginning: str) -> Condition:
    if len(beginning) > 4 and "/" not in beginning:
        beginning += "/"
    return "starts_with(ipc_main, ?) AND type <> 'design'", [beginning]


def _of_field(number: int) -> Condition:
    from fangzhi.patents.counting.fields import symbols

    found = symbols(number)
    return (
        "(list_contains(?, left(ipc_main, 4)) OR list_contains(?, split_part(ipc_main, '/', 1))) "
        "AND type <> 'design'",
        [[one for one in found if len(one) == 4], [one for one in found if len(one) > 4]],
    )
