"""The clocks of a record: worked out from its events alone, and written beside it for lists and reminders.

Each clock takes the version of its rule that is in force on the day of its own starting event. Clocks are
counted again after every act, so an undone or corrected event moves every date that hangs on it.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from fangzhi.casework.clock import (
    Approval,
    Extension,
    NotInForce,
    OutOfReach,
    Reckoning,
    Rule,
    Stop,
    UnknownRule,
    calendar,
    reckon,
    rule_book,
)
from fangzhi.casework.clock.moments import CHINA, day_of
from fangzhi.casework.models import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from fangzhi.casework.clock import Calendar, RuleBook
    from fangzhi.casework.clock.moments import Moment
    from fangzhi.casework.declaration import Register
    from fangzhi.casework.history import Happened, Past
    from fangzhi.casework.models import Record

    Asked: TypeAlias = tuple[str, Moment, tuple[Stop, ...], tuple[Approval, ...], str, str]

OF_PARTIES = frozenset({
    "infr.answer", "infr.answer.abroad", "infr.suit", "med.reply", "med.court_confirm", "enforce.demand",
    "hearing.request", "penalty.pay", "reconsideration", "suit.general", "coop.awaited",
    "crim.police_pass_on", "crim.police_decide", "crim.reconsider_decide",
})  # fmt: skip
"""Time limits of a party or another body: the office waits for them, but is never overdue by them."""
ALL = "*"
"""As a clock that an act ends: every clock that runs."""


class Clock(NamedTuple):
    """One clock of a record as its events explain it."""

    rule: str
    turn: int
    started_on: date
    found: Rule | None
    reckoning: Reckoning | None
    stops: tuple[Stop, ...]
    extensions: tuple[Approval, ...]
    met_on: date | None
    problem: str = ""
    started_at: datetime | None = None
    """The instant of the start, for clocks that run in hours, where it is known."""
    met_at: datetime | None = None
    """The instant at which it was met, where it is known."""

    @property
    def started(self) -> Moment:
        """The start as exactly as it is known."""
        return self.started_at or self.started_on

    @property
    def late(self) -> bool:
        """Whether what it asks for was done after its end; by the day where an instant is not known."""
        due = self.reckoning.due if self.reckoning else None
        if self.met_on is None or due is None:
            return False
        if isinstance(due, datetime):
            return self.met_at > due if self.met_at else self.met_on > due.date()
        return self.met_on > due

    @property
    def running(self) -> bool:
        """Whether what the clock asks for has not been done."""
        return self.met_on is None

    @property
    def due_on(self) -> date | None:
        """The last day in time; None while the clock is stopped."""
        due = self.reckoning.due if self.reckoning else None
        return due.date() if isinstance(due, datetime) else due

    @property
    def due_at(self) -> datetime | None:
        """The instant, for clocks that run in hours."""
        due = self.reckoning.due if self.reckoning else None
        return due.replace(tzinfo=CHINA) if isinstance(due, datetime) else None

    @property
    def due_time(self) -> str:
        """The time of the instant with a blank before it; empty for clocks that run in days."""
        due = self.reckoning.due if self.reckoning else None
        return f"{due: %H:%M}" if isinstance(due, datetime) else ""


class Times:
    """Rules and rest days as they are at one moment, and the clocks counted by them: for one record, or for
    many in a row."""

    def __init__(self) -> None:
        self._rules, self._days = rule_book(), calendar()
        self._known: dict[tuple[object, ...], Clock | None] = {}

    def clock(self, *asked: *Asked) -> Clock | None:
        """The clock of a rule from a moment on, not met yet; None where no rule is in force."""
        if asked not in self._known:
            self._known[asked] = _clock(self._rules, self._days, *asked)
        return self._known[asked]


def clocks_of(past: Past, record: Record, times: Times | None = None) -> list[Clock]:
    """All clocks of a record, in the order in which they started.

    A clock for which no rule is in force on the day of its start does not exist for that record.
    """
    stops = stops_of(past)
    started: list[tuple[str, Moment]] = []
    met: dict[int, Moment] = {}
    granted: dict[int, list[Approval]] = {}
    entered = {one.id: one.occurred_on for one in past.events}
    for one in past.standing:
        now = _instant(one)
        for rule in one.body.get("ends", ()):
            for n in _running(started, met, rule):
                met[n] = now
        for rule, told in one.body.get("starts", {}).items():
            for n in _running(started, met, rule):
                met[n] = now
            started.append((rule, _since(told, entered[one.id], one.occurred_on)))
        if one.body.get("extends"):
            for n in _running(started, met, one.body["extends"]):
                granted.setdefault(n, []).append(_approval(one))
    return _counted(started, met, granted, stops, record, times or Times())


def _instant(one: Happened) -> Moment:
    """The instant of an event, on its day as it stands; the day alone where no time was told."""
    told = one.body.get("at")
    return datetime.combine(one.occurred_on, time.fromisoformat(told)) if told else one.occurred_on


def _since(told: str, entered: date, stands: date) -> Moment:
    """A start as an event told it; one on the day of the event follows when that day is corrected."""
    at = datetime.fromisoformat(told) if "T" in told else None
    day = at.date() if at else date.fromisoformat(told)
    if day == entered:
        day = stands
    return datetime.combine(day, at.time()) if at else day


def _running(started: list[tuple[str, Moment]], met: dict[int, Moment], rule: str) -> list[int]:
    return [n for n, (name, _since) in enumerate(started) if n not in met and rule in (name, ALL)]


def _approval(one: Happened) -> Approval:
    said = one.body.get("extension", {})
    return Approval(said.get("amount", 0), one.occurred_on, said.get("unit", ""), said.get("by", ""))


def stops_of(past: Past) -> tuple[Stop, ...]:
    """The intervals in which the record's clocks do not run, by ground."""
    found: list[Stop] = []
    for one in past.standing:
        closes = one.body.get("closes")
        if closes:
            found = [
                stop._replace(until=one.occurred_on)
                if stop.until is None and closes in (ALL, stop.ground)
                else stop
                for stop in found
            ]
        if one.body.get("opens"):
            found.append(Stop(one.occurred_on, None, one.body["opens"]))
    return tuple(found)


