"""A record in full: fields, events, time limits with their steps, papers, files and what can be done now; and
the same as it was known at a past moment, folded from the events recorded by then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from fangzhi.api.inputs import people_in, schema_of_inputs
from fangzhi.api.telling import Curtain, approval_of, curtain, header_of, names_of, office_names, proposals_of
from fangzhi.casework import acts, approvals, deadlines
from fangzhi.casework.access.scope import OneRecord, scope
from fangzhi.casework.declaration import register
from fangzhi.casework.history import UNDO, Happened, Past, past_of
from fangzhi.casework.looking_back import fold, go_back
from fangzhi.casework.models import Attachment, Delivery, Event, Paper, Personal, Proposal
from fangzhi.casework.paperwork import title_of
from fangzhi.casework.worklists import rule_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.deadlines import Clock
    from fangzhi.casework.declaration import Register
    from fangzhi.casework.models import Record


class Story(NamedTuple):
    """What has been read of a record."""

    record: Record
    kind: Register
    detail: Any
    events: list[Event]
    past: Past
    viewer: Viewer
    curtain: Curtain
    opened: dict[tuple[int, str], str]
    """Personal values by event and name; what was destroyed is not among them."""
    as_of: datetime | None

    @property
    def secret(self) -> bool:
        """Whether the person may open the secret part of the file (副卷)."""
        return self.viewer.opens_secret(self.record)


def story_of(record: Record, viewer: Viewer, as_of: datetime | None) -> dict[str, Any]:
    """A record that has been found visible, as far as the person may read it."""
    with scope(OneRecord(record.pk)):
        return _told(_read(record, viewer, as_of))


def _read(record: Record, viewer: Viewer, as_of: datetime | None) -> Story:
    kind = register(record.register)
    detail = kind.model._base_manager.get(pk=record.pk)
    events = list(Event.objects.filter(record=record.pk).select_related("by", "behalf").order_by("seq"))
    if as_of is not None:
        events = [one for one in events if one.recorded_at <= as_of]
    if not events:
        raise Http404(_("There is no such record among those that you may see."))
    rows = Personal.objects.filter(event__record=record.pk).values_list("event", "name", "value")
    opened = {(event, name): value for event, name, value in rows}
    found = Story(
        record, kind, detail, events, past_of(events), viewer, curtain(record, viewer), opened, as_of
    )
    if as_of is not None:
        go_back(record, detail, kind, found.past, opened)
    return found


def _told(story: Story) -> dict[str, Any]:
    record, kind = story.record, story.kind
    people = _people(story)
    if story.as_of is not None:
        record.officer = None
    offices = office_names([record.office_id])
    waiting = [] if story.as_of else _waiting(record)
    told = header_of(record, offices[record.office_id])
    if story.as_of is not None:
        told["officer"] = people.get(fold(story.past).get("officer_id", (0, None))[1])
    return told | {
        "as_of": story.as_of,
        "fields": story.curtain.open({name: getattr(story.detail, name) for name in kind.fields}),
        "events": _events(story, people),
        "deadlines": [_deadline(one) for one in deadlines.clocks_of(story.past, record)],
        "papers": _papers(story),
        "deliveries": _deliveries(story),
        "attachments": _attachments(story),
        "proposal": proposals_of(waiting, story.viewer)[0] if waiting else None,
        "acts": [] if story.as_of else _possible(story),
    }


def _waiting(record: Record) -> list[Proposal]:
    rows = Proposal.objects.filter(record=record.pk, state=approvals.WAITING).select_related("proposed_by")
    found = list(rows)
    for one in found:
        one.record = record
    return found


def _people(story: Story) -> dict[int, str]:
    """The names of people whose keys stand in the events."""
    keys: set[Any] = set()
    for one in story.past.events:
        inputs, changes = one.body.get("inputs", {}), one.body.get("changes", {})
        keys |= {inputs.get(name) for name in people_in(story.kind.id, one.kind)}
        keys.add(changes.get("officer_id"))
    return names_of(keys)


def _events(story: Story, people: Mapping[int, str]) -> list[dict[str, Any]]:
    standing = {one.id: one for one in story.past.standing}
    undone = {one.refers for one in story.past.events if one.kind == UNDO}
    return [
        {
            "id": event.pk,
            "seq": event.seq,
            "kind": event.kind,
            "name": _name(story.kind, event.kind),
            "occurred_on": standing[event.pk].occurred_on if event.pk in standing else event.occurred_on,
            "occurred_at": happened.body.get("at"),
            "entered_as": event.occurred_on,
            "recorded_at": event.recorded_at,
            "by": event.by.get_username() if event.by else None,
            "behalf": event.behalf.get_username() if event.behalf else None,
            "before": event.before,
            "after": event.after,
            "refers": event.refers_id,
            "reason": event.reason,
            "standing": event.pk not in undone,
            "inputs": _inputs(story, happened, people),
            "changes": _changes(story, happened, people),
            "digest": event.digest,
        }
        for event, happened in zip(story.events, story.past.events, strict=True)
    ]


def _name(kind: Register, event: str) -> str:
    known = kind.by_id.get(event)
    if known is not None:
        return str(known.name)
    return {
        "undo": _("Undone"),
        "correct": _("Day corrected"),
        "attach": _("File added"),
        "shred": _("Personal data destroyed"),
        "proposed": _("Submitted for approval"),
        "endorsed": _("Endorsed, passed on"),
        "returned": _("Returned"),
        "withdrawn_proposal": _("Proposal withdrawn"),
    }.get(event, event)


def _inputs(story: Story, one: Happened, people: Mapping[int, str]) -> dict[str, Any]:
    """What an event was given, with people by name and personal values opened."""
    named = people_in(story.kind.id, one.kind)
    found = {}
    for name, value in story.curtain.open(one.body.get("inputs", {}), one.kind).items():
        if isinstance(value, dict) and "~" in value:
            value = story.opened.get((one.id, f"input.{name}"))
        found[name] = people.get(value) if name in named else value
    return found


def _changes(story: Story, one: Happened, people: Mapping[int, str]) -> dict[str, Any]:
    """What an event set; the office's key is no business of other programs."""
    found = {}
    for name, value in story.curtain.open(one.body.get("changes", {}), one.kind).items():
        if isinstance(value, dict) and "~" in value:
            found[name] = story.opened.get((one.id, name))
        elif name == "officer_id":
            found["officer"] = people.get(value)
        elif name != "office_id":
            found[name] = value
    return found


