"""Records as plain facts: headers, rows, offices and proposals, as far as the person may read them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import User
from django.utils import translation

from fangzhi.api.inputs import people_in
from fangzhi.casework import approvals
from fangzhi.casework.declaration import Input, register
from fangzhi.casework.models import OfficeStage, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register, Transition
    from fangzhi.casework.models import Proposal

PLAIN = (
    "number", "title", "state", "opened_on", "closed_on", "due_on", "stopped", "level",
)  # fmt: skip


class Curtain(NamedTuple):
    """What of a record a person may not read: fields and inputs that are for some roles of its office."""

    kind: Register
    held: frozenset[str]

    def hides(self, name: str, act: str = "") -> bool:
        """Whether a field, or an input of an act, is hidden."""
        some: frozenset[str] = frozenset()
        asked = inputs_for_some(self.kind.id, act).get(name, some) if act else some
        needed = asked or self.kind.seen_by.get(name, some)
        return bool(needed) and not needed & self.held

    def open(self, values: Mapping[str, Any], act: str = "") -> dict[str, Any]:
        """The values that may be read."""
        return {name: value for name, value in values.items() if not self.hides(name, act)}


def curtain(record: Record, viewer: Viewer) -> Curtain:
    """What of a record the person may not read."""
    held = viewer.roles(record.register, record.office_id)
    return Curtain(register(record.register), frozenset(held))


@cache
def inputs_for_some(kind: str, act: str) -> dict[str, frozenset[str]]:
    """The inputs of an act that only some roles may read afterwards."""
    one = register(kind).by_id.get(act)
    asked = (*one.inputs, *one.optional) if one else ()
    return {each.name: each.seen_by for each in asked if isinstance(each, Input) and each.seen_by}


def office_names(keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """Offices by key, as they are called today: one query, none for no office."""
    wanted = set(keys)
    if not wanted:
        return {}
    stages = OfficeStage.objects.filter(office__in=wanted).select_related("office").order_by("valid_from")
    english = translation.get_language() == "en"
    return {
        one.office_id: {"code": one.office.code, "name": (english and one.name_en) or one.name_zh}
        for one in stages
    }


def row_of(row: Mapping[str, Any], kind: Register, offices: Mapping[int, dict[str, str]]) -> dict[str, Any]:
    """A row of a list."""
    return {
        **{name: row[name] for name in PLAIN},
        "id": row["id"],
        "register": kind.id,
        "office": offices[row["office_id"]],
        "officer": row["officer__username"],
        "due_rule": row["due_rule"] or None,
        "result": row["result"] or None,
        "columns": {name: row.get(name) for name in shown_columns(kind)},
    }


def shown_columns(kind: Register) -> tuple[str, ...]:
    """The register's own columns; one that is for some roles alone stands in no list."""
    return tuple(name for name in kind.columns if name not in kind.seen_by)


def header_of(record: Record, office: dict[str, str]) -> dict[str, Any]:
    """The header of a record whose officer is at hand."""
    return {
        **{
            name: getattr(record, name)
            for name in (*PLAIN, "version", "parties", "body", "region", "register")
        },
        "id": record.pk,
        "office": office,
        "officer": record.officer.get_username() if record.officer else None,
        "due_rule": record.due_rule or None,
        "result": record.result or None,
    }


def after_act(number: int) -> dict[str, Any] | None:
    """The header of a record after an act, or nothing where the person's own scope has lost it."""
    found: Record | None = Record.objects.select_related("officer").filter(pk=number).first()
    return header_of(found, office_names([found.office_id])[found.office_id]) if found else None


def approval_of(one: Transition) -> list[str] | None:
    """Who must approve an act, as far as that does not depend on the case."""
    return None if callable(one.approval) else list(one.approval)


def names_of(keys: Iterable[Any]) -> dict[int, str]:
    """User names by key: one query, none for nobody."""
    wanted = {key for key in keys if isinstance(key, int)}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "username")) if wanted else {}


def proposals_of(waiting: Iterable[Proposal], viewer: Viewer) -> list[dict[str, Any]]:
    """Proposals whose record, with office and stages, and proposer are at hand."""
    rows = [(one, json.loads(one.inputs)) for one in waiting]
    people = names_of(
        given.get(name) for one, given in rows for name in people_in(one.record.register, one.transition)
    )
    return [_proposal(one, given, viewer, people) for one, given in rows]


def _proposal(
    one: Proposal, given: dict[str, Any], viewer: Viewer, people: Mapping[int, str]
) -> dict[str, Any]:
    shown = curtain(one.record, viewer).open(given, one.transition)
    named = people_in(one.record.register, one.transition)
    return {
        "id": one.pk,
        "record": one.record_id,
        "act": one.transition,
        "name": str(register(one.record.register).by_id[one.transition].name),
        "occurred_on": one.occurred_on,
        "inputs": {name: people.get(value) if name in named else value for name, value in shown.items()},
        "steps": one.steps.split(","),
        "step": one.step,
        "state": "withdrawn" if one.state == approvals.WITHDRAWN else one.state,
        "proposed_by": one.proposed_by.get_username(),
        "proposed_at": one.proposed_at,
        "decided_at": one.decided_at,
        "reason": one.reason,
        "may_decide": may_decide(one, viewer),
    }


def may_decide(one: Proposal, viewer: Viewer) -> bool:
    """Whether the person may approve or return a proposal now."""
    waits = one.state == approvals.WAITING and one.proposed_by_id != viewer.user
    return waits and approvals.able(one, one.record, viewer)
