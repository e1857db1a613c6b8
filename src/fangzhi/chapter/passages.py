"""A region's passage: planned facts and things done as paragraphs of runs, in Chinese or English.

Pure Python.
A Chinese passage is read back as a whole before it is used: what the reader then finds must be what was told,
sentence by sentence, or the sentence is told apart; what no wording tells is returned, never dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.document import Paragraph, Run
from fangzhi.chapter.numbers import printed, printed_english
from fangzhi.chapter.sentences import Composer, Sentence, says
from fangzhi.chapter.wording import english_hedge, english_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    from fangzhi.chapter.facts import Fact, Happening
    from fangzhi.chapter.plan import Planned
    from fangzhi.chapter.wording import Words

    class Cited(Protocol):
        """Gives what is told the number of its note."""

        def __call__(self, one: Fact | Happening) -> int: ...


_COUNTED = {"high_volume_applicants", "areas_above_threshold"}
_MANY_DEEDS = 3


class Written(NamedTuple):
    """A passage with what could not be told in it."""

    paragraphs: tuple[Paragraph, ...]
    untold: tuple[Fact, ...]
    undone: tuple[Happening, ...]


def chinese(planned: Sequence[Planned], words: Words, region: str, year: int, note: Cited) -> Written:
    """The passage of a region in Chinese, one paragraph a topic."""
    composer = Composer(words, region, year)
    untold: list[Fact] = []
    undone: list[Happening] = []
    drafted: list[tuple[str, list[tuple[str, Happening]], list[Sentence]]] = []
    for part in planned:
        deeds = []
        for one in part.happenings:
            clause = composer.happening(one)
            deeds += [(clause, one)] if clause else []
            undone += [] if clause else [one]
        sentences, left = _sentences(composer, part.groups)
        untold += left
        drafted.append((part.topic.id, deeds, composer.join(sentences)))
    drafted, left = _read_back(composer, drafted)
    paragraphs = [_paragraph(topic, deeds, sentences, note) for topic, deeds, sentences in drafted]
    return Written(tuple(one for one in paragraphs if one.runs), (*untold, *left), tuple(undone))


def _sentences(composer: Composer, groups: Iterable[Sequence[Fact]]) -> tuple[list[Sentence], list[Fact]]:
    found: list[Sentence] = []
    left: list[Fact] = []
    bars, rest = _bars(groups)
    for bar, count in bars:
        sentence = composer.threshold(bar, count)
        if sentence:
            found.append(sentence)
        else:
            left += [bar, count]
    for group in rest:
        told, untold = composer.compose(group)
        found += told
        left += untold
    return found, left


def _bars(groups: Iterable[Sequence[Fact]]) -> tuple[list[tuple[Fact, Fact]], list[Sequence[Fact]]]:
    """Bars with the counts of those who passed them, and the other groups."""
    plain = list(groups)
    bars = [fact for group in plain for fact in group if fact.status == "threshold"]
    counts = [
        fact for group in plain for fact in group if fact.indicator in _COUNTED and fact.measure == "level"
    ]
    pairs = []
    for bar in bars:
        count = next((one for one in counts if (one.region, one.place) == (bar.region, bar.place)), None)
        if count:
            counts.remove(count)
            pairs.append((bar, count))
    used = {id(fact) for pair in pairs for fact in pair}
    left = [tuple(fact for fact in group if id(fact) not in used) for group in plain]
    return pairs, [group for group in left if group]


def _read_back(
    composer: Composer, drafted: list[tuple[str, list[tuple[str, Happening]], list[Sentence]]]
) -> tuple[list[tuple[str, list[tuple[str, Happening]], list[Sentence]]], list[Fact]]:
    """The draft without the sentences that are read otherwise in their place, and the facts of these."""
    left: list[Fact] = []
    for _ in range(len(drafted) + 2):
        wrong = _misread(composer, drafted)
        if wrong is None:
            return drafted, left
        at, number = wrong
        topic, deeds, sentences = drafted[at]
        bad = sentences[number]
        dated = bad.after(f"{composer.year}年，")
        again = [*sentences[:number], dated, *sentences[number + 1 :]]
        attempt = [*drafted[:at], (topic, deeds, again), *drafted[at + 1 :]]
        later = _misread(composer, attempt)
        if composer.holds(dated) and (later is None or later > wrong):
            drafted = attempt
            continue
        left += bad.facts
        drafted = [
            *drafted[:at],
            (topic, deeds, [*sentences[:number], *sentences[number + 1 :]]),
            *drafted[at + 1 :],
        ]
    return drafted, left


def _misread(
    composer: Composer, drafted: list[tuple[str, list[tuple[str, Happening]], list[Sentence]]]
) -> tuple[int, int] | None:
    """The first sentence, by paragraph and number, that is read otherwise when it stands in the passage."""
    text, ends = "", []
    for at, (_topic, deeds, sentences) in enumerate(drafted):
        text += "".join(clause + sign for clause, _, sign in _linked(deeds))
        for number, sentence in enumerate(sentences):
            text += f"{sentence.text}。"
            ends.append((len(text), at, number, sentence))
        text += "\n\n"
    found = composer.read(text)
    first = 0
    for end, at, number, sentence in ends:
        facts = sentence.facts
        here = [one for one in found[first:] if one.start < end]
        if len(here) != len(facts) or not all(map(says, here, facts)):
            return at, number
        first += len(here)
    return None


def _linked(deeds: Sequence[tuple[str, Happening]]) -> list[tuple[str, Happening, str]]:
    """Things done with the sign after each: titles under one verb in a row, three clauses a sentence."""
    found: list[tuple[str, Happening, str]] = []
    clauses = 0
    for at, (clause, one) in enumerate(deeds):
        verb = clause.partition("《")[0]
        before = deeds[at - 1][0] if at else ""
        row = (
            bool(verb) and clause.endswith("》") and before.startswith(f"{verb}《") and before.endswith("》")
        )
        if row and found[-1][2] != "。":
            found[-1] = (*found[-1][:2], "、")
            clause = clause.removeprefix(verb)
        else:
            clauses += 1
        full = clauses % _MANY_DEEDS == 0 and not row
        found.append((clause, one, "。" if full or at == len(deeds) - 1 else "，"))
    return found


def _paragraph(
    topic: str, deeds: Sequence[tuple[str, Happening]], sentences: Sequence[Sentence], note: Cited
) -> Paragraph:
    runs: list[Run] = []
    for clause, one, sign in _linked(deeds):
        runs += [Run(clause, note(one)), Run(sign)]
    for sentence in sentences:
        runs += [_run(text, fact, note) for text, fact in sentence.parts]
        runs.append(Run("。"))
    return Paragraph(tuple(_merged(runs)), topic)


def _run(text: str, fact: Fact | None, note: Cited) -> Run:
    return Run(text) if fact is None else Run(text, note(fact), f"{printed(fact).value.normalize():f}")


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Plain runs beside each other made one."""
    found: list[Run] = []
    for run in runs:
        if found and not run.note and not found[-1].note:
            found[-1] = Run(found[-1].text + run.text)
        else:
            found.append(run)
    return found


