"""Acts that an act carries with it: a request that arrives in another office, an answer that comes back.

Each office keeps a record of its own, sees no other, and finds every step in its own chain. What has reached
another record cannot be undone, because somebody may have acted on it; what follows is an act of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.casework import notices
from fangzhi.casework.access.grants import holders
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from fangzhi.casework.acts import Act
    from fangzhi.casework.declaration import Carried
    from fangzhi.casework.history import Happened
    from fangzhi.casework.models import Event

TOLD = ("intake", "head")
"""Who learns in an office that a record was opened there from elsewhere."""


def note(act: Act) -> None:
    """Write into the event which acts go with it, and where."""
    if act.transition.carries is None:
        return
    act.carried = list(act.transition.carries(act.situation))
    offices = [one.record.office_id if one.record else one.office and one.office.pk for one in act.carried]
    if act.carried:
        act.body["carries"] = [[one.act, key] for one, key in zip(act.carried, offices, strict=True)]


def carry(act: Act) -> None:
    """Do the acts that go with an act which has been done. Raises `Refused`; then nothing of either is."""
    for one in act.carried:
        event = _along(act, one)
        if one.record is None:
            _tell(event, act)


def _along(act: Act, one: Carried) -> Event:
    from fangzhi.casework import acts

    if one.record is None:
        assert one.office is not None, one.act
        record = acts.new_record(act.register, one.office, act.occurred_on)
    else:
        record = one.record
    along = acts.begin(record, one.act, act.by, act.occurred_on, approver=True)
    along.behalf, along.body["carried_by"] = act.behalf, act.record.pk
    along.occurred_on = max(act.occurred_on, along.past.last_day or act.occurred_on)
    if one.link:
        along.body["links"] = [[one.link, act.record.pk]]
    acts.check(along, one.inputs, approved=True)
    return acts.carry_out(along)


def _tell(event: Event, act: Act) -> None:
    record = event.record
    assert record is not None
    people = holders(record.office_id, TOLD, act.occurred_on)
    words = {"act": event.kind, "by": act.by.name, "on": act.occurred_on}
    notices.write(people, record, "act", f"event:{event.pk}", **words)


def reaches_further(last: Happened) -> bool:
    """Whether an act reached another record, or came from one."""
    return bool(last.body.get("carries") or last.body.get("carried_by"))


def may_be_undone(last: Happened) -> None:
    """Raises `Refused` for an act that reached another record, or came from one."""
    if reaches_further(last):
        raise Refused(
            _("This act stands in another record too and cannot be undone; enter what follows as an act.")
        )
