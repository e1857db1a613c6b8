"""Asking for figures: those of a year, a region, an indicator, a passage, with the one that stands for each
region.

Every question is one query whose cost depends on the answer and not on how many figures are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db import connection

from fangzhi.indicators.corrections import json_number
from fangzhi.indicators.models import Event, Figure
from fangzhi.indicators.precedence import precedence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

MOST = 5000
"""Rows of a passage at most."""
PART = 20_000
"""Rows of one part of a download."""
MADE_UP = ("【合成数据", "Synthetic figures, ")
"""How the title of a source begins whose figures are of nothing real."""


class Shown(NamedTuple):
    """A figure with the source it stands in, as pages and downloads show it."""

    code: str
    region: str
    place: str
    quote: str
    start: int
    end: int
    value: str
    number: float
    value_high: str | None
    unit: str
    qualifier: str
    resolution: str
    indicator: str
    also: list[str]
    measure: str
    base_of: str
    period: str
    year: int | None
    cumulative: bool
    status: str
    dims: dict[str, str]
    rule: str
    note: str
    review: str
    heading: str
    original: dict[str, Any] | None
    current: bool
    source_code: str
    source_digest: str
    source_title: str
    source_name: str
    source_id: int = 0
    source_kind: str = "document"
    source_publisher: str = ""
    source_final: bool | None = None

    @property
    def rank(self) -> int:
        """How high the source stands among several, the smallest first."""
        return precedence(self.source_kind, self.source_final, self.source_publisher, self.source_id)

    @property
    def source(self) -> str:
        """The title of the source, or its file name."""
        return self.source_title or self.source_name

    @property
    def synthetic(self) -> bool:
        """Whether the figure is made up, as its source says."""
        return self.source_title.startswith(MADE_UP)

    def fact(self) -> dict[str, Any]:
        """The figure as one JSON object: the keys of the annotation guide and where it comes from."""
        return {
            "id": self.code,
            "region": self.region or None,
            "place": self.place or None,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "value": json_number(self.value),
            "value_high": json_number(self.value_high),
            "unit": self.unit or None,
            "qualifier": self.qualifier,
            "resolution": json_number(self.resolution),
            "indicator": self.indicator,
            "also": self.also,
            "measure": self.measure,
            "base_of": self.base_of or None,
            "period": self.period or None,
            "cumulative": self.cumulative,
            "status": self.status,
            "dims": self.dims,
            "rule": self.rule,
            "note": self.note or None,
            "review": self.review,
            "heading": self.heading or None,
            "document": self.source_code,
            "digest": self.source_digest,
            "source": self.source,
        }


FACT_COLUMNS = (
    "id", "region", "place", "quote", "start", "end", "value", "value_high", "unit", "qualifier",
    "resolution", "indicator", "also", "measure", "base_of", "period", "cumulative", "status",
    "dims", "rule", "note", "review", "heading", "document", "digest", "source",
)  # fmt: skip
"""The keys of a fact, in the order of the CSV twins."""


def _columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns behind the fields of a row; those of its source are looked up there."""
    table = {"source_final": "source__table__final", "source_id": "source_id"}
    return tuple(
        table.get(name) or (name.replace("source_", "source__", 1) if name.startswith("source_") else name)
        for name in names
    )


_COLUMNS = _columns(Shown._fields)


class Cell(NamedTuple):
    """A figure in a table of regions and years: only what the cell shows."""

    code: str
    region: str
    year: int
    value: str
    number: float
    value_high: str | None
    unit: str
    qualifier: str
    period: str
    status: str
    cumulative: bool
    start: int
    review: str
    source_id: int
    source_kind: str = "document"
    source_publisher: str = ""
    source_final: bool | None = None
    source_title: str = ""

    @property
    def rank(self) -> int:
        """How high the source stands among several, the smallest first."""
        return precedence(self.source_kind, self.source_final, self.source_publisher, self.source_id)

    @property
    def synthetic(self) -> bool:
        """Whether the figure is made up, as its source says."""
        return self.source_title.startswith(MADE_UP)


_CELL_COLUMNS = _columns(Cell._fields)
_Row = TypeVar("_Row", Shown, Cell)


def shown(query: QuerySet[Figure], begin: int = 0, most: int | None = None) -> list[Shown]:
    """The figures of a query with their sources, in one statement: `most` from the `begin`-th on."""
    end = None if most is None else begin + most
    return [Shown(*values) for values in query.values_list(*_COLUMNS)[begin:end]]


def of_year(indicator: str, year: int) -> list[Shown]:
    """All current figures of whole regions for an indicator and a year, every measure."""
    query = Figure.objects.filter(current=True, indicator=indicator, year=year, place="")
    return shown(query.order_by("region", "start"))


def of_region(region: str, year: int, begin: int = 0, most: int | None = None) -> list[Shown]:
    """Current figures of a region and a year, by indicator and place in the text."""
    query = Figure.objects.filter(current=True, region=region, year=year)
    return shown(query.order_by("indicator", "start", "pk"), begin, most)


def of_indicator(indicator: str, measure: str) -> list[Cell]:
    """Current figures of whole regions for an indicator and a measure over all years."""
    query = Figure.objects.filter(
        current=True, indicator=indicator, measure=measure, place="", year__isnull=False
    )
    return [Cell(*values) for values in query.order_by("year", "region").values_list(*_CELL_COLUMNS)]


def facts_of_indicator(indicator: str, measure: str, begin: int, most: int) -> list[Shown]:
    """The figures behind `of_indicator` in full, for downloads."""
    query = Figure.objects.filter(
        current=True, indicator=indicator, measure=measure, place="", year__isnull=False
    )
    return shown(query.order_by("year", "region", "pk"), begin, most)


