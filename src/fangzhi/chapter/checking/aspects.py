"""What is left out of the panel and yet compared: figures of places, targets, figures with a cut.

Each of these is a matter of its own, so it becomes a region of its own in the panel of a check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fangzhi.indicators.models import Figure
from fangzhi.indicators.panel import FIELDS, Value, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def apart(years: Iterable[int], indicators: Iterable[str]) -> list[Value]:
    """The current figures of these years that the panel leaves out, in one query."""
    left_out = ~Q(place="") | ~Q(status="actual") | ~Q(dims={}) | Q(indicator="other_quantity")
    query = Figure.objects.filter(left_out, current=True, year__in=list(years))
    query = query.filter(indicator__in=list(indicators))
    rows = query.values_list(*FIELDS, "place", "status", "dims", "note")
    return [_apart(row) for row in rows.iterator(chunk_size=5000)]


def _apart(row: tuple[Any, ...]) -> Value:
    value = value_of(row[: len(FIELDS)])
    place, status, dims, note = row[len(FIELDS) :]
    told = note if value.indicator == "other_quantity" else ""
    return value._replace(region=whose(value.region, place, status, dims, told))
