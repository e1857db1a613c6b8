"""Wide tables: one line a region, series (or years) across, as yearbooks print them. The header may take
several rows; unit, year and stage may stand in it, above it, or in the name of the sheet."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.indicators.tables import names, sources
from fangzhi.indicators.tables.amounts import PLAIN, BadAmount, Unit, unit_of
from fangzhi.indicators.tables.cells import Area, area_name, folded, tidy
from fangzhi.indicators.tables.headers import SEARCHED, Missing, Numbers, parted, unit_in
from fangzhi.indicators.tables.long import Columns, Line, Plans, Subject, keep, named_indicator
from fangzhi.indicators.tables.mapping import Series, ValueColumn
from fangzhi.indicators.tables.opening import file_title
from fangzhi.indicators.tables.printed import BadCell, Sheet

if TYPE_CHECKING:
    from fangzhi.indicators.tables.cells import Grid
    from fangzhi.indicators.tables.mapping import Mapping
    from fangzhi.indicators.tables.printed import Context, SourceKey

DEEPEST = 5
"""Rows that a header takes at most."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*年?度?")
_MONTH = re.compile(r"(?<!\d)(?:(?:1|一)\s*[-—~至到]\s*)?(1[0-2]|[1-9])\s*月份?")
_GROWTH = re.compile(
    r"比?(?:上年|去年)?(?:同期|同比)(?:增长|增减|增幅)?率?|(?:比上年)?(?:增长|增幅)率?|growth|year-on-year|yoy|\+/-%?",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:自?\s*1985年?(?:4月)?)?(?:以来|至今)?累计总?[量数]?|cumulative|since1985", re.IGNORECASE
)
_YTD = re.compile(
    r"(?:本年|当年|年初至今|1\s*[-—~至到]\s*(?:本|\d+)\s*月|year-?to-?date|ytd)(?:累计)?", re.IGNORECASE
)
_THIS_MONTH = re.compile(r"本月|当月|(?:this)?month", re.IGNORECASE)
_SOURCE = re.compile(r"(?:数据|资料)?来源\s*[:：]\s*(.+)|source\s*:\s*(.+)", re.IGNORECASE)
_SKIPPED = re.compile(r"序号|编号|排名|位次|名次|备注|rank|no\.?|#|\(%\)|[\s%]*")


class Wide(NamedTuple):
    """A column of numbers and what its header says."""

    numbers: Numbers
    subject: Subject
    span: str
    year: int | None
    month: int


class Above(NamedTuple):
    """What stands above a table and in the names of sheet and file, and the source that it names."""

    texts: list[str]
    unit: Unit
    source: SourceKey


class WideHeader(NamedTuple):
    """The header of a wide table: first row, roles (column from 1), first row of the body."""

    row: int
    roles: dict[str, int]
    below: int


def find_wide(grid: Grid, mapping: Mapping) -> WideHeader | Missing:
    """The header of a wide table: the first row that names the column of regions, with a body of regions."""
    nearest = Missing(1, 0, mapping.printed.get("region", "region"), "", ())
    for row, cells in enumerate(grid.rows[:SEARCHED], 1):
        roles: dict[str, int] = {}
        for column, cell in enumerate(cells, 1):
            role = mapping.role_of(parted(cell)[0]) if cell else None
            if role:
                roles.setdefault(role, column)
        if "region" in roles or "region_code" in roles:
            return WideHeader(row, roles, _body(grid, row, roles))
        if nearest.found == () and sum(map(bool, cells)) > 1:
            nearest = Missing(row, 0, nearest.lacks, "", tuple(filter(None, map(tidy, cells))))
    return nearest


def _body(grid: Grid, row: int, roles: dict[str, int]) -> int:
    column = roles.get("region") or roles["region_code"]
    for below in range(row + 1, row + DEEPEST + 1):
        label = grid.text(below, column)
        if label.strip() and (names.by_name(label) or names.by_code(label) or _has_number(grid, below)):
            return below
    return row + 1


def _has_number(grid: Grid, row: int) -> bool:
    return (
        any(cell.replace(",", "").replace(".", "").isdigit() for cell in grid.rows[row - 1][1:])
        if row <= len(grid.rows)
        else False
    )


