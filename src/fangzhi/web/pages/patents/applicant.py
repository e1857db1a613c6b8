"""An applicant's profile: how much, since when, of which types and classes, and what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.patents.search import FACT_COLUMNS, Filters, find, read
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.charts import chart
from fangzhi.web.environment import address
from fangzhi.web.pages.patents import words
from fangzhi.web.pages.patents.showing import shown
from fangzhi.web.pages.patents.store import common, index, on_store

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from fangzhi.patents.search import Found

NEWEST = 10
MOST_ROWS = 10
FILTERS = {"type": "type", "status": "status", "subclass": "ipc", "year": "year"}
"""The filter of the search that narrows to a value of a facet."""


@on_store
def applicant(request: HttpRequest, name: str, twin: str = "") -> HttpResponseBase:
    """The page of everything applied for under one name, alone or with others."""
    held, day = index(), timezone.localdate()
    found = find(held, "", Filters(name=name), limit=NEWEST, facets=True, today=day)
    if not found.total:
        raise Http404(_("No record names an applicant so. Look for a part of the name in the search."))
    hits = read(held.snapshot, found.keys)
    by_year = {int(year): count for year, count in found.facets["year"]}
    years = list(range(min(by_year), max(by_year) + 1))
    line = {year: (float(by_year.get(year, 0)), f"{year}: {by_year.get(year, 0):,}") for year in years}
    context = common(held.snapshot) | {
        "name": name,
        "found": found,
        "facets": {facet: dict(values) for facet, values in found.facets.items()},
        "hits": shown(hits, ()),
        "years": years,
        "tables": _tables(request, name, found),
        "trend": chart({"": line}, years, main="", names=10, write=words.step),
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


def _tables(request: HttpRequest, name: str, found: Found) -> dict[str, list[tuple[str, str, int]]]:
    """The values of each facet: their names, where their records are listed, and their counts."""
    return {
        facet: [
            (
                words.value(facet, key),
                address(request, "/patents/search", name=name, **{FILTERS[facet]: key}),
                count,
            )
            for key, count in (
                found.facets[facet][::-1] if facet == "year" else found.facets[facet][:MOST_ROWS]
            )
        ]
        for facet in FILTERS
    }
