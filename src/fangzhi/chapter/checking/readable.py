"""The copy of a draft that is read: without what only marks the text, and with a way back to it.

Footnotes and their signs (`[^1]`, `[1]`, `¹`) are left in it: the reader itself passes over them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from fangzhi.gazetteer import province_names

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


_IN_PROSE = re.compile("[，。；、]")
_GOES_ON = re.compile(rf"[{_HAN}0-9%％，、\]]$")
_CONTINUES = re.compile(rf"[{_HAN}0-9]")
_PAGE_NUMBER = re.compile(r"\d{0,4}")


def marks(text: str) -> tuple[Span, ...]:
    """The stretches of a text that are marks: emphasis, superscripts, links, notes without a number."""
    return tuple(match.span() for match in _MARKS.finditer(text))


def line_breaks(text: str) -> list[Span]:
    """The breaks that only the width of a printed page makes, with the page numbers between them."""
    found: list[Span] = []
    before, end, at = "", 0, 0
    for line in text.split("\n"):
        if not _PAGE_NUMBER.fullmatch(line.strip()):
            if _runs_on(before, line):
                found.append((end, at))
            before, end = line.rstrip(), at + len(line.rstrip())
        at += len(line) + 1
    return found


def _runs_on(line: str, following: str) -> bool:
    prose = _IN_PROSE.search(line) and _GOES_ON.search(line)
    return bool(prose and _CONTINUES.match(following) and following.strip() not in province_names())


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
