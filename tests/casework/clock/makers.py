"""Rules and strategies that the tests of the clock share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from fangzhi.casework.clock import Calendar, Extension, Rule, Stop
from fangzhi.casework.clock.rule_files import shipped_rules
from fangzhi.casework.clock.working_days import shipped_days

CALENDAR = Calendar(shipped_days())
SHIPPED = shipped_rules()


def rule(amount: int, unit: Any, *extensions: Extension, stops: tuple[str, ...] = ()) -> Rule:
    """A rule made for a test."""
    return Rule(
        "test.rule",
        "any",
        "",
        "",
        "docketed",
        amount,
        unit,
        extensions,
        stops,
        "",
        date(1985, 1, 1),
        None,
        "a law",
        "V",
    )


def shipped(version: str) -> Rule:
    """A shipped version by its name."""
    return next(row for row in SHIPPED if row.version == version)


def at(text: str) -> datetime:
    """An instant in China written YYYY-MM-DDTHH:MM, without a time zone."""
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    return date.fromisoformat(text)


DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))
DAY_RULES = st.sampled_from([row for row in SHIPPED if row.unit != "h" and row.amount > 0])
BACKWARD = st.sampled_from([row for row in SHIPPED if row.amount < 0])


@st.composite
def periods(draw: st.DrawFn) -> tuple[Rule, date, list[Stop]]:
    """A shipped rule in days, a day in its era, and stops around the time it runs."""
    chosen = draw(DAY_RULES)
    start = draw(st.dates(chosen.valid_from, chosen.valid_to or date(2045, 1, 1)))
    spans = draw(st.lists(st.tuples(st.integers(-20, 140), st.integers(0, 60)), max_size=4))
    stops = [Stop(start + timedelta(a), start + timedelta(a + n)) for a, n in spans]
    return chosen, start, stops
