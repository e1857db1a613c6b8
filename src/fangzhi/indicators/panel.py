"""The panel: every value of an indicator for a region and a period, the preferred one first.

Which source is preferred, `fangzhi.indicators.precedence` says. Targets are no values.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.home import amendment_files
from fangzhi.indicators.amendments import AmendmentError, amend, load_amendments
from fangzhi.indicators.models import Figure, Source
from fangzhi.indicators.precedence import precedence
from fangzhi.indicators.verdicts import Interval, Stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fangzhi.indicators.amendments import Amendment

Key = tuple[str, str, str, str]
"""Indicator, measure, region, period."""


class SourceInfo(NamedTuple):
    """What precedence and citation need to know of a source."""

    pk: int
    code: str
    kind: str
    title: str
    """Its title without what stands in brackets after it; the page of the source shows it whole."""
    year: int | None
    final: bool
    vintage: str
    scope: str
    standing: int
    """Smaller stands before larger."""


class Value(NamedTuple):
    """One figure of a whole region as the panel holds it; amounts in base units."""

    code: str
    source: int
    indicator: str
    measure: str
    region: str
    period: str
    year: int
    value: Decimal
    step: Decimal
    qualifier: str
    high: Decimal | None
    unit: str
    quote: str
    start: int
    end: int
    base_of: str
    cumulative: bool

    @property
    def key(self) -> Key:
        """What it is a figure of."""
        return self.indicator, self.measure, self.region, self.period

    @property
    def stated(self) -> Stated:
        """The figure as a claim to be compared."""
        return Stated(self.value, self.step, self.qualifier, self.high)

    @property
    def bounds(self) -> Interval:
        """What the figure may stand for."""
        return Interval.printed(self.value, self.step)


FIELDS = (
    "code", "source_id", "indicator", "measure", "region", "period", "year", "value", "resolution",
    "qualifier", "value_high", "unit", "quote", "start", "end", "base_of", "cumulative",
)  # fmt: skip
"""The columns of a figure that `value_of` takes, in order."""


def sources() -> dict[int, SourceInfo]:
    """All sources by primary key, with their standing."""
    rows = Source.objects.order_by("pk").values_list(
        "pk",
        "code",
        "kind",
        "title",
        "name",
        "year",
        "table__final",
        "table__vintage",
        "table__scope",
        "publisher",
    )
    found: dict[int, SourceInfo] = {}
    for pk, code, kind, title, name, year, final, vintage, scope, publisher in rows:
        standing = precedence(kind, final, publisher, pk)
        found[pk] = SourceInfo(
            pk,
            code,
            kind,
            (title or name).partition(" (")[0],
            year,
            bool(final),
            vintage or "",
            scope or "",
            standing,
        )
    return found


class Panel:
    """The values of some years, by what they are figures of."""

    def __init__(
        self, values: list[Value], known: Mapping[int, SourceInfo], amendments: Iterable[Amendment] = ()
    ) -> None:
        """Arrange the values, corrections applied; those of the source that stands highest come first."""
        self.sources = known
        self.fault = ""
        """Why the office's own corrections were left out, when one of their files cannot be used."""
        amended = amend(values, amendments, {pk: source.code for pk, source in known.items()})
        self.applied, self.failed = amended.applied, amended.failed
        self.cells: dict[Key, list[Value]] = defaultdict(list)
        for value in amended.values:
            self.cells[value.key].append(value)
        for group in self.cells.values():
            if len(group) > 1:
                group.sort(
                    key=lambda value: (known[value.source].standing, value.qualifier != "exact", value.start)
                )

    def all(
        self, indicator: str, measure: str, region: str, period: str, *, cumulative: bool = False
    ) -> list[Value]:
        """Every value of a cell, the preferred one first; running totals (累计) are a matter of their own."""
        found = self.cells.get((indicator, measure, region, period), [])
        return [value for value in found if value.cumulative == cumulative]

    def tables(
        self, indicator: str, measure: str, region: str, period: str, vintage: str = ""
    ) -> list[Value]:
        """The values of a cell that stand in tables, of one vintage where one is asked for."""
        return [
            value
            for value in self.all(indicator, measure, region, period)
            if self.sources[value.source].kind == Source.Kind.TABLE
            and self.sources[value.source].vintage.startswith(vintage)
        ]

    def beside(self, added: Iterable[Value]) -> Panel:
        """This panel with other values, their sources known already; to these no correction is applied."""
        found = Panel([*(value for group in self.cells.values() for value in group), *added], self.sources)
        found.fault, found.applied, found.failed = self.fault, self.applied, self.failed
        return found


def panel(
    years: Iterable[int],
    *,
    region: str | None = None,
    indicators: Iterable[str] | None = None,
    amendments: Iterable[Amendment] | None = None,
) -> Panel:
    """The panel of some years in two queries: actual figures of whole regions, current ones only.

    `amendments` are the corrections to apply; when none are given the shipped ones and the office's own.
    """
    fault = ""
    if amendments is None:
        amendments, fault = standing_amendments()
    found = Panel(values(years, region=region, indicators=indicators), sources(), amendments)
    found.fault = fault
    return found


def standing_amendments() -> tuple[list[Amendment], str]:
    """The shipped corrections and the office's own; the shipped alone and why when a file cannot be used."""
    try:
        return load_amendments(amendment_files()), ""
    except AmendmentError as error:
        return load_amendments(()), str(error)


def first_year_summed(year: int) -> int:
    """The first year of the longest stretch that an amount of `year` is told of; the year itself if none."""
    periods = Figure.objects.filter(
        current=True, status="actual", place="", year=year, measure="level", period__regex=r"^[0-9]{4}/"
    )
    return min((int(period[:4]) for period in periods.values_list("period", flat=True)), default=year)


def values(
    years: Iterable[int],
    *,
    region: str | None = None,
    indicators: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
) -> list[Value]:
    """Actual current figures of whole regions in some years, in one query."""
    query = Figure.objects.filter(current=True, status="actual", place="", dims={}, year__in=list(years))
    if region is not None:
        query = query.filter(region=region)
    if indicators is not None:
        query = query.filter(indicator__in=list(indicators))
    if kinds is not None:
        query = query.filter(source__kind__in=list(kinds))
    return [value_of(row) for row in query.values_list(*FIELDS).iterator(chunk_size=5000)]


def value_of(row: tuple[object, ...]) -> Value:
    """A row of `FIELDS` as a value, its numbers exact."""
    fields = list(row)
    fields[7], fields[8] = Decimal(str(row[7])), Decimal(str(row[8]))
    fields[10] = Decimal(str(row[10])) if row[10] is not None else None
    return Value(*fields)  # type: ignore[arg-type]


def also_told(value: Value, names: Iterable[str]) -> Iterator[Value]:
    """The same figure told of other indicators, its base told of each as it is of its own: that one, or its
    whole (of grants, where the figure names that of applications)."""
    for name in names:
        base = value.base_of.replace(value.indicator, name)
        if base == value.base_of:
            base = base.replace(value.indicator.rpartition("_")[2], name.rpartition("_")[2])
        yield value._replace(indicator=name, base_of=base)
