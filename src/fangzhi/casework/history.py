"""What has happened to a record, as it stands: undone events are gone, corrected ones have their right day.

The fold of the changes of these events is the record; nothing about a record is known in any other way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from fangzhi.casework.models import Event

UNDO, CORRECT = "undo", "correct"
IMPORTED = "imported"
"""The first event of a record that came from elsewhere; it holds all that the record then said."""
PROCEEDINGS = frozenset({"proposed", "endorsed", "returned", "withdrawn_proposal"})
"""Events of an approval: they stand in the history and change nothing."""
QUIET = frozenset({"assign", "note", "set_level", "recuse", "attach", "handed_over", "join_campaign"})
"""Acts inside the office: their day binds no later act, because work is often entered after it was done."""

BESIDE = frozenset({"attach", "recuse"})
"""Acts that are never taken back and hinder no other act from being."""


class Happened(NamedTuple):
    """An event as it stands."""

    id: int
    kind: str
    occurred_on: date
    recorded_at: datetime
    before: str
    after: str
    refers: int | None
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Past:
    """The events of a record in the order of the ledger, and what of them stands."""

    events: tuple[Happened, ...]

    @cached_property
    def standing(self) -> tuple[Happened, ...]:
        """The acts that stand: without undone ones and without the undoings, on their corrected days."""
        undone = {one.refers for one in self.events if one.kind == UNDO}
        days = {
            one.refers: one.body["day"] for one in self.events if one.kind == CORRECT and one.id not in undone
        }
        return tuple(
            one._replace(occurred_on=_day(days[one.id])) if one.id in days else one
            for one in self.events
            if one.kind not in (UNDO, CORRECT) and one.kind not in PROCEEDINGS and one.id not in undone
        )

    @property
    def last(self) -> Happened | None:
        """The last act that stands."""
        return self.standing[-1] if self.standing else None

    @property
    def to_undo(self) -> Happened | None:
        """The last act that can be taken back: files and recusals stand beside the others and stay."""
        return next((one for one in reversed(self.standing) if one.kind not in BESIDE), None)

    @property
    def last_day(self) -> date | None:
        """The day before which no further act can lie."""
        return next((one.occurred_on for one in reversed(self.standing) if one.kind not in QUIET), None)

    def when(self, kind: str) -> date | None:
        """The day of the last standing act of a kind."""
        return next((one.occurred_on for one in reversed(self.standing) if one.kind == kind), None)

    def last_of(self, kinds: Collection[str]) -> date | None:
        """The day of the last standing act of any of these kinds."""
        return next((one.occurred_on for one in reversed(self.standing) if one.kind in kinds), None)

    def docketed(self, kinds: Collection[str]) -> date | None:
        """The day of docketing: of the last standing act that gave the number, else as an import told it."""
        told = self.last_of(kinds)
        if told is not None:
            return told
        imported: Mapping[str, Any] = next(
            (one.body.get("import", {}) for one in self.standing if one.kind == IMPORTED), {}
        )
        return _day(imported["docketed_on"]) if imported.get("docketed_on") else None

    def has(self, *kinds: str) -> bool:
        """Whether an act of one of these kinds stands."""
        return any(one.kind in kinds for one in self.standing)

    def inputs_of(self, kind: str) -> Mapping[str, Any]:
        """What the last standing act of a kind was given; empty without one."""
        found = next((one for one in reversed(self.standing) if one.kind == kind), None)
        return found.body.get("inputs", {}) if found else {}

    def stopped(self) -> list[str]:
        """The kinds of stop that are open."""
        found: list[str] = []
        for one in self.standing:
            if one.body.get("opens"):
                found.append(one.body["opens"])
            closes = one.body.get("closes")
            if closes:
                found = [] if closes == "*" else [kind for kind in found if kind != closes]
        return found

    def fields(self, *, without: int | None = None) -> dict[str, Any]:
        """The record as its events explain it: field → value as JSON. `without` leaves one event out."""
        found: dict[str, Any] = {}
        gone = {one.refers for one in self.events if one.kind == UNDO} | {without}
        for one in self.events:
            if one.kind != UNDO and one.id not in gone and not (one.kind == CORRECT and one.refers in gone):
                found |= one.body.get("changes", {})
        return found


def past_of(rows: Iterable[Event]) -> Past:
    """The past of a record from its events in the order of the ledger."""
    return Past(
        tuple(
            Happened(
                row.pk,
                row.kind,
                row.occurred_on,
                row.recorded_at,
                row.before,
                row.after,
                row.refers_id,
                json.loads(row.body),
            )
            for row in rows
        )
    )


def _day(text: str) -> date:
    from datetime import date as _date

    return _date.fromisoformat(text)
