"""Approval (审批): an act that waits for the head of division, then for the director, and may be returned.

A proposal keeps what the officer filled in. The last approval does the act, in the name of who approved and
with the officer named beside it. Whoever approves may be the deputy of the one who is away.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework import acts, consent, ledger, notices, offices
from fangzhi.casework.access.roles import APPROVERS, SUPERIOR
from fangzhi.casework.access.scope import everything
from fangzhi.casework.history import UNDO
from fangzhi.casework.models import Event, OfficeStage, Proposal
from fangzhi.casework.refusals import Conflict, NotAllowed, Refused
from fangzhi.casework.turns import turn
from fangzhi.casework.values import canonical, plain

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.models import Record

SHOWN, MOST_STEPS = 200, 4
WAITING, APPROVED, RETURNED, WITHDRAWN = "waiting", "approved", "returned", "withdrawn_proposal"


def propose(
    record: Record,
    transition: str,
    by: Viewer,
    occurred_on: date,
    /,
    *,
    expected: int | None = None,
    **inputs: Any,
) -> Proposal:
    """Submit an act for approval: it is checked as if it were done now. Raises `Refused`."""
    with turn(), transaction.atomic(), everything():
        act = acts.begin(record, transition, by, occurred_on, expected=expected)
        acts.check(act, inputs, approved=True)
        steps = consent.approvers(act)
        if not steps:
            raise Refused(_("“%s” needs no approval.") % act.transition.name)
        if Proposal.objects.filter(record=record, state=WAITING).exists():
            raise Refused(_("Another act of this record waits for approval already."))
        kept = {name: plain(one) for name, one in act.inputs.items()}
        try:
            made: Proposal = Proposal.objects.create(
                record=act.record,
                transition=transition,
                inputs=canonical(kept),
                occurred_on=occurred_on,
                steps=",".join(steps),
                proposed_by_id=by.user,
                proposed_at=timezone.now(),
            )
        except IntegrityError as error:
            raise Conflict(_("Another act of this record waits for approval already.")) from error
        _note(act.record, "proposed", by, made)
        notices.asked(made, _office_of(made, act.record), _roles(steps[0]), timezone.localdate())
        return made


def approve(proposal: Proposal, by: Viewer) -> Event | None:
    """Approve the step that waits; the last one does the act, on the day of this approval, and its event is
    returned. Raises `NotAllowed` or `Refused`; then the proposal waits on."""
    with turn(), transaction.atomic(), everything():
        waiting = _locked(proposal)
        record, step = waiting.record, waiting.steps.split(",")[waiting.step]
        if not able(waiting, record, by):
            raise NotAllowed(_("This step is approved by: %s.") % consent.approver_names((step,)))
        if waiting.proposed_by_id == by.user:
            raise NotAllowed(_("Nobody approves what he proposed himself."))
        _as_submitted(record)
        behalf = _behalf(waiting, record, by)
        waiting.step += 1
        if waiting.step < len(waiting.steps.split(",")):
            waiting.save(update_fields=("step",))
            _note(record, "endorsed", by, waiting, behalf)
            following = waiting.steps.split(",")[waiting.step]
            notices.asked(waiting, _office_of(waiting, record), _roles(following), timezone.localdate())
            return None
        return _take_effect(waiting, record, by, behalf)


def _as_submitted(record: Record) -> None:
    """What was submitted stood on the acts before it: when one of them was taken back since, it is looked at
    anew. Raises `Conflict`."""
    kinds = Event.objects.filter(record=record.pk, kind__in=("proposed", UNDO)).order_by("-seq")
    if kinds.values_list("kind", flat=True).first() == UNDO:
        raise Conflict(
            _("Since this was submitted an act of the record was taken back. Return it and submit it again.")
        )


def _take_effect(proposal: Proposal, record: Record, by: Viewer, behalf: int | None) -> Event:
    proposal.state, proposal.decided_at = APPROVED, timezone.now()
    proposal.save(update_fields=("state", "step", "decided_at"))
    inputs, day = json.loads(proposal.inputs), max(proposal.occurred_on, timezone.localdate())
    event = acts.carry_out_approved(
        record,
        proposal.transition,
        by,
        day,
        inputs,
        proposal.proposed_by_id,
        steps=tuple(proposal.steps.split(",")),
        behalf=behalf,
    )
    notices.decided(proposal)
    return event


def send_back(proposal: Proposal, by: Viewer, reason: str) -> None:
    """Return a proposal to the officer with a reason (退回). Raises `NotAllowed` or `Refused`."""
    if not reason.strip():
        raise Refused(_("Give a reason."), {"reason": _("Give a reason.")})
    with turn(), transaction.atomic(), everything():
        waiting = _locked(proposal)
        if not able(waiting, waiting.record, by):
            raise NotAllowed(_("You cannot decide on this proposal."))
        behalf = _behalf(waiting, waiting.record, by)
        _decide(waiting, RETURNED, reason)
        _note(waiting.record, RETURNED, by, waiting, behalf)
        notices.decided(waiting)


def withdraw(proposal: Proposal, by: Viewer) -> None:
    """Take back one's own proposal. Raises `NotAllowed` or `Refused`."""
    with turn(), transaction.atomic(), everything():
        waiting = _locked(proposal)
        if waiting.proposed_by_id != by.user:
            raise NotAllowed(_("Only who proposed an act can withdraw it."))
        _decide(waiting, WITHDRAWN, "")
        _note(waiting.record, WITHDRAWN, by, waiting)


