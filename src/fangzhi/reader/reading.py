"""`read`: one text in, all its figures and events out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from fangzhi.garbage import collector_paused
from fangzhi.gazetteer import province_names
from fangzhi.indicators.catalogue import Catalogue, catalogue
from fangzhi.reader.attribution import read_sentence
from fangzhi.reader.events import read_events
from fangzhi.reader.lexicon import lexicon
from fangzhi.reader.normal import ReadingCopy, reading_copy
from fangzhi.reader.observation import Observation, Reading, Section, text_digest
from fangzhi.reader.periods import Issue, parse_issue
from fangzhi.reader.places import Places
from fangzhi.reader.quantities import DateMark, scan
from fangzhi.reader.scene import Scene, Span
from fangzhi.reader.sections import Stretch, stretches
from fangzhi.reader.subjects import Subject, Words
from fangzhi.reader.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = 20_000
_LONGEST = 2000
_FIRST = 40
_BREAKS = "；;。，、"
_SENTENCE = re.compile(r"[。！？!?\n]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?![—\-~至到]\d)")
_STATEMENT = re.compile(
    r"(?:^|[\n。，:;《])(?:#+ *)?(?:截至|截止|在|到)?((?:19|20)\d\d)年(?!.{0,4}[日号])", re.MULTILINE
)


def read(
    text: str,
    *,
    region: str | None = None,
    place: str | None = None,
    year: int | None = None,
    issued: str | None = None,
    indicators: Catalogue | None = None,
    events: bool = True,
) -> Reading:
    """Read a text: every quantity as an observation, every thing done as an event, each with its exact place.

    `region` (six-digit code) and `place` say whose report it is where no heading does; `year` is the
    reporting year, taken from the text, from `issued` (YYYY, YYYY-MM or YYYY-MM-DD) or from the year named
    most often when not given. Raises ValueError when `issued` is no date.
    """
    issue = parse_issue(issued)
    with collector_paused():
        return _read(text, region, place, year, issue, indicators or catalogue(), events)


def _read(
    text: str,
    region: str | None,
    place: str | None,
    year: int | None,
    issue: Issue | None,
    indicators: Catalogue,
    events: bool,
) -> Reading:
    copy = reading_copy(text)
    year = year or reporting_year(copy.text, issue)
    parts = stretches(copy.text)
    if region is None and all(part.region is None for part in parts):
        region = _home(copy.text)
    timeline = Timeline(copy.text, year, issue)
    told = [part for part in parts if not part.aside]
    observations = _figures(text, copy, told, (region, place), timeline, indicators)
    found = read_events(text, copy, told, year) if events else []
    if region:
        found = [event if event.region else event._replace(region=region) for event in found]
    sections = [_section(copy, part, region) for part in parts]
    return Reading(text, observations, found, sections, year, text_digest(text))


def reporting_year(text: str, issue: Issue | None) -> int | None:
    """The year a text reports on: as it says, from its date of issue, or the one it names most often."""
    stated = Counter(_STATEMENT.findall(text))
    if stated and not (issue and not 0 <= issue.year - int(stated.most_common(1)[0][0]) <= 1):
        return int(stated.most_common(1)[0][0])
    if issue:
        return issue.year - 1 if (issue.month or 1) <= 3 else issue.year
    named = Counter(_YEAR.findall(text))
    return int(named.most_common(1)[0][0]) if named else None


def _home(text: str) -> str | None:
    """The province a text without headings is about: the one it names far more often than any other."""
    names = province_names()
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    named = Counter(names[match[0]] for match in pattern.finditer(text, 0, _OPENING))
    named.pop("000000", None)
    if not named:
        return None
    (first, times), *others = named.most_common(2)
    return first if not others or times >= 2 * others[0][1] else None


def _section(copy: ReadingCopy, part: Stretch, region: str | None) -> Section:
    start, end = (
        copy.origin(part.start),
        copy.origin(part.end - 1) + 1 if part.end > part.start else copy.origin(part.start),
    )
    return Section(part.title, start, end, part.region or region, part.caption)


def _figures(
    text: str,
    copy: ReadingCopy,
    parts: list[Stretch],
    about: tuple[str | None, str | None],
    timeline: Timeline,
    indicators: Catalogue,
) -> list[Observation]:
    tokens = scan(copy.text)
    timeline.begin_with([token for token in tokens[:_FIRST] if isinstance(token, DateMark)])
    starts = [token.start for token in tokens]
    words = Words(copy.text, lexicon(indicators))
    region, home = about
    found: list[Observation] = []
    for part in parts:
        timeline.restart()
        places = Places(copy.text, part.region or region, timeline.year)
        subject: Subject | None = None
        named: Span | str | None = None
        opening: Subject | None = None
        for start, stop, first, last in _sentences(copy.text, part, starts):
            timeline.sentence()
            scene = Scene(
                text, copy, words, timeline, places, home, part.region or region, start, stop, subject
            )
            scene.named, scene.first = named, opening
            found += read_sentence(scene, tokens[first:last])
            subject, named, opening = scene.subject, scene.named, scene.first
    return found


def _sentences(text: str, part: Stretch, starts: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """The sentences of a stretch that hold a number or a date: start, stop, and which tokens they hold.

    What runs on longer than any sentence is cut at a comma, or else before a token, so that reading stays
    linear.
    """
    begin = part.start
    first = bisect_left(starts, begin)
    while begin < part.end:
        ending = _SENTENCE.search(text, begin, min(part.end, begin + _LONGEST))
        stop = ending.start() if ending else min(part.end, begin + _LONGEST)
        if ending is None and stop < part.end:
            stop = _cut(text, begin, stop, starts, first)
        last = bisect_left(starts, stop, first)
        if last > first:
            yield begin, stop, first, last
        first, begin = last, stop + 1 if ending else stop


def _cut(text: str, begin: int, stop: int, starts: list[int], first: int) -> int:
    """Where to cut a run of text that has no end of sentence between two offsets."""
    comma = max(text.rfind(sign, begin + 1, stop) for sign in _BREAKS)
    if comma > begin:
        return comma
    last = bisect_left(starts, stop, first)
    token = starts[last - 1] if last > first else begin
    return token if token > begin else stop
