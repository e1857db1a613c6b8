"""Counts of a register, opened to their records; and the ledger's daily heads."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework import counting, lists
from fangzhi.casework.counting import Period
from fangzhi.casework.models import DailyHead
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.casework.eyes import at_work, moment_of, register_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register

HEADS = 400


@at_work
def counts(request: HttpRequest, viewer: Viewer, name: str, twin: str = "") -> HttpResponse:
    """What was counted in a period, by office; `count=` opens the records behind one."""
    kind = register_of(name, viewer)
    period, as_of = _period(request), moment_of(request)
    offices = viewer.counts_of(kind.id)
    found = counting.counts(kind, period, offices, as_of)
    names = lists.names_of_offices(set(offices))
    chosen = next((one for one in kind.counts if one.id == request.GET.get("count")), None)
    rows = counting.records_of(kind, chosen, period, viewer, as_of) if chosen else []
    facts = [
        {"count": one.id, "name": str(one.name), "office": names.get(office, ""), "number": number}
        for one in kind.counts
        for office, number in sorted(found[one.id].items())
    ]
    standing = _standing(kind, offices, names) if as_of is None else []
    told = {
        "register": kind.id,
        "first": period.first,
        "last": period.last,
        "as_of": as_of,
        "counts": facts,
        "standing": standing,
    }
    context = {
        "kind": kind,
        "period": period,
        "found": found,
        "names": names,
        "busy": sorted({office for row in found.values() for office in row}),
        "chosen": chosen,
        "rows": rows,
        "as_of": as_of,
        "standing": standing,
        "today": timezone.localdate(),
    }
    page = Page(
        "casework/counts.html",
        context,
        lambda: told,
        lambda: Table(("count", "name", "office", "number"), facts),
        f"{name}-counts",
    )
    return answer(request, twin, page)


def _standing(kind: Register, offices: tuple[int, ...], names: dict[int, str]) -> list[dict[str, Any]]:
    """What the register tells of the offices as they stand today."""
    if kind.standing is None:
        return []
    told = kind.standing(offices, timezone.localdate())
    return [
        {"name": str(one.name), "office": names.get(one.office or 0), "number": one.number} for one in told
    ]


def _period(request: HttpRequest) -> Period:
    today = timezone.localdate()
    return Period(
        _day(request, "first", date(today.year, 1, 1)), _day(request, "last", date(today.year, 12, 31))
    )


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


@at_work
def ledger(request: HttpRequest, viewer: Viewer, twin: str = "") -> HttpResponse:
    """The daily heads of the ledger, to be exported and kept elsewhere."""
    if not any(one.role in ("head", "director") for one in viewer.held):
        raise Http404(_("The heads of the ledger are kept by heads of division and directors."))
    heads = list(DailyHead.objects.order_by("-day")[:HEADS])
    facts = [
        {"day": one.day, "digest": one.digest, "previous": one.previous, "algorithm": one.algorithm,
         "heads": json.loads(one.heads)}
        for one in heads
    ]  # fmt: skip
    page = Page(
        "casework/ledger.html",
        {"heads": heads},
        lambda: {"heads": facts},
        lambda: Table(("day", "digest", "algorithm"), facts),
        "ledger",
    )
    return answer(request, twin, page)
