"""Long tables: one line a region, period and series, with one or several columns of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.indicators.tables import names, periods, sources
from fangzhi.indicators.tables.amounts import (
    COUNTED,
    PLAIN,
    Amount,
    BadAmount,
    Unit,
    amount,
    fits,
    is_blank,
    unit_of,
)
from fangzhi.indicators.tables.cells import area_name, folded, tidy
from fangzhi.indicators.tables.mapping import Series
from fangzhi.indicators.tables.printed import BadCell, Printed, Sheet, SourceKey

if TYPE_CHECKING:
    from fangzhi.indicators.catalogue import Catalogue, Indicator
    from fangzhi.indicators.tables.cells import Grid
    from fangzhi.indicators.tables.headers import LongHeader, Numbers
    from fangzhi.indicators.tables.mapping import Mapping
    from fangzhi.indicators.tables.printed import Context

FOREIGN = "foreign"
LONGEST_NOTE = 300


class Line(NamedTuple):
    """What the cells of one row say before its numbers are looked at."""

    where: names.Where
    total: bool
    series: Series
    kind: str
    named: str
    """The series as printed."""
    year: int
    month: int
    source: SourceKey
    unit: Unit
    note: str


class Columns:
    """Where the cells of each role stand, and the meaning of every text that was met in them."""

    def __init__(self, roles: dict[str, int], mapping: Mapping, context: Context) -> None:
        """Remember nothing yet."""
        self.at = roles
        self.mapping, self.context = mapping, context
        self._known: dict[Any, Any] = {}

    def text(self, cells: list[str], role: str) -> str:
        """The text of a role's cell, empty when the table has no such column."""
        column = self.at.get(role, 0)
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def where(self, cells: list[str]) -> tuple[names.Where, bool]:
        """The region of a row, and whether its label announces a sum. Raises `BadCell`."""
        code, name = self.text(cells, "region_code"), self.text(cells, "region")
        key = ("where", code, name)
        if key not in self._known:
            self._known[key] = self._where(code, name)
        found: tuple[names.Where, bool] = self._known[key]
        return found

    def _where(self, code: str, name: str) -> tuple[names.Where, bool]:
        if self.mapping.region and not code and not name:
            return names.Where(self.mapping.region), False
        column = self.at.get("region") or self.at.get("region_code", 1)
        if not code.strip() and not name.strip():
            raise BadCell(column, "", "region_missing")
        coded = names.by_code(code) if code.strip() else None
        if code.strip() and coded is None:
            raise BadCell(self.at["region_code"], code, "region_unknown", text=tidy(code))
        named = names.by_name(name) if name.strip() else None
        if name.strip() and named is None:
            raise BadCell(column, name, "region_unknown", text=tidy(name))
        if coded and named and named.region != coded:
            other = names.name_of(coded)
            raise BadCell(column, name, "region_shifted", name=tidy(name), stated=coded, other=other)
        return named or names.Where(coded or ""), names.is_sum(name)

    def when(self, cells: list[str]) -> tuple[int, int]:
        """Year and last month of a row. Raises `BadCell`."""
        year, month = self.text(cells, "year"), self.text(cells, "month")
        key = ("when", year, month)
        if key not in self._known:
            self._known[key] = self._when(year, month)
        found: tuple[int, int] = self._known[key]
        return found

    def _when(self, year: str, month: str) -> tuple[int, int]:
        column, today = self.at.get("year", 1), self.context.today
        digits = folded(year).removesuffix("年").removesuffix(".0")
        if not (
            digits.isascii() and digits.isdigit() and int(digits) >= periods.FIRST_YEAR and len(digits) == 4
        ):
            raise BadCell(column, year, "year", text=tidy(year), first=periods.FIRST_YEAR, last=today.year)
        number = int(digits)
        if number > today.year:
            raise BadCell(column, year, "future", text=digits)
        return number, self._month(number, month)

    def _month(self, year: int, month: str) -> int:
        if "month" not in self.at:
            return 12
        column, today = self.at["month"], self.context.today
        digits = folded(month).removesuffix("月").removesuffix(".0")
        if not (digits.isascii() and digits.isdigit() and 1 <= int(digits) <= 12):
            raise BadCell(column, month, "month", text=tidy(month))
        if (year, int(digits)) > (today.year, today.month):
            raise BadCell(column, month, "future", text=f"{year}-{int(digits):02}")
        return int(digits)

    def series(self, cells: list[str]) -> tuple[Series, str]:
        """What a row is about, and its name as printed. Raises `BadCell`."""
        name, kind = self.text(cells, "series"), self.text(cells, "type")
        key = ("series", name, kind)
        if key not in self._known:
            self._known[key] = self._series(name, kind)
        found: tuple[Series, str] = self._known[key]
        return found

    def _series(self, name: str, kind: str) -> tuple[Series, str]:
        mapping, catalogue = self.mapping, self.context.catalogue
        printed = " / ".join(filter(None, (tidy(name), tidy(kind))))
        if mapping.indicator and "series" not in self.at:
            return Series(mapping.indicator, {}), printed
        found = mapping.series.get(folded(f"{name}/{kind}") if kind else folded(name))
        found = found or named_indicator(name, catalogue)
        column = self.at.get("series", 1)
        if found is None:
            raise BadCell(column, name, "series_unknown", mapping=mapping.name, text=printed)
        if found.indicator not in catalogue:
            raise BadCell(column, name, "indicator_unknown", text=found.indicator)
        return found, printed

    def source(self, cells: list[str]) -> SourceKey:
        """The source of a row. Raises `BadCell`."""
        texts = tuple(self.text(cells, role) for role in ("source", "scope", "vintage", "definition"))
        key = ("source", *texts)
        if key not in self._known:
            self._known[key] = self._source(*texts)
        found: SourceKey = self._known[key]
        return found

    def _source(self, label: str, scope: str, vintage: str, definition: str) -> SourceKey:
        mapping = self.mapping
        if "source" in self.at and not label.strip():
            raise BadCell(self.at["source"], label, "source_missing")
        meant = mapping.scopes.get(folded(scope), "")
        if scope.strip() and mapping.scopes and not meant:
            known = ", ".join(mapping.scopes)
            raise BadCell(self.at["scope"], scope, "word", text=tidy(scope), known=known)
        return sources.described(
            tidy(label), meant, tidy(vintage) or mapping.vintage, tidy(definition), mapping.final
        )

    def unit(self, cells: list[str]) -> Unit:
        """The unit a row names. Raises `BadCell`."""
        text = self.text(cells, "unit")
        if not text:
            return PLAIN
        key = ("unit", text)
        if key not in self._known:
            self._known[key] = unit_of(text)
        found: Unit | None = self._known[key]
        if found is None:
            raise BadCell(self.at["unit"], text, "unit", text=tidy(text), indicator="", unit="")
        return found


