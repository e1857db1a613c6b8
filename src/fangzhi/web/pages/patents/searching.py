"""Search (检索): words and filters to records, counts by facet, and the whole as CSV or JSON lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.shortcuts import render
from django.utils import timezone

from fangzhi.patents.counting.industries import BadScheme
from fangzhi.patents.search import (
    FACETS,
    FACT_COLUMNS,
    ORDERS,
    Filters,
    Found,
    Opened,
    WrongQuery,
    every_key,
    find,
    read,
    read_all,
)
from fangzhi.patents.search.industries import classes_of, industries
from fangzhi.web.answers import json_answer, page_number
from fangzhi.web.language import chinese
from fangzhi.web.pages.patents import words
from fangzhi.web.pages.patents.showing import shown
from fangzhi.web.pages.patents.store import common, index, on_store
from fangzhi.web.pages.patents.whole import WHOLE, next_page, streamed
from fangzhi.web.reference import mapped_regions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
    from django.http.response import HttpResponseBase

    from fangzhi.patents.search import Hit
    from fangzhi.patents.store import Snapshot

ON_A_PAGE = 20
MOST_PAGES = 500
"""Beyond them a list is taken as a whole, or narrowed."""
NAMED = 12
"""Values of a facet that a page names at once."""
_DAYS = ("filed_from", "filed_to", "granted_from", "granted_to")
FIELDS = ("q", "type", "region", "year", "ipc", "status", "industry", "name", *_DAYS)


class Asked(NamedTuple):
    """What the address asks for, as it was written."""

    fields: dict[str, str]
    order: str = "newest"

    @classmethod
    def of(cls, given: QueryDict) -> Asked:
        """The words and filters of an address or a form; empty ones are left out."""
        fields = {name: given.get(name, "").strip() for name in FIELDS}
        order = given.get("order", "")
        return cls(
            {name: word for name, word in fields.items() if word}, order if order in ORDERS else ORDERS[0]
        )

    @property
    def text(self) -> str:
        """The query."""
        return self.fields.get("q", "")

    def get(self, name: str) -> str:
        """One field, empty where it was not given."""
        return self.fields.get(name, "")

    def filters(self, held: Snapshot) -> Filters:
        """The filters. Raises `WrongQuery`; an industry is the classes that it has in a snapshot."""
        given = self.fields.get
        return Filters(
            type=given("type"),
            region=given("region"),
            year=_year(given("year")),
            ipc=given("ipc"),
            status=given("status"),
            filed=(_day(given("filed_from")), _day(given("filed_to"))),
            granted=(_day(given("granted_from")), _day(given("granted_to"))),
            name=given("name"),
            classes=_classes(held, given("industry")),
        )


def _year(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == len("2013")):
        raise WrongQuery(f"“{text}”不是年份：请写四位数字。", f"“{text}” is no year; write four digits.")
    return int(text)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongQuery(
            f"“{text}”不是日期：请写作 2013-07-08。", f"“{text}” is no date; write it as 2013-07-08."
        ) from None


def _classes(held: Snapshot, industry: str | None) -> tuple[str, ...] | None:
    try:
        return classes_of(held, industry) if industry else None
    except BadScheme:
        raise WrongQuery(
            f"没有“{industry}”这个产业：请从产业列表中选择。",
            f"There is no industry “{industry}”; choose one from the list of industries.",
        ) from None


def sentence(error: WrongQuery) -> str:
    """What a person is told of a query that cannot be understood, in the language of the page."""
    return error.message_zh if chinese() else error.message_en


@on_store
def search(request: HttpRequest, twin: str = "") -> HttpResponseBase:
    """The page; `.json` is one page of it with the facets, `.csv` and `.jsonl` are all records found."""
    held, asked = index(), Asked.of(request.GET)
    try:
        if twin in WHOLE:
            return _whole(request, held, asked, twin)
        number = min(page_number(request), MOST_PAGES)
        found = _find(held, asked, number)
    except WrongQuery as error:
        return _refused(request, held, asked, sentence(error), twin)
    hits = read(held.snapshot, found.keys)
    if twin:
        return json_answer(_facts(request, held, found, hits, number))
    context = _context(held, asked) | {
        "found": found,
        "hits": shown(hits, found.phrases),
        "facets": _facets(found, within=bool(asked.get("region"))),
        "number": number,
        "more": number < MOST_PAGES and number * ON_A_PAGE < found.total,
        "cut_off": number == MOST_PAGES and number * ON_A_PAGE < found.total,
    }
    return render(request, "patents/search.html", context)


def _find(held: Opened, asked: Asked, number: int) -> Found:
    return find(
        held,
        asked.text,
        asked.filters(held.snapshot),
        limit=ON_A_PAGE,
        offset=(number - 1) * ON_A_PAGE,
        order=asked.order,
        facets=True,
        today=timezone.localdate(),
    )


def _context(held: Opened, asked: Asked) -> dict[str, Any]:
    return common(held.snapshot) | {
        "asked": asked,
        "problem": "",
        "industries": _industries(held),
        "regions": [one.code for one in mapped_regions() if one.kind != "xpcc"],
        "found": None,
    }


def _industries(held: Opened) -> dict[str, str]:
    """The industries by name; none where the office's own file cannot be used, which their page says."""
    try:
        found = industries(held.snapshot.home)
    except BadScheme:
        return {}
    return {name: words.industry(one) for name, one in found.items()}


def _refused(request: HttpRequest, held: Opened, asked: Asked, problem: str, twin: str) -> HttpResponse:
    if twin:
        return json_answer({"error": problem}, 400)
    context = _context(held, asked) | {"problem": problem}
    return render(request, "patents/search.html", context, status=400)


def _facets(found: Found, *, within: bool) -> list[tuple[str, list[tuple[str, str, int]], int]]:
    """For each facet its first values with names and counts, and how many there are; prefectures are counted
    `within` a region only."""
    facets = []
    for name in FACETS:
        values = found.facets[name] if within or name != "prefecture" else []
        values = values[::-1] if name == "year" else values
        if values:
            named = [(key, words.value(name, key), count) for key, count in values[:NAMED]]
            facets.append((name, named, len(values)))
    return facets


def _facts(request: HttpRequest, held: Opened, found: Found, hits: list[Hit], number: int) -> dict[str, Any]:
    day = timezone.localdate()
    more = number < MOST_PAGES and number * ON_A_PAGE < found.total
    return {
        "snapshot": held.snapshot.id,
        "synthetic_rows": held.snapshot.manifest.synthetic_rows,
        "total": found.total,
        "facets": {name: dict(values) for name, values in found.facets.items()},
        "records": [one.fact(day) for one in hits],
        "next": next_page(request, number, more=more),
    }


def _whole(request: HttpRequest, held: Opened, asked: Asked, twin: str) -> StreamingHttpResponse:
    """Every record found, streamed, in the order of the page. Raises `WrongQuery`."""
    day = timezone.localdate()
    keys = every_key(held, asked.text, asked.filters(held.snapshot), day, asked.order)
    facts = (one.fact(day) for one in read_all(held.snapshot, keys))
    name = f"patents-{'synthetic-' if held.snapshot.manifest.synthetic_rows else ''}{day}"
    return streamed(request, twin, name, FACT_COLUMNS, facts)
