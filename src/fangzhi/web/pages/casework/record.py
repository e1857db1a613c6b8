"""A record: where it stands, what is due and why, what can be done now, and everything that happened."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import User
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fangzhi.casework import acts, approvals, deadlines, offices, relations
from fangzhi.casework.access.scope import OneRecord, scope
from fangzhi.casework.carrying import reaches_further
from fangzhi.casework.declaration import Input, Situation
from fangzhi.casework.declaration import register as register_by_id
from fangzhi.casework.history import PROCEEDINGS, Happened, Past, past_of
from fangzhi.casework.looking_back import go_back
from fangzhi.casework.models import Attachment, Deadline, Delivery, Event, Paper, Personal, Proposal, Record
from fangzhi.casework.paperwork import title_of
from fangzhi.casework.service import proof_fields
from fangzhi.casework.worklists import rule_name
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.casework.eyes import at_work, moment_of, record_of
from fangzhi.web.pages.casework.words import details, due_words, event_name, field_name, level_name, value_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.deadlines import Clock
    from fangzhi.casework.declaration import Register


class Line(NamedTuple):
    """One event as the page tells it."""

    id: int
    name: str
    day: Any
    corrected: bool
    recorded_at: datetime
    by: str
    behalf: str
    reason: str
    told: list[tuple[str, str]]
    papers: list[Paper]
    standing: bool
    changeable: bool
    at: str
    """The time of day, where it was told."""


class Timed(NamedTuple):
    """One clock as the page tells it."""

    clock: Clock
    name: str
    kind: str
    words: str
    steps: list[str]
    key: int | None


@at_work
def record(request: HttpRequest, viewer: Viewer, number: int, twin: str = "") -> HttpResponse:
    """The page of a record; `?as_of=` shows it as it was known at a past moment."""
    found = record_of(number, viewer)
    kind = register_by_id(found.register)
    moment = moment_of(request)
    related = _related(found)
    with scope(OneRecord(found.pk)):
        context = _told(found, kind, viewer, moment)
    context["related"] = related
    context |= {"kind": kind, "record": found, "as_of": moment}
    page = Page(
        "casework/record.html",
        context,
        lambda: _facts(found, kind, context),
        lambda: Table(("day", "name", "by", "recorded_at"), [
            {"day": one.day, "name": one.name, "by": one.by, "recorded_at": one.recorded_at}
            for one in context["lines"]
        ]),
        f"record-{found.pk}",
    )  # fmt: skip
    return answer(request, twin, page)


RELATED = 50


def _related(record: Record) -> list[tuple[Record, str]]:
    """Records linked with this one, in either direction, as far as the person may see them."""
    keys = relations.linked_with(record)
    found = Record.objects.filter(pk__in=keys).order_by("-pk")[:RELATED] if keys else ()
    return [(one, str(register_by_id(one.register).name)) for one in found]


def _told(record: Record, kind: Register, viewer: Viewer, moment: datetime | None) -> dict[str, Any]:
    detail = kind.model._base_manager.get(pk=record.pk)
    events = list(Event.objects.filter(record=record.pk).select_related("by", "behalf").order_by("seq"))
    if moment is not None:
        events = [one for one in events if one.recorded_at <= moment]
        if not events:
            raise Http404(_("This record was not there yet at that moment."))
        go_back(record, detail, kind, past_of(events), _personal(record))
    past = past_of(events)
    papers = list(Paper.objects.filter(record=record.pk).order_by("pk"))
    secret = viewer.opens_secret(record)
    known = {one.pk for one in events}
    visible = [one for one in papers if one.event_id in known and (secret or not one.secret)]
    deliveries = defaultdict(list)
    standing = {one.id for one in past.standing}
    for delivery in Delivery.objects.filter(record=record.pk, event__in=standing).order_by("pk"):
        deliveries[delivery.paper_id].append(delivery)
    attachments = Attachment.objects.filter(record=record.pk).select_related("by").order_by("pk")
    waiting = None if moment else _waiting(record)
    lines = _lines(kind, record, viewer, events, past, visible)
    clocks = _clocks(record, past)
    return {
        "detail": detail,
        "details": details(kind, record, detail, viewer),
        "lines": lines,
        "clocks": clocks,
        "running": [one for one in clocks if one.clock.running],
        "papers": visible,
        "withdrawn": {one.pk for one in visible if one.event_id not in standing},
        "deliveries": deliveries,
        "attachments": [one for one in attachments if (secret or not one.secret) and _known(one, moment)],
        "proposal": waiting,
        "proposal_name": str(kind.by_id[waiting.transition].name) if waiting else "",
        "may_decide": waiting is not None and _able(waiting, record, viewer),
        "acts": [] if moment else list(acts.allowed(record, viewer, past, detail)),
        "tally": [] if moment else _tally(kind, record, detail, past),
        "office_name": offices.stage_on(record.office, timezone.localdate()).name_zh,
        "level_name": level_name(record.level),
        "due": due_words(record.due_on, record.due_rule, timezone.localdate()),
        "opens_secret": secret,
        "title_of": title_of,
        "may_undo": not moment and past.to_undo is not None and _undoable(past.to_undo),
    }


def _waiting(record: Record) -> Proposal | None:
    rows = Proposal.objects.filter(record=record.pk, state=approvals.WAITING)
    found: Proposal | None = rows.select_related("proposed_by").first()
    return found


def _undoable(last: Happened) -> bool:
    return last.before != "" and not reaches_further(last)


def _tally(kind: Register, record: Record, detail: Any, past: Past) -> list[tuple[str, int]]:
    """What the register adds up for the record, as it stands today."""
    if kind.tally is None:
        return []
    told = kind.tally(Situation(record, detail, past, {}, timezone.localdate()))
    return [(str(label), number) for label, number in told]


def _known(attachment: Attachment, moment: datetime | None) -> bool:
    return moment is None or attachment.at <= moment


def _able(proposal: Proposal, record: Record, viewer: Viewer) -> bool:
    proposal.record = record
    return approvals.able(proposal, record, viewer) and proposal.proposed_by_id != viewer.user


def _clocks(record: Record, past: Past) -> list[Timed]:
    keys = {(one.rule, one.turn): one.pk for one in Deadline.objects.filter(record=record.pk)}
    today, english = timezone.localdate(), translation.get_language() == "en"
    made = []
    for clock in deadlines.clocks_of(past, record):
        shown = deadlines.as_it_runs(clock)
        steps = [step.words for step in shown.steps] if shown else []
        words = [one.en if english else one.zh for one in steps]
        kind, nearness = due_words(clock.due_on, "", today) if clock.running else ("", "")
        if kind == "overdue" and clock.rule in deadlines.OF_PARTIES:
            kind, nearness = "", _("has ended")
        made.append(
            Timed(
                clock,
                rule_name(clock.rule),
                kind,
                nearness.lstrip(":： "),
                words,
                keys.get((clock.rule, clock.turn)),
            )
        )
    return made


def _lines(
    kind: Register, record: Record, viewer: Viewer, events: list[Event], past: Past, papers: list[Paper]
) -> list[Line]:
    standing = {one.id: one for one in past.standing}
    by_event = defaultdict(list)
    for paper in papers:
        by_event[paper.event_id].append(paper)
    hidden = Hidden(_personal(record), _people(past))
    made = []
    for event, happened in zip(events, past.events, strict=True):
        now = standing.get(event.pk)
        day = now.occurred_on if now else event.occurred_on
        made.append(
            Line(
                event.pk,
                event_name(kind, event.kind),
                day,
                day != event.occurred_on,
                event.recorded_at,
                event.by.get_username() if event.by else "—",
                event.behalf.get_username() if event.behalf else "",
                event.reason,
                _inputs(kind, record, viewer, happened, hidden),
                by_event.get(event.pk, []),
                now is not None or event.kind in PROCEEDINGS or event.kind in ("undo", "correct"),
                now is not None,
                happened.body.get("at", ""),
            )
        )
    return made[::-1]


class Hidden(NamedTuple):
    """What stands behind keys and commitments in events: personal values, and the names of people."""

    personal: dict[tuple[int, str], str]
    people: dict[int, str]


def _personal(record: Record) -> dict[tuple[int, str], str]:
    rows = Personal.objects.filter(event__record=record.pk).values_list("event", "name", "value")
    return {(event, name): value for event, name, value in rows}


def _people(past: Past) -> dict[int, str]:
    inputs = [one.body.get("inputs", {}) for one in past.events]
    keys = {one[name] for one in inputs for name in PEOPLE if isinstance(one.get(name), int)}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "username")) if keys else {}


PEOPLE = ("officer", "person")


def _inputs(
    kind: Register, record: Record, viewer: Viewer, event: Happened, hidden: Hidden
) -> list[tuple[str, str]]:
    """What an event was given, as far as the person may read it."""
    transition, body = kind.by_id.get(event.kind), event.body
    if transition is None:
        told = [(_("Act"), event_name(kind, body["act"]))] if body.get("act") else []
        came = body.get("import", {})
        return [*told, *((_("Came from"), one) for one in (came.get("source"), came.get("reference")) if one)]
    held = viewer.roles(kind.id, record.office_id).keys()
    asked = {one.name: one for one in (*transition.inputs, *transition.optional) if isinstance(one, Input)}
    found = []
    for name, value in body.get("inputs", {}).items():
        one = asked.get(name)
        closed = one is not None and one.seen_by and not one.seen_by & held
        if value not in (None, "", False) and not closed:
            found.append(_said(one, name, value, event.id, hidden))
    for name, value in body.get("changes", {}).items():
        if name in transition.inputs and name in kind.fields and value and not isinstance(value, dict):
            found.append((field_name(kind, name), value_of(kind, name, value)))
    return found


def _said(one: Input | None, name: str, value: Any, event: int, hidden: Hidden) -> tuple[str, str]:
    if name in PEOPLE:
        return (_("Person"), hidden.people.get(value, str(value)))
    if isinstance(value, dict):
        value = hidden.personal.get((event, f"input.{name}"), _("destroyed"))
    field = one.field() if one is not None else proof_fields().get(name)
    if field is None:
        return (name, str(value))
    choices = dict(getattr(field, "choices", ()) or ())
    return (str(field.label or name), str(choices.get(value, value)))


def _facts(record: Record, kind: Register, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": record.pk,
        "register": kind.id,
        "number": record.number,
        "title": record.title,
        "state": record.state,
        "result": record.result or None,
        "opened_on": record.opened_on,
        "closed_on": record.closed_on,
        "due_on": record.due_on,
        "version": record.version,
        "tally": dict(context["tally"]),
        "fields": {name: getattr(context["detail"], name) for name, _label, _words in context["details"]},
        "deadlines": [
            {
                "rule": one.clock.rule,
                "due": one.clock.due_on,
                "running": one.clock.running,
                "steps": one.steps,
            }
            for one in context["clocks"]
        ],
        "events": [{"day": one.day, "name": one.name, "by": one.by} for one in context["lines"]],
        "papers": [{"number": one.number, "template": one.template} for one in context["papers"]],
    }
