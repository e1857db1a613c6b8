"""What reading a text yields: observations (figures) and events, each with its exact place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

Measure = Literal[
    "level",
    "growth_rate",
    "avg_growth_rate",
    "growth_multiple",
    "ratio_multiple",
    "relative_diff",
    "change_abs",
    "change_points",
    "share",
    "rank",
    "ordinal_streak",
]
Qualifier = Literal["exact", "approx", "at_least", "below", "range"]
Status = Literal["actual", "target", "threshold", "estimate"]
JsonValue = str | int | float | bool | None | list[str] | dict[str, str]


class Observation(NamedTuple):
    """One figure (one numeral that says how much), normalised to base units and tied to its place.

    `text[start:end] == quote` holds for the stored text. `value` and `value_high` are in base units
    (12.33万件 is 123300 of 件, 27亿元 is 2700000000 of 元); a fall is negative; `value_high` is set only
    for a range. `resolution` is the step the source printed, in base units (12.33万件 gives 100).
    `region` is a six-digit province code, 660000 for the Production and Construction Corps (兵团), 000000 for
    the country, or None when the text does not say. `period` is `2013`, `2013H1`, `2013Q1`, `2013-09`,
    `2013-01/2013-09`, `2016/2018`, or `@2013-12-31` for a stock.
    """

    quote: str
    start: int
    end: int
    value: Decimal
    value_high: Decimal | None
    unit: str | None
    qualifier: Qualifier
    resolution: Decimal
    indicator: str
    also: tuple[str, ...]
    measure: Measure
    base_of: str | None
    region: str | None
    place: str | None
    period: str | None
    cumulative: bool
    status: Status
    rule: str
    note: str | None = None
    """The noun phrase of a quantity that no indicator claims, or a remark of the rule."""
    dims: tuple[tuple[str, str], ...] = ()


class Event(NamedTuple):
    """One thing done: a verb and its object, quoted verbatim."""

    quote: str
    start: int
    end: int
    kind: str
    object: str
    region: str | None
    year: int | None
    caption: bool
    rule: str


class Section(NamedTuple):
    """A heading, or the caption of a photograph, with the stretch of text it governs."""

    title: str
    start: int
    end: int
    region: str | None
    caption: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one text yields, in the order of the text."""

    text: str
    observations: list[Observation]
    events: list[Event]
    sections: list[Section]
    year: int | None
    """The reporting year the figures were read in, or None when the text does not tell."""
    digest: str = field(default="")
    """SHA-256 of the UTF-8 text, hexadecimal."""


def text_digest(text: str) -> str:
    """SHA-256 of the text as stored (UTF-8), hexadecimal."""
    return sha256(text.encode()).hexdigest()


def observation_id(digest: str, figure: Observation) -> str:
    """A stable name of one figure: the same text read the same way gives the same id (20 hex digits)."""
    dims = ",".join(f"{key}={value}" for key, value in figure.dims)
    name = f"{digest}|{figure.start}|{figure.end}|{figure.indicator}|{figure.measure}|{dims}"
    return sha256(name.encode()).hexdigest()[:20]


def event_id(digest: str, event: Event) -> str:
    """A stable name of one event (20 hex digits)."""
    name = f"{digest}|{event.start}|{event.end}|event|{event.kind}"
    return sha256(name.encode()).hexdigest()[:20]


def number(value: Decimal | None) -> int | float | None:
    """A Decimal as the JSON number that prints it: an int where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def observation_json(digest: str, figure: Observation) -> dict[str, JsonValue]:
    """The figure as one flat JSON object: the keys of the annotation guide plus id, end, resolution, rule."""
    return {
        "id": observation_id(digest, figure),
        "region": figure.region,
        "place": figure.place,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
        "value": number(figure.value),
        "value_high": number(figure.value_high),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "resolution": number(figure.resolution),
        "indicator": figure.indicator,
        "also": list(figure.also),
        "measure": figure.measure,
        "base_of": figure.base_of,
        "period": figure.period,
        "cumulative": figure.cumulative,
        "status": figure.status,
        "dims": dict(figure.dims),
        "rule": figure.rule,
        "note": figure.note,
    }


def event_json(digest: str, event: Event) -> dict[str, JsonValue]:
    """The event as one flat JSON object with the keys of the annotation guide plus end and rule."""
    return {
        "id": event_id(digest, event),
        "region": event.region,
        "quote": event.quote,
        "start": event.start,
        "end": event.end,
        "kind": event.kind,
        "object": event.object,
        "year": event.year,
        "caption": event.caption,
        "rule": event.rule,
    }
