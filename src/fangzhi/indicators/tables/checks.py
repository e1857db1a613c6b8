"""Checks of printed tables: sums that do not add up, cumulative columns that do not follow from one another,
values printed under another month. They find and say; nothing is repaired.

A cumulative column since the beginning, less the months since January, is what stood at the end of the year
before; every table of a series must agree on it, up to the yearly figures between them.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi import gazetteer
from fangzhi.indicators.tables import names
from fangzhi.indicators.tables.periods import Month, last_month, running_month
from fangzhi.indicators.tables.printed import Printed, Remark
from fangzhi.indicators.tables.sources import is_partial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_PLACES = 40
"""Rows that one remark names."""
FEWEST = 2
"""Rows of a cumulative column that must fail before the column is doubted."""
STRANGE = 3
"""By what factor a year's growth may differ from the months that are known."""
ALIKE = 5
"""Rows that must be the same before a table is said to repeat another."""


class Level(NamedTuple):
    """One printed amount, as the checks across tables need it."""

    source: str
    sheet: str
    row: int
    column: int
    region: str
    indicator: str
    period: str
    cumulative: bool
    value: Decimal


def levels(printed: Iterable[Printed]) -> list[Level]:
    """The amounts of a reading that can be checked across tables."""
    return [
        Level(one.source.label, one.sheet, one.row, one.column, one.region, one.indicator, one.period,
              one.cumulative, Decimal(one.value))
        for one in printed
        if one.measure == "level" and not one.place and not one.dims and one.source.scope != "foreign"
    ]  # fmt: skip


def inside(printed: Iterable[Printed]) -> list[Remark]:
    """What the sums of one file show: totals over regions, totals over parts, domestic and foreign."""
    amounts = [one for one in printed if one.measure == "level" and one.status == "actual"]
    return [*_totals(amounts), *_parts(amounts), *_scopes(amounts)]


def across(amounts: Iterable[Level]) -> list[Remark]:
    """What tables show about one another: shifted cumulative columns, values repeated from another month."""
    kept = list(amounts)
    return [*_cumulative(kept), *_repeated(kept)]


def _remark(one: Printed | Level, code: str, **params: object) -> Remark:
    return Remark(one.sheet, one.row, one.column, "", code, params)


# --- sums inside a file ---------------------------------------------------------------------------------


@cache
def _additive() -> frozenset[str]:
    return frozenset(one.code for one in gazetteer.regions() if one.additive)


def _totals(printed: list[Printed]) -> Iterator[Remark]:
    groups: dict[tuple[Any, ...], list[Printed]] = defaultdict(list)
    for one in printed:
        if not one.place and (one.region == names.COUNTRY or one.region in _additive()):
            groups[
                one.source, one.indicator, one.period, one.cumulative, one.column, *one.dims.values()
            ].append(one)
    for group in groups.values():
        total = next((one for one in group if one.region == names.COUNTRY), None)
        rows = {one.region: Decimal(one.value) for one in group if one.region != names.COUNTRY}
        if total is None or len(rows) < FEWEST:
            continue
        difference = Decimal(total.value) - sum(rows.values())
        if difference and not (difference > 0 and is_partial(total.source.label)):
            yield _remark(total, "total", indicator=total.indicator, period=total.period, printed=total.value,
                          count=len(rows), sum=sum(rows.values()), difference=f"{difference:+}")  # fmt: skip


