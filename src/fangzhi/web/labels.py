"""Words for what figures carry: regions, indicators, measures, qualifiers, states, kinds of events, units, periods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from fangzhi import gazetteer
from fangzhi.indicators.catalogue import GROUPS
from fangzhi.web.language import chinese

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from fangzhi.indicators.catalogue import Indicator

MEASURES: dict[str, _StrPromise] = {
    "level": lazy("amount"),
    "growth_rate": lazy("growth"),
    "avg_growth_rate": lazy("average yearly growth"),
    "growth_multiple": lazy("grew by a multiple"),
    "ratio_multiple": lazy("multiple of the base"),
    "relative_diff": lazy("difference from a peer"),
    "change_abs": lazy("change"),
    "change_points": lazy("change in percentage points"),
    "share": lazy("share"),
    "rank": lazy("rank"),
    "ordinal_streak": lazy("in a row"),
}
QUALIFIERS: dict[str, _StrPromise] = {
    "exact": lazy("exact"),
    "approx": lazy("about"),
    "at_least": lazy("at least"),
    "below": lazy("below"),
    "range": lazy("range"),
}
STATUSES: dict[str, _StrPromise] = {
    "actual": lazy("actual"),
    "target": lazy("target"),
    "estimate": lazy("estimate"),
    "threshold": lazy("threshold"),
}
REVIEWS: dict[str, _StrPromise] = {
    "auto": lazy("read by rule, not checked by a person"),
    "confirmed": lazy("confirmed by a person"),
    "corrected": lazy("corrected by a person"),
    "rejected": lazy("a person says this is not a figure"),
}
INDICATOR_KINDS: dict[str, _StrPromise] = {
    "flow": lazy("flow (counted over a period)"),
    "stock": lazy("stock (standing on a date)"),
    "either": lazy("flow or stock, as the sentence says"),
}
EVENT_KINDS: dict[str, _StrPromise] = {
    "policy_issued": lazy("policy issued"),
    "law_enacted": lazy("law enacted"),
    "designation": lazy("designation"),
    "centre_established": lazy("centre established"),
    "agreement_signed": lazy("agreement signed"),
    "event_held": lazy("event held"),
    "project_started": lazy("project started"),
    "project_completed": lazy("project completed"),
    "award_won": lazy("award won"),
    "mechanism_established": lazy("mechanism established"),
    "service_opened": lazy("service opened"),
    "enforcement_campaign": lazy("enforcement campaign"),
    "milestone": lazy("milestone"),
}
ENGLISH_UNITS = {
    "件": "items",
    "元": "yuan",
    "人": "people",
    "人次": "attendances",
    "家": "organisations",
    "所": "institutions",
    "个": "units",
    "项": "items",
    "次": "times",
    "场": "sessions",
    "笔": "deals",
    "条": "entries",
    "位": "place",
    "年": "years",
    "个月": "months",
    "倍": "times",
    "百分点": "percentage points",
    "件/万人": "per 10,000 people",
    "件/亿元": "per 100 million yuan",
    "分": "points",
    "届": "editions",
    "岁": "years of age",
}
SIGNS = {"approx": "≈", "at_least": "≥", "below": "<"}


def unit(name: str) -> str:
    """The unit's name in the language of the page."""
    return name if chinese() else ENGLISH_UNITS.get(name, name)


def region(code: str, *, full: bool = False) -> str:
    """The region's name; the code itself when it is unknown, nothing when there is none."""
    if not code:
        return ""
    try:
        found = gazetteer.region(code)
    except gazetteer.UnknownRegion:
        return code
    if chinese():
        return found.full_zh if full else found.short_zh
    return found.name_en


def indicator(rows: Mapping[str, Indicator], name: str) -> str:
    """The indicator's name; its id when the catalogue does not know it."""
    row = rows.get(name)
    if row is None:
        return name
    return row.name_zh if chinese() or not row.name_en else row.name_en


def definition(row: Indicator) -> str:
    """The definition; the Chinese one where there is no English."""
    return row.definition_zh if chinese() or not row.definition_en else row.definition_en


def group(name: str) -> str:
    """The name of a group of indicators."""
    return GROUPS[name][0 if chinese() else 1] if name in GROUPS else name


def base(rows: Mapping[str, Indicator], base_of: str) -> str:
    """What a share, growth or rank is about: `patent_grants:growth_rate@000000` in words."""
    series, _at, peer = base_of.partition("@")
    name, _colon, measure = series.partition(":")
    words = indicator(rows, name)
    if measure:
        words += (
            f"（{MEASURES[measure]}）"
            if chinese() and measure in MEASURES
            else f" ({MEASURES.get(measure, measure)})"
        )
    return f"{words} · {region(peer)}" if peer else words


_HALF = re.compile(r"(\d{4})([HQ])(\d)$")


def period(text: str) -> str:
    """A period in words: 2013年, 2013年上半年, 2013年12月31日."""
    if not text:
        return "—"
    if text.startswith("@"):
        return _("on %s") % _date(text[1:])
    half = _HALF.match(text)
    if half:
        word = _("half") if half[2] == "H" else _("quarter")
        return _("%(part)s. %(word)s of %(year)s") % {"part": half[3], "word": word, "year": half[1]}
    first, _to, last = text.partition("/")
    return f"{_date(first)}–{_date(last)}" if last else _date(first)


def _date(text: str) -> str:
    if not chinese():
        return text
    parts = text.split("-")
    return "".join(
        f"{int(part)}{name}" for part, name in zip(parts, "年月日", strict=False) if part.isdigit()
    )
