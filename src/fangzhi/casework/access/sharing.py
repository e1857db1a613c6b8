"""Sharing: what an office outside, such as the police, may look at, and do, in another office's record.

A partner has no classes: lists, search and the pages of records stay closed. What is shared is reached here
alone, and shows only what the register declares for partners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.casework.access.roles import PARTNER
from fangzhi.casework.models import Record, Share

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Transition


def outside_offices(viewer: Viewer) -> tuple[int, ...]:
    """The offices for which the person is a partner."""
    return tuple(sorted({held.office for held in viewer.held if held.role == PARTNER}))


def parts_of(viewer: Viewer, record: Record) -> frozenset[str]:
    """As what the person's offices take part in a record that is shared with them: the kinds of the sharing,
    for a register that the role covers; empty when it is not shared."""
    offices = [one.office for one in viewer.held if one.role == PARTNER and one.covers(record.register)]
    if not offices:
        return frozenset()
    rows = Share._base_manager.filter(record_id=record.pk, office__in=offices)
    return frozenset(rows.values_list("kind", flat=True))


def parts_in(viewer: Viewer, records: Collection[Record]) -> dict[int, frozenset[str]]:
    """The same for records that are shared with the person, by their keys, in one query."""
    rows = Share._base_manager.filter(record__in=records, office__in=outside_offices(viewer))
    found: dict[int, set[str]] = {}
    for key, kind in rows.values_list("record", "kind"):
        found.setdefault(key, set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}


def does(parts: frozenset[str], transition: Transition) -> bool:
    """Whether partners who take part in this way do an act."""
    return PARTNER in transition.who and bool(parts & {transition.partner} if transition.partner else parts)


def shared_records(viewer: Viewer) -> QuerySet[Record]:
    """The records that are shared with the person's offices, newest first."""
    shared = Share._base_manager.filter(office__in=outside_offices(viewer)).values("record")
    names = {name for one in viewer.held if one.role == PARTNER for name in one.registers}
    rows: QuerySet[Record] = _all_records().filter(pk__in=shared)
    whole = any(one.role == PARTNER and not one.registers for one in viewer.held)
    return (rows if whole else rows.filter(register__in=names)).order_by("-pk")


def _all_records() -> QuerySet[Record]:
    """Records without the scope: the query is narrowed by what is shared, and by nothing else."""
    from django.db.models import QuerySet as Rows

    return Rows(Record)
