"""Words for what records of patents carry."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy

from fangzhi.gazetteer import standing_place
from fangzhi.web import labels, numbers
from fangzhi.web.language import chinese

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise

    from fangzhi.patents.counting.industries import Scheme
    from fangzhi.patents.search.industries import Industry

TYPES: dict[str, _StrPromise] = {
    "invention": gettext_lazy("inventions"),
    "utility_model": gettext_lazy("utility models"),
    "design": gettext_lazy("designs"),
}
TYPE: dict[str, _StrPromise] = {
    "invention": gettext_lazy("invention patent"),
    "utility_model": gettext_lazy("utility model patent"),
    "design": gettext_lazy("design patent"),
}
STATUSES: dict[str, _StrPromise] = {
    "in_force": gettext_lazy("patent in force"),
    "ended": gettext_lazy("patent no longer in force"),
    "ungranted": gettext_lazy("no grant recorded"),
}
KINDS: dict[str, _StrPromise] = {
    "enterprise": gettext_lazy("enterprise"),
    "university": gettext_lazy("university"),
    "institute": gettext_lazy("research institute"),
    "government": gettext_lazy("public body"),
    "individual": gettext_lazy("individual"),
    "other": gettext_lazy("other applicant"),
}
EVENTS: dict[str, _StrPromise] = {
    "filing": gettext_lazy("patent applied for"),
    "publication": gettext_lazy("application published"),
    "grant": gettext_lazy("patent granted"),
    "lapse": gettext_lazy("patent lapsed"),
    "expiry": gettext_lazy("full term"),
    "abandonment": gettext_lazy("patent abandoned"),
    "invalidation": gettext_lazy("patent declared invalid"),
    "restoration": gettext_lazy("patent restored"),
    "other": gettext_lazy("other legal event"),
}
ENDINGS: dict[str, _StrPromise] = {
    "expired": gettext_lazy("end of the term"),
    "lapsed": gettext_lazy("annual fee not paid"),
    "abandoned": gettext_lazy("abandonment"),
    "invalidated": gettext_lazy("invalidation"),
}
COUNTS: dict[str, _StrPromise] = {
    "applications": gettext_lazy("patent applications"),
    "grants": gettext_lazy("patent grants"),
    "in_force": gettext_lazy("patents in force"),
}
ORDERS: dict[str, _StrPromise] = {
    "newest": gettext_lazy("newest filing first"),
    "oldest": gettext_lazy("oldest filing first"),
    "relevance": gettext_lazy("best match first"),
}
FACETS: dict[str, _StrPromise] = {
    "type": gettext_lazy("Type of patent"),
    "status": gettext_lazy("Legal status"),
    "province": gettext_lazy("Province or country"),
    "prefecture": gettext_lazy("Prefecture"),
    "subclass": gettext_lazy("IPC subclass"),
    "year": gettext_lazy("Year of filing"),
}
NAMES = {"type": TYPES, "status": STATUSES}


def step(value: float) -> str:
    """A number of patents beside the axis of a chart; nothing where it is no whole number."""
    return numbers.short(f"{value:.0f}") if value == int(value) else ""


def capital(text: object) -> str:
    """The words as they begin a heading or a cell."""
    said = str(text)
    return said[:1].upper() + said[1:]


def place(code: str) -> str:
    """The name of a division or country; the code itself where it is not known."""
    if len(code) == 6 and not code.endswith("0000"):
        unit = standing_place(code)
        return unit.name if unit else code
    return labels.region(code) if code.isdigit() else code


def places(codes: list[str | None]) -> str:
    """Names of a province, a prefecture and a county after each other."""
    found = list(dict.fromkeys(place(code) for code in codes if code))
    return "".join(found) if chinese() else " · ".join(found)


class _Class(NamedTuple):
    title_en: str
    title_zh: str


@cache
def _classes() -> dict[str, _Class]:
    text = files("fangzhi.patents").joinpath("data/ipc.csv").read_text(encoding="utf-8")
    return {
        row["symbol"]: _Class(row["title_en"], row["title_zh"]) for row in csv.DictReader(text.splitlines())
    }


def class_title(symbol: str) -> str:
    """The title of a section, class or subclass; the English one where there is no Chinese, else empty."""
    found = _classes().get(symbol[:4]) or _classes().get(symbol[:3]) or _classes().get(symbol[:1])
    if found is None:
        return ""
    return found.title_zh if chinese() and found.title_zh else found.title_en


def industry(one: Industry) -> str:
    """The name of an industry, with its number."""
    name = one.branch.name_zh if chinese() or not one.branch.name_en else one.branch.name_en
    return f"{one.branch.id} {name}"


def scheme(one: Scheme) -> str:
    """The name of a scheme of industries."""
    return one.name_zh if chinese() or not one.name_en else one.name_en


def source(one: Scheme) -> str:
    """Where a scheme is from, in the language of the page where it says so in both."""
    return one.source if chinese() or not one.source_en else one.source_en


def value(facet: str, key: str) -> str:
    """The name of a value of a facet."""
    if facet in NAMES:
        return capital(NAMES[facet].get(key, key))
    return place(key) if facet in ("province", "prefecture") else key


def day(when: date | None) -> str:
    """A day as it is written in lists; a dash for none."""
    return when.isoformat() if when else "—"
