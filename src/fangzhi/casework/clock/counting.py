"""How a period is counted: in days (working, calendar, months) or in hours, with its stops and extensions.

`reckoning` states the rules of law that are followed here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from calendar import monthrange
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.casework.clock.moments import CHINA, day_of, from_minutes, minutes
from fangzhi.casework.clock.periods import Approval, BackwardStop, Reckoning, Stop
from fangzhi.casework.clock.rule_files import MOST
from fangzhi.casework.clock.steps import Step
from fangzhi.casework.clock.working_days import FIRST, LAST, OutOfReach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.casework.clock.moments import Moment
    from fangzhi.casework.clock.rules import Extension, Rule
    from fangzhi.casework.clock.working_days import Calendar

FOREVER = 1 << 60
"""The point at which a stop ends that has not been resumed."""
_FIRST, _LAST = FIRST.toordinal(), LAST.toordinal()


class Span(NamedTuple):
    """A stop in points, with its ground where it has a single one."""

    since: int
    until: int
    ground: str


def united(spans: Iterable[Span]) -> list[Span]:
    """The union of half-open spans, in order and apart from one another; empty ones fall out."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.since >= span.until:
            continue
        if found and span.since <= found[-1].until:
            last = found[-1]
            ground = last.ground if last.ground == span.ground else ""
            found[-1] = Span(last.since, max(last.until, span.until), ground)
        else:
            found.append(span)
    return found


def add_months(ordinal: int, amount: int) -> int:
    """The corresponding day of another month, or that month's last day. Raises `OutOfReach`."""
    day = date.fromordinal(ordinal)
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    if not FIRST.year <= year <= LAST.year:
        raise OutOfReach
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


