"""Saved searches (检索收藏) of a person, each with what is new since it was last looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangzhi.patents.search import Opened, WrongQuery, every_key, read
from fangzhi.web import saved_searches
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.models import SavedSearch
from fangzhi.web.pages.accounts.guard import person
from fangzhi.web.pages.errors import state
from fangzhi.web.pages.patents.searching import FIELDS, Asked, sentence
from fangzhi.web.pages.patents.showing import shown
from fangzhi.web.pages.patents.store import common, index, on_store
from fangzhi.web.pages.upload import signed_in
from fangzhi.web.saved_searches import NotKept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 100
"""New records that a page shows at most."""
COLUMNS = ("id", "title", "address", "total", "new", "gone", "seen_at")


class Watched(NamedTuple):
    """A kept search as it stands now."""

    search: SavedSearch
    address: str
    total: int
    new: list[int]
    gone: int
    problem: str = ""

    def fact(self) -> dict[str, Any]:
        """As a row of JSON or CSV."""
        return {
            "id": self.search.pk,
            "title": self.search.title,
            "address": self.address,
            "total": self.total,
            "new": len(self.new),
            "gone": self.gone,
            "seen_at": self.search.seen_at.isoformat(timespec="seconds"),
        }


@on_store
@signed_in
def mine(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The searches of the person, each with how many records are new."""
    held = index()
    kept = SavedSearch.objects.filter(owner=person(request)).order_by("title")
    watched = [_watched(held, one) for one in kept]
    facts = [one.fact() for one in watched]
    page = Page(
        "patents/saved.html",
        common(held.snapshot) | {"watched": watched},
        lambda: {"snapshot": held.snapshot.id, "searches": facts},
        lambda: Table(COLUMNS, facts),
        "saved-searches",
    )
    return answer(request, twin, page)


@on_store
@signed_in
def one(request: HttpRequest, number: int) -> HttpResponse:
    """What is new in one search since it was last looked at."""
    held, search = index(), _own(request, number)
    watched = _watched(held, search)
    hits = read(held.snapshot, watched.new[:SHOWN])
    context = common(held.snapshot) | {"watched": watched, "hits": shown(hits, ()), "most": SHOWN}
    return render(request, "patents/saved_one.html", context)


@require_POST
@on_store
@signed_in
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a search under a title; one of that title is replaced."""
    asked = Asked.of(request.POST)
    title = request.POST.get("title", "").strip()[:100] or asked.text[:100] or _("All records")
    try:
        saved_searches.keep(person(request), title, asked.fields, _keys(index(), asked))
    except WrongQuery as error:
        return state(request, 400, _("Not kept"), sentence(error))
    except NotKept as error:
        return state(request, 400, _("Not kept"), str(error))
    return HttpResponseRedirect(address(request, "/patents/saved"))


@require_POST
@on_store
@signed_in
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that a search finds now has been looked at."""
    search = _own(request, number)
    saved_searches.mark_seen(search, _keys(index(), _asked(search)))
    return HttpResponseRedirect(address(request, "/patents/saved"))


@require_POST
@signed_in
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Let go of a search."""
    saved_searches.let_go(_own(request, number))
    return HttpResponseRedirect(address(request, "/patents/saved"))


def _own(request: HttpRequest, number: int) -> SavedSearch:
    try:
        return SavedSearch.objects.get(owner=person(request), pk=number)
    except SavedSearch.DoesNotExist:
        raise Http404(_("You keep no such search.")) from None


def _asked(search: SavedSearch) -> Asked:
    given = QueryDict(mutable=True)
    given.update({name: str(word) for name, word in search.asked.items() if name in FIELDS})
    return Asked.of(given)


def _keys(held: Opened, asked: Asked) -> list[int]:
    return every_key(held, asked.text, asked.filters(held.snapshot), timezone.localdate())


def _watched(held: Opened, search: SavedSearch) -> Watched:
    asked = _asked(search)
    link = f"/patents/search?{urlencode(asked.fields)}"
    try:
        now = _keys(held, asked)
    except WrongQuery as error:
        return Watched(search, link, 0, [], 0, sentence(error))
    return Watched(search, link, len(now), *saved_searches.since(search, now))
