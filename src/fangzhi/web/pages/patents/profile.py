"""Profiles: what a filter lets through, over the years, by types and places, with the newest records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from fangzhi.patents.search import FACT_COLUMNS, Filters, Found, Opened, find, read
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.patents.showing import by_year, shown, tables
from fangzhi.web.pages.patents.store import common

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEWEST = 10


class About(NamedTuple):
    """What a profile is of: its page, the filter of the search and its value, and what only this page says,
    to people and as data."""

    page: str
    filter: str
    value: str
    context: dict[str, Any]
    facts: dict[str, Any]


def found_by(held: Opened, filters: Filters) -> Found:
    """The newest records that filters let through, with all facets."""
    return find(held, "", filters, limit=NEWEST, facets=True, today=timezone.localdate())


def profile(request: HttpRequest, twin: str, held: Opened, found: Found, about: About) -> HttpResponse:
    """The page of a profile, or its twin."""
    day = timezone.localdate()
    hits = read(held.snapshot, found.keys)
    years, trend = by_year(found)
    facets = {facet: dict(values) for facet, values in found.facets.items()}
    context = common(held.snapshot) | {
        **about.context,
        "found": found,
        "facets": facets,
        "tables": tables(request, found, about.filter, about.value),
        "hits": shown(hits, ()),
        "years": years,
        "trend": trend,
    }
    newest = [one.fact(day) for one in hits]
    page = Page(
        f"patents/{about.page}.html",
        context,
        lambda: {
            "snapshot": held.snapshot.id,
            "synthetic_rows": held.snapshot.manifest.synthetic_rows,
            **about.facts,
            "total": found.total,
            "facets": facets,
            "newest": newest,
        },
        lambda: Table(FACT_COLUMNS, newest),
        about.page,
    )
    return answer(request, twin, page)
