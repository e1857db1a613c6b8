"""Cutting a long text into passages that each fit on a page, at headings or line ends and never inside a
figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

LONGEST = 8000
"""Characters of a passage."""
MOST_FIGURES = 400
"""Figures of a passage."""


def passages(text: str, sections: list[int], figures: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Offsets of the passages in order; together they are the whole text. An empty text has none.

    `sections` are the offsets where headed stretches begin, `figures` the spans that must not be cut, in
    order.
    """
    headings = sorted({text.rfind("\n", 0, max(start - 1, 0)) + 1 for start in sections})
    starts = [start for start, _ in figures]
    found, begin = [], 0
    while begin < len(text):
        end = _end(text, begin, headings, starts)
        if end < len(text):
            end = _outside(end, begin, figures, starts)
        found.append((begin, end))
        begin = end
    return found


def _end(text: str, begin: int, headings: list[int], starts: list[int]) -> int:
    end = begin + LONGEST
    crowded = bisect_left(starts, begin) + MOST_FIGURES
    if crowded < len(starts):
        end = min(end, starts[crowded])
    if end >= len(text):
        return len(text)
    floor = begin + (end - begin) // 4
    at = bisect_right(headings, end) - 1
    if at >= 0 and headings[at] > floor:
        return headings[at]
    for mark in ("\n", "。", "；", "，"):
        cut = text.rfind(mark, floor, end) + 1
        if cut > floor:
            return cut
    return end


def _outside(end: int, begin: int, figures: list[tuple[int, int]], starts: list[int]) -> int:
    """The cut moved out of the figure it would divide."""
    at = bisect_right(starts, end) - 1
    if at >= 0 and figures[at][0] < end < figures[at][1]:
        return figures[at][0] if figures[at][0] > begin else figures[at][1]
    return end