def waiting_for(viewer: Viewer) -> list[Proposal]:
    """What waits for the person's decision, and what the person has submitted, oldest first; at most
    `SHOWN`, with record, office and who proposed it."""
    wanted = Q(proposed_by=viewer.user)
    for held in viewer.held:
        covered = Q(record__register__in=held.registers) if held.registers else Q()
        own = Q(record__office=held.office) & _at_step(_approves(held.role))
        above = Q(record__office__in=OfficeStage.objects.filter(parent=held.office).values("office"))
        wanted |= covered & (own | above & _at_step((SUPERIOR,)) if held.role in APPROVERS else own)
    rows = Proposal.objects.filter(wanted, state=WAITING).select_related("record__office", "proposed_by")
    found = rows.prefetch_related("record__office__stages").order_by("pk")[:SHOWN]
    return [one for one in found if one.proposed_by_id == viewer.user or able(one, one.record, viewer)]


def _approves(role: str) -> tuple[str, ...]:
    """The steps that somebody with a role approves; see `_roles`."""
    return ("head", "director") if role == "director" else (role,)


def _at_step(names: tuple[str, ...]) -> Q:
    """Proposals whose step that waits is one of these."""
    found = Q()
    for place in range(MOST_STEPS):
        found |= Q(step=place, steps__regex=rf"^([^,]*,){{{place}}}({'|'.join(names)})(,|$)")
    return found


def able(proposal: Proposal, record: Record, by: Viewer) -> bool:
    """Whether the person may decide on the step that waits."""
    step = proposal.steps.split(",")[proposal.step]
    held = by.roles(record.register, _office_of(proposal, record))
    return by.sees(record) and bool(set(_roles(step)) & held.keys())


def _behalf(proposal: Proposal, record: Record, by: Viewer) -> int | None:
    """For whom the person decides on the step that waits: None in his own right."""
    held = by.roles(record.register, _office_of(proposal, record))
    able = [held[role] for role in _roles(proposal.steps.split(",")[proposal.step]) if role in held]
    return None if None in able else next(iter(able), None)


def _locked(proposal: Proposal) -> Proposal:
    found: Proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("record__office").get(pk=proposal.pk)
    )
    if found.state != WAITING:
        raise Conflict(_("This proposal has been decided already."))
    return found


def _decide(proposal: Proposal, state: str, reason: str) -> None:
    proposal.state, proposal.reason, proposal.decided_at = state, reason.strip()[:500], timezone.now()
    proposal.save(update_fields=("state", "reason", "decided_at"))


def _roles(step: str) -> tuple[str, ...]:
    """Roles that may approve a step: the superior office's head or director; a director for a head."""
    if step == SUPERIOR:
        return APPROVERS
    return ("head", "director") if step == "head" else (step,)


def _office_of(proposal: Proposal, record: Record) -> int:
    """The office in which a step is approved."""
    step = proposal.steps.split(",")[proposal.step]
    if step != SUPERIOR:
        return record.office_id
    above = offices.parent_of(record.office, timezone.localdate())
    if above is None:
        raise Refused(_("No office stands above this one; ask the administrator to enter it."))
    return above


def _note(record: Record, kind: str, by: Viewer, proposal: Proposal, behalf: int | None = None) -> None:
    """The proposal's own events change nothing in the record."""
    body = {"proposal": proposal.pk, "act": proposal.transition, "changes": {}}
    entry = ledger.Entry(
        kind,
        timezone.localdate(),
        record.pk,
        by.user,
        behalf,
        before=record.state,
        after=record.state,
        reason=proposal.reason,
        body=body,
    )
    ledger.append(record.office, entry)
