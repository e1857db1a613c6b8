"""A passage of a document cut into pieces: lines, and within them the figures and events that were read
there.

Nothing here is HTML; the template escapes every piece, so a hostile document stays text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fangzhi.indicators.figures import Happening, Shown

_HEADING = re.compile(r"(#{1,6})\s*(\S.*)$")


class Piece(NamedTuple):
    """A stretch of text within a line; `figure` when a figure was read there, `event` when it lies in an
    event."""

    text: str
    figure: Shown | None
    event: Happening | None
    opens: bool
    """Whether the event begins with this piece."""


class Line(NamedTuple):
    """A line of the passage; `level` is the depth of a heading, 0 for running text."""

    start: int
    end: int
    level: int
    mark: str
    pieces: list[Piece]


def lines(text: str, begin: int, found: Sequence[Shown], events: Sequence[Happening]) -> Iterator[Line]:
    """The lines of a passage that begins at offset `begin`; figures and events are in the order of the
    text."""
    at = begin
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            heading = _HEADING.match(line)
            skip = heading.start(2) if heading else 0
            pieces = [*_pieces(line, at, (at + skip, end), found, events)]
            yield Line(at, end, len(heading[1]) if heading else 0, line[:skip], pieces)
        at = end + 1


def _pieces(
    line: str, base: int, span: tuple[int, int], found: Sequence[Shown], events: Sequence[Happening]
) -> Iterator[Piece]:
    at, end = span
    inside = [one for one in events if one.start < end and one.end > at]
    for figure in _within(found, at, end):
        yield from _plain(line, base, (at, figure.start), inside)
        stop = min(figure.end, end)
        event = _event_at(inside, figure.start)
        opens = event is not None and event.start >= at and event.start == figure.start
        yield Piece(line[figure.start - base : stop - base], figure, event, opens)
        at = stop
    yield from _plain(line, base, (at, end), inside)


def _within(found: Sequence[Shown], at: int, end: int) -> Iterator[Shown]:
    """The figures of a stretch, without those that overlap the one before."""
    for figure in found:
        if at <= figure.start < end:
            yield figure
            at = figure.end


def _plain(line: str, base: int, span: tuple[int, int], events: list[Happening]) -> Iterator[Piece]:
    at, end = span
    cuts = sorted({at, end, *(edge for one in events for edge in (one.start, one.end) if at < edge < end)})
    for left, right in pairwise(cuts):
        event = _event_at(events, left)
        yield Piece(line[left - base : right - base], None, event, event is not None and event.start == left)


def _event_at(events: list[Happening], offset: int) -> Happening | None:
    """The event that lies at an offset; of several, the one that began last."""
    return next((one for one in reversed(events) if one.start <= offset < one.end), None)


_STOP = "。！？!?\n"
AROUND = 300
"""Characters shown on either side of a figure at most."""


class Sentence(NamedTuple):
    """A figure in its sentence; the text before and after may be cut short."""

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool


def sentence(text: str, begin: int, start: int, end: int) -> Sentence:
    """The sentence around `start`–`end` in a passage that begins at offset `begin` of the document."""
    left, right = start - begin, end - begin
    low = max(text.rfind(mark, 0, left) for mark in _STOP) + 1
    ends = [at for mark in _STOP if (at := text.find(mark, right)) >= 0]
    high = min(ends) + 1 if ends else len(text)
    first, last = max(low, left - AROUND), min(high, right + AROUND)
    return Sentence(
        text[first:left].lstrip(), text[left:right], text[right:last].rstrip(), first > low, last < high
    )
