"""The desk: what is due, what waits for approval, what is new; the load of each person; the calendar feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangzhi.casework import approvals, notices, worklists
from fangzhi.casework.access.sharing import outside_offices
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import registers
from fangzhi.casework.models import Notice, Proposal
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.pages.casework.eyes import at_work, number_in
from fangzhi.web.pages.casework.words import due_words
from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fangzhi.casework.access.viewer import Viewer

UNREAD = 30
COLUMNS = ("id", "register", "number", "title", "officer", "due_on", "due_rule")


@at_work
def desk(request: HttpRequest, viewer: Viewer, twin: str = "") -> HttpResponse:
    """What is due, today's list first; who is only a partner finds what is shared."""
    if outside_offices(viewer) and not viewer.classes:
        return HttpResponseRedirect(address(request, "/shared"))
    today = timezone.localdate()
    everybody = bool(request.GET.get("all"))
    numbers = worklists.numbers(viewer, today, mine=not everybody)
    kind = request.GET.get("list", "")
    if kind not in worklists.LISTS:
        kind = next((one for one in worklists.LISTS if numbers[one]), "soon")
    rows = list(worklists.due(viewer, kind, today, mine=not everybody)[: worklists.ON_A_LIST])
    facts = [
        {"id": one.pk, "register": one.register, "number": one.number, "title": one.title,
         "officer": one.officer.get_username() if one.officer else None, "due_on": one.due_on,
         "due_rule": one.due_rule}
        for one in rows
    ]  # fmt: skip
    waiting = _waiting(viewer)
    unread = list(
        Notice.objects.filter(user=viewer.user, read_at__isnull=True)
        .select_related("record")
        .order_by("-pk")[:UNREAD]
    )
    context = {
        "chosen": kind,
        "numbers": numbers,
        "rows": [(one, due_words(one.due_on, one.due_rule, today)) for one in rows],
        "waiting": waiting,
        "notices": [(one, notices.sentence(one)) for one in unread],
        "kinds": registers(),
        "everybody": everybody,
        "leads": _leads(viewer),
    }
    page = Page(
        "casework/desk.html",
        context,
        lambda: {"list": kind, "numbers": numbers, "records": facts},
        lambda: Table(COLUMNS, facts),
        "work",
    )
    return answer(request, twin, page)


def _leads(viewer: Viewer) -> bool:
    return any(one.role in ("head", "director") for one in viewer.held)


def _waiting(viewer: Viewer) -> list[tuple[Proposal, str, bool]]:
    """What waits for this person's approval, and what this person has submitted."""
    kinds = registers()
    return [
        (one, str(kinds[one.record.register].by_id[one.transition].name), one.proposed_by_id == viewer.user)
        for one in approvals.waiting_for(viewer)
    ]


@require_POST
@at_work
def decide(request: HttpRequest, viewer: Viewer, number: int, verb: str) -> HttpResponse:
    """Approve, return or withdraw a proposal."""
    waiting = Proposal.objects.select_related("record__office").filter(pk=number).first()
    if waiting is None or verb not in ("approve", "return", "withdraw"):
        raise Http404(_("There is no such proposal among those that you may see."))
    try:
        if verb == "approve":
            approvals.approve(waiting, viewer)
        elif verb == "return":
            approvals.send_back(waiting, viewer, request.POST.get("reason", ""))
        else:
            approvals.withdraw(waiting, viewer)
    except NotAllowed as error:
        return state(request, 403, _("Not allowed"), error.sentence)
    except Refused as error:
        context = {"record": waiting.record, "sentence": error.sentence}
        return render(request, "casework/refused.html", context, status=400)
    return HttpResponseRedirect(address(request, f"/records/{waiting.record_id}", done=verb))


@require_POST
@at_work
def read(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Mark the person's notices as read."""
    Notice.objects.filter(user=viewer.user, read_at__isnull=True).update(read_at=timezone.now())
    return HttpResponseRedirect(address(request, "/work"))


@at_work
def load(request: HttpRequest, viewer: Viewer, twin: str = "") -> HttpResponse:
    """Open and overdue records by person; a head hands over what somebody leaves behind."""
    if not _leads(viewer):
        raise PermissionDenied
    rows = worklists.load(viewer, timezone.localdate())
    facts = [{"officer": one.name, "open": one.open, "overdue": one.overdue} for one in rows]
    context = {
        "rows": rows,
        "people": _colleagues(viewer),
        "done": request.GET.get("done", ""),
        "refused": [],
    }
    page = Page(
        "casework/load.html",
        context,
        lambda: {"people": facts},
        lambda: Table(("officer", "open", "overdue"), facts),
        "load",
    )
    return answer(request, twin, page)


def _colleagues(viewer: Viewer) -> list[User]:
    """People who can take a case in one of the offices where this person leads."""
    offices = [one.office for one in viewer.held if one.role in ("head", "director")]
    able = User.objects.filter(
        grants__office__in=offices, grants__role__in=("officer", "head"), is_active=True
    )
    return list(able.distinct().order_by("username"))


@require_POST
@at_work
def hand_over(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Assign everything of one person to another."""
    leaving, taking = (number_in(request.POST.get(name, "")) for name in ("leaving", "taking"))
    if not _leads(viewer) or leaving is None or taking is None:
        raise PermissionDenied
    try:
        done, refused = worklists.hand_over(viewer, leaving, taking)
    except Refused as error:
        context = {"record": None, "sentence": error.sentence}
        return render(request, "casework/refused.html", context, status=400)
    if refused:
        rows = worklists.load(viewer, timezone.localdate())
        told = {"rows": rows, "people": _colleagues(viewer), "done": str(done), "refused": refused}
        return render(request, "casework/load.html", told)
    return HttpResponseRedirect(address(request, "/work/load", done=str(done)))


@require_POST
@at_work
def new_feed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A new secret address for the calendar feed, shown once."""
    key = worklists.new_feed_key(viewer.user)
    place = request.build_absolute_uri(f"/feed/{key}.ics")
    return render(request, "casework/feed.html", {"place": place})


def feed(request: HttpRequest, key: str) -> HttpResponse:
    """A person's time limits for a calendar program; the address is the key."""
    owner = worklists.feed_owner(key)
    if owner is None:
        raise Http404(_("This calendar address is not in use. Make a new one on your desk."))
    content = worklists.feed(viewer_of(owner), request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
