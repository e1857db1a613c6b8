"""Reading a file of tables: every sheet by the mapping that its header fits, every row checked by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.indicators.tables import checks
from fangzhi.indicators.tables.facts import read_facts
from fangzhi.indicators.tables.headers import LongHeader, Missing, find_long
from fangzhi.indicators.tables.long import read_long
from fangzhi.indicators.tables.opening import open_table
from fangzhi.indicators.tables.printed import (
    Context,
    Printed,
    Refusal,
    Remark,
    Sheet,
    SourceKey,
    TableReading,
)
from fangzhi.indicators.tables.wide import WideHeader, find_wide, read_wide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fangzhi.indicators.tables.cells import Grid
    from fangzhi.indicators.tables.mapping import Mapping

__all__ = ["Context", "Printed", "Refusal", "Remark", "SourceKey", "TableReading", "read_table"]

Header = LongHeader | WideHeader
LONGEST_HEADER = 120
NEARLY = 2
"""Columns by which a long header that lacks one must be nearer than a wide one that fits."""


def read_table(content: bytes, known: Sequence[Mapping], context: Context) -> TableReading:
    """Every figure of a file. Raises `UnusableTable` when the file holds no table at all.

    A sheet whose header no mapping fits is refused when the file has no other, else left out with a remark.
    """
    grids = [grid for grid in open_table(context.file, content) if any(map(any, grid.rows))]
    sheets, rules, strange = [], {}, []
    for grid in grids:
        mapping, header = recognise(grid, known)
        if isinstance(header, Missing):
            strange.append((grid, mapping, header))
            continue
        rules[grid.sheet] = mapping.rule
        sheets.append(_read(grid, header, mapping, context))
    if not sheets:
        return TableReading(context.file, [], [_refused(*strange[0], known)], [], {})
    remarks = [Remark(grid.sheet, 0, 0, "", "left_out", {}) for grid, _, _ in strange]
    for sheet in sheets:
        remarks += sheet.blank_remarks()
    printed = [one for sheet in sheets for one in sheet.printed]
    refused = [one for sheet in sheets for one in sheet.refused]
    return TableReading(context.file, printed, refused, [*remarks, *checks.inside(printed)], rules)


def recognise(grid: Grid, known: Sequence[Mapping]) -> tuple[Mapping, Header | Missing]:
    """The mapping that fits a sheet best; else the one that comes nearest, with what the sheet lacks."""
    fitting: list[tuple[int, Mapping, Header]] = []
    nearest: tuple[Mapping, Missing] | None = None
    for mapping in known:
        found = find_wide(grid, mapping) if mapping.layout == "wide" else find_long(grid, mapping)
        if isinstance(found, Missing):
            if nearest is None or found.matched > nearest[1].matched:
                nearest = mapping, found
        else:
            fitting.append((_closeness(found), mapping, found))
    if not fitting:
        assert nearest is not None
        return nearest
    _, mapping, header = max(fitting, key=lambda one: one[0])
    if nearest and isinstance(header, WideHeader) and nearest[1].roles > len(header.roles) + NEARLY:
        return nearest
    return mapping, header


def _closeness(header: Header) -> int:
    """Long headers name every column, so they fit more closely than wide ones."""
    return len(header.roles) + (10 * len(header.numbers) + 10 if isinstance(header, LongHeader) else 0)


def _read(grid: Grid, header: Header, mapping: Mapping, context: Context) -> Sheet:
    if isinstance(header, WideHeader):
        return read_wide(grid, header, mapping, context)
    return (read_facts if mapping.layout == "facts" else read_long)(grid, header, mapping, context)


def _refused(grid: Grid, mapping: Mapping, missing: Missing, known: Sequence[Mapping]) -> Refusal:
    if missing.twice and not missing.lacks:
        return Refusal(
            grid.sheet, missing.row, missing.column, missing.twice, "header_twice", {"name": missing.twice}
        )
    found = " | ".join(missing.found)
    params = {
        "mapping": mapping.name,
        "missing": missing.lacks,
        "found": found[:LONGEST_HEADER] or "—",
        "known": ", ".join(one.name for one in known),
    }
    return Refusal(grid.sheet, missing.row, 1, "", "header", params)
