"""Words for what figures carry: regions, indicators, measures, qualifiers, states, kinds of events, units,
periods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi import gazetteer
from fangzhi.indicators.catalogue import GROUPS
from fangzhi.web.language import chinese

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from fangzhi.indicators.catalogue import Indicator

MEASURES: dict[str, _StrPromise] = {
    "level": gettext_lazy("amount"),
    "growth_rate": gettext_lazy("growth"),
    "avg_growth_rate": gettext_lazy("average yearly growth"),
    "growth_multiple": gettext_lazy("grew by a multiple"),
    "ratio_multiple": gettext_lazy("multiple of the base"),
    "relative_diff": gettext_lazy("difference from a peer"),
    "change_abs": gettext_lazy("change"),
    "change_points": gettext_lazy("change in percentage points"),
    "share": gettext_lazy("share"),
    "rank": gettext_lazy("rank"),
    "ordinal_streak": gettext_lazy("in a row"),
}
QUALIFIERS: dict[str, _StrPromise] = {
    "exact": gettext_lazy("exact"),
    "approx": gettext_lazy("about"),
    "at_least": gettext_lazy("at least"),
    "below": gettext_lazy("below"),
    "range": gettext_lazy("range"),
}
STATUSES: dict[str, _StrPromise] = {
    "actual": gettext_lazy("actual"),
    "target": gettext_lazy("target"),
    "estimate": gettext_lazy("estimate"),
    "threshold": gettext_lazy("threshold"),
}
REVIEWS: dict[str, _StrPromise] = {
    "auto": gettext_lazy("read by rule, not checked by a person"),
    "confirmed": gettext_lazy("confirmed by a person"),
    "corrected": gettext_lazy("corrected by a person"),
    "rejected": gettext_lazy("a person says this is not a figure"),
}
INDICATOR_KINDS: dict[str, _StrPromise] = {
    "flow": gettext_lazy("flow (counted over a period)"),
    "stock": gettext_lazy("stock (standing on a date)"),
    "either": gettext_lazy("flow or stock, as the sentence says"),
}
SOURCE_KINDS: dict[str, _StrPromise] = {
    "document": gettext_lazy("document"),
    "table": gettext_lazy("official table"),
    "query": gettext_lazy("own count"),
}
SCOPES: dict[str, _StrPromise] = {
    "provinces31": gettext_lazy("31 provinces"),
    "regions34": gettext_lazy("34 regions"),
    "domestic": gettext_lazy("domestic"),
    "foreign": gettext_lazy("from abroad"),
    "national": gettext_lazy("national"),
    "partial": gettext_lazy("some regions"),
}
EVENT_KINDS: dict[str, _StrPromise] = {
    "policy_issued": gettext_lazy("policy issued"),
    "law_enacted": gettext_lazy("law enacted"),
    "designation": gettext_lazy("designation"),
    "centre_established": gettext_lazy("centre established"),
    "agreement_signed": gettext_lazy("agreement signed"),
    "event_held": gettext_lazy("event held"),
    "project_started": gettext_lazy("project started"),
    "project_completed": gettext_lazy("project completed"),
    "award_won": gettext_lazy("award won"),
    "mechanism_established": gettext_lazy("mechanism established"),
    "service_opened": gettext_lazy("service opened"),
    "enforcement_campaign": gettext_lazy("enforcement campaign"),
    "milestone": gettext_lazy("milestone"),
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
ENGLISH_SHORT = {"660000": "XPCC"}
_LETTERS = """
    11BJ 12TJ 13HE 14SX 15NM 21LN 22JL 23HL 31SH 32JS 33ZJ 34AH 35FJ 36JX 37SD 41HA 42HB 43HN 44GD 45GX 46HI
    50CQ 51SC 52GZ 53YN 54XZ 61SN 62GS 63QH 64NX 65XJ 66XPCC 71TW 81HK 82MO
"""
LETTERS = {f"{pair[:2]}0000": pair[2:] for pair in _LETTERS.split()}
"""Letters of ISO 3166-2:CN where an English name is too long for a tile."""
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
    return found.name_en if full else ENGLISH_SHORT.get(code, found.name_en)


def tile(code: str) -> str:
    """The region's name where there is room for three characters only."""
    return "兵团" if code == "660000" and chinese() else region(code)


def indicator(rows: Mapping[str, Indicator], name: str) -> str:
    """The indicator's name; its id when the catalogue does not know it."""
    row = rows.get(name)
    if row is None:
        return name
    return row.name_zh if chinese() or not row.name_en else row.name_en


def scope(name: str) -> str:
    """What a table covers; a dash where it does not say."""
    return str(SCOPES.get(name, name)) or "—"


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
        said = str(MEASURES.get(measure, measure))
        words += f"（{said}）" if chinese() else f" ({said})"
    return f"{words} · {region(peer)}" if peer else words


_HALF = re.compile(r"(\d{4})([HQ])(\d)$")


def period(text: str) -> str:
    """A period in words: 2013年, 2013年上半年, 2013年12月31日."""
    if not text:
        return "—"
    if text.startswith("@"):
        return _("on %s") % _date(text[1:])
    half = _HALF.match(text)
    if half and half[2] == "H":
        return (_("first half of %s") if half[3] == "1" else _("second half of %s")) % half[1]
    if half:
        return _("quarter %(quarter)s of %(year)s") % {"quarter": half[3], "year": half[1]}
    first, _to, last = text.partition("/")
    return f"{_date(first)}–{_date(last)}" if last else _date(first)


def _date(text: str) -> str:
    if not chinese():
        return text
    parts = text.split("-")
    return "".join(
        f"{int(part)}{name}" for part, name in zip(parts, "年月日", strict=False) if part.isdigit()
    )