def named_indicator(name: str, catalogue: Catalogue) -> Series | None:
    """The indicator of this id, Chinese or English name."""
    found = _by_name(catalogue).get(folded(name))
    return Series(found, {}) if found else None


_NAMES: dict[str, dict[str, str]] = {}


def _by_name(catalogue: Catalogue) -> dict[str, str]:
    known = _NAMES.get(catalogue.version)
    if known is None:
        known = {}
        for one in catalogue.values():
            for name in (one.id, one.name_zh, one.name_en):
                known.setdefault(folded(name), one.id)
        _NAMES.clear()
        _NAMES[catalogue.version] = known
    return known


def read_long(grid: Grid, header: LongHeader, mapping: Mapping, context: Context) -> Sheet:
    """Every figure of a long table, and what of it is refused."""
    sheet, columns = Sheet(grid.sheet), Columns(header.roles, mapping, context)
    sheet.sparse = len(header.numbers) > 1
    merged = {row: area for area in grid.merged for row in range(max(area[0], header.row), area[2] + 1)}
    last = max([*header.roles.values(), *(one.column for one in header.numbers)])
    for row, cells in enumerate(grid.rows[header.below - 1 :], header.below):
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        if row in merged:
            area = merged[row]
            sheet.refuse(row, area[1], grid.text(row, area[1]), "merged", area=area_name(area))
            continue
        if len(cells) < last or any(cells[header.width :]):
            if not names.is_note(cells[0]):
                sheet.refuse(row, len(cells), cells[-1], "cells", count=len(cells), columns=header.width)
            continue
        try:
            line = _line(columns, cells)
        except BadCell as bad:
            if not (names.is_note(cells[0]) and sum(map(bool, cells)) == 1):
                sheet.refuse(row, bad.column, bad.quote, bad.code, **bad.params)
            continue
        for one in header.numbers:
            _read_cell(sheet, row, one, cells[one.column - 1], line, context)
    return sheet


