"""Counts (统计): how many records of a register had an act in a period, counted from events alone; some
add up the acts themselves, or a number that was entered with them (出动人次).

A count is the events of its kinds whose day, after corrections, lies in the period, without undone ones, as
they were written by a moment. So any count can be read as of a past moment, and opened to its records as far
as the viewer may see them.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.utils import timezone

from fangzhi.casework.access.scope import scope
from fangzhi.casework.declaration import EVERY
from fangzhi.casework.history import CORRECT, UNDO
from fangzhi.casework.models import Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Counted, Register


class Period(NamedTuple):
    """From the first to the last day, both counted."""

    first: date
    last: date


class Row(NamedTuple):
    """One count of one office."""

    office: int
    counted: str
    number: int


def counts(
    register: Register, period: Period, offices: Sequence[int], as_of: datetime | None = None
) -> dict[str, dict[int, int]]:
    """Every count of a register: count → office → number. One query for all of them.

    A record that had the same act twice in the period (an act undone and done again, a case reopened) counts
    once, unless the count adds up acts or what was entered with them.
    """
    found: dict[str, dict[int, int]] = {one.id: {} for one in register.counts}
    if not offices:
        return found
    sql, values = _sql(register, period, offices, as_of)
    sums = {"": "COUNT(DISTINCT record_id)", EVERY: "COUNT(*)"}
    sums |= {name: f"SUM(added_{name})" for name in _added(register)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, result, office_id, {', '.join(sums.values())} {sql} GROUP BY 1, 2, 3", values
        )
        rows = cursor.fetchall()
    for kind, result, office, *numbers in rows:
        told = dict(zip(sums, numbers, strict=True))
        for one in register.counts:
            if kind in one.kinds and (not one.results or result in one.results):
                found[one.id][office] = found[one.id].get(office, 0) + int(told[one.adds])
    return found


def records_of(
    register: Register,
    counted: Counted,
    period: Period,
    viewer: Viewer,
    as_of: datetime | None = None,
    most: int = 500,
) -> list[Record]:
    """The records behind a count, as far as the viewer may see them, newest first."""
    offices = viewer.counts_of(register.id)
    if not offices:
        return []
    sql, values = _sql(register, period, offices, as_of, counted.kinds)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT record_id, result {sql} ORDER BY 1 DESC LIMIT {int(most) * 4}", values
        )
        keys = [key for key, result in cursor.fetchall() if not counted.results or result in counted.results]
    with scope(viewer):
        return list(Record.objects.filter(pk__in=keys).order_by("-pk")[:most])


def _sql(
    register: Register,
    period: Period,
    offices: Sequence[int],
    as_of: datetime | None,
    kinds: Sequence[str] | None = None,
) -> tuple[str, list[Any]]:
    """The part of the statement that both questions share, and its values.

    The result of a closing is read from the event's own body: the record may have been reopened since.
    """
    wanted = list(kinds or dict.fromkeys(kind for one in register.counts for kind in one.kinds))
    moment = (as_of or timezone.now()).astimezone(UTC)
    json_day = _in_body("fix", "day")
    corrected = json_day if connection.vendor == "sqlite" else f"({json_day})::date"
    added = "".join(
        f"CAST(COALESCE({_in_body('event', 'inputs', name)}, '0') AS bigint) AS added_{name}, "
        for name in _added(register)
    )
    sql = f"""
      FROM (
        SELECT event.kind, COALESCE({_in_body("event", "changes", "result")}, '') AS result,
          record.office_id, event.record_id, {added}
          COALESCE((
            SELECT {corrected} FROM casework_event fix
            WHERE fix.refers_id = event.id AND fix.kind = '{CORRECT}' AND fix.recorded_at <= %s
              AND NOT EXISTS (SELECT 1 FROM casework_event gone WHERE gone.refers_id = fix.id
                              AND gone.kind = '{UNDO}' AND gone.recorded_at <= %s)
            ORDER BY fix.seq DESC LIMIT 1), event.occurred_on) AS day
        FROM casework_event event JOIN casework_record record ON record.id = event.record_id
        WHERE record.register = %s AND event.kind IN ({_marks(wanted)}) AND event.recorded_at <= %s
          AND record.office_id IN ({_marks(offices)})
          AND NOT EXISTS (SELECT 1 FROM casework_event undone WHERE undone.refers_id = event.id
                          AND undone.kind = '{UNDO}' AND undone.recorded_at <= %s)
      ) counted WHERE day BETWEEN %s AND %s"""  # noqa: S608 - only names of ours and marks are in the text
    values = [moment, moment, register.id, *wanted, moment, *offices, moment, period.first, period.last]
    return sql, values


def _added(register: Register) -> list[str]:
    """The inputs whose numbers the register's counts add up."""
    return list(dict.fromkeys(one.adds for one in register.counts if one.adds not in ("", EVERY)))


def _in_body(event: str, *path: str) -> str:
    """What stands at a place in the body of an event, in the words of the database."""
    if connection.vendor == "sqlite":
        return f"json_extract({event}.body, '$.{'.'.join(path)}')"
    return f"{event}.body::jsonb #>> '{{{','.join(path)}}}'"


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
