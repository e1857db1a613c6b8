"""The calendar of rest days (节假日): a year as twelve months, and an office's own changes."""

from __future__ import annotations

from calendar import monthcalendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fangzhi.casework import timekeeping
from fangzhi.casework.clock import calendar
from fangzhi.casework.clock.working_days import FIRST, LAST
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.language import chinese
from fangzhi.web.pages.time import guard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.timekeeping import Changed, OwnDay

KINDS = {"rest": gettext_lazy("rest day"), "working": gettext_lazy("working day")}
WEEKDAYS = (
    gettext_lazy("Mo"), gettext_lazy("Tu"), gettext_lazy("We"), gettext_lazy("Th"), gettext_lazy("Fr"),
    gettext_lazy("Sa"), gettext_lazy("Su"),
)  # fmt: skip
MONTHS = (
    gettext_lazy("January"), gettext_lazy("February"), gettext_lazy("March"), gettext_lazy("April"),
    gettext_lazy("May"), gettext_lazy("June"), gettext_lazy("July"), gettext_lazy("August"),
    gettext_lazy("September"), gettext_lazy("October"), gettext_lazy("November"), gettext_lazy("December"),
)  # fmt: skip
COLUMNS = ("day", "weekday", "working", "reason", "office")
SATURDAY = 5


class Day(NamedTuple):
    """One day of the calendar. `kind`: working, weekend, rest (on a weekday or named), or made-up (a weekend
    day on which people work)."""

    day: date
    kind: str
    reason: str
    own: bool


def this_year(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The year of today."""
    return a_year(request, str(timezone.localdate().year), twin)


def a_year(request: HttpRequest, year: str, twin: str = "") -> HttpResponse:
    """A year with its rest days, make-up days, and what the office changed."""
    return _page(request, _year(year), twin)


def _year(text: str) -> int:
    year = int(text)
    if not FIRST.year <= year <= LAST.year:
        raise Http404(
            _("The calendar reaches from %(first)s to %(last)s.") % {"first": FIRST.year, "last": LAST.year}
        )
    return year


def _page(
    request: HttpRequest,
    year: int,
    twin: str = "",
    form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    own = timekeeping.own_days(year)
    days = _days(year, {one.day for one in own if one.kind != "notice"})
    context = {
        **guard.common(request),
        "year": year,
        "before": year - 1 if year > FIRST.year else None,
        "after": year + 1 if year < LAST.year else None,
        "months": _months(year, days),
        "weekdays": WEEKDAYS,
        "weekday_of": lambda day: WEEKDAYS[day.weekday()],
        "known": year in calendar().notices,
        "working": sum(one.kind in ("working", "made-up") for one in days),
        "marked": [one for one in days if one.reason],
        "own": own,
        "kinds": KINDS,
        "form": form or dict.fromkeys(("first", "last", "kind", "reason", "why"), ""),
        "problems": problems or {},
        "refused": [one.said(chinese()) for one in calendar().refused],
        "last_notice": calendar().last_notice,
        "longest": timekeeping.LONGEST,
    }
    rows = [_facts(one) for one in days]
    return answer(
        request,
        twin,
        Page(
            "time/calendar.html",
            context,
            lambda: _year_facts(year, rows, own),
            lambda: Table(COLUMNS, rows),
            f"calendar-{year}",
            status=400 if problems else 200,
        ),
    )


def _days(year: int, own: set[date]) -> list[Day]:
    found, day = [], date(year, 1, 1)
    while day.year == year:
        found.append(Day(day, _kind(day), calendar().reason(day), day in own))
        if day == LAST:
            break
        day += timedelta(1)
    return found


def _kind(day: date) -> str:
    weekend = day.weekday() >= SATURDAY
    if calendar().is_working(day):
        return "made-up" if weekend else "working"
    return "weekend" if weekend and not calendar().reason(day) else "rest"


def _months(year: int, days: list[Day]) -> list[tuple[str, list[list[Day | None]]]]:
    """The months with their weeks from Monday on; None stands for a day of another month."""
    by_day = {(one.day.month, one.day.day): one for one in days}
    return [
        (str(name), [[by_day.get((month, day)) for day in week] for week in monthcalendar(year, month)])
        for month, name in enumerate(MONTHS, 1)
    ]


def _facts(one: Day) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "weekday": one.day.isoweekday(),
        "working": one.kind in ("working", "made-up"),
        "reason": one.reason or None,
        "office": one.own,
    }


def _year_facts(year: int, rows: list[dict[str, Any]], own: list[OwnDay]) -> dict[str, Any]:
    return {
        "year": year,
        "notice": year in calendar().notices,
        "version": calendar().version,
        "working_days": sum(one["working"] for one in rows),
        "days": rows,
        "office": [one._asdict() for one in own],
    }


@require_POST
def mark(request: HttpRequest, year: str) -> HttpResponse:
    """Make days rest days or working days."""

    def act(viewer: Any, office: int | None) -> Changed:
        first = _day(request, "first")
        last = _day(request, "last") if request.POST.get("last", "").strip() else first
        kind = request.POST.get("kind", "")
        return timekeeping.mark_days(viewer, first, last, kind, request.POST.get("reason", ""), office)

    return _act(request, year, act)


@require_POST
def take_back(request: HttpRequest, year: str) -> HttpResponse:
    """Take back what the office decided about a day."""
    return _act(
        request,
        year,
        lambda viewer, office: timekeeping.take_back_day(
            viewer, _day(request, "day"), request.POST.get("why", ""), office
        ),
    )


@require_POST
def notice(request: HttpRequest, year: str) -> HttpResponse:
    """Mark the notice of a year as entered, or take the mark back."""
    verb = timekeeping.take_back_notice if request.POST.get("back") else timekeeping.enter_notice
    return _act(
        request,
        year,
        lambda viewer, office: verb(viewer, _year(year), request.POST.get("why", ""), office),
    )


def _act(request: HttpRequest, year: str, act: Callable[[Any, int | None], Changed]) -> HttpResponse:
    try:
        viewer, office = guard.decider(request)
        changed = act(viewer, office)
    except NotAllowed as error:
        return guard.refused(request, error)
    except Refused as error:
        return _refused(request, _year(year), error)
    return HttpResponseRedirect(
        address(request, f"/calendar/{_year(year)}", kept="1", moved=str(changed.records))
    )


def _refused(request: HttpRequest, year: int, error: Refused) -> HttpResponse:
    """The page again with what was typed. A reason for taking back has no field of its own on it."""
    sent = {name: request.POST.get(name, "") for name in ("first", "last", "kind", "reason", "why")}
    shown = {name for name in ("first", "last", "kind", "reason") if name in request.POST}
    problems = {name if name in shown else "": words for name, words in error.fields.items()}
    return _page(request, year, form=sent, problems=problems or {"": error.sentence})


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, "").strip())
    except ValueError:
        words = _("Write a day such as 2027-02-06.")
        raise Refused(words, {name: words}) from None
