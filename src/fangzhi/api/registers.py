"""Registers: what there is, the list of each, opening a record, counts, and one act for many records."""

from typing import Any

from django.db.models import Count
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from fangzhi.api.inputs import schema_of_inputs, taken
from fangzhi.api.people import Asking, act_of, at_work, office_of, person_of, register_of
from fangzhi.api.reading import moment, only
from fangzhi.api.shapes import (
    CountFilters,
    Counts,
    Done,
    Outcomes,
    RecordFilters,
    Registers,
    RegisterTold,
    Rows,
    ToDoMany,
    ToOpen,
)
from fangzhi.api.statuses import READS, WRITES
from fangzhi.api.telling import after_act, approval_of, office_names, row_of, shown_columns
from fangzhi.casework import acts, bulk, consent, counting, lists
from fangzhi.casework.access.viewer import Viewer
from fangzhi.casework.bulk import Outcome
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import Register, Transition, registers
from fangzhi.casework.models import Record
from fangzhi.casework.refusals import Refused

router = Router(tags=["registers"], by_alias=True)
router.add_decorator(at_work)


@router.get("/registers", response={200: Registers, **READS})
def list_registers(request: Asking) -> dict[str, Any]:
    """The registers of which the person sees records or counts, with their states, acts and counts."""
    viewer = request.viewer
    seen = [one for one in registers().values() if viewer.classes_of(one.id) or viewer.counts_of(one.id)]
    numbers = _numbers(seen)
    return {"registers": [_register(one, viewer, numbers) for one in seen]}


@router.get("/registers/{name}", response={200: RegisterTold, **READS})
def one_register(request: Asking, name: str) -> dict[str, Any]:
    """One register."""
    kind = register_of(name, request.viewer)
    return _register(kind, request.viewer, _numbers([kind]))


def _numbers(kinds: list[Register]) -> dict[tuple[str, str], int]:
    """How many records the person sees in each open state, by register and state: one query."""
    states = {state for kind in kinds for state in kind.open_states}
    rows = Record.objects.filter(register__in=[kind.id for kind in kinds], state__in=states)
    return {
        (kind, state): n
        for kind, state, n in rows.order_by().values_list("register", "state").annotate(n=Count("pk"))
    }


def _register(kind: Register, viewer: Viewer, numbers: dict[tuple[str, str], int]) -> dict[str, Any]:
    return {
        "id": kind.id,
        "name": str(kind.name),
        "pillar": kind.pillar,
        "sees_records": bool(viewer.classes_of(kind.id)),
        "states": [
            {
                "id": one.id,
                "name": str(one.name),
                "open": one.open,
                "records": numbers.get((kind.id, one.id), 0) if one.open else None,
            }
            for one in kind.states
        ],
        "transitions": [_act(kind, one) for one in kind.by_id.values()],
        "counts": [
            {
                "id": one.id,
                "name": str(one.name),
                "acts": list(one.kinds),
                "results": list(one.results),
                "adds": one.adds or None,
                "indicator": one.indicator or None,
            }
            for one in kind.counts
        ],
        "columns": {
            name: str(getattr(kind.model._meta.get_field(name), "verbose_name", name))
            for name in shown_columns(kind)
        },
        "results": {name: str(words) for name, words in kind.results.items()},
    }


def _act(kind: Register, one: Transition) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": str(one.name),
        "opens": one.opening,
        "source": list(one.source),
        "target": one.target if isinstance(one.target, str) else None,
        "who": list(one.who),
        "approval": approval_of(one),
        "basis": str(one.basis),
        "bulk": one.bulk,
        "inputs": schema_of_inputs(kind, one),
    }


@router.get("/registers/{name}/records", response={200: Rows, **READS})
def list_records(request: Asking, name: str, filters: Query[RecordFilters]) -> dict[str, Any]:
    """One page of the records of a register that the person may see, the newest first."""
    only(request, RecordFilters)
    kind = register_of(name, request.viewer)
    found = lists.listed(request.viewer, kind, _asked(kind, filters), filters.limit)
    offices = office_names(row["office_id"] for row in found.rows)
    return {
        "total": min(found.total, lists.COUNTED),
        "total_is_exact": not found.many,
        "more": found.more,
        "next": None if filters.due else found.last,
        "records": [row_of(row, kind, offices) for row in found.rows],
    }


