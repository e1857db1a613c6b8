"""The figures of a selection one after another, from one state of the database and in little memory.

They come indicator by indicator, in the order of an index, so that nothing is sorted; a figure knows what it
is called, where it stands and how it is cited.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.utils import timezone

from fangzhi import gazetteer
from fangzhi.indicators import figures
from fangzhi.indicators.export.citation import Cited, citation, citation_of_all, cited_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.indicators.export.selection import Selection

AT_ONCE = 2000
"""Rows fetched at a time."""
_LITTLE_CACHE, _USUAL_CACHE = "PRAGMA cache_size=-8192", "PRAGMA cache_size=-65536"
COLUMNS = (
    "id", "indicator", "indicator_zh", "indicator_en", "measure", "base_of", "region", "region_zh",
    "region_en", "place", "period", "year", "value", "value_high", "unit", "qualifier", "resolution",
    "status", "cumulative", "dims", "review", "note", "quote", "heading", "start", "end", "rule",
    "source", "digest", "catalogue", "citation",
)  # fmt: skip
"""What every row says, in this order; `value`, `value_high` and `resolution` are exact digits."""
_STORED = (
    "code", "indicator", "measure", "base_of", "region", "place", "period", "year", "value", "value_high",
    "unit", "qualifier", "resolution", "status", "cumulative", "dims", "review", "note", "quote",
    "heading", "start", "end", "rule", "source_id",
)  # fmt: skip


class Row(NamedTuple):
    """One figure as the database keeps it."""

    code: str
    indicator: str
    measure: str
    base_of: str
    region: str
    place: str
    period: str
    year: int | None
    value: str
    value_high: str | None
    unit: str
    qualifier: str
    resolution: str
    status: str
    cumulative: bool
    dims: dict[str, str]
    review: str
    note: str
    quote: str
    heading: str
    start: int
    end: int
    rule: str
    source_id: int


class Extract:
    """A selection with what is needed to write it: names, sources, the version of the catalogue.

    `used` fills with the sources of the rows that were given out.
    """

    def __init__(self, selection: Selection, known: Catalogue) -> None:
        """Look up names and sources."""
        self.selection, self.catalogue = selection, known
        self.version = known.version
        self.sources = cited_sources()
        self.day = timezone.localtime().strftime("%Y-%m-%d")
        self.used: dict[int, Cited] = {}
        self.indicators: list[str] = []
        self._regions = {one.code: (one.full_zh, one.name_en) for one in gazetteer.regions()}
        self._citations: dict[int, str] = {}

    def stored(self) -> Iterator[Row]:
        """The figures by indicator, year and region."""
        names = self.selection.indicators or figures.indicators()
        order = {name: at for at, name in enumerate(self.catalogue)}
        for name in sorted(names, key=lambda name: (order.get(name, len(order)), name)):
            query = self.selection.figures_of([name]).order_by("year", "region", "pk")
            if self.selection.measures:
                query = query.filter(measure__in=self.selection.measures)
            begun = False
            for values in query.values_list(*_STORED).iterator(chunk_size=AT_ONCE):
                if not begun:
                    self.indicators.append(name)
                    begun = True
                row = Row(*values)
                self.used.setdefault(row.source_id, self.sources[row.source_id])
                yield row

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The figures as `COLUMNS` names their fields."""
        for row in self.stored():
            source = self.sources[row.source_id]
            yield (
                row.code, row.indicator, *self.names(row.indicator), row.measure, row.base_of or None,
                row.region or None, *self._regions.get(row.region, (None, None)), row.place or None,
                row.period or None, row.year, row.value, row.value_high, row.unit or None, row.qualifier,
                row.resolution, row.status, row.cumulative, row.dims or None, row.review,
                row.note or None, row.quote or None, row.heading or None, row.start, row.end, row.rule,
                source.code, source.digest, self.version, self.cite(source),
            )  # fmt: skip

    def names(self, indicator: str) -> tuple[str | None, str | None]:
        """The Chinese and the English name of an indicator, nothing where the catalogue lacks it."""
        row = self.catalogue.get(indicator)
        return (row.name_zh, row.name_en or None) if row else (None, None)

    def cite(self, source: Cited) -> str:
        """The citation of a figure of this source."""
        if source.pk not in self._citations:
            self._citations[source.pk] = citation(source, self.version)
        return self._citations[source.pk]

    def citation(self) -> str:
        """The citation of what was given out so far."""
        return citation_of_all(self.used, self.version, self.day)


@contextmanager
def extract(selection: Selection, known: Catalogue) -> Iterator[Extract]:
    """An extract of the database as it stands now: what is loaded meanwhile is not in it."""
    with _one_state():
        yield Extract(selection, known)


@contextmanager
def _one_state() -> Iterator[None]:
    """One reading transaction over many questions; on SQLite with a small page cache.

    Django's own transactions would take the write lock of SQLite for the length of the download.
    """
    if connection.in_atomic_block:
        yield
        return
    lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(_LITTLE_CACHE if lite else "SELECT 1")
        cursor.execute("BEGIN" if lite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
            cursor.execute(_USUAL_CACHE if lite else "SELECT 1")
