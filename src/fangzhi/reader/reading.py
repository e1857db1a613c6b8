"""`read`: one text in, all its figures and events out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from fangzhi.gazetteer import province_names
from fangzhi.indicators.catalogue import Catalogue, catalogue
from fangzhi.reader.attribution import Attribution
from fangzhi.reader.lexicon import lexicon
from fangzhi.reader.normal import ReadingCopy, reading_copy
from fangzhi.reader.observation import Observation, Reading, Section, text_digest
from fangzhi.reader.periods import Issue, parse_issue
from fangzhi.reader.places import Places
from fangzhi.reader.quantities import DateMark, Quantity, scan
from fangzhi.reader.sections import Stretch, stretches
from fangzhi.reader.subjects import Words
from fangzhi.reader.timeline import Timeline

_SENTENCE = re.compile(r"[。！？!?\n]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?![—\-~至到]\d)")
_STATEMENT = re.compile(r"(?:^|[\n。，:;])(?:#+ *)?(?:截至|截止|在|到)?((?:19|20)\d\d)年(?!.{0,4}[日号])", re.MULTILINE)


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

    `region` (six-digit code) and `place` say whose report it is where no heading does; `year` is the reporting year,
    taken from the text, from `issued` (YYYY, YYYY-MM or YYYY-MM-DD) or from the year named most often when not given.
    Raises ValueError when `issued` is no date.
    """
    issue = parse_issue(issued)
    copy = reading_copy(text)
    year = year or reporting_year(copy.text, issue)
    parts = stretches(copy.text)
    if region is None and all(part.region is None for part in parts):
        region = _home(copy.text)
    observations = _figures(text, copy, parts, region, place, year, issue, indicators or catalogue())
    found = []
    if events:
        from fangzhi.reader.events import read_events

        found = read_events(text, copy, parts, year)
    sections = [_section(copy, part, region) for part in parts]
    return Reading(text, observations, found, sections, year, text_digest(text))


def reporting_year(text: str, issue: Issue | None) -> int | None:
    """The year a text reports on: as it says itself, else from its date of issue, else the one it names most often."""
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
    named = Counter(names[match[0]] for match in pattern.finditer(text))
    named.pop("000000", None)
    if not named:
        return None
    (first, times), *others = named.most_common(2)
    return first if not others or times >= 2 * others[0][1] else None


def _section(copy: ReadingCopy, part: Stretch, region: str | None) -> Section:
    start, end = copy.origin(part.start), copy.origin(part.end - 1) + 1 if part.end > part.start else copy.origin(part.start)
    return Section(part.title, start, end, part.region or region, part.caption)


def _figures(
    text: str, copy: ReadingCopy, parts: list[Stretch], region: str | None, place: str | None, year: int | None, issue: Issue | None, indicators: Catalogue
) -> list[Observation]:
    tokens = scan(copy.text)
    starts = [token.start for token in tokens]
    words = Words(copy.text, lexicon(indicators))
    timeline = Timeline(copy.text, year, issue)
    attribution = Attribution(text, copy, words, timeline, place, region)
    found: list[Observation] = []
    for part in parts:
        timeline.restart()
        about = part.region or region
        attribution.stretch(about, Places(copy.text, about, year))
        found += _stretch(copy.text, part, tokens, starts, timeline, attribution)
    return found


def _stretch(
    text: str, part: Stretch, tokens: list[Quantity | DateMark], starts: list[int], timeline: Timeline, attribution: Attribution
) -> list[Observation]:
    found: list[Observation] = []
    begin = part.start
    first = bisect_left(starts, begin)
    while begin < part.end:
        ending = _SENTENCE.search(text, begin, part.end)
        stop = ending.start() if ending else part.end
        last = bisect_left(starts, stop, first)
        if last > first:
            timeline.sentence()
            found += attribution.sentence(begin, stop, tokens[first:last])
        first, begin = last, stop + 1
    return found
