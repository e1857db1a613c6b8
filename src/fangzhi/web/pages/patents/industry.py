"""Industries (产业): groups of patents by rules over classes, the shipped ones and the office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from fangzhi.home import home_folder
from fangzhi.patents.counting.industries import BadScheme
from fangzhi.patents.search import Filters
from fangzhi.patents.search.industries import Industry, classes_of, counts, industries
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.errors import state
from fangzhi.web.pages.patents.profile import About, found_by, profile
from fangzhi.web.pages.patents.store import common, index, on_store, snapshot

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

COLUMNS = ("industry", "name_zh", "name_en", "scheme", "verified", "patents")


@on_store
def all_industries(request: HttpRequest, twin: str = "") -> HttpResponseBase:
    """Every scheme with its industries and how many patents each has."""
    held = snapshot()
    try:
        found, numbers = industries(home_folder()), counts(held)
    except BadScheme as error:
        return state(request, 409, _("A file of industries cannot be used"), str(error))
    by_scheme: dict[str, list[Industry]] = {}
    for one in found.values():
        by_scheme.setdefault(one.scheme.id, []).append(one)
    rows = [
        {
            "industry": one.name,
            "name_zh": one.branch.name_zh,
            "name_en": one.branch.name_en or None,
            "scheme": one.scheme.id,
            "verified": one.scheme.verified,
            "patents": numbers.get(one.name, 0),
        }
        for one in found.values()
    ]
    context = common(held) | {"by_scheme": by_scheme, "numbers": numbers}
    page = Page(
        "patents/industries.html",
        context,
        lambda: {"snapshot": held.id, "industries": rows},
        lambda: Table(COLUMNS, rows),
        "industries",
    )
    return answer(request, twin, page)


@on_store
def one_industry(request: HttpRequest, name: str, twin: str = "") -> HttpResponseBase:
    """One industry: how much over the years, of which types and places, what is in force, and its rules."""
    held = index()
    try:
        industry, classes = industries(home_folder())[name], classes_of(held.snapshot, name)
    except (BadScheme, KeyError):
        raise Http404(_("No industry has this name. Choose one from the list of industries.")) from None
    about = About(
        "industry",
        "industry",
        name,
        {"industry": industry, "classes": len(classes)},
        {"industry": name, "verified": industry.scheme.verified},
    )
    return profile(request, twin, held, found_by(held, Filters(classes=classes)), about)
