"""Counting as slowly and plainly as can be, record by record: what the SQL is held against."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from fangzhi.patents.counting.fields import fields, symbols
from fangzhi.patents.counting.spans import span
from fangzhi.patents.counting.yearly import PanelRow, panel_regions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.patents.counting.cells import Cell
    from tests.patents.counting_stores import Made

TYPES = ("all", "invention", "utility_model", "design")


def within(one: Made, region: str) -> bool:
    """Whether a record is of a province or, for 000000, of the country."""
    return one.country == "CN" and region in ("000000", one.province)


def years(records: Iterable[Made]) -> list[int]:
    """The years of the panel: from the first filing or grant to the last."""
    domestic = [one for one in records if one.country == "CN"]
    found = [one.filed.year for one in domestic] + [one.granted.year for one in domestic if one.granted]
    return list(range(min(found), max(found) + 1)) if found else []


def anniversary(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def panel_row(records: list[Made], region: str, year: int, kind: str, bar: int = 1000) -> PanelRow:
    """One row of the panel."""
    end = date(year, 12, 31)
    mine = [one for one in records if within(one, region) and kind in ("all", one.type)]
    filed = [one for one in mine if one.filed.year == year]
    force = [one for one in mine if one.in_force(end)]
    kinds = Counter(one.kind for one in filed)
    applicants = Counter(one.applicant for one in filed)
    return PanelRow(
        region,
        year,
        kind,
        applications=len(filed),
        grants=sum(1 for one in mine if one.granted and one.granted.year == year),
        in_force=len(force),
        in_force_5y=sum(1 for one in force if anniversary(one.filed, 5) <= end),
        pct=sum(one.pct for one in filed),
        service=len(filed) - kinds["individual"],
        enterprise=kinds["enterprise"],
        university=kinds["university"],
        institute=kinds["institute"],
        individual=kinds["individual"],
        applicants=len(applicants),
        applicants_1000=sum(1 for n in applicants.values() if n >= bar),
    )


def panel(records: list[Made], bar: int = 1000) -> list[PanelRow]:
    """The whole panel, in its order."""
    return [
        panel_row(records, region, year, kind, bar)
        for region in panel_regions()
        for year in years(records)
        for kind in TYPES
    ]


# --- any cell ---------------------------------------------------------------------------------------------


def counted(one: Made, cell: Cell) -> bool:
    """Whether a cell of a column other than applicants_1000, and without an industry, counts a record."""
    return (
        of_region(one, cell.region)
        and cell.type in ("all", one.type)
        and cell.kind in (None, one.kind)
        and (cell.ipc is None or (one.type != "design" and beneath(one.ipc[0], cell.ipc)))
        and (cell.field is None or cell.field == field_of(one))
        and in_column(one, cell.column, cell.period)
    )


def of_region(one: Made, region: str) -> bool:
    """Whether a record is of a region of any level."""
    if region == "660000":
        return one.country == "CN" and one.xpcc
    return one.country == "CN" and region in ("000000", one.province, one.prefecture, one.county)


def beneath(symbol: str, beginning: str) -> bool:
    """Whether a class is, or lies below, another."""
    return symbol == beginning or symbol[: len(beginning) + 1] == f"{beginning}/" or (
        len(beginning) <= 4 and symbol[: len(beginning)] == beginning
    ) or ("/" in beginning and symbol.startswith(beginning))  # fmt: skip


def field_of(one: Made) -> int | None:
    """The field of the main class: that of its main group, else of its subclass."""
    if one.type == "design":
        return None
    known = {symbol: field.number for field in fields() for symbol in symbols(field.number)}
    return known.get(one.ipc[0].split("/")[0], known.get(one.ipc[0][:4]))


def in_column(one: Made, column: str, period: str | None) -> bool:
    """Whether a column counts a record, of a period or of all time."""
    first, last = span(period) if period else (date.min, date.max)
    if column.startswith("in_force"):
        return one.in_force(last) and (column == "in_force" or anniversary(one.filed, 5) <= last)
    if column == "grants":
        return one.granted is not None and first <= one.granted <= last
    fits = {"pct": one.pct, "service": one.kind != "individual"}
    kinds = ("enterprise", "university", "institute", "individual")
    fits |= {kind: one.kind == kind for kind in kinds}
    return first <= one.filed <= last and fits.get(column, True)


def in_order(records: Iterable[Made]) -> list[int]:
    """The numbers of records as lists show them: by region, unknown ones last, then day of filing."""
    return [
        one.patent_id
        for one in sorted(records, key=lambda one: (one.region is None, one.region, one.filed, one.patent_id))
    ]
