"""`check`: every figure of a draft beside what is kept, with one verdict each.

What stands in a source decides before what follows from sources; of several sources the one that stands
highest decides. Sums, shares, growth, ranks and quotients are the checks of reconciliation, run with the
draft's own figures where these agree with the sources and with the right ones where they do not: so a wrong
figure accuses no other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from fangzhi.chapter.checking.arithmetic import by_arithmetic
from fangzhi.chapter.checking.aspects import region_of
from fangzhi.chapter.checking.store import Claim, Store, claims_of, gather
from fangzhi.chapter.checking.verdicts import AGREEING, GRAVITY, NOTHING, Found, agreement, distance, gravest
from fangzhi.indicators.models import Acceptance, Source
from fangzhi.indicators.reconciliation import COUNTRY, Accepted, cite, json_decimal, other_form
from fangzhi.indicators.verdicts import Interval, compare
from fangzhi.reader.observation import observation_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from fangzhi.chapter.checking.draft import Draft
    from fangzhi.indicators.panel import Panel, Value
    from fangzhi.reader import Observation

_SENTENCE = re.compile(r"[。！？\n]")


class Mark(NamedTuple):
    """One figure of a draft with its verdict."""

    code: str
    figure: Observation
    found: Found
    accepted: Accepted | None = None
    """Who keeps the figure as it is, and why."""

    @property
    def verdict(self) -> str:
        """The verdict alone."""
        return self.found.verdict

    @property
    def right(self) -> Decimal:
        """The value that the figure should have; its own where none is known."""
        return self.found.expected.value if self.found.expected else self.figure.value

    @property
    def is_open(self) -> bool:
        """Whether the figure contradicts what is kept and nobody keeps it with a reason."""
        return self.verdict == "differs" and self.accepted is None


class Checked(NamedTuple):
    """A draft with what is said of its figures, in the order of the text."""

    draft: Draft
    year: int
    marks: list[Mark]
    regions_unknown: list[str]
    """Codes of regions of the draft of which nothing is kept for the year."""
    fault: str
    """Why the office's own corrections were left out."""


def check(draft: Draft, year: int, region: str | None = None) -> Checked:
    """Compare every figure of a draft with what is kept; about ten queries for any draft."""
    claims = claims_of(draft)
    store = gather(draft, claims, year, region)
    found = _compared(draft.text, store, claims)
    marks = [
        Mark(observation_id(draft.digest, claim.figure), claim.figure, one)
        for claim, one in zip(claims, found, strict=True)
    ]
    return Checked(
        draft, year, _accepted(marks), _regions_unknown(store.panel, claims, year), store.panel.fault
    )


def _regions_unknown(panel: Panel, claims: list[Claim], year: int) -> list[str]:
    told = {region_of(value.region) for claim in claims for value in claim.values}
    known = {
        region_of(key[2]) for key, group in panel.cells.items() if any(one.year == year for one in group)
    }
    return sorted(told - known)


def _compared(text: str, store: Store, claims: list[Claim]) -> list[Found]:
    """What is said of each claim: by sources, then by arithmetic, then by the draft itself."""
    agreed = _agreed(store.panel, claims)
    by_source = [[_by_sources(store, value, agreed) for value in claim.values] for claim in claims]
    beside = store.panel.beside(
        _righted(value, one)
        for claim, found in zip(claims, by_source, strict=True)
        for value, one in zip(claim.values, found, strict=True)
    )
    result: list[Found] = []
    for claim, found in zip(claims, by_source, strict=True):
        result.append(
            gravest(
                one if one.verdict != "unknown" else by_arithmetic(beside, value)
                for value, one in zip(claim.values, found, strict=True)
            )
        )
    return _contradicted(text, claims, result)


def _righted(value: Value, found: Found) -> Value:
    """A value of the draft as arithmetic uses it: the right one where a source says another."""
    if found.verdict in AGREEING or found.expected is None:
        return value
    return value._replace(value=found.expected.value, step=found.expected.high - found.expected.low)


# -- by sources ----------------------------------------------------------------------------------------------