def _counted(
    started: list[tuple[str, Moment]],
    met: dict[int, Moment],
    granted: dict[int, list[Approval]],
    stops: tuple[Stop, ...],
    record: Record,
    times: Times,
) -> list[Clock]:
    turns: dict[str, int] = {}
    made = []
    for n, (rule, day) in enumerate(started):
        clock = times.clock(rule, day, stops, tuple(granted.get(n, ())), record.region, record.body)
        if clock is not None:
            turns[rule] = turns.get(rule, -1) + 1
            ended = met.get(n)
            at = ended if isinstance(ended, datetime) else None
            made.append(
                clock._replace(turn=turns[rule], met_on=None if ended is None else day_of(ended), met_at=at)
            )
    return made


def _clock(
    rules: RuleBook,
    days: Calendar,
    rule: str,
    since: Moment,
    stops: tuple[Stop, ...],
    granted: tuple[Approval, ...],
    region: str,
    body: str,
) -> Clock | None:
    day = day_of(since)
    try:
        found = rules.on(rule, day, region=region, body=body)
    except (NotInForce, UnknownRule):
        return None
    fitting = tuple(
        stop
        for stop in stops
        if stop.ground in found.stops and (stop.until is None or stop.until > stop.since)
    )
    at = since if isinstance(since, datetime) and found.unit == "h" else None
    try:
        reckoning = reckon(found, at or day, fitting, granted, calendar=days)
    except OutOfReach as error:
        return Clock(rule, 0, day, found, None, fitting, granted, None, str(error)[:200], at)
    return Clock(rule, 0, day, found, reckoning, fitting, granted, None, "", at)


def extensions_left(clock: Clock) -> tuple[Extension, ...]:
    """The extensions that the rule still allows, in their order."""
    return clock.found.extensions[len(clock.extensions) :] if clock.found else ()


