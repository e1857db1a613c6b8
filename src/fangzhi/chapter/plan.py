"""What a chapter says of a region, in which order, and what of it is worth saying. Pure Python.

The parts of the plan are data (`data/plan.csv`): groups of indicators, kinds of things done, how many of each
an ordinary chapter tells, and the headline indicators. A chapter that is complete tells all.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fangzhi.chapter.facts import Fact, Happening, Passage
    from fangzhi.indicators.catalogue import Catalogue

_ORDER = ("level", "change_abs", "growth_rate", "avg_growth_rate", "growth_multiple", "ratio_multiple",
          "change_points", "share", "relative_diff", "rank", "ordinal_streak")  # fmt: skip
_COUNTED = frozenset({"designation", "award_won"})
"""Things done that figures tell better, where there are any: how many cities, how many prizes."""
_MOVES_TOLD = 2
_HIGH, _GOOD = 3, 10
_STEEP = 30


class Topic(NamedTuple):
    """One part of the plan."""

    id: str
    name_zh: str
    name_en: str
    groups: frozenset[str]
    kinds: frozenset[str]
    facts: int
    happenings: int
    headline: tuple[str, ...]
    aside: frozenset[str]
    """Indicators that an ordinary chapter never tells by themselves."""


class Planned(NamedTuple):
    """What is told under one topic: facts by subject, the amount first, and things done."""

    topic: Topic
    groups: tuple[tuple[Fact, ...], ...]
    happenings: tuple[Happening, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """The parts of the plan in order."""
    text = files("fangzhi.chapter").joinpath("data/plan.csv").read_text(encoding="utf-8")
    return tuple(
        Topic(
            row["topic"],
            row["name_zh"],
            row["name_en"],
            frozenset(row["groups"].split("+")),
            frozenset(filter(None, row["kinds"].split("+"))),
            int(row["facts"]),
            int(row["happenings"]),
            tuple(row["headline"].split("+")),
            frozenset(filter(None, row["aside"].split("+"))),
        )
        for row in csv.DictReader(text.splitlines())
    )


def plan(passage: Passage, indicators: Catalogue, *, complete: bool) -> list[Planned]:
    """The topics of a region that have anything to tell; all of it, or what is noteworthy."""
    order = {name: at for at, name in enumerate(indicators)}
    by_topic: dict[str, list[tuple[Fact, ...]]] = defaultdict(list)
    home = {group: topic.id for topic in topics() for group in topic.groups}
    for group in grouped(passage.facts, order):
        row = indicators.get(group[0].subject)
        by_topic[home.get(row.group if row else "other", "services")].append(group)
    found = []
    for topic in topics():
        groups = by_topic[topic.id]
        done = [one for one in passage.happenings if one.kind in topic.kinds]
        if not complete:
            groups = _noteworthy([one for one in groups if one[0].subject not in topic.aside], topic)
            done = [one for one in _unlike(done) if not one.caption and not (groups and one.kind in _COUNTED)]
            done = done[: topic.happenings]
        if groups or done:
            found.append(Planned(topic, tuple(groups), tuple(done)))
    return found


def grouped(facts: Iterable[Fact], order: dict[str, int]) -> list[tuple[Fact, ...]]:
    """Facts by subject, place, period and status, the amount first, in catalogue order."""
    groups: dict[tuple[str, str, str, str, bool, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        key = fact.region, fact.subject, fact.place, _time(fact.period), fact.cumulative, fact.status
        groups[key].append(fact)
    found = [tuple(sorted(group, key=_rank_in_group)) for group in groups.values()]
    found.sort(
        key=lambda group: (
            group[0].place,
            group[0].status != "actual",
            len(group[0].period.lstrip("@")) not in (4, 10),
            group[0].period.lstrip("@"),
            order.get(group[0].subject, len(order)),
        )
    )
    return found


def _time(period: str) -> str:
    """A period by which facts are put together: the last day of a year goes with the year."""
    bare = period.lstrip("@")
    return bare[:4] if bare[4:] in ("", "-12-31") else period


def _rank_in_group(fact: Fact) -> tuple[int, bool, str, str]:
    return (
        _ORDER.index(fact.measure) if fact.measure in _ORDER else len(_ORDER),
        fact.indicator != fact.subject,
        fact.base_of,
        fact.period,
    )


def _noteworthy(groups: Sequence[tuple[Fact, ...]], topic: Topic) -> list[tuple[Fact, ...]]:
    """The groups that weigh most, in their order, with their amount and what moved most."""
    weighed = sorted(range(len(groups)), key=lambda at: (-weight(groups[at], topic), at))
    chosen = sorted(weighed[: topic.facts])
    return [_shortened(groups[at]) for at in chosen]


def _shortened(group: tuple[Fact, ...]) -> tuple[Fact, ...]:
    amounts = [fact for fact in group if fact.measure == "level"][:1]
    moves = sorted((fact for fact in group if fact.measure != "level"), key=_said_of_itself)[:_MOVES_TOLD]
    return tuple(sorted((*amounts, *moves), key=_rank_in_group))


def _said_of_itself(fact: Fact) -> tuple[bool, int]:
    """What a source says itself goes before what was computed; places before mere growth."""
    return bool(fact.basis), -_note(fact)


def weight(group: Sequence[Fact], topic: Topic) -> int:
    """How noteworthy a group is: headlines, high places, steep growth, runs, own claims."""
    subject = group[0].subject
    headline = 2 * (len(topic.headline) - topic.headline.index(subject)) if subject in topic.headline else 0
    told = 3 if any(not fact.basis for fact in group) else 0
    return headline + told + max(map(_note, group)) - 3 * bool(group[0].place)


def _note(fact: Fact) -> int:
    if fact.measure == "rank":
        return 6 if fact.value <= _HIGH else 3 if fact.value <= _GOOD else 0
    if fact.measure in ("growth_rate", "avg_growth_rate"):
        return 3 if abs(fact.value) >= _STEEP else 1
    if fact.measure in ("growth_multiple", "ratio_multiple", "ordinal_streak"):
        return 4
    return 5 if fact.first else 4 if fact.since else 0


def _unlike(happenings: Iterable[Happening]) -> list[Happening]:
    """Things done without those that only repeat another's words."""
    found: list[Happening] = []
    for one in happenings:
        if not any(one.object in other.object or other.object in one.object for other in found):
            found.append(one)
    return found
