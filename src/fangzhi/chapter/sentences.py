"""Facts to Chinese sentences, each read back by the reader before it is used.

A wording is taken only when the reader finds in the sentence exactly the figures it was written from: same
indicator, measure, value, unit, period, place, firmness. So no sentence can disagree with its data, and a
template that an expert adds cannot say something else than it means. Pure Python.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.numbers import printed
from fangzhi.chapter.wording import Words, hedge, mark, moment
from fangzhi.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fangzhi.chapter.facts import Fact, Happening
    from fangzhi.reader import Observation

Part = tuple[str, "Fact | None"]
"""A stretch of text; with a fact it is that fact's figure."""
_LONGEST = 70


class Sentence(NamedTuple):
    """A sentence without its full stop."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(text for text, _ in self.parts)

    @property
    def facts(self) -> list[Fact]:
        """The facts it tells, in order."""
        return [fact for _, fact in self.parts if fact is not None]

    def after(self, words: str) -> Sentence:
        """The sentence with words before it."""
        return Sentence(((words, None), *self.parts)) if words else self

    def joined(self, sign: str, other: Sentence) -> Sentence:
        """Two sentences made one."""
        return Sentence((*self.parts, (sign, None), *other.parts))


class Composer:
    """Writes sentences of one region and year."""

    def __init__(self, words: Words, region: str, year: int) -> None:
        """Write of a region (six-digit code) in a year, in the words given."""
        self.words, self.region, self.year = words, region, year

    # -- reading back ------------------------------------------------------------------------------------

    def holds(self, sentence: Sentence) -> bool:
        """Whether the reader finds in a sentence exactly its facts."""
        found = self.read(f"{sentence.text}。")
        facts = sentence.facts
        return len(found) == len(facts) and all(map(says, found, facts))

    def read(self, text: str) -> list[Observation]:
        """What the reader finds in a text of this region and year."""
        reading = read(
            text, region=self.region, year=self.year, events=False, indicators=self.words.indicators
        )
        return list(reading.observations)

    # -- from facts to sentences -------------------------------------------------------------------------

    def compose(self, group: Sequence[Fact]) -> tuple[list[Sentence], list[Fact]]:
        """The sentences of facts about one subject, amount first, and the facts that no wording tells."""
        whole = next((one for one in self._wholes(group) if self.holds(one)), None)
        if whole:
            return [whole], []
        told: list[Sentence] = []
        untold: list[Fact] = []
        for fact in group:
            alone = next((one for one in self._alone(fact) if self.holds(one)), None)
            if alone:
                told.append(alone)
            else:
                untold.append(fact)
        return told, untold

    def _wholes(self, group: Sequence[Fact]) -> Iterator[Sentence]:
        first, *rest = group
        for opening in self._openings(first):
            sentence = opening
            for fact in rest:
                clause = next(iter(self.words.movements(fact)), None) if fact.measure != "level" else None
                if clause is None:
                    break
                sentence = sentence.joined("，", _filled(clause, fact))
            else:
                yield sentence

    def _alone(self, fact: Fact) -> Iterator[Sentence]:
        yield from self._openings(fact)
        if fact.measure == "level":
            return
        for clause in self.words.movements(fact):
            for subject in (self.words.subject(fact.subject), self.words.name(fact.subject)):
                yield _filled(clause, fact).after(self._before(fact) + subject + "，")

    def _openings(self, fact: Fact) -> Iterator[Sentence]:
        before = self._before(fact)
        if fact.measure == "level":
            for marked in dict.fromkeys((mark(fact), "")):
                for head in self.words.heads(fact):
                    yield from _hedged(head + marked, fact, before)
            return
        for template in self.words.whole(fact):
            yield from _hedged(template, fact, before)
        subjects = [self.words.subject(fact.subject), self.words.name(fact.subject)]
        heads = [head.partition("{}")[0] for head in self.words.heads(fact._replace(indicator=fact.subject))]
        for subject in dict.fromkeys(chain(subjects, filter(None, heads))):
            for clause in self.words.movements(fact):
                yield from _hedged(subject + clause, fact, before)

    def _before(self, fact: Fact) -> str:
        """What a sentence opens with: time, place, whether it is a target or a running total."""
        time = moment(fact.period, self.year)
        sign = "，" if time and (fact.period.startswith("@") or fact.place) else ""
        place = fact.place
        if fact.region != self.region and not place:
            place = "全国" if fact.region == "000000" else ""
        mood = {"target": "力争", "estimate": "预计"}.get(fact.status, "")
        return f"{time}{sign}{mood}{place}{'累计' if fact.cumulative else ''}"

    def threshold(self, bar: Fact, count: Fact) -> Sentence | None:
        """A count of those who passed a bar, with the bar (年专利申请超过1000件的企业有11家)."""
        for middle in (
            "年专利申请超过{}的企业有",
            "年申请超过{}的企业",
            "专利申请超过{}的县有",
            "专利申请超过{}的市县有",
        ):
            sentence = Sentence((*_parts(middle, bar), (printed(count).text, count)))
            if self.holds(sentence):
                return sentence
        return None

    # -- joining -----------------------------------------------------------------------------------------

    def join(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """Short sentences of one matter joined where the reader still reads them alike."""
        found: list[Sentence] = []
        for sentence in sentences:
            longer = self._joined(found[-1], sentence) if found else None
            if longer:
                found[-1] = longer
            else:
                found.append(sentence)
        return found

    def _joined(self, first: Sentence, second: Sentence) -> Sentence | None:
        if len(first.text) + len(second.text) > _LONGEST or _apart(first, second):
            return None
        part = _is_part(first.facts[0], second.facts[0])
        long = len(first.facts) > 1 and len(second.facts) > 1
        signs = ("，其中", "；其中", "，") if part else ("；", "，") if long else ("，",)
        return next((one for one in (first.joined(sign, second) for sign in signs) if self.holds(one)), None)

    # -- things done -------------------------------------------------------------------------------------

    def happening(self, one: Happening) -> str | None:
        """A thing done as a clause that is read back as the same thing, without any figure."""
        for clause in _deeds(one):
            reading = read(
                f"{clause}。", region=self.region, year=self.year, indicators=self.words.indicators
            )
            same = [event for event in reading.events if (event.kind, event.object) == (one.kind, one.object)]
            if same and not reading.observations:
                return clause
        return None


def says(found: Observation, fact: Fact) -> bool:
    """Whether an observation is the one a fact was printed as."""
    shown = printed(fact)
    value = -shown.value if fact.value < 0 else shown.value
    return (
        found.indicator == fact.indicator
        and found.measure == fact.measure
        and found.value == value
        and found.qualifier == fact.qualifier
        and found.status == fact.status
        and (found.region or "") == fact.region
        and (found.place or "") == fact.place
        and (found.period or "") == fact.period
        and found.cumulative == fact.cumulative
        and (found.base_of or "") == fact.base_of
        and (found.unit or "") == (fact.unit or "")
        and not found.also
    )


def _is_part(whole: Fact, part: Fact) -> bool:
    """Whether one fact counts some of what the other counts (发明专利申请 of 专利申请)."""
    tail = whole.indicator.removeprefix("patent_").removeprefix("patents_")
    return whole.indicator.startswith("patent") and part.indicator.endswith(tail) and part != whole


def _apart(first: Sentence, second: Sentence) -> bool:
    """Whether two sentences speak of other times, places or moods."""
    one, other = first.facts[-1], second.facts[0]
    return any(fact.status != "actual" or fact.cumulative for fact in (one, other)) or (
        (one.period.startswith("@"), one.place, one.region)
        != (other.period.startswith("@"), other.place, other.region)
        or (one.period.lstrip("@")[:4] != other.period.lstrip("@")[:4])
    )


def _parts(template: str, fact: Fact) -> list[Part]:
    before, _, after = template.partition("{}")
    parts: list[Part] = [(before, None), (printed(fact).text, fact), (after, None)]
    return [part for part in parts if part[0]]


def _filled(template: str, fact: Fact) -> Sentence:
    return Sentence(tuple(_parts(template.replace("{}", f"{hedge(fact)}{{}}"), fact)))


def _hedged(template: str, fact: Fact, before: str) -> Iterator[Sentence]:
    """A template with its figure; a hedge takes the place of the verb before it (达到{} → 超过{})."""
    word = hedge(fact)
    if word:
        for verb in ("达到{}", "达{}", "为{}"):
            if verb in template:
                yield Sentence(tuple(_parts(before + template.replace(verb, f"{word}{{}}"), fact)))
    yield Sentence(tuple(_parts(before + template.replace("{}", f"{word}{{}}"), fact)))


_DEEDS = {
    "policy_issued": ("出台", "印发", "制定", "修订", "明确"),
    "law_enacted": (),
    "designation": ("新增", "入选", "获评", "被列为", "成为"),
    "centre_established": ("成立", "设立", "建立"),
    "agreement_signed": ("签署", "签订"),
    "event_held": ("举办", "召开", "组织"),
    "project_started": ("实施", "启动", "开展", "推进"),
    "project_completed": ("完成", "通过"),
    "award_won": ("荣获", "获", "评出"),
    "mechanism_established": ("建立", "完善"),
    "service_opened": ("开通", "开放"),
    "enforcement_campaign": ("开展", "组织开展"),
    "milestone": ("",),
}
_TITLE_ENDS = (
    "规划",
    "纲要",
    "意见",
    "办法",
    "方案",
    "计划",
    "条例",
    "细则",
    "责任书",
    "协议",
    "）",
    "制度",
    "规定",
)


def _deeds(one: Happening) -> Iterator[str]:
    titled = (
        one.object.endswith(_TITLE_ENDS) and not one.object.startswith(("《", "“")) and "《" not in one.object
    )
    if one.kind == "law_enacted":
        yield f"《{one.object}》颁布施行"
        yield f"《{one.object}》获得审议通过"
        return
    for verb in _DEEDS.get(one.kind, ()):
        if titled and one.kind in ("policy_issued", "agreement_signed", "project_started"):
            yield f"{verb}《{one.object}》"
        yield f"{verb}{one.object}"
