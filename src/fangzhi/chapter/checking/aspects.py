"""What is left out of the panel and yet compared: figures of places, targets, figures with a cut.

Each of these is a matter of its own, so it becomes a region of its own in the panel of a check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fangzhi.indicators.models import Figure
from fangzhi.indicators.panel import FIELDS, Value, also_told, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

UNTOLD = "other_quantity"
PART = "\x1f"
"""Stands between the parts of the name; in no region's code."""


def whose(region: str, place: str, status: str, dims: Mapping[str, str], told: str = "") -> str:
    """Whose figure it is: the region's code alone for an actual figure of a whole region.

    `told` is the noun phrase of a quantity without an indicator, or the group in which a rank is told.
    """
    cut = ",".join(f"{key}={value}" for key, value in sorted(dims.items()))
    parts = ("" if status == "actual" else status, place, cut, told)
    return PART.join((region, *parts)) if any(parts) else region


def region_of(name: str) -> str:
    """The code of the region in such a name."""
    return name.partition(PART)[0]


def apart(years: Iterable[int], indicators: set[str], places: set[str]) -> list[Value]:
    """The current figures of these years and places that the panel leaves out, in one query: also what a
    figure is told of beside its own indicator."""
    left_out = ~Q(place="") | ~Q(status="actual") | ~Q(dims={}) | Q(indicator=UNTOLD)
    query = Figure.objects.filter(
        (left_out & Q(indicator__in=list(indicators))) | ~Q(also=[]),
        current=True,
        year__in=list(years),
        place__in=[*places, ""],
    )
    rows = query.values_list(*FIELDS, "place", "status", "dims", "note", "also")
    found = [value for row in rows.iterator(chunk_size=5000) for value in _apart(row)]
    return [value for value in found if value.indicator in indicators]


def _apart(row: tuple[Any, ...]) -> Iterator[Value]:
    value = value_of(row[: len(FIELDS)])
    place, status, dims, note, also = row[len(FIELDS) :]
    told = note if value.indicator == UNTOLD else ""
    region = whose(value.region, place, status, dims, told)
    if region != value.region:
        yield value._replace(region=region)
    yield from (one._replace(region=region) for one in also_told(value, also))
