"""An applicant's profile: how much, since when, of which types and classes, and what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.patents.search import FACT_COLUMNS, Filters, find, read
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.patents.showing import by_year, shown, tables
from fangzhi.web.pages.patents.store import common, index, on_store

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


NEWEST = 10


@on_store
def applicant(request: HttpRequest, name: str, twin: str = "") -> HttpResponseBase:
    """The page of everything applied for under one name, alone or with others."""
    held, day = index(), timezone.localdate()
    found = find(held, "", Filters(name=name), limit=NEWEST, facets=True, today=day)
    if not found.total:
        raise Http404(_("No record names an applicant so. Look for a part of the name in the search."))
    hits = read(held.snapshot, found.keys)
    years, trend = by_year(found)
    context = common(held.snapshot) | {
        "name": name,
        "found": found,
        "facets": {facet: dict(values) for facet, values in found.facets.items()},
        "hits": shown(hits, ()),
        "years": years,
        "tables": tables(request, found, "name", name),
        "trend": trend,
    }
    facts = [one.fact(day) for one in hits]
    page = Page(
        "patents/applicant.html",
        context,
        lambda: {
            "snapshot": held.snapshot.id,
            "synthetic_rows": held.snapshot.manifest.synthetic_rows,
            "name": name,
            "total": found.total,
            "facets": context["facets"],
            "newest": facts,
        },
        lambda: Table(FACT_COLUMNS, facts),
        "applicant",
    )
    return answer(request, twin, page)
