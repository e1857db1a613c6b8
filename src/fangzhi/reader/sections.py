"""Headings and captions: which region a stretch of the text is about.

The rows of a Markdown table and notes (`[^1]: …`, 说明, 来源) are no prose: nothing is read from them.

Headings come as `###`, `##` or `**…**`, or as a line that is the name of a province and nothing else. A line
`省名：…` between paragraphs is the caption of a photograph and belongs to the province it names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from fangzhi.gazetteer import province_names
from fangzhi.reader.normal import NOTE

_NATIONAL = {"全国": "000000"}
_ASIDES = ("说明", "来源", "资料来源", "数据来源", "注释")


class Stretch(NamedTuple):
    """A heading or caption in the reading copy with the stretch that belongs to it."""

    title: str
    start: int
    end: int
    region: str | None
    caption: bool
    aside: bool = False
    """Sources and remarks beside the report itself: nothing in them is told of a region."""


@cache
def _heading() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, province_names()), key=len, reverse=True))
    return re.compile(
        rf"^(?:#{{1,6}} *(?P<marked>[^\n]+?) *#*|\*\*(?P<bold>[^*\n]{{1,40}})\*\*"
        rf"|(?P<place>{names}):(?P<caption>[^\n]+)|(?P<bare>{names}|{'|'.join((*_NATIONAL, *_ASIDES))})) *$"
        rf"|^(?P<notes>(?:(?:(?:{NOTE})[^\n]*|\|[^\n]*\|) *(?:\n+|\Z))+)",
        re.MULTILINE,
    )


def stretches(text: str) -> list[Stretch]:
    """The stretches of the reading copy in order: captions cut out of their section, rows and notes left
    out."""
    names = province_names()
    found: list[Stretch] = []
    region: str | None = None
    title, begin = "", 0
    for match in _heading().finditer(text):
        if match.start() > begin:
            found.append(Stretch(title, begin, match.start(), region, False, title in _ASIDES))
        if match["caption"]:
            named = names[match["place"]]
            found.append(Stretch(match["caption"], match.start("caption"), match.end(), named, True))
        elif not match["notes"]:
            title = match["marked"] or match["bold"] or match["bare"]
            region = _NATIONAL.get(title.strip()) or names.get(
                title.strip(), region if not match["marked"] else None
            )
        begin = match.end()
    if begin < len(text):
        found.append(Stretch(title, begin, len(text), region, False, title in _ASIDES))
    return found
