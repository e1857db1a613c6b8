"""What happens once a day: chains are sealed, reminders written, tables looked at for their spread."""

from __future__ import annotations

from datetime import date, timedelta
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
    """Write the reminders of a day: half of the time gone, three working days left, due today."""
    written = 0
    with everything(), transaction.atomic():
        for deadline, kind in _touched(today):
            name = next((one for one in rule_book().rows(deadline.rule)), None)
            words = {"rule": name.name_zh if name else deadline.rule, "due": deadline.due_on}
            key = f"due:{deadline.pk}:{deadline.due_on}:{kind}"
            notices.write([deadline.record.officer_id or 0], deadline.record, kind, key, **words)
            written += 1
    return written


def _touched(today: date) -> Iterator[tuple[Deadline, str]]:
    running = Deadline.objects.filter(running=True, due_on__gte=today, record__officer__isnull=False)
    for one in running.select_related("record").iterator(chunk_size=500):
        if one.due_on == today:
            yield one, "today"
        elif soon_day(one.due_on) == today:
            yield one, "soon"
        elif one.started_on + (one.due_on - one.started_on) // 2 == today:
            yield one, "half"


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