def read_wide(grid: Grid, header: WideHeader, mapping: Mapping, context: Context) -> Sheet:
    """Every figure of a wide table, and what of it is refused."""
    sheet, columns = Sheet(grid.sheet), Columns(header.roles, mapping, context)
    sheet.sparse = True
    texts = _above(grid, header, context)
    unit = next((unit for text in texts if (unit := unit_in(text))), PLAIN)
    above = Above(texts, unit, _source(grid, header, mapping, texts))
    found = _columns(sheet, grid, header, columns, above)
    plans = Plans(grid.sheet, context.catalogue)
    merged = {row: area for area in grid.merged for row in range(max(area[0], header.below), area[2] + 1)}
    for row in range(header.below, len(grid.rows) + 1):
        cells = grid.rows[row - 1]
        label = columns.text(cells, "region") or columns.text(cells, "region_code")
        if not any(cell.strip() for cell in cells) or _is_note(cells, label):
            continue
        if row in merged:
            area = merged[row]
            sheet.refuse(row, area[1], grid.text(row, area[1]), "merged", area=area_name(area))
            continue
        _read_row(sheet, row, cells, columns, found, plans)
    return sheet


def _is_note(cells: list[str], label: str) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return names.is_note(filled[0]) and len(filled) <= 2 and not names.by_name(label)


def _above(grid: Grid, header: WideHeader, context: Context) -> list[str]:
    lines = [tidy(cell) for cells in grid.rows[: header.row - 1] for cell in cells if cell.strip()]
    return [*filter(None, (grid.title, *lines, grid.sheet)), file_title(context.file)]


def _source(grid: Grid, header: WideHeader, mapping: Mapping, above: list[str]) -> SourceKey:
    """The table's own citation: its title, and the line that names its source."""
    body = [cell for cells in grid.rows[header.below - 1 :] for cell in cells[:2] if names.is_note(cell)]
    cited = next((found for text in (*above, *body) if (found := _SOURCE.search(text))), None)
    title = next((text for text in above[:-1] if not unit_in(text) and not _SOURCE.match(text)), above[-1])
    label = f"{title} ({tidy(cited[1] or cited[2])})" if cited else title
    source = sources.described(label, "", mapping.vintage, "", mapping.final)
    return source if source.approval else source._replace(approval=_approval(above))


def _approval(above: list[str]) -> str:
    return next(
        (found for text in above if (found := sources.described(text, "", "", "", False).approval)), ""
    )


# --- the header's columns -------------------------------------------------------------------------------


def _columns(sheet: Sheet, grid: Grid, header: WideHeader, columns: Columns, above: Above) -> list[Wide]:
    width = max(len(cells) for cells in grid.rows)
    found: list[Wide] = []
    for column in range(1, width + 1):
        if column in header.roles.values():
            continue
        path, unit = _path(grid, header, column)
        if not path and not _body_filled(grid, header, column):
            continue
        left = found[-1] if found else None
        one = _column(column, path, unit if unit != PLAIN else above.unit, columns, above, left)
        if isinstance(one, str):
            if one:
                sheet.refuse(header.row, column, path, one, mapping=columns.mapping.name, name=path)
            continue
        found.append(one)
    return found


def _path(grid: Grid, header: WideHeader, column: int) -> tuple[str, Unit]:
    """The texts of a column's header from top to bottom, merged cells spread, and the unit among them."""
    parts: list[str] = []
    unit = PLAIN
    for row in range(header.row, header.below):
        text = tidy(grid.text(*_origin(grid.merged, row, column)))
        alone = unit_of(text)
        if alone is not None:
            unit = alone
        elif text and text not in parts:
            parts.append(text)
            unit = parted(text)[1] if parted(text)[1] != PLAIN else unit
    return " / ".join(parts), unit


def _origin(merged: tuple[Area, ...], row: int, column: int) -> tuple[int, int]:
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


def _body_filled(grid: Grid, header: WideHeader, column: int) -> bool:
    return any(grid.text(row, column).strip() for row in range(header.below, len(grid.rows) + 1))


