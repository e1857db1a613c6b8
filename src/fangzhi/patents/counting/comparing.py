"""A table of counts with what follows from it: growth over the year before, share of the whole, rank, and
patents in force per 10,000 people."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.counting.cuts import Compared, Cut, compared, cuts, per_10k
from fangzhi.patents.counting.keys import TIMES
from fangzhi.patents.counting.spans import span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fangzhi.patents.counting.cells import Cell
    from fangzhi.patents.store import Snapshot

Keys = tuple[Any, ...]
MEASURES = ("growth", "share", "rank")
PER_10K = "per_10k"
_TENTH = Decimal("0.1")
_FIRST_YEAR = 1900
"""The first year that a period can name."""


class ComparedRow(NamedTuple):
    """A count under the values of its keys; growth and share are percent, unrounded.

    `growth` is None where the year before counted nothing or is not known, `rank` where the records lack a
    key, `per_10k` where the count is not of all inventions in force in a province or the country.
    """

    keys: Keys
    value: int
    growth: Decimal | None
    share: Decimal | None
    rank: int | None
    per_10k: Decimal | None

    def printed(self) -> tuple[Decimal | None, Decimal | None, int | None, Decimal | None]:
        """What stands beside the count as it is printed: percentages to a tenth, halves away from zero; a
        rate per 10,000 people to a hundredth, as it is published."""
        rate = None if self.per_10k is None else round(self.per_10k, 2)
        return _tenth(self.growth), _tenth(self.share), self.rank, rate


class Comparison(NamedTuple):
    """All rows in the order of their keys, with the names of the measures beside the counts."""

    by: tuple[str, ...]
    rows: list[ComparedRow]
    whole: int
    """The count without any key."""
    grows: bool
    """Whether there is a year before: a period or a time among the keys."""
    measures: tuple[str, ...]

    def facts(self) -> list[dict[str, Any]]:
        """Every row as one object: its keys, `value` and the measures, decimals as they are printed."""
        return [
            dict(zip(self.by, row.keys, strict=True))
            | {"value": row.value}
            | dict(zip(self.measures, row.printed(), strict=False))
            for row in self.rows
        ]


def comparison(
    snapshot: Snapshot, cell: Cell, by: tuple[str, ...], scheme: str = "sei2021", most: int | None = None
) -> Comparison:
    """Count a cell by some keys and compare the counts, in one query.

    Growth is on the same period a year earlier; of what is counted on one day, on that day a year earlier.
    Share and rank are among all rows; where one counts by a time and by something else, among those of the
    same time. The whole is counted for itself, because applicants and industries do not add up. Raises as
    `cut`, and `BadCell` where there are more than `most` rows.
    """
    times = _sliced(by)
    earlier = _year_before(cell.period)
    asked = [Cut(cell, by, scheme), Cut(cell, ())]
    asked += [Cut(cell, times)] if times else []
    asked += [Cut(cell._replace(period=earlier), by, scheme)] if earlier else []
    now, everything, *rest = cuts(snapshot, asked, most)
    wholes = rest.pop(0) if times else everything
    before = {_year_on(row[:-1], by): row[-1] for row in (rest[0] if rest else now)}
    grows = bool(earlier) or (cell.period is None and bool(set(by) & set(TIMES)))
    whole = {row[:-1]: row[-1] for row in wholes}
    rows = _compared(now, before if grows else {}, whole, [by.index(key) for key in times])
    rated = _rated(cell, by)
    if rated:
        rows = [
            row._replace(per_10k=_rate(cell, dict(zip(by, row.keys, strict=True)), row.value)) for row in rows
        ]
    return Comparison(by, rows, everything[0][-1], grows, MEASURES + (PER_10K,) * rated)


def behind(cell: Cell, by: tuple[str, ...], keys: Keys, scheme: str = "sei2021") -> Cell:
    """The cell whose records are counted under the values of the keys."""
    values = (None if value is None else str(value) for value in keys)
    named = (
        (key, f"{scheme}/{value}" if key == "industry" else value)
        for key, value in zip(by, values, strict=True)
    )
    return cell._replace(at=(*cell.at, *named))


def _compared(
    now: list[Keys], before: Mapping[Keys, int], whole: Mapping[Keys, int], times: list[int]
) -> list[ComparedRow]:
    slices: dict[tuple[Keys, bool], dict[Keys, int]] = defaultdict(dict)
    for *keys, value in now:
        slices[tuple(keys[at] for at in times), None in keys][tuple(keys)] = value
    beside: dict[Keys, Compared] = {}
    for (same, _lacking), counts in slices.items():
        beside |= compared(counts, before, whole.get(same, 0))
    found = ((tuple(keys), beside[tuple(keys)]) for *keys, _ in now)
    return [
        ComparedRow(keys, one.value, one.growth, one.share, None if None in keys else one.rank, None)
        for keys, one in found
    ]


def _sliced(by: tuple[str, ...]) -> tuple[str, ...]:
    """The times within which rows are compared: none where one counts by time alone."""
    times = tuple(key for key in by if key in TIMES)
    return times if len(times) < len(by) else ()


def _year_before(period: str | None) -> str | None:
    if period is None or not period[:4].isdigit() or int(period[:4]) <= _FIRST_YEAR:
        return None
    return f"{int(period[:4]) - 1}{period[4:]}"


def _year_on(keys: Keys, by: tuple[str, ...]) -> Keys:
    """The keys of the same count a year later."""
    return tuple(
        f"{int(value[:4]) + 1:04}{value[4:]}" if key in TIMES and value else value
        for key, value in zip(by, keys, strict=True)
    )


def _rated(cell: Cell, by: tuple[str, ...]) -> bool:
    """Whether a row may be all inventions in force at the end of a year in a province or the country."""
    narrowed = (cell.kind, cell.ipc, cell.field, cell.industry)
    return (
        cell.column == "in_force"
        and cell.period is not None
        and span(cell.period)[1].month == 12  # the year's end
        and set(by) <= {"province", "type"}
        and (cell.type == "invention" or (cell.type == "all" and "type" in by))
        and narrowed == (None,) * len(narrowed)
        and cell.region.endswith("0000")
    )


def _rate(cell: Cell, keys: Mapping[str, Any], value: int) -> Decimal | None:
    region = keys.get("province", cell.region)
    if region is None or keys.get("type", cell.type) != "invention" or cell.period is None:
        return None
    return per_10k(value, region, int(cell.period[:4]))


def _tenth(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_TENTH, ROUND_HALF_UP)
