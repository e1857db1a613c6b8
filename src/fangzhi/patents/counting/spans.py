"""Periods (统计期) as first and last day: 2013, 2013H1, 2013Q2, 2013-05."""

from __future__ import annotations

import re
from datetime import date, timedelta

_PERIOD = re.compile(
    r"(?P<year>(?:19|20|21)\d\d)(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?"
)


class BadPeriod(ValueError):  # noqa: N818 - the period is bad
    """Not a period; the message says how one is written."""

    def __init__(self, period: str) -> None:
        super().__init__(f"{period!r} is no period: write 2013, 2013H1, 2013Q2 or 2013-05.")


def span(period: str) -> tuple[date, date]:
    """The first and last day of a period. Raises `BadPeriod`."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise BadPeriod(period)
    year = int(found["year"])
    if found["month"]:
        first, months = int(found["month"]), 1
    elif found["quarter"]:
        first, months = 3 * int(found["quarter"]) - 2, 3
    elif found["half"]:
        first, months = 6 * int(found["half"]) - 5, 6
    else:
        first, months = 1, 12
    after = first + months
    end = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
    return date(year, first, 1), end - timedelta(1)