def recompute(record: Record, register: Register, past: Past) -> None:
    """Write the record's clocks as its events explain them, and the nearest due date into the header."""
    clocks = clocks_of(past, record)
    known = {(one.rule, one.turn): one for one in Deadline.objects.filter(record=record.pk)}
    fresh, changed = [], []
    for clock in clocks:
        row = known.pop((clock.rule, clock.turn), None)
        wanted = _row(record, clock, row.pk if row else None)
        if row is None:
            fresh.append(wanted)
        elif _told(row) != _told(wanted):
            changed.append(wanted)
    if fresh:
        Deadline.objects.bulk_create(fresh)
    if changed:
        Deadline.objects.bulk_update(changed, FIELDS)
    if known:
        Deadline.objects.filter(pk__in=[one.pk for one in known.values()]).delete()
    if follow(record, register, clocks, past):
        record.save(update_fields=FOLLOWING)


FIELDS = (
    "version", "started_on", "due_on", "due_at", "provisional", "certainty", "met_on", "running", "stops",
    "extensions", "problem",
)  # fmt: skip


def _told(row: Deadline) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in FIELDS)


def _row(record: Record, clock: Clock, key: int | None) -> Deadline:
    kept = dict(zip(FIELDS, kept_of(clock), strict=True))
    return Deadline(pk=key, record_id=record.pk, rule=clock.rule, turn=clock.turn, **kept)


def kept_of(clock: Clock) -> tuple[Any, ...]:
    """What is kept of a clock beside its record, its rule and its turn, in the order of `FIELDS`."""
    return (
        clock.found.version if clock.found else "",
        clock.started_on,
        clock.due_on,
        clock.due_at,
        bool(clock.reckoning and clock.reckoning.provisional),
        clock.found.certainty if clock.found else "",
        clock.met_on,
        clock.running,
        _listed([one.ground, str(one.since), str(one.until or "")] for one in clock.stops),
        _listed([one.amount, one.unit, str(one.approved), one.by] for one in clock.extensions),
        clock.problem,
    )


def _listed(rows: Iterable[list[Any]]) -> str:
    found = list(rows)
    return json.dumps(found) if found else "[]"


def nearest(clocks: list[Clock]) -> tuple[date | None, str]:
    """The header's due date and its rule: the earliest of the clocks that run."""
    own = (one for one in clocks if one.running and one.due_on and one.rule not in OF_PARTIES)
    return min(((one.due_on, one.rule) for one in own if one.due_on), default=(None, ""))


FOLLOWING = ("due_on", "due_rule", "stopped", "docketed_on", "days")
"""Fields of the header that follow from the events and from the clocks."""


def follow(record: Record, register: Register, clocks: list[Clock], past: Past) -> bool:
    """Set the fields of the header that follow from the events; whether one of them changed."""
    before = tuple(getattr(record, name) for name in FOLLOWING)
    record.due_on, record.due_rule = nearest(clocks)
    record.stopped = bool(past.stopped()) and record.state in register.open_states
    record.docketed_on = past.docketed(register.docketing)
    record.days = _days(record, past)
    return before != tuple(getattr(record, name) for name in FOLLOWING)


def _days(record: Record, past: Past) -> int | None:
    """Days from docketing to closing without those on which the clocks were stopped."""
    if record.docketed_on is None or record.closed_on is None:
        return None
    return days_between(record.docketed_on, record.closed_on, past)


def days_between(first: date, last: date, past: Past) -> int:
    """Days from one day to another without those on which the record's clocks were stopped."""
    stopped: set[int] = set()
    for stop in stops_of(past):
        until = _day(stop.until) if stop.until else last
        stopped.update(range(max(_day(stop.since), first).toordinal(), min(until, last).toordinal()))
    return (last - first).days - len(stopped)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def as_it_runs(clock: Clock) -> Reckoning | None:
    """A stopped clock as if it ran again today, so that a screen can say how much is left."""
    if clock.found is None or clock.reckoning is None or clock.reckoning.due is not None:
        return clock.reckoning
    return reckon(clock.found, clock.started, clock.stops, clock.extensions, as_of=timezone.localdate())


def extended(clock: Clock, granted: Extension, approved: date) -> date | None:
    """When a clock would end with one more extension approved on a day."""
    if clock.found is None:
        return None
    more = Approval(granted.amount or 0, approved, granted.unit, granted.by)
    due = reckon(clock.found, clock.started, clock.stops, (*clock.extensions, more), as_of=approved).due
    return due.date() if isinstance(due, datetime) else due