def _alike(panel: Panel, claim: Value) -> list[Value]:
    """The kept figures of a claim's cell: of the same base where one is named."""
    found = panel.all(*claim.key, cumulative=claim.cumulative)
    same = [value for value in found if value.base_of == claim.base_of]
    return same or [value for value in found if not value.base_of or not claim.base_of]


def _agreed(panel: Panel, claims: list[Claim]) -> set[str]:
    """The ids of kept figures that some figure of the draft tells."""
    return {
        kept.code
        for claim in claims
        for value in claim.values
        for kept in _alike(panel, value)
        if agreement(value, kept).verdict != "differs"
    }


def _by_sources(store: Store, claim: Value, agreed: set[str]) -> Found:
    """What the source that stands highest says of a claim; `NOTHING` when none tells it."""
    kept = _firm(_alike(store.panel, claim))
    if not kept:
        return _other_period(store.panel, claim)
    groups = [list(group) for _pk, group in groupby(kept, key=lambda value: value.source)]
    best = [_told(store.panel, claim, group, agreed) for group in groups]
    first = best[0]
    if first.verdict in AGREEING:
        return first
    if claim.region == COUNTRY and (fits := [one for one in best if one.verdict in AGREEING]):
        return fits[0]
    return _stale(store, claim, first, groups, best) or first


def _firm(kept: list[Value]) -> list[Value]:
    """Figures told exactly, where there are any; else the hedged ones."""
    return [value for value in kept if value.qualifier == "exact"] or kept


def _told(panel: Panel, claim: Value, group: list[Value], agreed: set[str]) -> Found:
    """What one source says of a claim. Where it tells several figures of the kind, any of them may be meant;
    for one that is none of them, the nearest is the right one of those that the draft does not tell."""
    nearest = min(group, key=lambda one: (one.code in agreed, distance(claim, one)))
    findings = [(agreement(claim, value).verdict, value) for value in (nearest, *group)]
    verdict, value = max(findings, key=lambda one: GRAVITY[one[0]])
    return Found(verdict, value.bounds, cite(panel, value), "same", "", (value.code,))


def _other_period(panel: Panel, claim: Value) -> Found:
    """The same figure told of the year where the draft tells it of its last day, or the other way round:
    agreement is one, disagreement says nothing."""
    if claim.cumulative or other_form(claim.period) == claim.period:
        return NOTHING
    moved = claim._replace(period=other_form(claim.period))
    for kept in _firm(_alike(panel, moved)):
        verdict = agreement(claim, kept).verdict
        if verdict != "differs":
            return Found(verdict, kept.bounds, cite(panel, kept), "same", "", (kept.code,))
    return NOTHING


def _stale(
    store: Store, claim: Value, first: Found, groups: list[list[Value]], best: list[Found]
) -> Found | None:
    """What an agreement with something superseded makes of a contradiction."""
    said = (
        _before_correction(store.panel, claim)
        or _replaced_table(store.panel, groups[1:], best[1:])
        or _older_version(store, claim)
    )
    return first._replace(verdict="stale", reason=said) if said else None


def _before_correction(panel: Panel, claim: Value) -> str:
    """That a source said so before a standing correction."""
    for one in dict.fromkeys(panel.applied.values()):
        same = (one.indicator, one.region, one.measure) == (claim.indicator, claim.region, claim.measure)
        if same and one.years[0] <= claim.year <= one.years[1]:
            printed = Interval.exact(one.expect)
            if compare(claim.stated, printed).verdict != "differs":
                return _("Corrected since: %s") % one.reason
    return ""


def _replaced_table(panel: Panel, groups: list[list[Value]], found: list[Found]) -> str:
    """That a table says so which stands below another: a provisional or an earlier one."""
    for group, one in zip(groups, found, strict=True):
        if panel.sources[group[0].source].kind == Source.Kind.TABLE and one.verdict in AGREEING:
            return _("A table that a better one replaces says so: %s") % one.source
    return ""


