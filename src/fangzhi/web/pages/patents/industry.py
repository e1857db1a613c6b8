"""Industries (产业): groups of patents by rules over classes, the shipped ones and the office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.home import home_folder
from fangzhi.patents.counting.industries import BadScheme
from fangzhi.patents.search import FACT_COLUMNS, Filters, find, read
from fangzhi.patents.search.industries import Industry, classes_of, counts, industries
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.errors import state
from fangzhi.web.pages.patents.showing import by_year, shown, tables
from fangzhi.web.pages.patents.store import common, index, on_store, snapshot

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


NEWEST = 10
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
    held, day = index(), timezone.localdate()
    try:
        industry, classes = industries(home_folder())[name], classes_of(held.snapshot, name)
    except (BadScheme, KeyError):
        raise Http404(_("No industry has this name. Choose one from the list of industries.")) from None
    found = find(held, "", Filters(classes=classes), limit=NEWEST, facets=True, today=day)
    hits = read(held.snapshot, found.keys)
    years, trend = by_year(found)
    context = common(held.snapshot) | {
        "industry": industry,
        "found": found,
        "classes": len(classes),
        "facets": {facet: dict(values) for facet, values in found.facets.items()},
        "tables": tables(request, found, "industry", name),
        "years": years,
        "hits": shown(hits, ()),
        "trend": trend,
    }
    facts = [one.fact(day) for one in hits]
    page = Page(
        "patents/industry.html",
        context,
        lambda: {
            "snapshot": held.snapshot.id,
            "synthetic_rows": held.snapshot.manifest.synthetic_rows,
            "industry": name,
            "verified": industry.scheme.verified,
            "total": found.total,
            "facets": context["facets"],
            "newest": facts,
        },
        lambda: Table(FACT_COLUMNS, facts),
        "industry",
    )
    return answer(request, twin, page)