# -- English -----------------------------------------------------------------------------------------------


def english(planned: Sequence[Planned], words: Words, year: int, note: Cited) -> Written:
    """The passage of a region in English; titles of Chinese documents stay as they are."""
    paragraphs = []
    for part in planned:
        runs: list[Run] = []
        for one in part.happenings:
            runs += [Run(f"{_DEEDS[one.kind]}: "), Run(one.object, note(one)), Run(". ")]
        for group in part.groups:
            runs += _english_sentence(group, words, year, note)
        if runs:
            runs[-1] = runs[-1]._replace(text=runs[-1].text.rstrip())
        paragraphs.append(Paragraph(tuple(_merged(runs)), part.topic.id))
    return Written(tuple(one for one in paragraphs if one.runs), (), ())


_DEEDS = {
    "policy_issued": "Policy issued", "law_enacted": "Law enacted", "designation": "Designation",
    "centre_established": "Established", "agreement_signed": "Agreement signed", "event_held": "Event held",
    "project_started": "Project started", "project_completed": "Project completed", "award_won": "Award won",
    "mechanism_established": "Mechanism established", "service_opened": "Service opened",
    "enforcement_campaign": "Enforcement campaign", "milestone": "Milestone",
}  # fmt: skip


def _english_sentence(group: Sequence[Fact], words: Words, year: int, note: Cited) -> list[Run]:
    runs: list[Run] = []
    for at, fact in enumerate(group):
        if fact.measure == "level":
            template = words.english(fact)
        else:
            template = words.english_movement(fact) if at else words.english_alone(fact)
        before, _, after = template.partition("{}")
        opening = _english_opening(fact, year) if at == 0 else ", "
        words_before = opening + before + english_hedge(fact)
        runs.append(Run(words_before if at else words_before[:1].upper() + words_before[1:]))
        runs.append(Run(printed_english(fact), note(fact), f"{fact.value.normalize():f}"))
        runs.append(Run(after + (english_mark(fact) if fact.measure == "level" else "")))
    return [*(run for run in runs if run.text), Run(". ")]


def _english_opening(fact: Fact, year: int) -> str:
    mood = {"target": "Target: ", "estimate": "Estimate: ", "threshold": "Threshold: "}.get(fact.status, "")
    period = fact.period.lstrip("@")
    time = "" if period in (str(year), f"{year}-12-31", "") else f"({period}) "
    return f"{mood}{time}{f'{fact.place}: ' if fact.place else ''}{'in all, ' if fact.cumulative else ''}"
