"""Days and instants in the time of China, in which every period of an office runs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "+08:00")
MINUTES_A_DAY = 1440
Moment = date | datetime
"""A day, or an instant where hours run; an instant without a time zone is one of China."""


def day_of(moment: Moment) -> date:
    """The day in China on which a moment lies."""
    return local(moment).date() if isinstance(moment, datetime) else moment


def local(instant: datetime) -> datetime:
    """An instant as the clock on the wall in China shows it, without a time zone."""
    return instant.astimezone(CHINA).replace(tzinfo=None) if instant.tzinfo else instant


def minutes(moment: Moment) -> int:
    """A moment in whole minutes since the day 0 of ordinals; a day stands for its 00:00."""
    if not isinstance(moment, datetime):
        return moment.toordinal() * MINUTES_A_DAY
    there = local(moment)
    return there.toordinal() * MINUTES_A_DAY + there.hour * 60 + there.minute


def from_minutes(count: int) -> datetime:
    """The instant of a count of minutes."""
    day, rest = divmod(count, MINUTES_A_DAY)
    return datetime.combine(date.fromordinal(day), time(rest // 60, rest % 60))


def shown(moment: Moment) -> str:
    """A moment as YYYY-MM-DD, an instant with THH:MM behind it."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()
