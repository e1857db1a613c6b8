"""Facts: figures with their own source columns, in the long form that exports write. Every field of a figure
is a column; values are in base units. The columns are those of the mapping file `facts.toml`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.indicators.tables import names, periods
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
from fangzhi.indicators.tables.cells import area_name, tidy
from fangzhi.indicators.tables.long import Columns, named_indicator
from fangzhi.indicators.tables.mapping import MEASURES
from fangzhi.indicators.tables.printed import BadCell, Printed, Sheet

if TYPE_CHECKING:
    from fangzhi.indicators.tables.cells import Grid
    from fangzhi.indicators.tables.headers import LongHeader
    from fangzhi.indicators.tables.mapping import Mapping
    from fangzhi.indicators.tables.printed import Context, SourceKey

QUALIFIERS = ("exact", "approx", "at_least", "below", "range")
STATUSES = ("actual", "target", "estimate", "threshold")
REPEATED = (
    "source", "scope", "vintage", "definition", "table_number", "approval", "publisher", "final", "indicator",
    "measure", "unit", "period", "qualifier", "status", "cumulative", "dims",
)  # fmt: skip
DIMS = ("patent_type", "applicant_kind", "applicant_origin", "ipc", "industry", "case_type", "campaign")
YES = {
    "true": True,
    "1": True,
    "yes": True,
    "是": True,
    "y": True,
    "": False,
    "n": False,
    "false": False,
    "0": False,
    "no": False,
    "否": False,
}
UNIT_OF = {
    "share": "%", "growth_rate": "%", "avg_growth_rate": "%", "relative_diff": "%", "rank": "位",
    "change_points": "百分点", "growth_multiple": "倍", "ratio_multiple": "倍",
}  # fmt: skip


class Fact(NamedTuple):
    """The fields of a row whose text repeats from row to row."""

    source: SourceKey
    indicator: str
    measure: str
    unit: Unit
    period: str
    year: int
    qualifier: str
    status: str
    cumulative: bool
    dims: dict[str, str]


class Facts(Columns):
    """The meaning of the cells of one row of facts."""

    def fact(self, cells: list[str]) -> Fact:
        """All that repeats, checked once for each combination. Raises `BadCell`."""
        texts = tuple(self.text(cells, role) for role in REPEATED)
        if texts not in self._known:
            self._known[texts] = self._fact(dict(zip(REPEATED, texts, strict=True)), cells)
        found: Fact = self._known[texts]
        return found

    def _fact(self, given: dict[str, str], cells: list[str]) -> Fact:
        indicator = self._indicator(given["indicator"])
        measure = self._word("measure", given["measure"] or "level", MEASURES)
        period, year = self._period(given["period"].strip())
        return Fact(
            source=self._fact_source(given, cells),
            indicator=indicator,
            measure=measure,
            unit=self._unit(given["unit"], indicator, measure),
            period=period,
            year=year,
            qualifier=self._word("qualifier", given["qualifier"] or "exact", QUALIFIERS),
            status=self._word("status", given["status"] or "actual", STATUSES),
            cumulative=YES[self._word("cumulative", given["cumulative"].lower(), tuple(YES))],
            dims=self._dims(given["dims"]),
        )

    def _indicator(self, text: str) -> str:
        found = named_indicator(text, self.context.catalogue)
        if found is None:
            raise BadCell(self.at["indicator"], text, "indicator_unknown", text=tidy(text) or "—")
        return found.indicator

    def _word(self, role: str, text: str, known: tuple[str, ...]) -> str:
        word = text.strip()
        if word not in known:
            raise BadCell(
                self.at.get(role, 1), text, "word", text=tidy(text), known=", ".join(filter(None, known))
            )
        return word

    def _period(self, text: str) -> tuple[str, int]:
        end, today = periods.last_month(text), self.context.today
        if end is None or end.year < periods.FIRST_YEAR:
            raise BadCell(self.at["period"], text, "period", text=tidy(text))
        if end.year > today.year or (
            text.startswith("@") and (end.year, end.month) > (today.year, today.month)
        ):
            raise BadCell(self.at["period"], text, "future", text=text)
        return text, end.year

    def _unit(self, text: str, indicator: str, measure: str) -> Unit:
        own = self.context.catalogue[indicator].unit
        unit = unit_of(text) if text.strip() else Unit(1, UNIT_OF.get(measure, "") or own or "")
        if unit is None:
            unit = Unit(1, tidy(text))
        if measure == "level" and own and unit.base and not fits(unit.base, own):
            raise BadCell(
                self.at.get("unit", 1), text, "unit", text=tidy(text), indicator=indicator, unit=own
            )
        return unit

    def _dims(self, text: str) -> dict[str, str]:
        if not text.strip():
            return {}
        try:
            given = json.loads(text)
        except ValueError:
            given = dict(part.partition("=")[::2] for part in text.split(";"))
        if not isinstance(given, dict) or set(given) - set(DIMS):
            raise BadCell(self.at["dims"], text, "word", text=tidy(text), known=", ".join(DIMS))
        return {str(key): str(value) for key, value in given.items()}

    def _fact_source(self, given: dict[str, str], cells: list[str]) -> SourceKey:
        found = self.source(cells)
        if not found.label:
            raise BadCell(self.at.get("source", 1), "", "source_missing")
        return found._replace(
            scope=given["scope"].strip() or found.scope,
            number=tidy(given["table_number"]) or found.number,
            approval=tidy(given["approval"]) or found.approval,
            publisher=tidy(given["publisher"]) or found.publisher,
            final=YES.get(given["final"].strip().lower(), False) if given["final"].strip() else found.final,
        )


def read_facts(grid: Grid, header: LongHeader, mapping: Mapping, context: Context) -> Sheet:
    """Every figure of a file of facts, and what of it is refused."""
    sheet, columns = Sheet(grid.sheet), Facts(header.roles, mapping, context)
    merged = {row: area for area in grid.merged for row in range(area[0], area[2] + 1)}
    at, last = header.roles["value"], max(header.roles.values())
    for row, cells in enumerate(grid.rows[header.below - 1 :], header.below):
        if not any(cells):
            continue
        if row in merged:
            sheet.refuse(
                row, merged[row][1], grid.text(row, merged[row][1]), "merged", area=area_name(merged[row])
            )
        elif len(cells) < last or any(cells[header.width :]):
            sheet.refuse(row, len(cells), cells[-1], "cells", count=len(cells), columns=header.width)
        elif is_blank(cells[at - 1]):
            sheet.blank.append((row, at, cells[at - 1]))
        else:
            _read_row(sheet, row, at, cells, columns)
    return sheet


def _read_row(sheet: Sheet, row: int, at: int, cells: list[str], columns: Facts) -> None:
    text = cells[at - 1].strip()
    try:
        where, total = columns.where(cells)
        fact = columns.fact(cells)
        found = amount(text, fact.unit)
        if fact.measure == "level" and fact.unit.base in COUNTED:
            check_count(found, text, fact.unit.base, fact.unit.base)
        high = _high(columns, cells, fact)
    except BadCell as bad:
        sheet.refuse(row, bad.column, bad.quote, bad.code, **bad.params)
        return
    except BadAmount as bad:
        sheet.refuse(row, at, text, bad.code, **bad.params)
        return
    place = columns.text(cells, "place").strip() or where.place
    base_of = columns.text(cells, "base_of").strip()
    key = (
        fact.source, where.region, place, fact.indicator, fact.measure, fact.period, fact.status,
        fact.cumulative,
        columns.text(cells, "id"), base_of, *sorted(fact.dims.items()),
    )  # fmt: skip
    first = sheet.seen(key, row, at)
    if first:
        region = place or names.name_of(where.region)
        sheet.refuse(
            row,
            at,
            text,
            "region_twice",
            region=region,
            series=fact.indicator,
            period=fact.period,
            first=first,
        )
        return
    resolution = columns.text(cells, "resolution").strip()
    sheet.printed.append(
        Printed(
            sheet.sheet, row, at, text, columns.text(cells, "heading") or sheet.sheet, fact.source,
            where.region, place, fact.indicator, fact.measure, base_of, fact.period, fact.year,
            found.value, found.number, high, fact.unit.base, fact.qualifier,
            resolution if _is_step(resolution) else found.resolution,
            fact.cumulative, fact.status, fact.dims, columns.text(cells, "note"), total,
        )
    )  # fmt: skip


def _high(columns: Facts, cells: list[str], fact: Fact) -> str | None:
    text = columns.text(cells, "value_high").strip()
    return amount(text, fact.unit).value if text else None


def _is_step(text: str) -> bool:
    try:
        return amount(text, PLAIN).number > 0 if text else False
    except BadAmount:
        return False
