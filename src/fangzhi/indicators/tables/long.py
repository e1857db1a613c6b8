"""Long tables: one line a region, period and series, with one or several columns of numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.indicators.tables import names, periods, sources
from fangzhi.indicators.tables.amounts import (
    COUNTED,
    PLAIN,
    BadAmount,
    Unit,
    amount,
    check_count,
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
_FOUR, _TWO = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{1,2}")


class Subject(NamedTuple):
    """What the repeating cells of a row say: series and source, with the unit named beside them."""

    series: Series
    named: str
    """The series as printed."""
    source: SourceKey
    unit: Unit
    dims: dict[str, str]


class Plan(NamedTuple):
    """How the numbers of one column are kept for one subject."""

    number: int
    """Tells plans of different figures apart."""
    column: int
    subject: Subject
    unit: Unit
    base: str
    counted: bool
    measure: str
    base_of: str
    span: str
    heading: str
    header: str


class Line(NamedTuple):
    """What the cells of one row say before its numbers are looked at."""

    where: names.Where
    total: bool
    subject: Subject
    year: int
    month: int
    note: str


REPEATED = ("series", "type", "unit", "source", "scope", "vintage", "definition")
"""Roles whose cells say the same in many rows."""


class Columns:
    """Where the cells of each role stand, and the meaning of every text that was met in them."""

    def __init__(self, roles: dict[str, int], mapping: Mapping, context: Context) -> None:
        """Remember nothing yet."""
        self.at = roles
        self.mapping, self.context = mapping, context
        self._known: dict[Any, Any] = {}
        self._subjects: dict[tuple[str, ...], Subject] = {}
        self._repeated = tuple(roles[role] - 1 for role in REPEATED if role in roles)

    def text(self, cells: list[str], role: str) -> str:
        """The text of a role's cell, empty when the table has no such column."""
        column = self.at.get(role, 0)
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def line(self, cells: list[str]) -> Line:
        """All that a row says before its numbers. Raises `BadCell`."""
        where, total = self.where(cells)
        year, month = self.when(cells)
        key = tuple([cells[at] for at in self._repeated])
        subject = self._subjects.get(key)
        if subject is None:
            subject = self._subjects[key] = self._subject(cells)
        return Line(where, total, subject, year, month, self.text(cells, "note")[:LONGEST_NOTE])

    def _subject(self, cells: list[str]) -> Subject:
        series, named = self.series(cells)
        source = self.source(cells)
        dims = dict(series.dims)
        if source.scope == FOREIGN:
            dims["applicant_origin"] = FOREIGN
        return Subject(series, named, source, self.unit(cells), dims)

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
        if not _FOUR.fullmatch(digits) or int(digits) < periods.FIRST_YEAR:
            raise BadCell(column, year, "year", text=tidy(year), first=periods.FIRST_YEAR, last=today.year)
        number = int(digits)
        if number > today.year or (number == today.year and "month" not in self.at):
            raise BadCell(column, year, "future", text=digits)
        return number, self._month(number, month)

    def _month(self, year: int, month: str) -> int:
        if "month" not in self.at:
            return 12
        column, today = self.at["month"], self.context.today
        digits = folded(month).removesuffix("月").removesuffix(".0")
        if not _TWO.fullmatch(digits) or not 1 <= int(digits) <= 12:
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
        return found or Unit(1, tidy(text))


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
    plans = Plans(grid.sheet, context.catalogue)
    for row, cells in enumerate(grid.rows[header.below - 1 :], header.below):
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        if row in merged:
            area = merged[row]
            sheet.refuse(row, area[1], grid.text(row, area[1]), "merged", area=area_name(area))
        elif len(cells) < last or (len(cells) > header.width and any(cells[header.width :])):
            if not names.is_note(cells[0]):
                sheet.refuse(row, len(cells), cells[-1], "cells", count=len(cells), columns=header.width)
        else:
            _read_row(sheet, row, cells, columns, header.numbers, plans)
    return sheet


