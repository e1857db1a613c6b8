"""Enforcement statistics (执法统计) of a period: accepted, closed, pending, closing rates, days; every cut.

Two definitions of the closing rate (结案率) are in use and both are given: closed ÷ accepted in the period,
which may pass 100 %, and closed ÷ (carried in + accepted). Days are those of closed cases, without stops.

Docketing and closing days stand in the header because events set them; `counted_from_events` counts the same
from the events alone, also as of a past moment, and the tests hold the two to each other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, Count, Func, Q, Sum

from fangzhi.casework import relations
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.common import CAMPAIGN
from fangzhi.casework.declaration import registers
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Event, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.counting import Period
    from fangzhi.casework.declaration import Register

CUTS = ("register", "office", "month", "result", "body")
"""Cuts that every register has; a register's own are fields of its detail."""


class Cell(NamedTuple):
    """So many records of one kind in one place, month and result."""

    register: str
    office: int
    body: str
    month: str
    """YYYY-MM of docketing or closing; empty for what was carried in."""
    result: str
    accepted: int = 0
    closed: int = 0
    carried: int = 0
    days: int = 0
    """Sum of the days of the closed ones."""


class Month(Func):
    """The month of a day as YYYY-MM, by what each database does itself."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite keeps days as text."""
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL keeps days as days."""
        return self.as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM')", **more)


class Figures(NamedTuple):
    """The figures of one row of a statistic."""

    carried: int = 0
    accepted: int = 0
    closed: int = 0
    days: int = 0

    @property
    def pending(self) -> int:
        """Open at the end of the period."""
        return self.carried + self.accepted - self.closed

    @property
    def rate(self) -> float | None:
        """Closed ÷ accepted, in per cent."""
        return 100 * self.closed / self.accepted if self.accepted else None

    @property
    def full_rate(self) -> float | None:
        """Closed ÷ (carried in + accepted), in per cent."""
        whole = self.carried + self.accepted
        return 100 * self.closed / whole if whole else None

    @property
    def mean_days(self) -> float | None:
        """Mean days from docketing to closing, without stops."""
        return self.days / self.closed if self.closed else None


def cells(
    period: Period, offices: Sequence[int], names: Iterable[str], campaign: int | None = None
) -> list[Cell]:
    """Everything that a statistic of the period needs: three queries, whatever the cuts."""
    wanted = Q(register__in=list(names), office__in=list(offices))
    if campaign is not None:
        wanted &= Q(pk__in=relations.belonging(campaign, CAMPAIGN).values("record"))
    keys = ("register", "office", "body")
    with everything():
        docketed = Record.objects.filter(wanted, docketed_on__range=period)
        accepted = docketed.annotate(month=Month("docketed_on")).values_list(*keys, "month")
        done = Record.objects.filter(wanted, closed_on__range=period, docketed_on__isnull=False)
        closed = done.annotate(month=Month("closed_on")).values_list(*keys, "month", "result")
        open_before = Q(closed_on__isnull=True) | Q(closed_on__gte=period.first)
        before = Record.objects.filter(wanted, open_before, docketed_on__lt=period.first)
        made = [
            Cell(name, office, body, month, "", accepted=number)
            for name, office, body, month, number in accepted.annotate(n=Count("pk")).order_by()
        ]
        made += [
            Cell(name, office, body, month, result, closed=number, days=days or 0)
            for name, office, body, month, result, number, days in closed.annotate(
                n=Count("pk"), d=Sum("days")
            ).order_by()
        ]
        made += [
            Cell(name, office, body, "", "", carried=number)
            for name, office, body, number in before.values_list(*keys).annotate(n=Count("pk")).order_by()
        ]
    return made


def totals(found: Iterable[Cell], cut: str | None = None) -> dict[str, Figures]:
    """The figures by one cut, or all together under the empty key."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for cell in found:
        row = sums[str(getattr(cell, cut)) if cut else ""]
        for place, value in enumerate((cell.carried, cell.accepted, cell.closed, cell.days)):
            row[place] += value
    return {key: Figures(*row) for key, row in sums.items()}


def by_field(register: Register, field: str, period: Period, offices: Sequence[int]) -> dict[str, Figures]:
    """The figures of a register by one field of its detail, such as the source of cases: three queries."""
    related = register.model._base_manager.filter(
        record__register=register.id, record__office__in=list(offices)
    )
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    open_before = Q(record__closed_on__isnull=True) | Q(record__closed_on__gte=period.first)
    asked = (
        related.filter(open_before, record__docketed_on__lt=period.first),
        related.filter(record__docketed_on__range=period),
        related.filter(record__closed_on__range=period, record__docketed_on__isnull=False),
    )
    for place, rows in enumerate(asked):
        grouped = rows.values_list(field).annotate(n=Count("pk"), d=Sum("record__days")).order_by()
        for value, number, days in grouped:
            sums[str(value)][place] += number
            sums[str(value)][3] += (days or 0) if place == 2 else 0
    return {key: Figures(*row) for key, row in sums.items()}


MEASURES = ("accepted", "closed", "carried")


def behind(
    viewer: Viewer, measure: str, period: Period, register: str, office: int | None = None, most: int = 500
) -> list[Record]:
    """The records behind a figure, newest first, as far as the viewer may see them."""
    rows = {
        "accepted": Q(docketed_on__range=period),
        "closed": Q(closed_on__range=period, docketed_on__isnull=False),
        "carried": Q(docketed_on__lt=period.first)
        & (Q(closed_on__isnull=True) | Q(closed_on__gte=period.first)),
    }[measure]
    if office:
        rows &= Q(office=office)
    with scope(viewer):
        found = Record.objects.filter(rows, register=register, office__in=viewer.counts_of(register))
        return list(found.order_by("-pk")[:most])


def counted_from_events(
    period: Period, offices: Sequence[int], as_of: datetime | None = None
) -> dict[str, Figures]:
    """The figures by register, counted one record after the other from its events as they were written by a
    moment. Slow, and right by construction."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    with everything():
        for record in Record.objects.filter(office__in=list(offices)).order_by("pk").iterator():
            events = Event.objects.filter(record=record).order_by("seq")
            past = past_of([one for one in events if as_of is None or one.recorded_at <= as_of])
            _count_one(sums[record.register], registers()[record.register], record, past, period)
    return {key: Figures(*row) for key, row in sums.items() if any(row)}


def _count_one(row: list[int], register: Register, record: Record, past: Any, period: Period) -> None:
    from fangzhi.casework.deadlines import days_between

    docketed, told = past.docketed(register.docketing), past.fields()
    closed: date | None = _day(told.get("closed_on"))
    if docketed is None:
        return
    row[0] += docketed < period.first and (closed is None or closed >= period.first)
    row[1] += period.first <= docketed <= period.last
    if closed is not None and period.first <= closed <= period.last:
        row[2] += 1
        row[3] += days_between(docketed, closed, past)


def _day(text: str | None) -> date | None:
    from datetime import date as _date

    return _date.fromisoformat(text) if text else None
