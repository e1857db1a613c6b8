"""The copy of a draft that is read: without what only marks the text, and with a way back to it.

Footnotes with their signs (`[^1]`, `[1]`, `¹`) and the breaks of lines are left in it: the reader itself
passes over them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.reader import Observation

Span = tuple[int, int]
_HAN = "\u4e00-\u9fff"
_MARKS = re.compile(
    rf"""^[^。！？；\n]{{0,200}}[ ]\([^\n]{{2,300}},[ ](?:\d+–\d+|[A-Z]{{1,3}}\d+)\)[^\n]*  # a source
      |^[^。！？；\n]{{2,200}},[ ]\d+–\d+(?:[ ][0-9a-f]{{8}})*$
      |<sup>[^\n]{{0,200}}?</sup>  # the sign of a note
      |</?a(?:\s[^<>\n]{{0,500}})?>
      |(?<=\])\((?:https?:|/|\#)[^()\s]{{0,500}}\)  # where a link leads
      |\\(?=[-\[\](){{}}*_#+.!|<>`~])|\*\*|__|(?<=[{_HAN}%])\[(?=[^\]\n]{{1,60}}\]\()""",
    re.MULTILINE | re.VERBOSE,
)
_PAGE_NUMBER = re.compile(r"^\n{0,3}[ ]{0,20}\d{1,4}[ ]{0,20}\n", re.MULTILINE)


def marks(text: str) -> tuple[Span, ...]:
    """The stretches of a text that are marks: emphasis, superscripts, links, notes without a number."""
    return tuple(match.span() for match in _MARKS.finditer(text))


def page_numbers(text: str) -> list[Span]:
    """The numbers of pages, each a line of its own: without them the reader joins what a page parts."""
    return [match.span() for match in _PAGE_NUMBER.finditer(text)]


class ReadableCopy:
    """A text without some stretches of it."""

    def __init__(self, text: str, left_out: Iterable[Span]) -> None:
        """Leave stretches out; they may touch and overlap."""
        self.original = text
        self._starts: list[int] = []
        """Where each kept piece begins in the copy."""
        self._origins: list[int] = []
        pieces, at, length = [], 0, 0
        for start, end in [*sorted(left_out), (len(text), len(text))]:
            if start > at:
                pieces.append(text[at:start])
                self._starts.append(length)
                self._origins.append(at)
                length += start - at
            at = max(at, end)
        self.text = "".join(pieces)

    def origin(self, offset: int) -> int:
        """Where a character of the copy stands in the text."""
        piece = bisect_right(self._starts, offset) - 1
        return self._origins[piece] + offset - self._starts[piece]

    def back(self, figure: Observation) -> Observation:
        """A figure of the copy with its place in the text."""
        start, end = self.origin(figure.start), self.origin(figure.end - 1) + 1
        return figure._replace(start=start, end=end, quote=self.original[start:end])