def _deadline(clock: Clock) -> dict[str, Any]:
    shown = deadlines.as_it_runs(clock)
    english = translation.get_language() == "en"
    rule = clock.found
    return {
        "rule": clock.rule,
        "name": rule_name(clock.rule),
        "version": rule.version if rule else None,
        "certainty": rule.certainty if rule else None,
        "turn": clock.turn,
        "started_on": clock.started_on,
        "due_on": clock.due_on,
        "due_at": clock.due_at,
        "provisional": bool(clock.reckoning and clock.reckoning.provisional),
        "running": clock.running,
        "met_on": clock.met_on,
        "stops": [{"ground": one.ground, "since": one.since, "until": one.until} for one in clock.stops],
        "extensions": [
            {"amount": one.amount, "unit": one.unit, "approved": one.approved, "by": one.by}
            for one in clock.extensions
        ],
        "extensions_left": len(deadlines.extensions_left(clock)),
        "steps": [
            {
                "kind": one.kind,
                "day": one.day.isoformat() if one.day else None,
                "words": one.words.en if english else one.words.zh,
            }
            for one in (shown.steps if shown else ())
        ],
        "problem": clock.problem or None,
    }


def _papers(story: Story) -> list[dict[str, Any]]:
    """The papers so far; those of an undone act stay in the file, marked as withdrawn."""
    known, standing = {one.pk for one in story.events}, {one.id for one in story.past.standing}
    rows = Paper.objects.filter(record=story.record.pk).order_by("pk")
    return [
        _paper(one, withdrawn=one.event_id not in standing)
        for one in rows
        if one.event_id in known and (story.secret or not one.secret)
    ]


def _paper(one: Paper, *, withdrawn: bool) -> dict[str, Any]:
    place = f"/api/records/{one.record_id}/papers/{one.pk}"
    return {
        "id": one.pk,
        "number": one.number or None,
        "title": title_of(one),
        "template": one.template,
        "version": one.version,
        "made_on": one.made_on,
        "event": one.event_id,
        "secret": one.secret,
        "withdrawn": withdrawn,
        "docx": f"{place}.docx",
        "pdf": f"{place}.pdf",
    }


def _deliveries(story: Story) -> list[dict[str, Any]]:
    """How papers were served; a service that was undone is none."""
    standing = {one.id for one in story.past.standing}
    rows = Delivery.objects.filter(record=story.record.pk).select_related("paper").order_by("pk")
    names = ("what", "addressee", "method", "handed_on", "served_on", "deliverer", "place", "signed_by")
    return [
        {"paper": one.paper_id, **{name: getattr(one, name) for name in names}}
        for one in rows
        if one.event_id in standing and (story.secret or one.paper is None or not one.paper.secret)
    ]


def _attachments(story: Story) -> list[dict[str, Any]]:
    rows: Iterable[Attachment] = (
        Attachment.objects.filter(record=story.record.pk).select_related("by").order_by("pk")
    )
    return [
        attachment_told(one)
        for one in rows
        if (story.as_of is None or one.at <= story.as_of) and (story.secret or not one.secret)
    ]


def attachment_told(one: Attachment) -> dict[str, Any]:
    """A file of a record."""
    return {
        **{name: getattr(one, name) for name in ("name", "size", "kind", "secret", "digest", "at")},
        "id": one.pk,
        "by": one.by.get_username(),
        "address": f"/api/records/{one.record_id}/attachments/{one.pk}",
    }


def _possible(story: Story) -> list[dict[str, Any]]:
    """The acts of the person's roles in the record's state, each with the reason why not now."""
    return [
        {
            "id": one.id,
            "name": str(one.name),
            "now": why is None,
            "reason": str(why.reason) if why else None,
            "when": why.when if why else None,
            "approval": approval_of(one),
            "inputs": schema_of_inputs(story.kind, one),
        }
        for one, why in acts.allowed(story.record, story.viewer, story.past, story.detail)
    ]
