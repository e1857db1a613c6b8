"""分别 and other lists: numbers dealt out in order to subjects or places named in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fangzhi.reader.naming import by_institution, derived_subject, level_subject, of_holder
from fangzhi.reader.scene import AREAS, FILLER, Frame, Scene, Span, last_match
from fangzhi.reader.subjects import Series, Subject

if TYPE_CHECKING:
    from fangzhi.reader.observation import Measure

LIST_JOINER = re.compile(
    r"(?:[、和与及]|以及)(?:约|近|超过?)?(?:同比)?(?:增长|下降|上升|提高|减少|增加|降低)?(?:约|近|超过?)?"
)
_RESPECTIVELY = re.compile(r"分别|依次")
_PARTS = re.compile(r"[、和及与]|以及")


def dealt_subject(scene: Scene, frame: Frame, measure: Measure) -> Subject | None:
    """The subject dealt out to this number, when the text deals them out in order (分别为2358件和1331件)."""
    if scene.run:
        if LIST_JOINER.fullmatch(frame.gap) and scene.run_at < len(scene.run):
            return _take(scene)
        scene.run = []
    said = last_match(_RESPECTIVELY, frame.gap)
    length = _listed_numbers(scene, frame, said is not None)
    if length < 2:
        return None
    end = frame.quantity.start - len(frame.gap) + said.start() if said else frame.around.start
    names = scene.places.listed(frame.around.left, end)
    in_rows = measure == "level" and len(names) == length
    if said is None and not in_rows and (measure == "level" or length != scene.dealt):
        return None
    scene.names = names if len(names) == length else []
    scene.run = _deal(scene, frame, measure, end, length)
    if not scene.run:
        return None
    scene.dealt, scene.run_at = length, 0
    return _take(scene)


def _take(scene: Scene) -> Subject:
    """The next subject of the run, with its place when places are named in order."""
    subject = scene.run[scene.run_at]
    if scene.names:
        scene.place, scene.figure_region = scene.names[scene.run_at], scene.region
    scene.run_at += 1
    return subject


def _listed_numbers(scene: Scene, frame: Frame, said: bool) -> int:
    """How many numbers follow one another with nothing but 、 or 和 between them, this one included."""
    length = 1
    for first, second in zip(frame.rest, frame.rest[1:], strict=False):
        if first.unit != second.unit and not said:
            break
        if not LIST_JOINER.fullmatch(scene.text, first.end, second.start):
            break
        length += 1
    return length


def _deal(scene: Scene, frame: Frame, measure: Measure, end: int, length: int) -> list[Subject]:
    """What each number of the list is about; empty when it cannot be told."""
    if scene.names:
        subject = _of_names(scene, frame, measure, scene.names[-1][1])
        return [of_holder(scene, scene.text[start:stop], subject) for start, stop in scene.names]
    told = [
        one.subject for one in scene.told if one.measure == "level" and one.subject.indicator not in AREAS
    ]
    if measure == "level":
        subjects = _listed_subjects(scene, frame, end, length, frame.quantity.unit)
        if not subjects and len(told) >= length and FILLER.fullmatch(frame.gap):
            return _again(told, length)
        return subjects
    if scene.dealt == length and len(scene.told) >= length:
        return _again([one.subject for one in scene.told], length)
    listed = _listed_subjects(scene, frame, end, length, None) if measure == "share" else []
    if listed:
        return listed
    if len(told) >= length:
        return _again(told, length)
    if len(scene.time.listed) == length:
        return [derived_subject(scene, frame, measure)] * length
    return _listed_subjects(scene, frame, end, length, None)


def _again(told: list[Subject], length: int) -> list[Subject]:
    return [subject._replace(rule="respective") for subject in told[-length:]]


def _of_names(scene: Scene, frame: Frame, measure: Measure, end: int) -> Subject:
    """What a row of named places or firms is told of: said after the names, or spoken of before them."""
    if measure != "level":
        return derived_subject(scene, frame, measure)
    around = frame.around._replace(left=end, clause=end)
    subject = level_subject(scene, frame._replace(around=around, gap=scene.text[end : around.start]))
    return subject if subject.rule != "unclaimed" else level_subject(scene, frame)


def _listed_subjects(scene: Scene, frame: Frame, end: int, length: int, unit: str | None) -> list[Subject]:
    """The subjects listed before 分别, as many as there are numbers; empty when they cannot be told apart."""
    parts = _parts(scene, frame.around.left, end, length)
    if not parts:
        return []
    words = scene.words
    before = _series_before(scene, parts[0][0])
    named = words.facets(parts[0][0], end)
    series = (before[0], "" if named.type else before[1], named.stage or before[2])
    subjects: list[Subject] = []
    for start, stop in parts:
        facets = words.facets(start, stop)
        if facets.start >= 0 and not words.foreign(start, stop):
            series = (facets.holder or series[0], facets.type or series[1], facets.stage or series[2])
            indicator = words.series_indicator(series)
            if indicator:
                subjects.append(Subject(indicator, "respective", series=series))
                continue
        cue = words.best_cue(
            frame.around._replace(
                left=start, clause=start, start=stop, end=frame.around.start, facing_right=False
            ),
            unit,
        )
        if cue is None:
            return []
        subjects.append(by_institution(scene, frame.around, Subject(cue.indicator, "respective")))
    return subjects


def _parts(scene: Scene, left: int, end: int, length: int) -> list[Span]:
    """The last `length` items of the list that ends here: of its clause, or with the clause before."""
    begin = max(left, scene.text.rfind(";", left, end) + 1)
    cut = scene.text.rfind("，", begin, end - 1)
    parts = _split(scene.text, max(begin, cut + 1), end)
    if len(parts) < length and cut >= begin:
        parts = _split(scene.text, begin, end)
    return parts[-length:] if len(parts) >= length else []


def _series_before(scene: Scene, position: int) -> Series:
    """The series spoken of earlier in the sentence, or else in the figure before it."""
    last = next((one.subject.series for one in reversed(scene.told) if one.subject.series), None)
    if last:
        return "" if last[0] == "per_10k" else last[0], scene.head[1] if scene.head else last[1], last[2]
    words = scene.words.facets(scene.start, position)
    if words.stage or words.type:
        return words.holder, words.type, words.stage
    before = scene.subject.series if scene.subject else None
    return (before[0], "", before[2]) if before and before[0] != "per_10k" else ("", "", "")


def _split(text: str, start: int, end: int) -> list[Span]:
    parts: list[Span] = []
    begin = start
    for match in _PARTS.finditer(text, start, end):
        parts.append((begin, match.start()))
        begin = match.end()
    parts.append((begin, end))
    return [(first, last) for first, last in parts if last > first]
