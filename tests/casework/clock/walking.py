"""A slow second way to reckon a period: day by day, from the library's calendar, with the rules of law alone.

The tests compare it with the counting of the clock. It shares no code with it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from holidays import country_holidays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fangzhi.casework.clock import Rule

ONE = timedelta(days=1)
Span = tuple[date, date]


@cache
def _known():
    return country_holidays("CN", years=range(1985, 2061))


@cache
def works(day: date) -> bool:
    """Whether the library calls a day a working day."""
    return bool(_known().is_working_day(day))


def months_later(day: date, months: int) -> date:
    """One month after another, kept on the day of the month where there is one."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def stopped(day: date, stops: Sequence[Span]) -> bool:
    """Whether a day lies in a stop."""
    return any(since <= day < until for since, until in stops)


def longer(last: date, amount: int, unit: str) -> date:
    """A last day put off by an amount, stops aside."""
    if unit == "m":
        return months_later(last, amount)
    for _ in range(amount):
        last += ONE
        while unit == "wd" and not works(last):
            last += ONE
    return last


def due(
    rule: Rule, start: date, stops: Sequence[Span] = (), approvals: Sequence[tuple[date, int, str]] = ()
) -> date:
    """The due date: walk from the event on, put the last day off for every day that is stopped.

    `approvals` are extensions that count, as day of approval, amount and unit; one approved while the period
    is stopped is added when the stop is over.
    """
    if rule.amount < 0:
        return _before(rule, start)
    unit: str = rule.unit
    waiting = sorted(approvals)
    last = longer(start, rule.amount, unit)
    day = start
    while True:
        while waiting and waiting[0][0] <= day and not stopped(day, stops):
            _, amount, unit = waiting.pop(0)
            last = longer(last, amount, unit)
        if day > start and day <= last and stopped(day, stops) and (unit != "wd" or works(day)):
            last = longer(last, 1, "wd" if unit == "wd" else "d")
        if day >= last and works(day) and not stopped(day, stops):
            return day
        day += ONE


def _before(rule: Rule, event: date) -> date:
    if rule.unit == "m":
        day = months_later(event, rule.amount)
    else:
        day, left = event, -rule.amount
        while left:
            day -= ONE
            left -= rule.unit == "d" or works(day)
    while not works(day):
        day -= ONE
    return day


def midnight(day: date) -> datetime:
    """The first instant of a day."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the wall clock of China
