"""Relations of a record: links to other records, and offices outside with which it is shared.

Both follow from the events: an act notes them in its event, and undoing the act takes them back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from fangzhi.casework.models import Link, Record, Share
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from fangzhi.casework.acts import Act


def within_sight(act: Act) -> None:
    """Raises `Refused` for a record among the inputs that the person does not see, or the record itself,
    before anything is said about it."""
    for name in act.transition.links:
        target: Record | None = act.inputs.get(name)
        if target is not None and (not act.by.sees(target) or target.pk == act.record.pk):
            words = _("There is no such record among those that you may see.")
            raise Refused(words, {name: words})


def note(act: Act) -> None:
    """Write the relations that the act makes into its event."""
    links = [[name, act.inputs[name].pk] for name in act.transition.links if act.inputs.get(name)]
    if links:
        act.body["links"] = [*act.body.get("links", ()), *links]
    kind = act.transition.shares
    shared = act.inputs.get(kind) if kind else None
    if shared is not None and shared.outside and not _is_shared(act.record, shared.pk, kind):
        act.body["shares"] = [[kind, shared.pk]]


def _is_shared(record: Record, office: int, kind: str) -> bool:
    found: bool = Share._base_manager.filter(record=record.pk, office=office, kind=kind).exists()
    return found


def keep(act: Act) -> None:
    """Make the relations that the act noted."""
    for kind, key in act.body.get("links", ()):
        Link.objects.get_or_create(record=act.record, target_id=key, kind=kind)
    for kind, key in act.body.get("shares", ()):
        Share.objects.get_or_create(record=act.record, office_id=key, kind=kind)


def linked_with(record: Record) -> set[int]:
    """Keys of the records that a record is linked with, in either direction, whoever may see them."""
    either = Q(record=record.pk) | Q(target=record.pk)
    found = Link._base_manager.filter(either).values_list("record", "target")
    return {key for pair in found for key in pair} - {record.pk}


def linked_to(record: Record, kind: str) -> list[Record]:
    """The records to which a record is linked by a kind of link, whoever may see them: for acts alone."""
    rows = Link._base_manager.filter(record=record.pk, kind=kind).select_related("target__office")
    return [one.target for one in rows.order_by("pk")]


def belonging(record: int, kind: str) -> QuerySet[Link]:
    """The links by which records belong to a record, or to one that itself belongs to it as a part."""
    rows: QuerySet[Link] = Link._base_manager.filter(kind=kind)
    parts = rows.filter(target=record, record__register=kind).values("record")
    return rows.filter(Q(target=record) | Q(target__in=parts)).exclude(record__register=kind)


def is_linked(record: Record, target: Record, kind: str) -> bool:
    """Whether a record is linked to another one by a kind of link."""
    found: bool = Link._base_manager.filter(record=record.pk, target=target.pk, kind=kind).exists()
    return found


def undo(record: Record, body: Mapping[str, Any]) -> None:
    """Take back the relations that an undone act made."""
    for kind, key in body.get("links", ()):
        Link.objects.filter(record=record, target=key, kind=kind).delete()
    for kind, key in body.get("shares", ()):
        Share.objects.filter(record=record, office=key, kind=kind).delete()