@cache
def parts_rules() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every total with the parts that add up to it (`data/parts.toml`)."""
    text = files("fangzhi.indicators").joinpath("data/parts.toml").read_text(encoding="utf-8")
    return tuple((rule["total"], tuple(rule["parts"])) for rule in tomllib.loads(text)["parts"])


def _parts(printed: list[Printed]) -> Iterator[Remark]:
    wanted = {name for total, parts in parts_rules() for name in (total, *parts)}
    rows: dict[tuple[Any, ...], dict[str, Printed]] = defaultdict(dict)
    for one in printed:
        name = one.indicator
        if one.dims:
            name += "?" + "&".join(
                f"{key}={value}" for key, value in one.dims.items() if key != "applicant_origin"
            )
        name = name.rstrip("?")
        if name in wanted:
            rows[one.source, one.region, one.place, one.period, one.cumulative][name] = one
    for total, parts in parts_rules():
        yield from _part(rows, total, parts)


def _part(
    rows: Mapping[tuple[Any, ...], dict[str, Printed]], total: str, parts: tuple[str, ...]
) -> Iterator[Remark]:
    failed: dict[str, list[Printed]] = defaultdict(list)
    seen: Counter[str] = Counter()
    for key, row in rows.items():
        if total in row and all(part in row for part in parts):
            label = key[0].label
            seen[label] += 1
            if Decimal(row[total].value) != sum(Decimal(row[part].value) for part in parts):
                failed[label].append(row[total])
    for label, wrong in failed.items():
        places = _named([f"{_region(one.region)} {one.cell}" for one in wrong])
        named = " + ".join(parts)
        yield _remark(
            wrong[0], "parts", total=total, parts=named, count=len(wrong), rows=seen[label], places=places
        )


def _scopes(printed: list[Printed]) -> Iterator[Remark]:
    groups: dict[tuple[Any, ...], dict[str, Printed]] = defaultdict(dict)
    for one in printed:
        if one.region == names.COUNTRY and one.source.scope in ("national", "domestic", "foreign"):
            groups[one.source.label, one.indicator, one.period, one.cumulative][one.source.scope] = one
    for group in groups.values():
        if len(group) < 3:
            continue
        total, both = group["national"], Decimal(group["domestic"].value) + Decimal(group["foreign"].value)
        if Decimal(total.value) != both:
            yield _remark(
                total, "scopes", indicator=total.indicator, period=total.period, sum=both, printed=total.value
            )


# --- cumulative columns across tables -------------------------------------------------------------------


class Column(NamedTuple):
    """The cumulative column of one table: by region the sum since the beginning and since January."""

    source: str
    indicator: str
    month: Month
    cells: dict[str, Level]
    running: dict[str, Decimal]

    def base(self, region: str) -> Decimal | None:
        """What stood at the end of the year before, by this table."""
        if region not in self.cells or region not in self.running:
            return None
        return self.cells[region].value - self.running[region]


class Doubt(NamedTuple):
    """A cumulative column that does not follow from the others: its failing rows, whose sums they hold."""

    column: Column
    wrong: list[str]
    owners: dict[str, str]
    rows: int
    firm: bool
    """Whether two other tables agree on what should stand here."""


Yearly = Mapping[tuple[str, str, int], Decimal]
"""The amounts of whole years, by indicator, region and year."""


def _cumulative(amounts: list[Level]) -> Iterator[Remark]:
    columns = _columns(amounts)
    if not columns:
        return
    yearly = _yearly(amounts, {one.indicator for one in columns})
    doubts = []
    for column in columns:
        others = [one for one in columns if one.indicator == column.indicator and one is not column]
        doubt = _doubt(column, others, yearly)
        doubts += [doubt] if doubt else []
    for doubt in doubts:
        if not any(_likelier(other, doubt, columns) for other in doubts):
            yield _doubted(doubt)


def _likelier(other: Doubt, doubt: Doubt, columns: list[Column]) -> bool:
    """Whether of two columns of one year that only contradict each other, the other is the stranger one."""
    alike = other.column[1:2] == doubt.column[1:2] and other.column.month.year == doubt.column.month.year
    if not alike or other is doubt or doubt.firm or other.firm:
        return False
    return _strain(other.column, columns) > _strain(doubt.column, columns)


def _strain(column: Column, columns: list[Column]) -> int:
    """In how many rows the sum grows to that of a later year's table by far less or more than its own months
    would make it."""
    rows = 0
    for later in columns:
        years = later.month.year - column.month.year
        if later.indicator != column.indicator or years <= 0:
            continue
        for region, months in column.running.items():
            begin, end = column.base(region), later.base(region)
            if begin is not None and end is not None and months:
                pace = months / column.month.month * 12 * years
                rows += not pace / STRANGE <= end - begin <= pace * STRANGE
    return rows


def _columns(amounts: list[Level]) -> list[Column]:
    found: dict[tuple[str, str, Month], Column] = {}
    running: dict[tuple[str, str, Month], dict[str, Decimal]] = defaultdict(dict)
    for one in amounts:
        end = last_month(one.period) if one.cumulative else running_month(one.period)
        if end is None:
            continue
        key = one.source, one.indicator, end
        if one.cumulative:
            found.setdefault(key, Column(*key, {}, running[key])).cells[one.region] = one
        else:
            running[key][one.region] = one.value
    return list(found.values())


def _yearly(amounts: list[Level], indicators: set[str]) -> Yearly:
    return {
        (one.indicator, one.region, int(one.period)): one.value
        for one in amounts
        if one.indicator in indicators and not one.cumulative and len(one.period) == 4
    }


def _doubt(column: Column, others: list[Column], yearly: Yearly) -> Doubt | None:
    expected: dict[str, Decimal] = {}
    firm: set[str] = set()
    for region, months in column.running.items():
        known = Counter(base for one in others if (base := _carried(column, one, region, yearly)) is not None)
        if known:
            base, votes = known.most_common(1)[0]
            expected[region] = base + months
            firm.update({region} if votes > 1 else ())
    checked = [region for region in column.cells if region in expected or _bounds(column, others, region)]
    wrong = [region for region in checked if not _stands(column, others, region, expected)]
    owners = {region: owner for region in wrong if (owner := _owner(column, region, expected))}
    agreed = len(firm & set(wrong)) >= FEWEST
    bounded = sum(region not in expected for region in wrong)
    impossible = bounded >= ALIKE and bounded * STRANGE >= len(checked)
    if len(wrong) < FEWEST or not (len(owners) >= FEWEST or agreed or impossible):
        return None
    return Doubt(column, wrong, owners, len(checked), agreed)


def _doubted(doubt: Doubt) -> Remark:
    cells = doubt.column.cells
    first = cells[doubt.wrong[0]]
    places = [f"{_region(one)} {cells[one].value}" + _of(doubt.owners.get(one)) for one in doubt.wrong]
    code = "shifted" if len(doubt.owners) >= FEWEST else "cumulative"
    return _remark(first, code, indicator=first.indicator, period=first.period, count=len(doubt.wrong),
                   rows=doubt.rows, strays=len(doubt.owners), places=_named(places))  # fmt: skip


def _of(owner: str | None) -> str:
    return f" (= {_region(owner)})" if owner else ""


def _carried(column: Column, other: Column, region: str, yearly: Yearly) -> Decimal | None:
    """What stood at the end of the year before by another table, the years between added or taken off."""
    base = other.base(region)
    if base is None:
        return None
    first, last = sorted((column.month.year, other.month.year))
    between = [yearly.get((column.indicator, region, year)) for year in range(first, last)]
    if any(one is None for one in between):
        return None
    years = sum((one for one in between if one is not None), Decimal(0))
    return base + years if other.month.year < column.month.year else base - years


def _bounds(column: Column, others: list[Column], region: str) -> tuple[Decimal, Decimal] | None:
    """Where yearly figures lack: the least and most that the next year's table allows for what stood then."""
    months = column.running.get(region)
    later = [one.base(region) for one in others if one.month.year == column.month.year + 1]
    base = next((one for one in later if one is not None), None)
    if base is None or months is None:
        return None
    most = months / column.month.month * (12 - column.month.month) * 2 * STRANGE + 50
    return base - most, base


