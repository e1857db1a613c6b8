"""Deciding on acts that wait for approval: approve, return, withdraw."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router

from fangzhi.api.people import Asking, at_work
from fangzhi.api.problems import HIGHEST_KEY
from fangzhi.api.shapes import Decided, Place, ProposalTold, ToReturn
from fangzhi.api.statuses import READS, WRITES
from fangzhi.api.telling import after_act, proposals_of
from fangzhi.casework import approvals
from fangzhi.casework.access.viewer import Viewer
from fangzhi.casework.models import Proposal

router = Router(tags=["proposals"], by_alias=True)
router.add_decorator(at_work)


def _found(number: int, viewer: Viewer) -> Proposal:
    """A proposal about a record that the person sees; any other is not found."""
    rows = Proposal.objects.select_related("record__office", "record__officer", "proposed_by")
    found: Proposal | None = rows.filter(pk=min(number, HIGHEST_KEY)).first()
    if found is None:
        raise Http404(_("There is no such proposal among those that you may see."))
    return found


def _decided(number: int, viewer: Viewer, event: int | None = None) -> dict[str, Any]:
    one = _found(number, viewer)
    told = proposals_of([one], viewer)[0]
    return {"proposal": told, "event": event, "record": after_act(one.record_id)}


@router.get("/proposals/{int:number}", response={200: ProposalTold, **READS})
def read_proposal(request: Asking, number: Place) -> dict[str, Any]:
    """A proposal, waiting or decided."""
    return proposals_of([_found(number, request.viewer)], request.viewer)[0]


@router.post("/proposals/{int:number}/approve", response={200: Decided, **WRITES})
def approve(request: Asking, number: Place) -> dict[str, Any]:
    """Approve the step that waits; the last approval does the act."""
    event = approvals.approve(_found(number, request.viewer), request.viewer)
    return _decided(number, request.viewer, event.pk if event else None)


@router.post("/proposals/{int:number}/return", response={200: Decided, **WRITES})
def send_back(request: Asking, number: Place, given: ToReturn) -> dict[str, Any]:
    """Return a proposal to who made it, with a reason."""
    approvals.send_back(_found(number, request.viewer), request.viewer, given.reason)
    return _decided(number, request.viewer)


@router.post("/proposals/{int:number}/withdraw", response={200: Decided, **WRITES})
def withdraw(request: Asking, number: Place) -> dict[str, Any]:
    """Take back one's own proposal."""
    approvals.withdraw(_found(number, request.viewer), request.viewer)
    return _decided(number, request.viewer)
