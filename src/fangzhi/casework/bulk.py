"""One act for many records (批量办理): a preview that changes nothing, and the acts, each one of its own.

Only transitions that their register declares as `bulk` are done this way. What is refused for one record
holds up none of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from fangzhi.casework import acts
from fangzhi.casework.access.scope import everything
from fangzhi.casework.declaration import register
from fangzhi.casework.refusals import Refused
from fangzhi.casework.turns import turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.models import Record


class Outcome(NamedTuple):
    """What an act would do to one record, or did."""

    record: Record
    refused: Refused | None = None
    event: int | None = None
    """Key of the event, once it is done."""

    @property
    def done(self) -> bool:
        """Whether it was done; in a preview, whether it would be."""
        return self.refused is None


def preview(
    records: Sequence[Record], transition: str, by: Viewer, occurred_on: date, inputs: Mapping[str, Any]
) -> list[Outcome]:
    """What the act would do to each record, and why not; nothing is written. Raises `Refused` for an act that
    is not done to many records at once.

    What only writing finds out, such as a document that lacks a value, is told when the act is done.
    """
    _for_many(records, transition)
    with turn(), transaction.atomic(), everything():
        found = [_checked(one, transition, by, occurred_on, inputs) for one in records]
        transaction.set_rollback(True)
    return found


def perform_all(
    records: Sequence[Record], transition: str, by: Viewer, occurred_on: date, inputs: Mapping[str, Any]
) -> list[Outcome]:
    """Do the act to each record in a transaction of its own, and tell what became of each. Raises `Refused`
    for an act that is not done to many records at once."""
    _for_many(records, transition)
    return [_performed(one, transition, by, occurred_on, inputs) for one in records]


def _for_many(records: Sequence[Record], transition: str) -> None:
    for kind in {one.register for one in records}:
        found = register(kind).by_id.get(transition)
        if found is None or not found.bulk:
            raise Refused(_("This act is done to one record at a time."))


def _checked(
    record: Record, transition: str, by: Viewer, occurred_on: date, inputs: Mapping[str, Any]
) -> Outcome:
    try:
        acts.check(acts.begin(record, transition, by, occurred_on), inputs)
    except Refused as error:
        return Outcome(record, error)
    return Outcome(record)


def _performed(
    record: Record, transition: str, by: Viewer, occurred_on: date, inputs: Mapping[str, Any]
) -> Outcome:
    try:
        event = acts.perform(record, transition, by, occurred_on, **inputs)
    except Refused as error:
        return Outcome(record, error)
    return Outcome(record, event=event.pk)
