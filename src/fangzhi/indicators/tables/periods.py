"""Periods as tables imply them: the year of a column, the months up to one, the end of a stock, a sum since
the beginning. The forms are those of every figure: 2013, 2013H1, 2013Q1, 2013-09, 2013-01/2013-09,
@2013-12-31.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR = 1949
SPANS = ("year", "month", "ytd", "end", "since")
"""A whole year; one month; from January to that month; a stock at its end; a sum since the beginning."""
_FORM = re.compile(
    r"(?P<year>\d{4})(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>\d\d))?"
    r"|@(?P<at>\d{4})-(?P<at_month>\d\d)-(?P<day>\d\d)"
    r"|(?P<from>\d{4})(?:-(?P<from_month>\d\d))?/(?P<to>\d{4})(?:-(?P<to_month>\d\d))?"
)


class Month(NamedTuple):
    """A month of a year; the last month of a period orders periods."""

    year: int
    month: int


@lru_cache(maxsize=4096)
def period_of(span: str, year: int, month: int) -> str:
    """The period of a span that ends with this month."""
    if span in ("end", "since"):
        return f"@{year}-{month:02}-{monthrange(year, month)[1]:02}"
    if span == "month":
        return f"{year}-{month:02}"
    if span == "year" or month == 12:
        return str(year)
    return {1: f"{year}-01", 3: f"{year}Q1", 6: f"{year}H1"}.get(month, f"{year}-01/{year}-{month:02}")


@lru_cache(maxsize=4096)
def last_month(period: str) -> Month | None:
    """The month in which a period ends; None when the text is no period."""
    found = _FORM.fullmatch(period)
    if found is None:
        return None
    part = found.groupdict()
    year = int(part["year"] or part["at"] or part["to"])
    month = int(part["month"] or part["at_month"] or part["to_month"] or 0)
    month = month or (6 * int(part["half"]) if part["half"] else 3 * int(part["quarter"] or 4))
    if not 1 <= month <= 12 or not _holds(part, year, month):
        return None
    return Month(year, month)


def _holds(part: dict[str, str | None], year: int, month: int) -> bool:
    """Whether the day exists, and a range does not run backwards."""
    if part["day"]:
        return 1 <= int(part["day"]) <= monthrange(year, month)[1]
    first = int(part["from"] or year)
    return first < year or (first == year and int(part["from_month"] or 1) <= month)


@lru_cache(maxsize=4096)
def running_month(period: str) -> Month | None:
    """The month up to which a period counts from January of that year; None for any other period."""
    end = last_month(period)
    return end if end and period == period_of("ytd", *end) else None