def _older_version(store: Store, claim: Value) -> str:
    """That the older version of a source says so."""
    for kept in store.superseded.get(claim.key, ()):
        if kept.cumulative == claim.cumulative and agreement(claim, kept).verdict != "differs":
            return _("An older version of a source says so: %s") % cite(store.panel, kept)
    return ""


# -- inside the draft -------------------------------------------------------------------------------------


def _contradicted(text: str, claims: list[Claim], found: list[Found]) -> list[Found]:
    """What is said of each claim, with the contradictions between figures of the draft.

    Of two that nothing else is known of, the later one is held to the earlier; where a source decides, the
    wrong one also says where the draft itself is right.
    """
    cells: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, claim in enumerate(claims):
        for value in claim.values[:1]:
            cells[*value.key, value.base_of, value.cumulative].append(number)
    result = list(found)
    for numbers in cells.values():
        for later in numbers if len(numbers) > 1 else ():
            first = next((one for one in numbers if _contradict(text, claims[one], claims[later])), later)
            if first != later:
                result[later] = _inside(claims[first], result[later], earlier=first < later)
    return result


def _contradict(text: str, one: Claim, other: Claim) -> bool:
    """Whether two figures of a cell cannot both be right. Within one sentence they tell of parts; hedged
    ones, such in other units and quantities without an indicator tell of something else."""
    first, second = one.values[0], other.values[0]
    between = text[min(first.end, second.end) : max(first.start, second.start)]
    known = first.indicator != "other_quantity" and first.unit == second.unit
    if not known or not _SENTENCE.search(between):
        return False
    exact = first.qualifier == second.qualifier == "exact"
    return exact and "differs" == agreement(second, first).verdict == agreement(first, second).verdict


def _inside(first: Claim, found: Found, *, earlier: bool) -> Found:
    figure = first.figure
    said = (
        _("The draft itself says %(quote)s of the same at characters %(start)d–%(end)d.") % figure._asdict()
    )
    if found.verdict == "unknown" and earlier:
        return Found("differs", first.values[0].bounds, said, "inside", said)
    return found._replace(reason=f"{found.reason} {said}".strip()) if found.verdict == "differs" else found


# -- what persons keep, and answers --------------------------------------------------------------------------


def _accepted(marks: list[Mark]) -> list[Mark]:
    """The marks with what a person keeps: the last decision on the same figure and expected value holds."""
    contradicting = [mark.code for mark in marks if mark.verdict in {"differs", "stale"}]
    if not contradicting:
        return marks
    made: dict[tuple[str, str, str], Accepted | None] = {}
    decisions = Acceptance.objects.filter(claim__in=contradicting).order_by("made_at", "pk")
    for one in decisions:
        accepted = Accepted(one.reason, one.made_by, one.made_at) if one.accepted else None
        made[one.claim, one.basis, one.expected] = accepted
    return [
        mark._replace(accepted=made.get((mark.code, mark.found.basis, expected_text(mark)))) for mark in marks
    ]


def expected_text(mark: Mark) -> str:
    """The exact expected value of a mark, as an acceptance keeps it."""
    return str(mark.found.expected.value) if mark.found.expected else ""


def differing(marks: Iterable[Mark]) -> list[Mark]:
    """The marks that contradict and that nobody keeps with a reason."""
    return [mark for mark in marks if mark.is_open]


def mark_json(mark: Mark) -> dict[str, Any]:
    """A figure with the keys of the command's contract; numbers in base units."""
    figure, found = mark.figure, mark.found
    return {
        "start": figure.start,
        "end": figure.end,
        "quote": figure.quote,
        "region": figure.region,
        "place": figure.place,
        "indicator": figure.indicator,
        "also": list(figure.also),
        "measure": figure.measure,
        "period": figure.period,
        "value": json_decimal(figure.value),
        "unit": figure.unit,
        "verdict": found.verdict,
        "expected": json_decimal(found.expected.value) if found.expected else None,
        "source": found.source or None,
        "basis": found.basis or None,
        "reason": found.reason or None,
        "kept": mark.accepted.reason if mark.accepted else None,
        "id": mark.code,
        "inputs": list(found.inputs),
    }