def one(code: str) -> Shown | None:
    """The figure of this id, current or not."""
    return next(iter(shown(Figure.objects.filter(code=code))), None)


def beside(figure: Shown) -> list[Shown]:
    """Other current figures for the same region, place, indicator, measure and year: what else is said of
    it."""
    query = Figure.objects.filter(
        current=True, indicator=figure.indicator, year=figure.year, region=figure.region, place=figure.place
    ).exclude(code=figure.code)
    return shown(query.order_by("measure", "start"))


_STATUS = {"actual": 0, "estimate": 1, "target": 2, "threshold": 3}


def preference(figure: Shown | Cell) -> tuple[Any, ...]:
    """Sorting key of the figure that stands for a region and year: what is so before what is planned, the
    whole year before a part of it, a year's own figure before a running total, the source that stands
    highest, exact before approximate, then the order of the text."""
    period = figure.period.lstrip("@")
    whole_year = len(period) == 4 or period.endswith("-12-31")
    return (
        _STATUS.get(figure.status, 4),
        not whole_year,
        figure.cumulative,
        figure.rank,
        figure.qualifier != "exact",
        figure.start,
        figure.code,
    )


def standing(figures: Iterable[_Row]) -> dict[str, _Row]:
    """For each region the figure that stands for it, by `preference`."""
    found: dict[str, _Row] = {}
    for figure in sorted(figures, key=preference):
        found.setdefault(figure.region, figure)
    return found


def contested(found: Iterable[Shown]) -> set[str]:
    """The ids of figures beside which another source says something of the same: a reader must see which is
    which."""
    cells: dict[tuple[Any, ...], list[Shown]] = {}
    for one in found:
        key = (one.indicator, one.measure, one.base_of, one.region, one.place, one.period, *one.dims.items())
        cells.setdefault(key, []).append(one)
    several = (cell for cell in cells.values() if len({one.source_code for one in cell}) > 1)
    return {one.code for cell in several for one in cell}


def years() -> list[int]:
    """The years with actual figures, latest first: found by stepping over the index."""
    return [int(year) for year in _steps("year", "status = 'actual'", ())][::-1]


def indicators() -> list[str]:
    """The ids of all indicators with figures: found by stepping over the index."""
    return [str(name) for name in _steps("indicator", "1 = 1", ())]


def indicators_of(year: int) -> list[str]:
    """The ids of indicators with actual figures in a year: found by stepping over the index."""
    return [str(name) for name in _steps("indicator", "status = 'actual' AND year = %s", (year,))]


def years_of_indicator(indicator: str) -> list[int]:
    """The years with figures of an indicator, earliest first."""
    return [int(year) for year in _steps("year", "indicator = %s", (indicator,))]


def years_of_region(region: str) -> list[int]:
    """The years with figures of a region, earliest first."""
    return [int(year) for year in _steps("year", "region = %s", (region,))]


def _steps(column: str, where: str, values: tuple[Any, ...]) -> list[Any]:
    """The different values of an indexed column, one index seek each."""
    smallest = f"SELECT MIN({column}) FROM indicators_figure WHERE current AND {where}"  # noqa: S608 - constants only
    statement = (
        f"WITH RECURSIVE step(v) AS ({smallest} UNION ALL "  # noqa: S608 - no part comes from outside
        f"SELECT ({smallest} AND {column} > step.v) FROM step WHERE step.v IS NOT NULL) "
        "SELECT v FROM step WHERE v IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values * 2)
        return [row[0] for row in cursor.fetchall()]


class Happening(NamedTuple):
    """An event with the source it stands in."""

    code: str
    quote: str
    start: int
    end: int
    kind: str
    object: str
    region: str
    year: int | None
    caption: bool
    rule: str
    source_code: str
    source_title: str
    source_name: str

    def fact(self) -> dict[str, Any]:
        """The event as one JSON object with the keys of the annotation guide."""
        fields: dict[str, Any] = self._asdict()
        del fields["source_title"], fields["source_name"]
        fields["id"], fields["document"] = fields.pop("code"), fields.pop("source_code")
        return {key: None if value == "" else value for key, value in fields.items()}


_EVENT_COLUMNS = _columns(Happening._fields)


def events_of_region(region: str, year: int, begin: int = 0, most: int = 1000) -> list[Happening]:
    """Current events of a region and a year in the order of the text."""
    query = Event.objects.filter(current=True, region=region, year=year).order_by("source", "start", "pk")
    return _happened(query, begin, most)


def events_of_passage(source_id: int, start: int, end: int) -> list[Happening]:
    """Events that touch a stretch of a document."""
    query = Event.objects.filter(source_id=source_id, start__lt=end, end__gt=start).order_by("start", "pk")
    return _happened(query, 0, MOST)


def events_of_source(source_id: int, begin: int, most: int) -> list[Happening]:
    """Events of a document in the order of the text, from the `begin`-th on."""
    return _happened(Event.objects.filter(source_id=source_id).order_by("start", "pk"), begin, most)


def _happened(query: QuerySet[Event], begin: int, most: int) -> list[Happening]:
    return [Happening(*values) for values in query.values_list(*_EVENT_COLUMNS)[begin : begin + most]]


def figures_of_passage(source_id: int, start: int, end: int) -> list[Shown]:
    """Figures that touch a stretch of a document, current or not."""
    query = Figure.objects.filter(source_id=source_id, start__gte=start, start__lt=end)
    return shown(query.order_by("start", "pk"), 0, MOST)


def figures_of_source(source_id: int, begin: int, most: int) -> list[Shown]:
    """Figures of a document in the order of the text, current or not, from the `begin`-th on."""
    return shown(Figure.objects.filter(source_id=source_id).order_by("start", "pk"), begin, most)
