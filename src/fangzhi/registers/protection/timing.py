"""What the guards of enforcement ask of legal time: when a period ends, and whether the clock is stopped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.casework import deadlines
from fangzhi.casework.clock import reckon, rule_on
from fangzhi.casework.declaration import NotNow, moot

if TYPE_CHECKING:
    from fangzhi.casework.deadlines import Clock
    from fangzhi.casework.declaration import Situation, Words


def due_of(rule: str, start: date, one: Situation) -> date | None:
    """When a period that starts on a day ends; None where no rule is in force."""
    try:
        found = rule_on(rule, start, region=one.record.region, body=one.record.body)
    except ValueError:
        return None
    due = reckon(found, start).due
    return due if isinstance(due, date) else None


def until(due: date | None, one: Situation, words: Words) -> NotNow | None:
    """Why an act must wait for the end of a period; None when it is over. `words` take the last day."""
    if due and one.occurred_on <= due:
        return NotNow(words % due, due + timedelta(days=1))
    return None


def running(one: Situation, *rules: str) -> list[Clock]:
    """The clocks of some rules that run in a record."""
    clocks = deadlines.clocks_of(one.past, one.record)
    return [clock for clock in clocks if clock.running and clock.rule in rules]


def not_stopped(one: Situation) -> str | None:
    """One stop at a time: a second ground is entered when the first has ended."""
    return _("The clock is stopped already; let it run again first.") if one.past.stopped() else None


def is_stopped(one: Situation) -> NotNow | None:
    """Only a stopped clock can run again."""
    return None if one.past.stopped() else moot(_("The clock is not stopped."))
