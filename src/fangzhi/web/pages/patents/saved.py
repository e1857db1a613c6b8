"""Saved searches (检索收藏): kept by a person, each with what is new since it was last looked at.

What a search found is kept as the keys of its records, so that "new" is exact whatever was loaded meanwhile.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangzhi.patents.search import Opened, WrongQuery, every_key, read
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.models import SavedSearch
from fangzhi.web.pages.accounts.guard import person
from fangzhi.web.pages.errors import state
from fangzhi.web.pages.patents.searching import FIELDS, Asked, sentence
from fangzhi.web.pages.patents.showing import shown
from fangzhi.web.pages.patents.store import common, index, on_store
from fangzhi.web.pages.upload import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

MOST_SAVED = 20
"""Searches that one person keeps at most."""
MOST_RECORDS = 20_000
"""Records that a kept search finds at most; what finds more is too wide to be watched."""
SHOWN = 100


class Watched(NamedTuple):
    """A kept search as it stands now."""

    search: SavedSearch
    address: str
    total: int
    new: list[int]
    gone: int
    problem: str = ""


def pack(keys: Iterable[int]) -> bytes:
    """Keys in little room: sorted, as differences, compressed."""
    ordered = sorted(keys)
    steps = [one - before for before, one in zip([0, *ordered], ordered, strict=False)]
    return zlib.compress(struct.pack(f"<{len(steps)}q", *steps))


def unpack(packed: bytes) -> set[int]:
    """The keys that were packed."""
    raw = zlib.decompress(packed)
    at, keys = 0, set()
    for (step,) in struct.iter_unpack("<q", raw):
        at += step
        keys.add(at)
    return keys


@on_store
@signed_in
def mine(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The searches of the person, each with how many records are new."""
    held = index()
    kept = SavedSearch.objects.filter(owner=person(request)).order_by("title")
    watched = [_watched(held, one) for one in kept]
    facts = [
        {
            "id": one.search.pk,
            "title": one.search.title,
            "address": one.address,
            "total": one.total,
            "new": len(one.new),
            "gone": one.gone,
            "seen_at": one.search.seen_at.isoformat(timespec="seconds"),
        }
        for one in watched
    ]
    page = Page(
        "patents/saved.html",
        common(held.snapshot) | {"watched": watched},
        lambda: {"snapshot": held.snapshot.id, "searches": facts},
        lambda: Table(("id", "title", "address", "total", "new", "gone", "seen_at"), facts),
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
    hits.sort(key=lambda hit: (hit.application_date, hit.patent_id), reverse=True)
    context = common(held.snapshot) | {"watched": watched, "hits": shown(hits, ()), "most": SHOWN}
    return render(request, "patents/saved_one.html", context)


@require_POST
@on_store
@signed_in
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a search under a title; one of that title is replaced."""
    owner, asked = person(request), Asked.of(request.POST)
    title = request.POST.get("title", "").strip()[:100] or asked.text[:100] or _("All records")
    try:
        keys = _keys(index(), asked)
    except WrongQuery as error:
        return state(request, 400, _("Not kept"), sentence(error))
    if len(keys) > MOST_RECORDS:
        return state(request, 400, _("Not kept"), too_wide(len(keys)))
    others = SavedSearch.objects.filter(owner=owner).exclude(title=title).count()
    if others >= MOST_SAVED:
        problem = _("You keep %(n)s searches already; let go of one first.") % {"n": MOST_SAVED}
        return state(request, 400, _("Not kept"), problem)
    fields = {"asked": asked.fields, "seen_at": timezone.now(), "seen": pack(keys)}
    SavedSearch.objects.update_or_create(owner=owner, title=title, defaults=fields)
    return HttpResponseRedirect(address(request, "/patents/saved"))


@require_POST
@on_store
@signed_in
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that a search finds now has been looked at."""
    search = _own(request, number)
    search.seen, search.seen_at = pack(_keys(index(), _asked(search))), timezone.now()
    search.save(update_fields=["seen", "seen_at"])
    return HttpResponseRedirect(address(request, "/patents/saved"))


@require_POST
@signed_in
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Let go of a search."""
    _own(request, number).delete()
    return HttpResponseRedirect(address(request, "/patents/saved"))


def too_wide(found: int) -> str:
    """Why a search cannot be kept, and what to do."""
    return _("This search finds %(found)s records; one that is kept finds %(most)s at most. Narrow it.") % {
        "found": f"{found:,}",
        "most": f"{MOST_RECORDS:,}",
    }


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
    return every_key(held, asked.text, asked.filters(), timezone.localdate())


def _watched(held: Opened, search: SavedSearch) -> Watched:
    asked = _asked(search)
    link = f"/patents/search?{urlencode(asked.fields)}"
    try:
        now = set(_keys(held, asked))
    except WrongQuery as error:
        return Watched(search, link, 0, [], 0, sentence(error))
    before = unpack(bytes(search.seen))
    return Watched(search, link, len(now), sorted(now - before, reverse=True), len(before - now))