def _asked(kind: Register, filters: RecordFilters) -> lists.Asked:
    """The filters as the list takes them. Raises `Refused` for a state, office or person there is not."""
    if filters.state and filters.state not in kind.state_names:
        words = _("There is no such state: %s.") % filters.state[:40]
        raise Refused(words, {"state": words})
    if filters.due and filters.after:
        words = _("A list by due date has one page; ask for more rows with `limit`.")
        raise Refused(words, {"after": words})
    officer = filters.officer or ""
    return lists.Asked(
        state=filters.state or "",
        office=office_of(filters.office).pk if filters.office else None,
        officer=officer if officer in ("", "none") else str(person_of(officer, "officer").pk),
        text=(filters.text or "").replace("\0", " "),
        due=filters.due or "",
        after=filters.after,
    )


@router.post("/registers/{name}/records", response={201: Done, **WRITES})
def open_record(request: Asking, name: str, given: ToOpen) -> Status[dict[str, Any]]:
    """Open a record by the opening act of the register."""
    kind = register_of(name, request.viewer)
    office = office_of(given.office)
    consent.who_acts(request.viewer, kind, kind.opening, Record(office=office, register=kind.id))
    inputs = taken(kind, kind.opening, None, given.inputs)
    event = acts.open_record(kind, office, request.viewer, given.occurred_on, **inputs)
    return Status(201, {"event": event.pk, "record": after_act(event.record_id or 0)})


@router.get("/registers/{name}/counts", response={200: Counts, **READS})
def counts(request: Asking, name: str, filters: Query[CountFilters]) -> dict[str, Any]:
    """The counts of a register in a period, counted from events alone; they name nobody."""
    only(request, CountFilters)
    kind = register_of(name, request.viewer)
    if filters.first > filters.last:
        words = _("The first day lies after the last one.")
        raise Refused(words, {"first": words, "last": words})
    seen = request.viewer.counts_of(kind.id)
    names = office_names(seen)
    wanted = [key for key in seen if not filters.office or names[key]["code"] in filters.office]
    if set(filters.office) - {names[key]["code"] for key in wanted}:
        raise Http404(_("There is no such office among those whose counts you may see."))
    at = moment(filters.as_of)
    found = counting.counts(kind, Period(filters.first, filters.last), wanted, at)
    return {
        "first": filters.first,
        "last": filters.last,
        "as_of": at,
        "counts": _counts(kind, found, names),
    }


def _counts(
    kind: Register, found: dict[str, dict[int, int]], names: dict[int, dict[str, str]]
) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "name": str(one.name),
            "indicator": one.indicator or None,
            "number": sum(found[one.id].values()),
            "offices": [
                {"office": names[key], "number": number} for key, number in sorted(found[one.id].items())
            ],
        }
        for one in kind.counts
    ]


@router.post("/registers/{name}/acts/{act}/preview", response={200: Outcomes, **WRITES})
def preview(request: Asking, name: str, act: str, given: ToDoMany) -> dict[str, Any]:
    """Whether an act would be done to each of many records, and why not; nothing is changed."""
    return _many(request, name, act, given, bulk.preview)


@router.post("/registers/{name}/acts/{act}/do", response={200: Outcomes, **WRITES})
def do(request: Asking, name: str, act: str, given: ToDoMany) -> dict[str, Any]:
    """Do an act to each of many records, each as an act of its own, and tell what became of each."""
    return _many(request, name, act, given, bulk.perform_all)


def _many(request: Asking, name: str, act: str, given: ToDoMany, verb: Any) -> dict[str, Any]:
    kind = register_of(name, request.viewer)
    one = act_of(kind, act)
    if not one.bulk:
        raise Refused(_("This act is done to one record at a time."))
    inputs = taken(kind, one, None, given.inputs)
    keys = list(dict.fromkeys(given.records))
    rows = Record.objects.filter(pk__in=keys, register=kind.id).select_related("office")
    seen = {row.pk: row for row in rows}
    found = {
        each.record.pk: each
        for each in verb(
            [seen[key] for key in keys if key in seen], act, request.viewer, given.occurred_on, inputs
        )
    }
    told = [_outcome(key, found.get(key)) for key in keys]
    done = sum(each["done"] for each in told)
    return {"done": done, "refused": len(told) - done, "outcomes": told}


def _outcome(key: int, one: Outcome | None) -> dict[str, Any]:
    """What became of one record; one that the person does not see is not found, in the same words as ever."""
    if one is None:
        words = _("There is no such record among those that you may see.")
        one = Outcome(Record(pk=key), Refused(words))
    why = one.refused
    return {
        "record": key,
        "number": one.record.number,
        "done": one.done,
        "event": one.event,
        "sentence": why.sentence if why else None,
        "fields": why.fields if why else {},
        "when": why.when if why else None,
    }
