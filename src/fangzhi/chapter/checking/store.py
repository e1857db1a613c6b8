"""What a draft is compared with: the panel of the years it speaks of, without the draft's own versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.checking.aspects import UNTOLD, apart, whose
from fangzhi.chapter.checking.own import versions_of
from fangzhi.indicators.derived import breakdowns, formulas
from fangzhi.indicators.models import Figure, Source
from fangzhi.indicators.panel import (
    FIELDS,
    Panel,
    SourceInfo,
    Value,
    also_told,
    sources,
    standing_amendments,
    value_of,
    values,
)
from fangzhi.indicators.rows import year_of
from fangzhi.reader.observation import observation_id

if TYPE_CHECKING:
    from fangzhi.chapter.checking.draft import Draft
    from fangzhi.indicators.panel import Key
    from fangzhi.reader import Observation

DRAFT = -1
"""The draft's place among the sources: below all of them."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMONG = re.compile(
    r"(中西部|[东中西]部|东北|西北|西南|华[东南西北中]|沿海|沿边|长三角|珠三角|京津冀|中部六省|省会|副省级|计划单列"
    r"|同类|全市|全省|全区)[^，。；、\n]{0,8}$"
)
_BEFORE = 14
"""Characters before a rank within which its group is named."""
_MOST_YEARS = 30
STREAK = 15
"""Years back for which growth without a break is looked at."""


class Claim(NamedTuple):
    """A figure of the draft with a value for each indicator it fits; none where region or time is unknown."""

    figure: Observation
    values: tuple[Value, ...]


class Store(NamedTuple):
    """The kept figures beside a draft."""

    panel: Panel
    superseded: dict[Key, list[Value]]
    """Figures of sources that a newer version has superseded."""


def claims_of(draft: Draft) -> list[Claim]:
    """The figures of a draft as claims, each once."""
    found: dict[str, Claim] = {}
    for figure in draft.figures:
        code = observation_id(draft.digest, figure)
        found.setdefault(code, Claim(figure, tuple(_values(figure, code, _told(draft.text, figure)))))
    return list(found.values())


def _told(text: str, figure: Observation) -> str:
    """What tells figures of one indicator apart: the noun phrase of a quantity without an indicator, and the
    group that a rank is told of where that is not the country."""
    if figure.indicator == UNTOLD:
        return figure.note or ""
    among = _AMONG.search(text, max(0, figure.start - _BEFORE), figure.start)
    return among[1] if among and figure.measure == "rank" else ""


def _values(figure: Observation, code: str, told: str) -> list[Value]:
    year = year_of(figure.period or "")
    if figure.region is None or year is None or figure.period is None:
        return []
    region = whose(figure.region, figure.place or "", figure.status, dict(figure.dims), told)
    value = Value(
        code,
        DRAFT,
        figure.indicator,
        figure.measure,
        region,
        figure.period,
        year,
        figure.value,
        figure.resolution,
        figure.qualifier,
        figure.value_high,
        figure.unit or "",
        figure.quote,
        figure.start,
        figure.end,
        figure.base_of or "",
        figure.cumulative,
    )
    return [value, *also_told(value, figure.also)]


def gather(draft: Draft, claims: list[Claim], year: int, region: str | None) -> Store:
    """What is kept of the years and indicators a draft speaks of; the same number of queries for any
    draft."""
    own = versions_of(draft, year, region)
    told = [value for claim in claims for value in claim.values]
    years, names = _years(told, year), _indicators(told)
    known = sources()
    amendments, fault = standing_amendments()
    found = values(years, indicators=names)
    found += apart(years, names, {claim.figure.place or "" for claim in claims})
    if long := [value for value in told if "/" in value.period or value.measure == "ordinal_streak"]:
        found += values(_years_before(long, year) - years, indicators={value.indicator for value in long})
    panel = Panel(
        [one for one in found if one.source not in own], {**known, DRAFT: _itself(draft, year)}, amendments
    )
    panel.fault = fault
    return Store(panel, _superseded(years, names, own))


def _itself(draft: Draft, year: int) -> SourceInfo:
    return SourceInfo(DRAFT, draft.digest[:16], Source.Kind.DOCUMENT, draft.name, year, False, "", "", 10**12)


def _years(told: list[Value], year: int) -> set[int]:
    """The year and the one before, and those in which the figures of the draft end."""
    return {year - 1, year, *(value.year for value in told)}


def _years_before(long: list[Value], year: int) -> set[int]:
    """The years that runs of growth and amounts over several years go through."""
    named = {int(one) for value in long for one in _YEAR.findall(value.period)}
    first = min((one for one in named if one >= year - _MOST_YEARS), default=year)
    return set(range(min(first, year - STREAK), year))


def _indicators(told: list[Value]) -> set[str]:
    """What the draft tells, and what it may be computed from."""
    names = {value.indicator for value in told}
    found = (names | {re.split("[@:]", value.base_of)[0] for value in told}) - {""}
    for (name, _), group in formulas().items():
        if name in names:
            found.update(one for formula in group for one in formula.numerator + formula.denominator)
    for whole in breakdowns():
        if found & {whole.whole, *whole.parts}:
            found |= {whole.whole, *whole.parts}
    return found


def _superseded(years: set[int], names: set[str], own: set[int]) -> dict[Key, list[Value]]:
    query = Figure.objects.filter(
        source__superseded_by__isnull=False, status="actual", place="", dims={}, year__in=list(years)
    ).exclude(source__in=list(own))
    found: dict[Key, list[Value]] = {}
    for row in query.filter(indicator__in=list(names)).values_list(*FIELDS):
        value = value_of(row)
        found.setdefault(value.key, []).append(value)
    return found
