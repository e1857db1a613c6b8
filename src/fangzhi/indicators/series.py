"""Series: one indicator in one measure over regions and whole years, with each region's rank in each year.

A year is stood for by its whole (2013, or @2013-12-31 of a stock), not by some of its months, a running total
or a target. Of several figures the one whose source stands higher is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fangzhi.indicators.export.citation import cited_sources
from fangzhi.indicators.figures import MADE_UP
from fangzhi.indicators.models import Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COUNTRY, CORPS = "000000", "660000"
"""The country is no region among others, and the Corps (兵团) lies inside Xinjiang: neither has a rank."""
MOST = 20_000


class Point(NamedTuple):
    """The figure that stands for a region and a year."""

    code: str
    region: str
    year: int
    period: str
    value: str
    number: float
    value_high: str | None
    unit: str
    qualifier: str
    status: str
    review: str
    base_of: str
    start: int
    source_id: int
    cumulative: bool = False
    synthetic: bool = False
    """Whether it is made up, as its source says."""


class Ranked(NamedTuple):
    """A point with its rank among the regions that have a figure for the year, and how many these are."""

    point: Point
    rank: int | None
    among: int


Series = dict[str, dict[int, Ranked]]
"""Ranked points by region and year."""


def series(indicator: str, measure: str, regions: Collection[str]) -> Series:
    """The series of all regions, ranks among `regions`; two queries."""
    best: dict[tuple[int, str], Point] = {}
    sources = cited_sources()
    points = _points(indicator, measure, {pk for pk, one in sources.items() if one.title.startswith(MADE_UP)})
    standing = {pk: source.standing for pk, source in sources.items()}
    for point in sorted(points, key=lambda point: _preference(point, standing, indicator)):
        best.setdefault((point.year, point.region), point)
    by_year: dict[int, list[Point]] = {}
    for (year, _region), point in best.items():
        by_year.setdefault(year, []).append(point)
    found: Series = {}
    for year in sorted(by_year):
        for ranked in _ranked(by_year[year], regions, lowest_first=measure == "rank"):
            found.setdefault(ranked.point.region, {})[year] = ranked
    return found


def _points(indicator: str, measure: str, made_up: Collection[int]) -> list[Point]:
    query = Figure.objects.filter(
        current=True, indicator=indicator, measure=measure, place="", year__isnull=False, cumulative=False
    ).filter(status__in=("actual", "estimate"), dims={})
    points = (Point(*row) for row in query.values_list(*Point._fields[:-2])[:MOST])
    return [
        point._replace(synthetic=point.source_id in made_up)
        for point in points
        if _is_whole_year(point.period)
    ]


def _is_whole_year(period: str) -> bool:
    return len(period) == 4 or (period.startswith("@") and period.endswith("-12-31"))


def _preference(point: Point, standing: Mapping[int, int], indicator: str) -> tuple[object, ...]:
    return (
        point.status != "actual",
        standing[point.source_id],
        point.base_of not in ("", indicator),
        point.qualifier != "exact",
        point.start,
    )


def _ranked(points: list[Point], regions: Collection[str], *, lowest_first: bool) -> list[Ranked]:
    """Ranks of one year; equal values share a rank."""
    counted = [point for point in points if point.region in regions and point.region not in (COUNTRY, CORPS)]
    order = sorted((point.number for point in counted), reverse=not lowest_first)
    first: dict[float, int] = {}
    for at, number in enumerate(order, 1):
        first.setdefault(number, at)
    ranks = {point.region: first[point.number] for point in counted}
    return [Ranked(point, ranks.get(point.region), len(counted)) for point in points]