class Count(ABC):
    """A period while it is counted.

    Points are whole numbers, ordinals of days or minutes; `last` is the last point, before it is moved off a
    rest day.
    """

    def __init__(self, rule: Rule, start: Moment, calendar: Calendar) -> None:
        """Count the period of the rule itself."""
        self.rule, self.start, self.calendar = rule, start, calendar
        self.steps: list[Step] = []
        self.pending: list[Span] = []
        self.stopped_since: Moment | None = None
        self.used = 0
        self.begin = self.point(start)
        self.open()
        self.last = self.plus(self.begin, rule.amount, rule.unit)
        self.steps.append(Step("counted", self.moment(self.last), rule.amount, rule.unit))

    @abstractmethod
    def point(self, moment: Moment) -> int:
        """The point of a moment. Raises `OutOfReach`."""

    @abstractmethod
    def moment(self, point: int) -> Moment:
        """The moment of a point."""

    @abstractmethod
    def open(self) -> None:
        """State the event from which the period runs."""

    @abstractmethod
    def plus(self, point: int, amount: int, unit: str) -> int:
        """A point so much later. Raises `OutOfReach`."""

    @abstractmethod
    def counted_from(self) -> int:
        """The first point that counts."""

    @abstractmethod
    def runs_at(self, point: int) -> bool:
        """Whether the period has not run out before a point."""

    @abstractmethod
    def move(self, since: int, until: int) -> tuple[int, str]:
        """Move the last point by what lies in a stop; gives that length and its unit."""

    @abstractmethod
    def end(self) -> int:
        """The point at which the period ends as things stand, moved off rest days and stops."""

    @abstractmethod
    def close(self) -> bool:
        """State what moved the end off the last point; gives whether the result is provisional."""

    def refuse(self, stops: Iterable[Stop], extensions: Iterable[Approval]) -> None:
        """A period that is counted backwards has neither stops nor extensions."""
        for stop in stops:
            self._refuse_stop(Stop(*stop), "backwards")
        for given in extensions:
            approval = Approval(*given)
            self._refuse_extension(approval, approval.unit or self.rule.unit, "backwards")

    def lay(self, stops: Iterable[Stop], as_of: Moment | None) -> None:
        """Unite the stops that count; they are taken when their turn comes."""
        now = FOREVER if as_of is None else self.point(as_of)
        spans = []
        for given in stops:
            stop = Stop(*given)
            since, until = self.point(stop.since), now if stop.until is None else self.point(stop.until)
            if stop.until is not None and until < since:
                raise BackwardStop(stop)
            if stop.ground and self.rule.stops and stop.ground not in self.rule.stops:
                self._refuse_stop(stop, "ground")
            elif until > self.counted_from():
                spans.append(Span(since, until, stop.ground))
        self.pending = united(spans) if spans else []

    def extend(self, extensions: Iterable[Approval]) -> None:
        """Add the extensions in the order of their approval, each after the stops that began up to it."""
        approvals = [Approval(*given) for given in extensions]
        for approval in sorted(approvals, key=self._turn) if len(approvals) > 1 else approvals:
            self._extend(approval)

    def finish(self) -> None:
        """Take the stops that are left."""
        self._take_stops(FOREVER)

    def result(self) -> Reckoning:
        """The due date with its steps."""
        last = self.last
        provisional = self.close()
        stopped = self.stopped_since is not None
        due = None if stopped else self.moment(self.last)
        nominal = None if stopped else self.moment(last)
        if provisional:
            self.steps.append(Step("provisional", due))
        return Reckoning(
            self.rule,
            self.start,
            due,
            nominal,
            provisional,
            tuple(self.steps),
            self.stopped_since,
            self.calendar.version,
        )

    def _turn(self, approval: Approval) -> tuple[int, int, int, str]:
        order = [one.by for one in self.rule.extensions]
        rank = order.index(approval.by) if approval.by in order else 0
        return self.point(approval.approved), rank, approval.amount, approval.unit

    def _take_stops(self, upto: int) -> None:
        """Move the last point by the pending stops that began up to a point and while the period ran."""
        while self.pending and self.pending[0].since <= upto and self.runs_at(self.pending[0].since):
            span = self.pending.pop(0)
            if span.until == FOREVER:
                self.stay_stopped(span)
                return
            amount, unit = self.move(max(span.since, self.counted_from()), span.until)
            bounds = self.moment(span.since), self.moment(span.until)
            self.steps.append(Step("stop", self.moment(self.last), amount, unit, *bounds, span.ground))

    def stay_stopped(self, span: Span) -> None:
        """The period has not resumed: it has no end."""
        self.stopped_since = self.moment(span.since)
        self.steps.append(Step("still_stopped", None, since=self.stopped_since, by=span.ground))

    def _extend(self, approval: Approval) -> None:
        at = self.point(approval.approved)
        self._take_stops(at)
        slots = self.rule.extensions
        slot = slots[self.used] if self.used < len(slots) else None
        unit = approval.unit or (slot.unit if slot else self.rule.unit)
        why = "none" if slot is None else self._objection(approval, at, slot, unit)
        if why or slot is None:
            self._refuse_extension(approval, unit, why)
            return
        self.used += 1
        self.last = self.plus(self.last, approval.amount, unit)
        end = None if self.stopped_since else self.moment(self.last)
        self.steps.append(
            Step("extended", end, approval.amount, unit, since=approval.approved, by=slot.by, why=slot.reason)
        )

    def _objection(self, approval: Approval, at: int, slot: Extension, unit: str) -> str:
        """Why an approved extension does not count; empty when it does."""
        if approval.by and approval.by != slot.by:
            return "foreign"
        if unit not in MOST or (unit == "h") != (self.rule.unit == "h"):
            return "unit"
        if approval.amount <= 0:
            return "empty"
        if at < self.begin:
            return "early"
        if at >= self.end():
            return "late"
        return "long" if self._too_long(approval.amount, unit, slot) else ""

    def _too_long(self, amount: int, unit: str, slot: Extension) -> bool:
        if amount > MOST[unit]:
            return True
        if slot.amount is None or unit == slot.unit:
            return slot.amount is not None and amount > slot.amount
        return self.plus(self.last, amount, unit) > self.plus(self.last, slot.amount, slot.unit)

    def _refuse_extension(self, approval: Approval, unit: str, why: str) -> None:
        self.steps.append(
            Step("refused_extension", approval.approved, approval.amount, unit, by=approval.by, why=why)
        )

    def _refuse_stop(self, stop: Stop, why: str) -> None:
        self.steps.append(
            Step("refused_stop", None, since=stop.since, until=stop.until, by=stop.ground, why=why)
        )