def _column(
    column: int, path: str, unit: Unit, columns: Columns, above: Above, left: Wide | None
) -> Wide | str:
    """What a column's header says; the key of a reason when it says nothing known, "" when it is left out."""
    mapping = columns.mapping
    bare = re.sub(r"[(（][^)）]*[)）]", "", unicodedata.normalize("NFKC", path))
    if _SKIPPED.fullmatch(bare.strip()) or folded(bare) in mapping.ignored:
        return ""
    year, growth = _YEAR.search(_SINCE.sub("", bare)), _GROWTH.search(bare)
    month = _month(bare) or next(filter(None, map(_month, above.texts)), 12)
    rest, span = _span(bare.replace(year[0], "") if year else bare, month)
    rest = _GROWTH.sub("", rest) if growth else rest
    if growth and left and not folded(rest).strip("/"):  # the growth of the column before it
        series: Series | None = left.subject.series
    else:
        series = _series(rest, columns, above.texts)
    if series is None:
        return "column_unknown"
    written = year[1] if year else next((hit[1] for text in above.texts if (hit := _YEAR.search(text))), None)
    if written is None and "year" not in columns.at:
        return "no_year"
    holds = ValueColumn(frozenset(), "growth_rate" if growth else "level", span, "%" if growth else "")
    number = int(written) if written else None
    subject = Subject(series, path, above.source, PLAIN, dict(series.dims))
    return Wide(Numbers(column, holds, unit if not growth else PLAIN, path), subject, span, number, month)


def _month(text: str) -> int:
    found = _MONTH.search(_SINCE.sub("", text))
    return int(found[1]) if found else 0


def _span(text: str, month: int) -> tuple[str, str]:
    """The header without the words for its span, and the span."""
    for pattern, span in ((_YTD, "ytd"), (_THIS_MONTH, "month"), (_SINCE, "since")):
        if pattern.search(text):
            return _MONTH.sub("", pattern.sub("", text)), span
    return _MONTH.sub("", text), "year" if month == 12 else "ytd"


def _series(text: str, columns: Columns, above: list[str]) -> Series | None:
    """The series that a header names, by itself or completed by what stands above the table."""
    mapping, catalogue = columns.mapping, columns.context.catalogue
    if mapping.indicator:
        return Series(mapping.indicator, {})
    name = folded(text).strip("/")
    for one in (name, name.replace("/", ""), "".join(reversed(name.split("/")))):
        found = mapping.series.get(one) or named_indicator(one, catalogue)
        if found:
            return found
    kind, stage = _word(name, "type", mapping), _word(name, "stage", mapping)
    stage = stage or next((hit for line in above if (hit := _word(folded(line), "stage", mapping))), "")
    if not kind and _rest(name, mapping):
        return None
    kind = kind or next((hit for line in above if (hit := _word(folded(line), "type", mapping))), "total")
    return mapping.series.get(f"{stage}/{kind}")


def _word(text: str, slot: str, mapping: Mapping) -> str:
    """The stage or type that a text names, the longest name first."""
    given = mapping.words.get(slot, {})
    return next((given[word] for word in sorted(given, key=len, reverse=True) if word in text), "")


def _rest(name: str, mapping: Mapping) -> str:
    for slot in mapping.words.values():
        for word in sorted(slot, key=len, reverse=True):
            name = name.replace(word, "")
    return re.sub(r"[/\s专利量数件国内的]", "", name)


# --- the rows -------------------------------------------------------------------------------------------


def _read_row(
    sheet: Sheet, row: int, cells: list[str], columns: Columns, found: list[Wide], plans: Plans
) -> None:
    try:
        where, total = columns.where(cells)
        when = columns.when(cells) if "year" in columns.at else None
    except BadCell as bad:
        sheet.refuse(row, bad.column, bad.quote, bad.code, **bad.params)
        return
    for one in found:
        text = cells[one.numbers.column - 1] if one.numbers.column <= len(cells) else ""
        year = one.year or (when[0] if when else 0)
        today = columns.context.today
        if (year, one.month if one.span != "year" else 1) > (today.year, today.month):
            sheet.refuse(row, one.numbers.column, text, "future", text=str(year))
            continue
        try:
            plan = plans.plan(one.numbers, one.subject)
            keep(sheet, row, text, plan, Line(where, total, one.subject, year, one.month, ""))
        except BadAmount as bad:
            sheet.refuse(row, one.numbers.column, text, bad.code, **bad.params)
