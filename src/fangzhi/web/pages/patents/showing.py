"""Found records on a page: their texts cut into pieces, so that what was looked for stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.search.wording import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fangzhi.patents.search import Hit
    from fangzhi.patents.search.wording import Phrase

AROUND = 30
"""Characters of an abstract before the first place that was found."""
SHOWN = 160
"""Characters of an abstract in a list."""

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
