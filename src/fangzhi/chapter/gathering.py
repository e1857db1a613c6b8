"""What is known of the regions in a year, gathered for the writer: figures, what follows from them, events.

Of several sources of one figure the preferred one is written (`fangzhi.indicators.precedence`), standing
corrections applied. Computed are growth, runs of growth, records and places of what official tables or own
counts tell, and the formulas of `derived.csv`; each names its inputs.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.facts import Fact, Happening, Passage
from fangzhi.chapter.numbers import COMPUTED_STEP, computed
from fangzhi.indicators.derived import formulas, growth
from fangzhi.indicators.models import Event, Figure, Source
from fangzhi.indicators.panel import (
    FIELDS,
    Panel,
    Value,
    also_told,
    sources,
    standing_amendments,
    value_of,
    values,
)
from fangzhi.indicators.reconciliation import cite, evaluate, places, shifted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fangzhi.indicators.catalogue import Catalogue

LOOKS_BACK = 10
"""Years before the reporting year in which runs and records are looked for."""
_RUN, _RECORD = 3, 4
_GROWTH = "（当年 ÷ 上年 − 1）× 100", "(this year ÷ the year before − 1) × 100"
_GROWN = "逐年增长", "growth in each year"
_PLACED = "31个省（区、市）由高到低排列", "the 31 provinces from the highest value down"
_UNTOLD = "other_quantity"


class Gathered(NamedTuple):
    """Passages by region, and what could not be told."""

    passages: dict[str, Passage]
    unworded: int
    """Figures with a cut (dimension) or without an indicator: not told in prose."""
    wordless: int
    """Things done of which only the place in a text is kept: they are told once the text is loaded."""
    fault: str
    """Why the office's own corrections were left out."""


def gather(year: int, indicators: Catalogue, region: str | None = None) -> Gathered:
    """All that is known of a region, or of all regions, in a year; a number of queries that does not grow."""
    kept = _kept(year)
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in (*_told(kept, year), *_others(kept, year)):
        if fact.indicator in indicators and fact.indicator != _UNTOLD:
            facts[fact.region].append(fact)
    for fact in list(_computed(kept, year, facts)):
        facts[fact.region].append(fact)
    for code, told in facts.items():
        facts[code] = [_marked(kept, fact) for fact in told]
    done, wordless = _happenings(kept, year, region)
    asked = {*facts, *done} if region is None else {region}
    figures = Figure.objects.filter(current=True, year=year)
    figures = figures if region is None else figures.filter(region=region)
    unworded = figures.exclude(dims={}, indicator__in=list(indicators)).count()
    unworded += figures.filter(dims={}, indicator=_UNTOLD).count()
    return Gathered(
        {code: Passage(code, tuple(_unlike(facts[code])), tuple(done[code])) for code in sorted(asked)},
        unworded,
        wordless,
        kept.fault,
    )


def _kept(year: int) -> Panel:
    """The panel of a year, with what tables and own counts tell of the years before."""
    amendments, fault = standing_amendments()
    earlier = values(range(year - LOOKS_BACK, year), kinds=(Source.Kind.TABLE, Source.Kind.QUERY))
    found = Panel([*values([year]), *earlier], sources(), amendments)
    found.fault = fault
    return found


# -- figures as they are kept ------------------------------------------------------------------------------


def _told(kept: Panel, year: int) -> Iterator[Fact]:
    """The preferred value of every cell of whole regions."""
    for group in kept.cells.values():
        seen: set[tuple[str, bool]] = set()
        for value in group:
            about = value.base_of, value.cumulative
            if value.year == year and about not in seen:
                seen.add(about)
                yield _fact(kept, value)


def _fact(kept: Panel, value: Value, place: str = "", status: str = "actual") -> Fact:
    return Fact(
        value.region,
        value.indicator,
        value.measure,
        value.period,
        value.value,
        value.unit,
        value.step,
        value.high,
        value.qualifier,
        status,
        value.base_of,
        place,
        value.cumulative,
        cite(kept, value),
        codes=(value.code,),
    )


def _others(kept: Panel, year: int) -> Iterator[Fact]:
    """Figures of places, targets, estimates and bars, each once, and what else figures are told of."""
    query = Figure.objects.filter(current=True, year=year, dims={})
    rows = query.exclude(place="", status="actual", also=[]).order_by("source_id", "start")
    best: dict[tuple[str, ...], Fact] = {}
    for *fields, place, status, also in rows.values_list(*FIELDS, "place", "status", "also").iterator(
        chunk_size=5000
    ):
        value = value_of(tuple(fields))
        held = place == "" and status == "actual"  # by the panel
        for one in (*(() if held else (value,)), *also_told(value, also)):
            key = one.region, place, one.indicator, one.measure, one.period, one.base_of, status
            best.setdefault(key, _fact(kept, one, place, status))
    yield from best.values()


# -- what follows from tables and own counts ---------------------------------------------------------------


def _computed(kept: Panel, year: int, told: dict[str, list[Fact]]) -> Iterator[Fact]:
    known = {
        (fact.region, fact.indicator, fact.measure, fact.base_of)
        for facts in told.values()
        for fact in facts
        if not fact.place
    }
    levels = [
        fact
        for facts in told.values()
        for fact in facts
        if fact.measure == "level" and not fact.place and fact.status == "actual" and not fact.cumulative
    ]
    for fact in (*_moved(kept, levels), *_by_formula(kept, levels, year), *_placed(kept, levels)):
        if (fact.region, fact.indicator, fact.measure, fact.base_of) not in known:
            yield fact