def _read_row(
    sheet: Sheet, row: int, cells: list[str], columns: Columns, numbers: tuple[Numbers, ...], plans: Plans
) -> None:
    try:
        line = columns.line(cells)
    except BadCell as bad:
        if not (names.is_note(cells[0]) and sum(map(bool, cells)) == 1):
            sheet.refuse(row, bad.column, bad.quote, bad.code, **bad.params)
        return
    for one in numbers:
        text = cells[one.column - 1]
        try:
            keep(sheet, row, text, plans.plan(one, line.subject), line)
        except BadAmount as bad:
            sheet.refuse(row, one.column, text, bad.code, **bad.params)


class Plans:
    """The plan of every column and subject, made when first met."""

    def __init__(self, sheet: str, catalogue: Catalogue) -> None:
        """None made yet."""
        self.sheet, self.catalogue = sheet, catalogue
        self._made: dict[tuple[int, int], Plan] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._held: list[Subject] = []

    def plan(self, numbers: Numbers, subject: Subject) -> Plan:
        """How the numbers of a column are kept for a subject. Raises `BadAmount` for a wrong unit."""
        key = numbers.column, id(subject)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._plan(numbers, subject)
            self._held.append(subject)  # its id stays its own
        return found

    def _plan(self, numbers: Numbers, subject: Subject) -> Plan:
        holds, indicator = numbers.holds, self.catalogue[subject.series.indicator]
        unit = _unit(numbers, subject.unit, indicator)
        stock = indicator.kind == "stock" and holds.span != "since"
        span = subject.series.span or ("end" if stock else holds.span)
        level = holds.measure == "level"
        key = numbers.column, subject.source, indicator.id, tuple(sorted(subject.dims.items())), span
        return Plan(
            number=self._numbers.setdefault(key, len(self._numbers)),
            column=numbers.column,
            subject=subject,
            unit=unit,
            base=unit.base,
            counted=level and unit.base in COUNTED,
            measure=holds.measure,
            base_of="" if level else indicator.id,
            span=span,
            heading=" / ".join(dict.fromkeys(filter(None, (self.sheet, subject.named, numbers.header)))),
            header=numbers.header,
        )


def _unit(numbers: Numbers, given: Unit, indicator: Indicator) -> Unit:
    """The unit of a column's numbers: the row's own, else the header's, else the catalogue's."""
    level = numbers.holds.measure == "level"
    unit = given if level and given is not PLAIN else numbers.unit
    wanted = (indicator.unit or "") if level else (numbers.holds.unit or "%")
    if unit.base and wanted and not fits(unit.base, wanted):
        raise BadAmount("unit", text=unit.base, indicator=indicator.id, unit=wanted)
    return unit if unit.base else Unit(unit.scale, wanted)


def keep(sheet: Sheet, row: int, text: str, plan: Plan, line: Line) -> None:
    """Keep the figure of a cell unless the cell is blank or its region stands twice. Raises `BadAmount`."""
    if not text or is_blank(text):
        sheet.blank.append((row, plan.column, text))
        return
    found = amount(text, plan.unit)
    if plan.counted:
        check_count(found, text, plan.base, plan.header)
    period = periods.period_of(plan.span, line.year, line.month)
    subject, where = line.subject, line.where
    first = sheet.seen((plan.number, where, period), row, plan.column)
    if first:
        region = where.place or names.name_of(where.region)
        series = subject.named or subject.series.indicator
        sheet.refuse(
            row, plan.column, text, "region_twice", region=region, series=series, period=period, first=first
        )
        return
    sheet.printed.append(
        Printed(
            sheet.sheet, row, plan.column, text, plan.heading, subject.source, where.region,
            where.place, subject.series.indicator, plan.measure, plan.base_of, period, line.year, found.value,
            found.number, None, plan.base, "exact", found.resolution, plan.span == "since", "actual",
            subject.dims, line.note, line.total,
        )
    )  # fmt: skip