class Days(Count):
    """A period in working days, calendar days or months; its points are ordinals of days."""

    unit: str
    in_working_days = False

    def point(self, moment: Moment) -> int:
        """The ordinal of the day. Raises `OutOfReach`."""
        return _within(day_of(moment).toordinal())

    def moment(self, point: int) -> date:
        """The day of an ordinal."""
        return date.fromordinal(point)

    def open(self) -> None:
        """The day of the event is not counted."""
        self.steps.append(Step("event", self.moment(self.begin), by=self.rule.from_event))

    def counted_from(self) -> int:
        """The day after the event."""
        return self.begin + 1

    def plus(self, point: int, amount: int, unit: str) -> int:
        """So many working days, calendar days or months later. Raises `OutOfReach`."""
        self.unit = unit
        if unit == "m":
            return add_months(point, amount)
        if unit == "d":
            return _within(point + amount)
        self.in_working_days = True
        days = self.calendar
        return days.nth(days.count(point) + amount if amount > 0 else days.count(point - 1) + amount + 1)

    def runs_at(self, point: int) -> bool:
        """The last day runs to its end."""
        return point <= self.last

    def move(self, since: int, until: int) -> tuple[int, str]:
        """Working days stopped for a period in working days, else calendar days."""
        if self.unit != "wd":
            self.last = _within(self.last + until - since)
            return until - since, "d"
        days = self.calendar
        before, stopped = days.count(since - 1), days.count(until - 1)
        self.last = days.nth(stopped + days.count(self.last) - before)
        return stopped - before, "wd"

    def end(self) -> int:
        """The first day from the last one on that is neither a rest day nor stopped."""
        if self.stopped_since is not None:
            return FOREVER
        day = self.calendar.next_working(self.last)
        for span in self.pending:
            if span.since <= day < span.until:
                if span.until == FOREVER:
                    return FOREVER
                day = self.calendar.next_working(span.until)
        return day

    def close(self) -> bool:
        """Move the last day off rest days: forwards, or further back for a period counted backwards."""
        end = self.calendar.previous_working(self.last) if self.rule.amount < 0 else self.end()
        if end == FOREVER:
            if self.stopped_since is None:
                self.stay_stopped(self.pending[-1])
            return False
        first = self.last
        if end != first:
            self._off(first, end)
        counted = self.begin if self.in_working_days else first
        low, high = sorted((counted, end))
        self.last = end
        return not self.calendar.confirmed(low, high)

    def _off(self, last: int, end: int) -> None:
        day = self.moment(last)
        resting = not self.calendar.is_working(day)
        kind = "rest_day" if resting else "stopped_day"
        why = self.calendar.reason(day) if resting else ""
        self.steps.append(Step(kind, self.moment(end), since=day, why=why))


class Hours(Count):
    """A period in hours; its points are minutes in the time of China."""

    def point(self, moment: Moment) -> int:
        """The minute of an instant, the first of a day. Raises `OutOfReach`."""
        _within(day_of(moment).toordinal())
        return minutes(moment)

    def moment(self, point: int) -> datetime:
        """The instant of a minute, with a time zone when the period began with one."""
        instant = from_minutes(point)
        aware = isinstance(self.start, datetime) and self.start.tzinfo is not None
        return instant.replace(tzinfo=CHINA) if aware else instant

    def open(self) -> None:
        """Hours run from the instant of the event, or from 00:00 of its day."""
        begin = self.moment(self.begin)
        self.steps.append(Step("event", begin, unit="h", by=self.rule.from_event))
        if not isinstance(self.start, datetime):
            self.steps.append(Step("midnight", begin))

    def counted_from(self) -> int:
        """The instant of the event."""
        return self.begin

    def plus(self, point: int, amount: int, unit: str) -> int:
        """So many hours later."""
        return point + amount * 60

    def runs_at(self, point: int) -> bool:
        """At its last instant the period is over."""
        return point < self.last

    def move(self, since: int, until: int) -> tuple[int, str]:
        """The minutes stopped."""
        self.last += until - since
        return until - since, "min"

    def end(self) -> int:
        """The last instant, whatever the day."""
        return self.last if self.stopped_since is None else FOREVER

    def close(self) -> bool:
        """Hours are not moved off a rest day and need no calendar."""
        return False


def _within(ordinal: int) -> int:
    if not _FIRST <= ordinal <= _LAST:
        raise OutOfReach
    return ordinal
