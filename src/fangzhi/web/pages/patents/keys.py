"""Words for what is counted and by what, and how both stand in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.patents.counting.fields import fields
from fangzhi.patents.counting.industries import BadScheme, branch
from fangzhi.patents.counting.keys import CLASSES, KEYS, PLACES, TIMES
from fangzhi.web import labels
from fangzhi.web.language import chinese
from fangzhi.web.pages.patents import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from django.utils.functional import _StrPromise

    from fangzhi.patents.counting.cells import Cell
    from fangzhi.patents.counting.keys import At

NONE = "-"
"""In an address, the records that have no value of a key."""
COLUMNS: dict[str, _StrPromise] = {
    "applications": gettext_lazy("patent applications"),
    "grants": gettext_lazy("patent grants"),
    "in_force": gettext_lazy("patents in force at the end of the period"),
    "in_force_5y": gettext_lazy("patents in force for five years or more, counted from filing"),
    "pct": gettext_lazy("applications that came through PCT"),
    "service": gettext_lazy("service applications"),
    "enterprise": gettext_lazy("applications of enterprises"),
    "university": gettext_lazy("applications of universities"),
    "institute": gettext_lazy("applications of research institutes"),
    "individual": gettext_lazy("applications of individuals"),
    "applicants": gettext_lazy("first applicants of the period"),
    "applicants_1000": gettext_lazy("first applicants with a thousand applications or more"),
    "applicants_so_far": gettext_lazy("first applicants so far, from the beginning on"),
    "first_patents": gettext_lazy("enterprises with a first patent"),
}
KEY: dict[str, _StrPromise] = {
    "province": gettext_lazy("province"),
    "prefecture": gettext_lazy("prefecture"),
    "county": gettext_lazy("county"),
    "year": gettext_lazy("year"),
    "half": gettext_lazy("half-year"),
    "quarter": gettext_lazy("quarter"),
    "month": gettext_lazy("month"),
    "type": gettext_lazy("type of patent"),
    "kind": gettext_lazy("kind of applicant"),
    "section": gettext_lazy("IPC section"),
    "class": gettext_lazy("IPC class"),
    "subclass": gettext_lazy("IPC subclass"),
    "field": gettext_lazy("technology field"),
    "industry": gettext_lazy("industry"),
}


def value(key: str, given: str | None, home: Path) -> str:
    """The name of a value of a key; of an industry it is scheme and branch, whose number it keeps."""
    if given is None:
        return _("not known") if key in PLACES else _("none")
    if key in PLACES:
        return words.place(given)
    if key in TIMES:
        return _time(key, given)
    if key in CLASSES:
        title = words.class_title(given)
        return f"{given} {title}" if title else given
    if key == "field":
        return field(int(given))
    if key == "industry":
        return industry(given, home)
    return words.capital((words.TYPES | words.KINDS).get(given, given))


def _time(key: str, given: str) -> str:
    """A time in words, a month as it is sorted."""
    return given if key == "month" else labels.period(given)


def field(number: int) -> str:
    """The number and name of a technology field."""
    one = fields()[number - 1]
    return f"{number} {one.name_zh if chinese() else one.name_en}"


def industry(name: str, home: Path) -> str:
    """The number and name of a branch, which is named with its scheme."""
    try:
        one = branch(name, home)
    except BadScheme:
        return name
    return f"{one.id} {one.name_zh if chinese() or not one.name_en else one.name_en}"


def at_of(given: Mapping[str, str]) -> tuple[At, ...]:
    """The keys and values that an address names, as `by_province=340000`."""
    found = ((key, given.get(f"by_{key}", "")) for key in KEYS)
    return tuple((key, None if word == NONE else word) for key, word in found if word)


def query(cell: Cell, counted_in: str = "") -> dict[str, str]:
    """What the address of the records behind a count asks for; what does not narrow is left out."""
    asked = {
        "column": cell.column,
        "region": cell.region,
        "period": cell.period,
        "type": cell.type,
        "kind": cell.kind,
        "ipc": cell.ipc,
        "field": cell.field,
        "industry": cell.industry,
        **{f"by_{key}": word or NONE for key, word in cell.at},
        "snapshot": counted_in,
    }
    return {name: str(word) for name, word in asked.items() if word}
