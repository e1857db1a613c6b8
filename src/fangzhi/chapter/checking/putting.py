"""Putting right figures into a draft: what can be put, proved by reading it back, and the draft with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.chapter.checking.draft import read_draft
from fangzhi.chapter.checking.edits import Edit, edits_of
from fangzhi.chapter.checking.word import rewritten
from fangzhi.indicators.verdicts import Stated, compare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.chapter.checking.comparing import Mark
    from fangzhi.chapter.checking.draft import Draft, Reading
    from fangzhi.reader import Observation

_WRONG = frozenset({"differs", "stale"})
Offers = dict[str, tuple[Edit, ...]]
"""For the id of a figure the changes that put it right."""


def offers(draft: Draft, marks: Iterable[Mark], how: Reading) -> Offers:
    """The changes that put wrong figures right, as the draft prints them.

    Only such are offered as were proved: the draft with all of them is read again, and the figure in each
    place must be the same figure with the right value.
    """
    wrong = {mark.code: mark for mark in marks if mark.verdict in _WRONG and mark.found.expected}
    made = {code: edits_of(draft.text, mark.figure, mark.right) for code, mark in wrong.items()}
    made = _apart({code: edits for code, edits in made.items() if edits})
    if not made:
        return {}
    changes = [edit for edits in made.values() for edit in edits]
    again = _reread(draft, changes, how)
    return {
        code: edits
        for code, edits in made.items()
        if _says(again.get(moved(wrong[code].figure.start, changes), []), wrong[code])
    }


def _apart(made: Offers) -> Offers:
    """Without those that touch what another one changes."""
    taken: set[int] = set()
    found: Offers = {}
    for code, edits in made.items():
        places = {at for start, end, _new in edits for at in range(start, end)}
        if not places & taken:
            taken |= places
            found[code] = edits
    return found


def _reread(draft: Draft, changes: list[Edit], how: Reading) -> dict[int, list[Observation]]:
    opened = draft.opened
    left_out = tuple((moved(start, changes), moved(end, changes)) for start, end in opened.left_out)
    changed = opened._replace(text=put(opened.text, changes), left_out=left_out)
    found: dict[int, list[Observation]] = {}
    for figure in read_draft(changed, how).figures:
        found.setdefault(figure.start, []).append(figure)
    return found


def _says(figures: list[Observation], mark: Mark) -> bool:
    """Whether one of the figures is the marked one with its right value."""
    was, expected = mark.figure, mark.found.expected
    return any(
        (one.indicator, one.measure, one.region, one.place, one.period)
        == (was.indicator, was.measure, was.region, was.place, was.period)
        and expected is not None
        and compare(Stated(one.value, one.resolution, one.qualifier, one.value_high), expected).verdict
        != "differs"
        for one in figures
    )


def moved(offset: int, changes: Iterable[Edit]) -> int:
    """Where an offset of the draft stands after some changes before it."""
    return offset + sum(len(new) - (end - start) for start, end, new in changes if end <= offset)


def put(text: str, changes: Iterable[Edit]) -> str:
    """A text with some changes that do not touch each other."""
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def written(draft: Draft, changes: list[Edit]) -> tuple[bytes, str]:
    """The draft with some changes, and its ending: a Word document stays one, all else comes back as text."""
    word = draft.opened.word
    if word is not None:
        return rewritten(word, changes), "docx"
    ending = "md" if draft.name.lower().endswith((".md", ".markdown")) else "txt"
    return put(draft.text, changes).encode(), ending
