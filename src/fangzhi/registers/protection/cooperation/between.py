"""What passes between the two offices of a request, and the clocks of the day that they agreed.

The record of the office that was asked is linked to that of the office that asks; each step of the one that
the other must know is carried to it. An answer goes back the way on which the request came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.casework.declaration import Carried, NotNow
from fangzhi.casework.offices import stage_on
from fangzhi.casework.relations import linked_to

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.casework.declaration import Situation
    from fangzhi.casework.models import Office, Record

ORIGIN = "origin"
"""The kind of link from the record of the office asked to that of the office that asks."""
DONE = ("closed", "archived")
"""States in which the office that asked waits for nothing; what still comes is entered all the same."""


def day_ahead(one: Situation) -> str | None:
    """The other office needs time to answer."""
    if one.inputs["answer_by"] <= one.occurred_on:
        return _("The day of the answer must lie after the day of the request.")
    return None


def one_addressee(one: Situation) -> NotNow | str | None:
    """A request goes to one office other than the own one, while there is time to answer it."""
    late = day_ahead(one)
    office, name = one.inputs.get("to_office"), one.inputs.get("to_name")
    if late:
        return late
    if bool(office) == bool(name):
        return _("Name one addressee: an office of the list, or another body.")
    return _own(one, office)


def another_office(one: Situation) -> str | None:
    """A centre passes on to another office than the one that asks."""
    wanted = one.inputs["to_office"]
    asking = [each.office_id for each in linked_to(one.record, ORIGIN)]
    if wanted.pk in asking:
        return _("This office has asked itself.")
    return _own(one, wanted)


def _own(one: Situation, office: Office | None) -> str | None:
    if office is not None and office.pk == one.record.office_id:
        return _("This is the own office.")
    return None


def from_elsewhere(one: Situation) -> str | None:
    """An office of the installation answers in its own record."""
    sent = [each for each in one.past.standing if each.kind == "send"]
    if sent and sent[-1].body.get("carries"):
        words: str = _("%s answers in its own record; the answer arrives by itself.")
        return words % str(one.detail.other_office)
    return None


def addressee(one: Situation) -> dict[str, str]:
    """The name of the office that is asked; what an earlier one answered goes."""
    office = one.inputs.get("to_office")
    name = name_of(office, one.occurred_on) if office else one.inputs["to_name"]
    return {"other_office": name, "outcome": "", "answer": ""}


def next_office(one: Situation) -> dict[str, str]:
    """The office to which the centre passes the request on."""
    return {"passed_to": name_of(one.inputs["to_office"], one.occurred_on)}


def name_of(office: Office, day: date) -> str:
    """What an office is called on a day."""
    return stage_on(office, day).name_zh


def send(one: Situation) -> list[Carried]:
    """Open the request in the office that is asked, when it is one of the installation."""
    office = one.inputs.get("to_office")
    return [_arrives(one, office)] if office is not None and not office.outside else []


def pass_on(one: Situation) -> list[Carried]:
    """Open the request in the office that the centre chose."""
    return [_arrives(one, one.inputs["to_office"])]


def _arrives(one: Situation, office: Office) -> Carried:
    told = ("kind", "subject", "particulars", "answer_by", "files")
    given = {name: getattr(one.detail, name) for name in told}
    given["other_office"] = name_of(one.record.office, one.occurred_on)
    given["letter"] = one.record.number or ""
    return Carried("arrive", office=office, inputs=given, link=ORIGIN)


def reply(one: Situation) -> list[Carried]:
    """Take the answer to the office that asked; a centre takes it on in the same way."""
    told = ("outcome", "answer", "enclosed")
    return _back(one.record, "answer_came", {name: one.inputs.get(name) or "" for name in told})


def send_back(one: Situation) -> list[Carried]:
    """Tell the office that asked why the request comes back."""
    return _back(one.record, "came_back", {"answer": one.inputs["grounds"]})


def _back(record: Record, act: str, given: dict[str, str]) -> list[Carried]:
    return [Carried(act, record=origin, inputs=given) for origin in linked_to(record, ORIGIN)]


def after_answer(one: Situation) -> str:
    """A centre is done with the answer, the office that asked looks at it; what is closed stays so."""
    if one.record.state in DONE:
        return one.record.state
    return "answered" if one.detail.direction == "in" else "replied"


def after_return(one: Situation) -> str:
    """A centre can choose another office, the office that asked draft anew; what is closed stays so."""
    if one.record.state in DONE:
        return one.record.state
    return "received" if one.detail.direction == "in" else "drafted"


def own_clock(one: Situation) -> dict[str, date]:
    """Until when the office answers."""
    return {"coop.answer": one.inputs["answer_by"]}


def own_clock_again(one: Situation) -> dict[str, date]:
    """A centre answers for it again."""
    return {"coop.answer": one.detail.answer_by} if one.detail.direction == "in" else {}


def waiting_clock(one: Situation) -> dict[str, date]:
    """Until when the other office answers."""
    return {"coop.awaited": one.detail.answer_by}
