"""Headings and captions: which region a stretch of the text is about.

Headings come as `###`, `##` or `**…**`, or as a line that is the name of a province and nothing else. A line
`省名：…` between paragraphs is the caption of a photograph and belongs to the province it names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from fangzhi.gazetteer import province_names

_NATIONAL = {"全国": "000000"}


class Stretch(NamedTuple):
    """A heading or caption in the reading copy with the stretch that belongs to it."""

    title: str
    start: int
    end: int
    region: str | None
    caption: bool


@cache
def _heading() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, province_names()), key=len, reverse=True))
    return re.compile(
        rf"^(?:#{{1,6}} *(?P<marked>[^\n]+?) *#*|\*\*(?P<bold>[^*\n]{{1,40}})\*\*"
        rf"|(?P<place>{names}):(?P<caption>[^\n]+)|(?P<bare>{names})) *$",
        re.MULTILINE,
    )


def stretches(text: str) -> list[Stretch]:
    """The stretches of the reading copy in order: all of it, captions cut out of their section."""
    names = province_names()
    found: list[Stretch] = []
    region: str | None = None
    title, begin = "", 0
    for match in _heading().finditer(text):
        if match.start() > begin:
            found.append(Stretch(title, begin, match.start(), region, False))
        if match["caption"]:
            named = names[match["place"]]
            found.append(Stretch(match["caption"], match.start("caption"), match.end(), named, True))
        else:
            title = match["marked"] or match["bold"] or match["bare"]
            region = _NATIONAL.get(title.strip()) or names.get(
                title.strip(), region if not match["marked"] else None
            )
        begin = match.end()
    if begin < len(text):
        found.append(Stretch(title, begin, len(text), region, False))
    return found
