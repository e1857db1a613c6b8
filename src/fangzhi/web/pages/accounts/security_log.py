"""The security log (安全日志), for the audit administrator alone; nobody changes or deletes a row."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.views.decorators.http import require_GET

from fangzhi.accounts import log
from fangzhi.accounts.models import SecurityEvent
from fangzhi.accounts.people import AUDIT
from fangzhi.web.answers import Page, Part, Table, answer, page_number
from fangzhi.web.pages.account import origin, typed
from fangzhi.web.pages.accounts.guard import only, person
from fangzhi.web.pages.accounts.words import ACTS, FAULTS, RESULTS, told, who_acted

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

SHOWN, TAKEN = 100, 10_000
"""Rows of a page, and of one part of a twin."""
COLUMNS = (
    "number",
    "at",
    "who",
    "origin",
    "act",
    "subject",
    "result",
    "details",
    "algorithm",
    "previous",
    "digest",
)


class Asked(NamedTuple):
    """Which events the address asks for."""

    act: str
    who: str
    begin: date | None
    end: date | None


@require_GET
@only(AUDIT)
def security_log(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The events, the newest first; a twin takes them out and is an event itself. Whether the whole chain
    holds is looked at when the address asks for it."""
    asked, number = _asked(request), page_number(request)
    size = TAKEN if twin else SHOWN
    rows = list(_fitting(asked)[(number - 1) * size : number * size + 1])
    found, more = rows[:size], len(rows) > size
    if twin:
        log.record(log.Act.LOG_READ, log.actor(person(request), origin(request)), rows=len(found))
    checked = "check" in request.GET
    context = {
        "found": found,
        "asked": asked,
        "number": number,
        "more": more,
        "acts": ACTS,
        "results": RESULTS,
        "checked": checked,
        "fault": log.fault() if checked else None,
        "faults": FAULTS,
        "told": told,
        "actor": who_acted,
    }
    facts = [log.fact(event) for event in found]
    return answer(
        request,
        twin,
        Page(
            "accounts/security_log.html",
            context,
            lambda: {"events": facts},
            lambda: Table(COLUMNS, facts),
            "security-log",
            part=Part(number, more, "page"),
        ),
    )


def _asked(request: HttpRequest) -> Asked:
    act = request.GET.get("act", "")
    return Asked(
        act if act in ACTS else "",
        typed(request, "who").strip(),
        _day(request.GET.get("from", "")),
        _day(request.GET.get("to", "")),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year < 3000 else None


def _fitting(asked: Asked) -> QuerySet[SecurityEvent]:
    found = SecurityEvent.objects.order_by("-number")
    if asked.act:
        found = found.filter(act=asked.act)
    if asked.who:
        found = found.filter(Q(who=asked.who) | Q(subject=asked.who))
    if asked.begin:
        found = found.filter(at__gte=_midnight(asked.begin))
    if asked.end:
        found = found.filter(at__lt=_midnight(asked.end + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
