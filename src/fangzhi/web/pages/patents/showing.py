"""Found records on a page: their texts cut into pieces, so that what was looked for stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.search.wording import spans
from fangzhi.web.charts import Chart, chart
from fangzhi.web.environment import address
from fangzhi.web.pages.patents import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from fangzhi.patents.search import Found, Hit
    from fangzhi.patents.search.wording import Phrase

AROUND = 30
"""Characters of an abstract before the first place that was found."""
SHOWN = 160
"""Characters of an abstract in a list."""

FILTERS = {"type": "type", "status": "status", "province": "region", "subclass": "ipc", "year": "year"}
"""The filter of the search that narrows to a value of a facet."""
MOST_ROWS = 12
"""Values of a facet that a profile names, years aside."""

Pieces = list[tuple[str, bool]]
"""Stretches of a text, and whether each was looked for."""


class ShownHit(NamedTuple):
    """One record of a list, its texts in pieces."""

    hit: Hit
    title: Pieces
    abstract: Pieces
    applicants: list[tuple[str, Pieces]]


def shown(hits: Sequence[Hit], phrases: tuple[Phrase, ...]) -> list[ShownHit]:
    """The records with what was looked for marked in title, abstract and applicants."""
    return [
        ShownHit(
            hit,
            pieces(hit.title, phrases),
            snippet(hit.abstract or "", phrases),
            [(name, pieces(name, phrases)) for name in hit.applicants],
        )
        for hit in hits
    ]


def pieces(text: str, phrases: tuple[Phrase, ...]) -> Pieces:
    """A text cut where something was found."""
    cut: Pieces = []
    at = 0
    for start, end in spans(text, phrases) if phrases else ():
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [one for one in (*cut, (text[at:], False)) if one[0]]


def snippet(text: str, phrases: tuple[Phrase, ...]) -> Pieces:
    """The part of a long text around the first place that was found, or its beginning."""
    found = spans(text, phrases) if phrases else []
    begin = max(0, found[0][0] - AROUND) if found and found[0][1] > SHOWN else 0
    part = text[begin : begin + SHOWN]
    cut = pieces(part, phrases)
    before: Pieces = [("…", False)] if begin else []
    after: Pieces = [("…", False)] if begin + SHOWN < len(text) else []
    return before + cut + after


def by_year(found: Found) -> tuple[list[int], Chart]:
    """The years from the first record to the last, and a line over them; a year without any counts nought."""
    counts = {int(year): count for year, count in found.facets["year"]}
    years = list(range(min(counts), max(counts) + 1)) if counts else []
    line = {year: (float(counts.get(year, 0)), f"{year}: {counts.get(year, 0):,}") for year in years}
    return years, chart({"": line}, years, main="", names=10, write=words.step)


def tables(request: HttpRequest, found: Found, by: str, value: str) -> dict[str, list[tuple[str, str, int]]]:
    """The values of each facet: their names, where their records are listed (`by` is the filter whose `value`
    the page is about), and their counts."""
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for facet, name in FILTERS.items():
        first = _first(facet, found.facets[facet])
        links = [address(request, "/patents/search", **{by: value, name: key}) for key, _count in first]
        rows[facet] = [
            (words.value(facet, key), link, count) for (key, count), link in zip(first, links, strict=True)
        ]
    return rows


def _first(facet: str, values: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return values[::-1] if facet == "year" else values[:MOST_ROWS]
