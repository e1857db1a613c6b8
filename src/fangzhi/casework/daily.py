"""What happens once a day: chains are sealed, reminders written, tables looked at for their spread."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from fangzhi.casework import counted_figures, ledger, notices
from fangzhi.casework.access.scope import everything
from fangzhi.casework.clock import calendar, rule_book
from fangzhi.casework.models import DailyHead, Deadline, Record
from fangzhi.casework.turns import turn
from fangzhi.casework.verification import heads_now, heads_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.casework.models import Notice

SETTLING = 60
"""Days after the turn of a year in which its counts may still change."""
SOON = 3
"""Working days before the due date on which a reminder is written."""


def seal_day(day: date) -> DailyHead:
    """Seal the heads of all chains for a day; a day that is sealed stays as it is."""
    with turn(), transaction.atomic():
        known = DailyHead.objects.filter(day=day).first()
        if known is not None:
            return known
        last = DailyHead.objects.order_by("-day").first()
        previous = last.digest if last else ""
        heads, name = heads_text(heads_now()), ledger.algorithm()
        digest = ledger.digest_of(name, f"{day.isoformat()}\n{previous}\n{heads}")
        return DailyHead.objects.create(
            day=day, heads=heads, previous=previous, digest=digest, algorithm=name
        )


def remind(today: date) -> int:
    """Write the reminders of a day: half of the time gone, three working days left, due today.

    They are found by reading alone and written a portion at a time, so that nobody's act waits for them.
    """
    written = 0
    with everything():
        waiting = _touched(today)
        while portion := [_reminder(*one) for one in islice(waiting, PORTION)]:
            with turn(), transaction.atomic():
                notices.keep(portion)
            written += len(portion)
    return written


PORTION = 500
"""Reminders in one transaction."""


def _reminder(deadline: Deadline, kind: str) -> Notice:
    name = next((one for one in rule_book().rows(deadline.rule)), None)
    words = {"rule": name.name_zh if name else deadline.rule, "due": deadline.due_on}
    key = f"due:{deadline.pk}:{deadline.due_on}:{kind}"
    return notices.made(deadline.record.officer_id or 0, deadline.record, kind, key, words)


def _touched(today: date) -> Iterator[tuple[Deadline, str]]:
    """The time limits to remind of, due day by due day; no query is open while one is told."""
    running = Deadline.objects.filter(running=True, due_on__gte=today)
    with_officer = running.filter(record__officer__isnull=False).select_related("record")
    for due in sorted(set(running.order_by().values_list("due_on", flat=True).distinct())):
        kind = "today" if due == today else "soon" if soon_day(due) == today else "half"
        rows = with_officer.filter(due_on=due)
        if kind == "half":
            rows = rows.filter(started_on__in=half_gone(due, today))
        yield from [(one, kind) for one in rows.order_by("pk")]


def half_gone(due: date, today: date) -> tuple[date, ...]:
    """The days on which a time limit began whose half is over today: the middle between beginning and due
    date, rounded down, is today."""
    twice = 2 * today.toordinal() - due.toordinal()
    return tuple(date.fromordinal(one) for one in (twice, twice + 1) if one > 0)


def soon_day(due: date) -> date:
    """The day three working days before a due date."""
    return calendar().add(due, -SOON)


def count(today: date) -> None:
    """Put the counts of this year, and in the first weeks those of the last, into the panel."""
    years = {today.year, (today - timedelta(days=SETTLING)).year}
    for year in sorted(years):
        counted_figures.enter(year, "worker")


def run(today: date | None = None) -> None:
    """Everything that a day asks for; calling it again changes nothing."""
    today = today or timezone.localdate()
    seal_day(today - timedelta(days=1))
    remind(today)
    count(today)
    take_stock()
    notices.deliver()


def take_stock() -> None:
    """Let the database know how the headers are spread over registers, states and days: by that it chooses
    how to read lists and statistics. PostgreSQL also learns it in time by itself, SQLite never does.

    The connections of a running server read what SQLite knows only when the schema changes, which making the
    table anew does.
    """
    with turn(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE IF EXISTS sqlite_stat1")
        cursor.execute(f"ANALYZE {connection.ops.quote_name(Record._meta.db_table)}")
