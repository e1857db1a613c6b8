"""One patent: what is recorded of it, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.patents.numbers import BadNumber, describe, parse
from fangzhi.web.answers import Page, Table, answer, json_answer
from fangzhi.web.pages.patents import words
from fangzhi.web.pages.patents.store import common, on_store, snapshot

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

LEFT_OUT = ("patent_id", "digest", "ipc_main", "first_applicant", "applicant_count")
"""Columns that the data leave out: they follow from others."""


class Happened(NamedTuple):
    """Something on the time line; `ahead` for what lies in the future."""

    day: date
    kind: str
    words: str
    ahead: bool


@on_store
def patent(request: HttpRequest, number: str, twin: str = "") -> HttpResponseBase:
    """The page of one patent, by its application number in any printed form, or why there is none."""
    held = snapshot()
    try:
        key = int(parse(number).digits)
    except BadNumber:
        return _refused(request, number, twin)
    row = _row(held.cursor().execute("FROM patents_of([?])", [key]))
    if row is None:
        said = _("No record has the number %(number)s.") % {"number": parse(number).written}
        return _absent(request, number, said, twin)
    day = timezone.localdate()
    timeline = _timeline(row, day)
    context = common(held) | {
        "row": row,
        "number": f"{row['application_number'][:-1]}.{row['application_number'][-1]}",
        "status": _status(row, day),
        "until": row["in_force"][-1] if row["in_force"] else None,
        "timeline": timeline,
    }
    facts = {"number": context["number"], "status": context["status"]} | _plain(row)
    columns = ("day", "kind", "words")
    page = Page(
        "patents/patent.html",
        context,
        lambda: {"snapshot": held.id, **facts},
        lambda: Table(columns, [one._asdict() for one in timeline]),
        row["application_number"],
    )
    return answer(request, twin, page)


def _refused(request: HttpRequest, number: str, twin: str) -> HttpResponse:
    """What is wrong with a number; where it is the check digit alone, which one belongs to it."""
    found = describe(number)
    if found.expected is None:
        return _absent(
            request, number, _("“%(number)s” is no application number.") % {"number": number}, twin
        )
    right = f"{(found.number or '').partition('.')[0]}.{found.expected}"
    said = _("The check digit of %(number)s is wrong: it should be %(digit)s.") % {
        "number": found.number,
        "digit": found.expected,
    }
    return _absent(request, number, said, twin, right)


def _absent(request: HttpRequest, number: str, said: str, twin: str, right: str = "") -> HttpResponse:
    """There is no such patent: why, with the `right` number where it is known, and the search."""
    if twin:
        return json_answer({"error": said, "expected": right or None}, 404)
    context = {"said": said, "right": right, "number": number, "synthetic": 0}
    return render(request, "patents/absent.html", context, status=404)


def _row(found: Any) -> dict[str, Any] | None:
    names = [one[0] for one in found.description]
    row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def _status(row: dict[str, Any], day: date) -> str:
    if not row["in_force"]:
        return "ungranted"
    return "in_force" if row["in_force"][-1]["until"] > day else "ended"


def _timeline(row: dict[str, Any], day: date) -> list[Happened]:
    """What happened, by day: filing, publication, the events of the record, and the end of the term."""
    events = [(row["application_date"], "filing", ""), (row["publication_date"], "publication", "")]
    events += [(one["day"], one["kind"], one["words"] or "") for one in row["events"] or ()]
    kinds = {kind for _day, kind, _words in events}
    if row["grant_date"] and "grant" not in kinds:
        events.append((row["grant_date"], "grant", ""))
    ended = row["in_force"][-1] if row["in_force"] else None
    if ended and ended["ended_by"] == "expired" and "expiry" not in kinds:
        events.append((ended["until"], "expiry", ""))
    order = list(words.EVENTS)
    events = sorted((one for one in events if one[0]), key=lambda one: (one[0], order.index(one[1])))
    return [Happened(*one, ahead=one[0] > day) for one in events]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The record as data: days in ISO form."""
    return {name: _iso(value) for name, value in row.items() if name not in LEFT_OUT}


def _iso(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_iso(one) for one in value]
    if isinstance(value, dict):
        return {name: _iso(one) for name, one in value.items()}
    return value