def _line(columns: Columns, cells: list[str]) -> Line:
    where, total = columns.where(cells)
    year, month = columns.when(cells)
    series, named = columns.series(cells)
    note = columns.text(cells, "note")
    return Line(
        where, total, series, columns.context.catalogue[series.indicator].kind, named, year, month,
        columns.source(cells), columns.unit(cells), note[:LONGEST_NOTE],
    )  # fmt: skip


def _read_cell(sheet: Sheet, row: int, numbers: Numbers, text: str, line: Line, context: Context) -> None:
    if not text or is_blank(text):
        sheet.blank.append((row, numbers.column, text))
        return
    holds = numbers.holds
    span = line.series.span or ("end" if line.kind == "stock" and holds.span != "since" else holds.span)
    try:
        found, unit = measured(text, numbers, line.unit, context.catalogue[line.series.indicator])
    except BadAmount as bad:
        sheet.refuse(row, numbers.column, text, bad.code, **bad.params)
        return
    dims = dict(line.series.dims)
    if line.source.scope == FOREIGN:
        dims["applicant_origin"] = FOREIGN
    keep(sheet, row, numbers, text, line, span, found, unit, dims)


def measured(text: str, numbers: Numbers, unit: Unit, indicator: Indicator) -> tuple[Amount, str]:
    """The number in a cell in base units, and its unit. Raises `BadAmount`."""
    level = numbers.holds.measure == "level"
    given = unit if unit is not PLAIN and level else numbers.unit
    wanted = (indicator.unit or "") if level else (numbers.holds.unit or "%")
    if given.base and wanted and not fits(given.base, wanted):
        raise BadAmount("unit", text=given.base, indicator=indicator.id, unit=wanted)
    if given.base == "" and wanted:
        given = Unit(given.scale, wanted)
    tidied = text.strip()
    found = amount(tidied, given)
    if level and given.base in COUNTED:
        if "." in found.value:
            raise BadAmount("fraction", value=found.value, unit=given.base, given=numbers.header)
        if found.number < 0:
            raise BadAmount("negative", text=tidied)
    return found, given.base


def keep(
    sheet: Sheet, row: int, numbers: Numbers, text: str, line: Line, span: str, found: Amount, unit: str,
    dims: dict[str, str],
) -> None:  # fmt: skip
    """Keep a figure of a cell, unless its region stands twice."""
    period = periods.period_of(span, line.year, line.month)
    measure, indicator = numbers.holds.measure, line.series.indicator
    key = (numbers.column, line.source, line.where, indicator, measure, period, span, *sorted(dims.items()))
    first = sheet.seen(key, row, numbers.column)
    if first:
        region = line.where.place or names.name_of(line.where.region)
        sheet.refuse(
            row, numbers.column, text, "region_twice", region=region, series=line.named or indicator,
            period=period, first=first,
        )  # fmt: skip
        return
    heading = " / ".join(filter(None, (sheet.sheet, line.named, numbers.header)))
    sheet.printed.append(
        Printed(
            sheet.sheet, row, numbers.column, text, heading, line.source, line.where.region, line.where.place,
            indicator, measure, "" if measure == "level" else indicator, period, line.year,
            found.value, found.number, None, unit, "exact", found.resolution, span == "since", "actual", dims,
            line.note, line.total,
        )
    )  # fmt: skip