def _moved(kept: Panel, levels: Iterable[Fact]) -> Iterator[Fact]:
    """Growth on the year before, and for how many years in a row something has grown."""
    for fact in levels:
        now = _table(kept, fact.indicator, fact.region, fact.period)
        before = _table(kept, fact.indicator, fact.region, shifted(fact.period, -1))
        if now is None or before is None or now.qualifier != "exact":
            continue
        rate = growth(now.bounds, before.bounds)
        if rate is None or not computed(rate.value):
            continue
        yield _derived(
            kept, fact, "growth_rate", computed(rate.value), "%", fact.indicator, (now, before), _GROWTH
        )
        run = _run(kept, fact)
        if len(run) > _RUN:
            base = f"{fact.indicator}:growth_rate"
            grown = _derived(kept, fact, "ordinal_streak", Decimal(len(run) - 1), "年", base, run, _GROWN)
            yield grown._replace(step=Decimal(1))


def _run(kept: Panel, fact: Fact) -> tuple[Value, ...]:
    """The values of the years through which something has grown without a break, the last one first."""
    found: list[Value] = []
    for back in range(LOOKS_BACK + 1):
        value = _table(kept, fact.indicator, fact.region, shifted(fact.period, -back))
        if value is None or (found and value.value >= found[-1].value):
            break
        found.append(value)
    return tuple(found)


def _marked(kept: Panel, fact: Fact) -> Fact:
    """A fact with what makes it a first or a record, where tables or own counts tell it."""
    if fact.measure != "level" or fact.place or fact.cumulative or fact.status != "actual":
        return fact
    earlier: list[Decimal] = []
    for back in range(1, LOOKS_BACK + 1):
        value = _table(kept, fact.indicator, fact.region, shifted(fact.period, -back))
        if value is None or shifted(fact.period, -back) == fact.period:
            break
        earlier.append(value.value)
    own = _table(kept, fact.indicator, fact.region, fact.period)
    if own is None or not earlier or fact.value <= max(earlier):
        return fact
    if not any(earlier):
        return fact._replace(first=True)
    if len(earlier) < _RECORD:
        return fact
    return fact._replace(since=int(fact.period.lstrip("@")[:4]) - len(earlier))


def _by_formula(kept: Panel, levels: Iterable[Fact], year: int) -> Iterator[Fact]:
    """Shares, rates and amounts per head, by the formula that defines them."""
    regions = {fact.region for fact in levels}
    for (indicator, measure), group in formulas().items():
        for region in sorted(regions):
            for period in (str(year), f"@{year}-12-31"):
                found = evaluate(kept, group[0], region, period)
                if not found or any(
                    kept.sources[one.source].kind == Source.Kind.DOCUMENT for one in found[1]
                ):
                    continue
                value, inputs = found
                base = "+".join(group[0].denominator) if measure == "share" else ""
                unit = "%" if measure == "share" else "件/万人"
                like = Fact(region, indicator, measure, inputs[0].period, value.value, unit)
                yield _derived(
                    kept,
                    like,
                    measure,
                    computed(value.value),
                    unit,
                    base,
                    inputs,
                    (group[0].name_zh, group[0].name_en),
                )
                break


def _placed(kept: Panel, levels: Iterable[Fact]) -> Iterator[Fact]:
    """The place among the 31 provinces, where tables tell the values of all."""
    by_cell: dict[tuple[str, str], dict[str, int]] = {}
    for fact in levels:
        cell = fact.indicator, fact.period
        if cell not in by_cell:
            by_cell[cell] = places(kept, fact.indicator, "", fact.period)
        own = _table(kept, fact.indicator, fact.region, fact.period)
        if fact.region in by_cell[cell] and own:
            rank = Decimal(by_cell[cell][fact.region])
            placed = _derived(kept, fact, "rank", rank, "位", fact.indicator, (own,), _PLACED)
            yield placed._replace(step=Decimal(1))


def _derived(
    kept: Panel,
    fact: Fact,
    measure: str,
    value: Decimal,
    unit: str,
    base: str,
    inputs: Iterable[Value],
    names: tuple[str, str] = ("", ""),
) -> Fact:
    basis, basis_en = names
    cited = "；".join(cite(kept, one) for one in inputs)
    return Fact(
        fact.region,
        fact.indicator,
        measure,
        fact.period,
        value,
        unit,
        COMPUTED_STEP,
        base_of=base,
        source=cited,
        basis=basis,
        basis_en=basis_en,
        codes=tuple(one.code for one in inputs),
    )


def _table(kept: Panel, indicator: str, region: str, period: str) -> Value | None:
    """The preferred value of a cell, where it does not come from prose."""
    found = next(iter(kept.all(indicator, "level", region, period)), None)
    return found if found and kept.sources[found.source].kind != Source.Kind.DOCUMENT else None


# -- things done -------------------------------------------------------------------------------------------


def _happenings(kept: Panel, year: int, only: str | None) -> tuple[dict[str, list[Happening]], int]:
    rows = Event.objects.filter(current=True, year=year).order_by("region", "source_id", "start", "pk")
    rows = rows if only is None else rows.filter(region=only)
    found: dict[str, list[Happening]] = defaultdict(list)
    wordless = 0
    for region, kind, what, source, start, end, caption in rows.values_list(
        "region", "kind", "object", "source_id", "start", "end", "caption"
    ):
        if not what:
            wordless += 1
            continue
        title = kept.sources[source].title
        found[region].append(Happening(region, kind, what, f"{title}, {start}–{end}", caption))
    return found, wordless


def _unlike(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts without those that say the same again."""
    seen: set[tuple[object, ...]] = set()
    for fact in facts:
        key = fact._replace(source="", basis="", codes=())
        if key not in seen:
            seen.add(key)
            yield fact