def _stands(column: Column, others: list[Column], region: str, expected: dict[str, Decimal]) -> bool:
    value = column.cells[region].value
    if region in expected:
        return value == expected[region]
    bounds = _bounds(column, others, region)
    return bounds is None or bounds[0] <= value <= bounds[1]


def _owner(column: Column, region: str, expected: dict[str, Decimal]) -> str | None:
    """The row whose sum stands in this one: whole, or carried over from the year before with the months of
    this row added."""
    value, base = column.cells[region].value, column.base(region)
    for one, right in expected.items():
        if one != region and (right == value or right - column.running[one] == base):
            return one
    return None


# --- values of another month ----------------------------------------------------------------------------


def _repeated(amounts: list[Level]) -> Iterator[Remark]:
    tables: dict[tuple[str, str, Month], dict[str, Level]] = defaultdict(dict)
    for one in amounts:
        end = None if one.cumulative else running_month(one.period)
        if end and one.value:
            tables[one.indicator, one.source, end][one.region] = one
    for (indicator, source, end), rows in tables.items():
        earlier = (
            (other, before)
            for (name, other_source, other), before in tables.items()
            if name == indicator and other_source != source and other.year == end.year and other < end
        )
        for _, before in earlier:
            shared = [region for region in rows if region in before]
            same = sum(rows[region].value == before[region].value for region in shared)
            if same >= ALIKE and same == len(shared):
                first = rows[shared[0]]
                yield _remark(first, "repeated", indicator=indicator, period=first.period,
                              earlier=f"{before[shared[0]].period} ({before[shared[0]].source})",
                              count=same, rows=len(rows))  # fmt: skip
                break


def _region(code: str) -> str:
    return names.name_of(code)


def _named(places: list[str]) -> str:
    more = len(places) - MOST_PLACES
    return ", ".join(places[:MOST_PLACES]) + (f" … +{more}" if more > 0 else "")
