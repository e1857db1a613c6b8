"""Words for what is counted and by what, and how both stand in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fangzhi.patents.counting import cells
from fangzhi.patents.counting.fields import fields
from fangzhi.patents.counting.industries import BadScheme, full_name, schemes
from fangzhi.patents.counting.keys import CLASSES, PLACES, TIMES
from fangzhi.web import labels
from fangzhi.web.language import chinese
from fangzhi.web.pages.patents import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from django.http import QueryDict
    from django.utils.functional import _StrPromise

    from fangzhi.patents.counting.cells import Cell
    from fangzhi.patents.counting.keys import At

BY = "by_"
"""In an address, before the name of a key."""
NONE = "-"
"""In an address, the records that have no value of a key."""
LONGEST = 60
"""Characters of the title of a class in a table."""
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
    "province": pgettext_lazy("key", "province"),
    "prefecture": pgettext_lazy("key", "prefecture"),
    "county": pgettext_lazy("key", "county"),
    "year": pgettext_lazy("key", "year"),
    "half": pgettext_lazy("key", "half-year"),
    "quarter": pgettext_lazy("key", "quarter"),
    "month": pgettext_lazy("key", "month"),
    "type": pgettext_lazy("key", "type of patent"),
    "kind": pgettext_lazy("key", "kind of applicant"),
    "section": pgettext_lazy("key", "IPC section"),
    "class": pgettext_lazy("key", "IPC class"),
    "subclass": pgettext_lazy("key", "IPC subclass"),
    "field": pgettext_lazy("key", "technology field"),
    "industry": pgettext_lazy("key", "industry"),
}


def value(key: str, given: str | None, branches: Mapping[str, str]) -> str:
    """The name of a value of a key; `branches` are those that `industries` names."""
    if given is None:
        return _("not known") if key in PLACES else _("none")
    if key in PLACES:
        return words.place(given)
    if key in TIMES:
        return _time(key, given)
    if key in CLASSES:
        return f"{given} {_short(words.class_title(given))}".strip()
    if key == "field":
        return field(int(given))
    if key == "industry":
        return branches.get(full_name(given), given)
    return words.capital((words.TYPES | words.KINDS).get(given, given))


def named(key: str, given: str | None, branches: Mapping[str, str]) -> str:
    """The name of a value outside its column: of the records without one it says what they are without."""
    said = value(key, given, branches)
    return said if given is not None else f"{KEY[key]}{_(': ')}{said}"


def _short(title: str) -> str:
    """The first part of the title of a class; some list a dozen things."""
    first = title.partition(";")[0].partition("；")[0]
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1].rstrip()}…"


def _time(key: str, given: str) -> str:
    """A time in words, a month as it is sorted."""
    return given if key == "month" else labels.period(given)


def field(number: int) -> str:
    """The number and name of a technology field."""
    one = fields()[number - 1]
    return f"{number} {one.name_zh if chinese() else one.name_en}"


def industries(home: Path) -> dict[str, str]:
    """Every branch of every scheme, as sei2021/1.1, with its number and name.

    None where the office's own file cannot be used, which the page of industries says.
    """
    try:
        known = schemes(home)
    except BadScheme:
        return {}
    return {
        f"{scheme.id}/{one.id}": f"{one.id} {one.name_zh if chinese() or not one.name_en else one.name_en}"
        for scheme in known.values()
        for one in scheme.branches
    }


def at_of(given: QueryDict) -> tuple[At, ...]:
    """The keys and values that an address names, as `by_province=340000` or, as the command has it,
    `at=province=340000`. Raises `BadCell`."""
    named = ((name.removeprefix(BY), str(given[name])) for name in given if name.startswith(BY))
    found: list[At] = [(key, None if word == NONE else word) for key, word in named if word]
    return *found, *(cells.at_of(one) for one in given.getlist("at") if one)


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
        **{f"{BY}{key}": word or NONE for key, word in cell.at},
        "snapshot": counted_in,
    }
    return {name: str(word) for name, word in asked.items() if word}
