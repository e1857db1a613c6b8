"""Acts: `perform` is the only way in which a record changes.

One call is one transaction: lock, check who may and whether the record allows it, write header and detail,
number, clocks, papers and notices, and last the event in the office's chain. Whatever is refused leaves
nothing behind. Undoing and correcting are acts of their own; the past is never edited.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.casework import (
    carrying,
    daytime,
    deadlines,
    ledger,
    notices,
    numbers,
    offices,
    paperwork,
    publishing,
    relations,
    service,
)
from fangzhi.casework.access.grants import recuse
from fangzhi.casework.access.roles import ORDINARY
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.access.viewer import Viewer, access_class
from fangzhi.casework.clock.working_days import FIRST
from fangzhi.casework.common import ASSIGN, RECUSE
from fangzhi.casework.consent import approver_names, approvers, still_approved, who_acts, who_takes_back
from fangzhi.casework.declaration import NotNow, Register, Situation, Transition, register
from fangzhi.casework.forms import AT, OCCURRED, act_form, as_typed, problems, too_many, unknown_words
from fangzhi.casework.history import CORRECT, QUIET, UNDO, Past, past_of
from fangzhi.casework.models import Detail, Event, Office, Record
from fangzhi.casework.refusals import Conflict, NotAllowed, Refused
from fangzhi.casework.turns import alone, turn
from fangzhi.casework.values import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, time

    from fangzhi.casework.clock.moments import Moment
    from fangzhi.casework.declaration import Carried, Words
    from fangzhi.casework.history import Happened
    from fangzhi.casework.paperwork import Prepared

HEADER = ("number", "state", "level", "opened_on", "closed_on", "result", "officer_id", "office_id")
"""Fields of the header that events explain; the others follow from the detail or from the clocks."""


@dataclass
class Act:
    """One act while it is done."""

    register: Register
    transition: Transition
    record: Record
    detail: Detail
    past: Past
    by: Viewer
    behalf: int | None
    occurred_on: date
    before: str = ""
    at: time | None = None
    """The time of day, where the act asks for it and it was given."""
    proposed_by: int | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)
    salts: dict[str, str] = field(default_factory=dict)
    prepared: list[Prepared] = field(default_factory=list)
    drawn: int = 0
    """How many papers have been numbered in this act."""
    carried: list[Carried] = field(default_factory=list)

    @property
    def moment(self) -> Moment:
        """The instant of the act, or its day where no time is known."""
        return self.occurred_on if self.at is None else datetime.combine(self.occurred_on, self.at)

    @property
    def situation(self) -> Situation:
        """What guards and effects look at."""
        return Situation(self.record, self.detail, self.past, self.inputs, self.occurred_on)


def open_record(register: Register, office: Office, by: Viewer, occurred_on: date, /, **inputs: Any) -> Event:
    """Open a record of a register in an office by its opening act. Raises `Refused`."""
    record = new_record(register, office, occurred_on)
    return perform(record, register.opening.id, by, occurred_on, **inputs)


def new_record(register: Register, office: Office, occurred_on: date) -> Record:
    """A record that has not been opened yet. Raises `Refused` for a closed office."""
    stage = offices.stage_on(office, occurred_on)
    if occurred_on < FIRST:
        words = _("Look at the year: no time limit can be reckoned before %s.") % FIRST
        raise Refused(words, {OCCURRED: words})
    if office.closed and occurred_on >= office.closed:
        raise Refused(_("The office was closed on %s.") % office.closed)
    return Record(
        register=register.id,
        office=office,
        level=ORDINARY,
        access_class=access_class(office.pk, register.code, ORDINARY),
        state="",
        opened_on=occurred_on,
        body=stage.body,
        region=office.region,
    )


def foresee(record: Record, transition: str, by: Viewer, occurred_on: date, /, **inputs: Any) -> list[str]:
    """What the person should know before an act, without doing it. Raises as `perform` does."""
    with everything():
        act = begin(record, transition, by, occurred_on)
        check(act, inputs, approved=True)
        with scope(by):
            return warnings(act)


def perform(
    record: Record,
    transition: str,
    by: Viewer,
    occurred_on: date,
    /,
    *,
    expected: int | None = None,
    **inputs: Any,
) -> Event:
    """Do one act and return its event.

    `expected` is the version of the record that the person looked at. Raises `NotAllowed`, `Conflict` or
    `Refused` with the reason; then nothing is written.
    """
    with turn(), transaction.atomic(), everything():
        act = begin(record, transition, by, occurred_on, expected=expected)
        check(act, inputs)
        return carry_out(act)


def carry_out_approved(
    record: Record,
    transition: str,
    by: Viewer,
    occurred_on: date,
    inputs: Mapping[str, Any],
    proposed_by: int,
    *,
    steps: tuple[str, ...],
    behalf: int | None = None,
) -> Event:
    """Do an act that its last approver has just approved, after `steps`. Called by `approvals` alone, which
    has asked whether the approver may, and for whom. Raises `Conflict` where others must approve by now."""
    act = begin(record, transition, by, occurred_on, approver=True)
    act.proposed_by = proposed_by
    typed = as_typed(act.register, act.transition, inputs, act.record)
    if act.transition.timed:
        typed[AT] = timezone.localtime().time().replace(second=0, microsecond=0)
    check(act, typed, approved=True)
    still_approved(act, steps)
    act.behalf = behalf
    return carry_out(act)


def begin(
    record: Record,
    transition: str,
    by: Viewer,
    occurred_on: date,
    *,
    expected: int | None = None,
    approver: bool = False,
) -> Act:
    """Lock the record and find out who acts. Raises `NotAllowed` or `Conflict`."""
    kind = register(record.register)
    found = kind.by_id.get(transition)
    if found is None:
        raise Refused(_("There is no such act in this register: %s.") % transition)
    if found.carries:
        alone()
    if record.pk is None:
        detail, past = kind.model(), Past(())
    else:
        record = _locked(record)
        detail = kind.model._base_manager.get(pk=record.pk)
        past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
    behalf = None if approver else who_acts(by, kind, found, record)
    if expected is not None and record.version != expected:
        raise Conflict(
            _(
                "Somebody else has acted on %s since you opened it. Nothing of yours is lost: look at the "
                "new state and decide again."
            )
            % record
        )
    return Act(kind, found, record, detail, past, by, behalf, occurred_on, record.state)


def _locked(record: Record) -> Record:
    rows = Record.objects.select_for_update() if connection.features.has_select_for_update else Record.objects
    found: Record = rows.get(pk=record.pk)
    found.office = record.office if record.office_id == found.office_id else found.office
    return found


def check(act: Act, inputs: Mapping[str, Any], *, approved: bool = False) -> None:
    """Whether the act may be done now with these inputs; fills in `act.inputs`. Raises `Refused`."""
    check_state(act)
    _check_inputs(act, inputs)
    relations.within_sight(act)
    daytime.check_day(act)
    _check_guard(act)
    needed = approvers(act)
    if needed and not approved:
        raise Refused(
            _("“%(act)s” needs the approval of: %(roles)s. Submit it for approval.")
            % {"act": act.transition.name, "roles": approver_names(needed)}
        )


def check_state(act: Act) -> None:
    """Whether the record stands where the act is done. Raises `Refused`."""
    state = act.record.state
    if act.transition.opening != (act.record.pk is None):
        raise Refused(_("This act opens a record; it cannot be done to an existing one."))
    if act.record.pk is not None and not act.transition.allowed_in(state):
        names = act.register.state_names
        allowed = _(", ").join(str(names[one]) for one in act.transition.source)
        raise Refused(
            _(
                "“%(act)s” is not possible now: the record is in the state “%(state)s”, and it is done in: "
                "%(allowed)s."
            )
            % {"act": act.transition.name, "state": names.get(state, state), "allowed": allowed}
        )


def _check_inputs(act: Act, inputs: Mapping[str, Any]) -> None:
    form = act_form(
        act.register,
        act.transition,
        {**inputs, OCCURRED: act.occurred_on},
        record=act.record,
        detail=act.detail,
    )
    wrong = problems(form)
    unknown = too_many(form, {name: one for name, one in inputs.items() if name != OCCURRED})
    if unknown:
        raise Refused(unknown_words(unknown), dict.fromkeys(unknown, unknown_words(unknown)))
    if wrong:
        labels = [str(form.fields[name].label or name) for name in wrong if name in form.fields]
        raise Refused(_("Please look at: %s.") % _(", ").join(labels), wrong)
    act.occurred_on, act.at = form.cleaned_data.pop(OCCURRED), form.cleaned_data.pop(AT, None)
    act.inputs = dict(form.cleaned_data)


def _check_guard(act: Act) -> None:
    reasons: list[NotNow | Words | None] = []
    if act.transition.serves:
        reasons.append(service.proven(act.inputs, act.occurred_on))
    if act.transition.guard:
        reasons.append(act.transition.guard(act.situation))
    for found in filter(None, reasons):
        if isinstance(found, NotNow):
            raise Refused(str(found.reason), when=found.when)
        raise Refused(str(found))


def warnings(act: Act) -> list[str]:
    """What the person should know before the act."""
    return [str(one) for one in act.transition.warn(act.situation)] if act.transition.warn else []


def carry_out(act: Act) -> Event:
    """Do an act that has been checked, and the acts that it carries with it."""
    change(act)
    clockwork(act)
    relations.note(act)
    carrying.note(act)
    publishing.note(act)
    _save(act)
    paperwork.prepare(act)
    event = ledger.append(act.record.office, entry(act))
    event.record = act.record
    deadlines.recompute(act.record, act.register, _with(act.past, event))
    paperwork.keep(act, event)
    relations.keep(act)
    publishing.follow(act.record, act.register, _with(act.past, event), act.transition.id)
    if act.transition.id == RECUSE:
        recuse(act.record, act.inputs["person"].pk)
    notices.follow(act, event)
    carrying.carry(act)
    return event


def _with(past: Past, event: Event) -> Past:
    return Past((*past.events, *past_of([event]).events))


def change(act: Act) -> None:
    """What the act sets in header and detail, worked out and laid over them."""
    opening = act.transition.opening
    wanted = {name: one for name, one in act.inputs.items() if name in act.register.fields or name in _ASKED}
    if act.transition.effect:
        wanted |= act.transition.effect(act.situation)
    target = act.transition.target
    state = target(act.situation) if callable(target) else target
    wanted["state"] = state or act.record.state
    wanted |= _closing(act, act.before, wanted["state"])
    if opening:
        wanted = _defaults(act.register) | wanted
        wanted |= {"opened_on": act.inputs.get("opened_on", act.occurred_on), "office": act.record.office}
    if act.transition.number and not act.record.number:
        wanted["number"] = numbers.draw(act.record.office, act.transition.number, act.occurred_on)
    for name, value in wanted.items():
        lay(act, name, value, always=opening)
    derive(act.register, act.record, act.detail)


_ASKED = ("level", "opened_on", "officer")


def _defaults(register: Register) -> dict[str, Any]:
    """What a record says although nobody was asked: the event that opens it explains that too."""
    known = set(register.fields)
    fields = [one for one in register.model._meta.concrete_fields if one.attname in known]
    values = {one.attname: one.get_default() for one in fields}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _closing(act: Act, before: str, after: str) -> dict[str, Any]:
    """What closing or reopening a record sets."""
    was_open = before in act.register.open_states or not before
    is_open = after in act.register.open_states
    if was_open and not is_open:
        result = act.transition.result
        return {"closed_on": act.occurred_on, "result": result(act.situation) if callable(result) else result}
    if not was_open and is_open:
        return {"closed_on": None, "result": ""}
    return {}


def lay(act: Act, name: str, value: Any, *, always: bool) -> None:
    """Lay one value over header or detail and remember it as a change."""
    target: Any = act.detail if name in act.register.fields else act.record
    meta = target._meta.get_field(name)
    if value is None and not meta.null:
        value = meta.get_default()
    kept = plain(value)
    if not always and plain(getattr(target, meta.attname)) == kept:
        return
    setattr(target, meta.attname, value.pk if hasattr(value, "pk") else value)
    if name in act.register.personal and kept not in (None, ""):
        text = str(kept)
        act.salts[name], sealed = ledger.commit(text)
        act.personal[name] = text
        kept = {"~": sealed}
    act.changes[meta.attname] = kept


def derive(register: Register, record: Record, detail: Detail) -> None:
    """Title, parties, words to search by, and the access class: they follow from header and detail."""
    record.title = register.title(detail)[:300]
    record.parties = register.parties(detail)[:600]
    keys = [str(getattr(detail, name) or "") for name in register.keys]
    record.search = " ".join(filter(None, [record.number, record.title, record.parties, *keys]))[
        :1200
    ].lower()
    record.access_class = access_class(record.office_id, register.code, record.level)


def clockwork(act: Act) -> None:
    """Clocks that the act starts and ends, and stops that it opens and closes, as its event says them."""
    one = act.transition
    starts = one.starts(act.situation) if callable(one.starts) else one.starts
    days = dict(starts) if isinstance(starts, dict) else dict.fromkeys(starts, act.moment)
    opens = one.opens(act.situation) if callable(one.opens) else one.opens
    said = {
        "starts": {rule: day.isoformat() for rule, day in days.items()},
        "ends": list(one.ends),
        "opens": opens,
        "closes": one.closes,
        "at": act.at.isoformat("minutes") if act.at else "",
    }
    if one.id == "extend":
        said |= {"extends": act.inputs["rule"], "extension": _extension(act)}
    act.body |= {name: value for name, value in said.items() if value}


def _extension(act: Act) -> dict[str, Any]:
    """The extension as the rule grants it: amount, unit and who approves."""
    clocks = deadlines.clocks_of(act.past, act.record)
    clock = next(one for one in clocks if one.running and one.rule == act.inputs["rule"])
    granted = deadlines.extensions_left(clock)[0]
    return {"amount": granted.amount or act.inputs.get("amount") or 0, "unit": granted.unit, "by": granted.by}


def _save(act: Act) -> None:
    record, new = act.record, act.record.pk is None
    record.version += 1
    record.save(force_insert=new)
    act.detail.pk = record.pk
    act.detail.save(force_insert=new)


def entry(act: Act) -> ledger.Entry:
    """The act as its event says it."""
    kept = {name: plain(value) for name, value in act.inputs.items() if name not in act.register.fields}
    for one in (*act.transition.inputs, *act.transition.optional):
        if not isinstance(one, str) and one.personal and kept.get(one.name):
            text = str(kept[one.name])
            act.salts[f"input.{one.name}"], sealed = ledger.commit(text)
            act.personal[f"input.{one.name}"] = text
            kept[one.name] = {"~": sealed}
    body = act.body | {"inputs": kept, "changes": act.changes}
    if act.proposed_by:
        body["proposed_by"] = act.proposed_by
    return ledger.Entry(
        act.transition.id,
        act.occurred_on,
        act.record.pk,
        act.by.user,
        act.behalf,
        before=act.before,
        after=act.record.state,
        body=body,
        personal=act.personal,
        salts=act.salts,
    )


def undo(record: Record, by: Viewer, reason: str, *, expected: int | None = None) -> Event:
    """Take back the last act of a record by a new act with a reason. Raises `Refused`.

    The number that the act gave stays used. Papers that it made stay in the file, marked as withdrawn.
    """
    with turn(), transaction.atomic(), everything():
        act, last = _second_thoughts(record, by, reason, expected)
        if last.before == "" or last.kind == "shred":
            raise Refused(_("This act cannot be undone."))
        carrying.may_be_undone(last)
        before = act.past.fields(without=last.id)
        for name in last.body.get("changes", {}):
            if name != "number":
                _restore(act, name, before.get(name))
        derive(act.register, act.record, act.detail)
        _save(act)
        entry = _entry_of(act, UNDO, last.id, reason, {"changes": act.changes}, last.after)
        event = ledger.append(act.record.office, entry)
        event.record = act.record
        deadlines.recompute(act.record, act.register, _with(act.past, event))
        relations.undo(act.record, last.body)
        publishing.follow(act.record, act.register, _with(act.past, event), last.kind)
        notices.undone(act, event, last)
        return event


def correct_day(record: Record, event: int, day: date, by: Viewer, reason: str) -> Event:
    """Correct the day on which an earlier act happened; every clock is counted again. Raises `Refused`."""
    with turn(), transaction.atomic(), everything():
        act, _wrong = _second_thoughts(record, by, reason, None, event)
        standing = [one for one in act.past.standing if one.kind not in QUIET or one.id == event]
        place = next((n for n, one in enumerate(standing) if one.id == event), None)
        if place is None:
            raise Refused(str(_GONE))
        earliest = standing[place - 1].occurred_on if place else None
        latest = standing[place + 1].occurred_on if place + 1 < len(standing) else timezone.localdate()
        if (earliest and day < earliest) or day > latest:
            words = _(
                "The day must lie between the act before it (%(first)s) and the act after it (%(last)s)."
            )
            told = words % {"first": earliest or "—", "last": latest}
            raise Refused(told, {"day": told})
        was = standing[place].occurred_on
        for name in ("opened_on", "closed_on"):
            if standing[place].body.get("changes", {}).get(name) and getattr(act.record, name) == was:
                lay(act, name, day, always=True)
        _save(act)
        body = {"day": day.isoformat(), "was": was.isoformat(), "changes": act.changes}
        entry = _entry_of(act, CORRECT, event, reason, body, act.record.state)
        made = ledger.append(act.record.office, entry)
        service.follow_day(event, day)
        deadlines.recompute(act.record, act.register, _with(act.past, made))
        publishing.follow(act.record, act.register, _with(act.past, made), standing[place].kind)
        return made


def _second_thoughts(
    record: Record, by: Viewer, reason: str, expected: int | None, event: int | None = None
) -> tuple[Act, Happened]:
    """The act of taking something back, and what is taken back: an event that stands, else the last act.

    Raises `NotAllowed` for somebody who may not do that act himself, or not without approval.
    """
    if not reason.strip():
        raise Refused(_("Give a reason."), {"reason": _("Give a reason.")})
    act = begin(record, ASSIGN, by, timezone.localdate(), expected=expected, approver=True)
    if not by.sees(act.record):
        raise NotAllowed(_("You cannot see this record."))
    standing = {one.id: one for one in act.past.standing}
    found = act.past.to_undo if event is None else standing.get(event)
    if found is None:
        raise Refused(_("Nothing has happened yet.") if event is None else str(_GONE))
    act.behalf = who_takes_back(act, act.register.by_id.get(found.kind, act.register.by_id[ASSIGN]))
    return act, found


_GONE = gettext_lazy("That act does not stand any more.")


def _restore(act: Act, name: str, value: Any) -> None:
    target: Any = act.detail if name in act.register.fields else act.record
    meta = next(one for one in target._meta.concrete_fields if one.attname == name)
    if isinstance(value, dict) and "~" in value:
        act.changes[name] = value
        value = ledger.opened(act.record.pk, name, value["~"])
    else:
        act.changes[name] = value
    if value is None and not meta.null:
        value = meta.get_default()
    setattr(target, name, meta.to_python(value))


def _entry_of(
    act: Act, kind: str, refers: int, reason: str, body: dict[str, Any], before: str
) -> ledger.Entry:
    return ledger.Entry(
        kind,
        timezone.localdate(),
        act.record.pk,
        act.by.user,
        act.behalf,
        before=before,
        after=act.record.state,
        refers=refers,
        reason=reason.strip()[:500],
        body=body,
    )


def allowed(
    record: Record, by: Viewer, past: Past, detail: Detail
) -> Iterator[tuple[Transition, NotNow | None]]:
    """The acts that the person may do to a record in its state, each with the reason why not now, if any.

    Guards that look at inputs are asked without them and may answer only when the act is done.
    """
    kind = register(record.register)
    held = by.roles(kind.id, record.office_id).keys()
    for one in kind.by_id.values():
        if one.opening or not one.allowed_in(record.state) or not held & set(one.who):
            continue
        yield one, _reason(one, Situation(record, detail, past, {}, timezone.localdate()))


def _reason(one: Transition, situation: Situation) -> NotNow | None:
    if one.guard is None:
        return None
    try:
        found = one.guard(situation)
    except KeyError:
        return None
    if found is None or isinstance(found, NotNow):
        return found
    return NotNow(found)
