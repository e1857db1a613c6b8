"""Industries (产业): groups of patents by rules over classes, the shipped ones and the office's own.

The country is counted as everywhere; patents from abroad stand beside it, because the search finds them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.home import home_folder
from fangzhi.patents.counting.industries import BadScheme
from fangzhi.patents.search import Filters
from fangzhi.patents.search.industries import NONE as NO_PATENTS
from fangzhi.patents.search.industries import Counted, Industry, classes_of, counts, industries
from fangzhi.patents.search.spread import Spread, spread
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.errors import state
from fangzhi.web.pages.patents.overview import year_of
from fangzhi.web.pages.patents.profile import About, found_by, profile
from fangzhi.web.pages.patents.refusals import of_file
from fangzhi.web.pages.patents.store import common, index, on_store, snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

COLUMNS = ("industry", "name_zh", "name_en", "scheme", "verified", "patents", "abroad")


@on_store
def all_industries(request: HttpRequest, twin: str = "") -> HttpResponseBase:
    """Every scheme, or the one asked for, with its industries and how many patents each has."""
    held = snapshot()
    spreading = spread(held, timezone.localdate())
    year = _asked(request, spreading)
    try:
        found, numbers = industries(home_folder()), counts(held, year)
    except BadScheme as error:
        return state(request, 409, _("A file of industries cannot be used"), of_file(error))
    by_scheme = _by_scheme(found, request.GET.get("scheme", ""))
    rows = [
        _fact(one, numbers.get(one.name, NO_PATENTS)) for several in by_scheme.values() for one in several
    ]
    context = common(held) | {
        "by_scheme": by_scheme,
        "numbers": numbers,
        "nothing": NO_PATENTS,
        "year": year,
        "years": spreading.years()[::-1],
        "only": request.GET.get("scheme", ""),
    }
    page = Page(
        "patents/industries.html",
        context,
        lambda: {
            "snapshot": held.id,
            "synthetic_rows": held.manifest.synthetic_rows,
            "year": year,
            "industries": rows,
        },
        lambda: Table(COLUMNS, rows),
        f"industries{f'-{year}' if year else ''}",
    )
    return answer(request, twin, page)


def _asked(request: HttpRequest, spreading: Spread) -> int | None:
    """The year asked for. Raises `Http404` for one without records, and where more than it is asked for."""
    if request.GET.get("count", "applications") not in ("", "applications"):
        raise Http404(
            _("Here applications are counted. Other counts by industry are in the table of counts.")
        )
    return year_of(request.GET.get("year", ""), spreading)


def _by_scheme(found: Mapping[str, Industry], wanted: str) -> dict[str, list[Industry]]:
    """The industries by scheme, those of one alone where one is asked for."""
    by_scheme: dict[str, list[Industry]] = {}
    for one in found.values():
        if wanted in ("", one.scheme.id):
            by_scheme.setdefault(one.scheme.id, []).append(one)
    if not by_scheme:
        known = ", ".join(dict.fromkeys(one.scheme.id for one in found.values()))
        raise Http404(_("There is no such list of industries: choose one of %(known)s.") % {"known": known})
    return by_scheme


def _fact(one: Industry, counted: Counted) -> dict[str, object]:
    return {
        "industry": one.name,
        "name_zh": one.branch.name_zh,
        "name_en": one.branch.name_en or None,
        "scheme": one.scheme.id,
        "verified": one.scheme.verified,
        "patents": counted.domestic,
        "abroad": counted.abroad,
    }


@on_store
def one_industry(request: HttpRequest, name: str, twin: str = "") -> HttpResponseBase:
    """One industry: how much over the years, of which types and places, what is in force, and its rules."""
    held = index()
    try:
        industry, classes = industries(home_folder())[name], classes_of(held.snapshot, name)
    except (BadScheme, KeyError):
        raise Http404(_("No industry has this name. Choose one from the list of industries.")) from None
    found = found_by(held, Filters(classes=classes))
    abroad = sum(number for place, number in found.facets["province"] if len(place) == len("JP"))
    about = About(
        "industry",
        "industry",
        name,
        {"industry": industry, "classes": len(classes), "abroad": abroad},
        {"industry": name, "verified": industry.scheme.verified, "abroad": abroad},
    )
    return profile(request, twin, held, found, about)
