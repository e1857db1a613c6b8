"""Periods: from expressions of time in the text to the period a figure belongs to.

A flow belongs to a stretch of time (`2013`, `2013H1`, `2013-01/2013-09`), a stock to a date (`@2013-12-31`).
Relative expressions (今年, 去年, 上半年) are resolved from the date of issue and the year spoken of last.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple

from fangzhi.reader.numerals import DIGITS

_CHINESE_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_YEARS = re.compile(r"((?:19|20)\d\d)年?(?:度)?(?:-|~|至|到)((?:19|20)\d\d)年")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|[-/.])")
_MONTHS = re.compile(r"(1?\d)(?:月份?)?(?:-|~|至|到)(1?\d)月")
_DAY = re.compile(r"(1?\d)月份?(\d{1,2})日|[-/.](\d{1,2})[-/.](\d{1,2})$")
_MONTH = re.compile(r"(1?\d)月|(?<=\d)[-/.](\d{1,2})$")
_QUARTER = re.compile(r"([一二三四1-4])季度")
_FIRST_MONTHS = re.compile(r"前(\d{1,2})个月")
_PLAN = re.compile(r"十([一二三四五])五")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


class Span(NamedTuple):
    """From month `first` of year `since` to month `last` of year `until`; `day` ends it early."""

    since: int
    first: int
    until: int
    last: int
    day: int | None = None

    def flow(self) -> str:
        """The period of a flow over this stretch."""
        if self.since != self.until:
            return f"{self.since}/{self.until}"
        year, months = self.since, (self.first, self.last)
        if months == (1, 12):
            return str(year)
        if months in {(1, 6), (7, 12)}:
            return f"{year}H{1 if self.first == 1 else 2}"
        if self.last - self.first == 2 and self.first % 3 == 1:
            return f"{year}Q{self.last // 3}"
        if self.first == self.last:
            return f"{year}-{self.last:02}"
        return f"{year}-{self.first:02}/{year}-{self.last:02}"

    def stock(self) -> str:
        """The date on which this stretch ends."""
        day = self.day or monthrange(self.until, self.last)[1]
        return f"@{self.until}-{self.last:02}-{day:02}"

    def to_date(self) -> Span:
        """From January to the end of this stretch: what a flow `up to` a date covers."""
        return Span(self.until, 1, self.until, self.last)


def year_span(year: int) -> Span:
    """The whole of a year."""
    return Span(year, 1, year, 12)


class Issue(NamedTuple):
    """When a text was issued, as far as it is known."""

    year: int
    month: int | None
    day: int | None = None


def parse_issue(issued: str | None) -> Issue | None:
    """`2018`, `2018-05` or `2018-05-07` as a date of issue.

    Raises ValueError when it is none of these.
    """
    if not issued:
        return None
    parts = issued.split("-")
    if not (1 <= len(parts) <= 3 and all(part.isdigit() for part in parts) and len(parts[0]) == 4):
        raise ValueError(f"date of issue {issued!r}: write YYYY, YYYY-MM or YYYY-MM-DD")
    month = int(parts[1]) if len(parts) > 1 else None
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"date of issue {issued!r}: month {month} does not exist")
    day = int(parts[2]) if len(parts) > 2 and month else None
    if month and day is not None and not 1 <= day <= monthrange(int(parts[0]), month)[1]:
        raise ValueError(f"date of issue {issued!r}: day {day} does not exist")
    return Issue(int(parts[0]), month, day)


def resolve(text: str, current: Span | None, issue: Issue | None) -> tuple[Span | None, bool]:
    """The span an expression names and whether it names its own year; None if it only points (目前, 同期).

    `current` is the span spoken of last: months and quarters without a year belong to its year.
    """
    plan = _PLAN.search(text)
    if plan:
        return _plan_span(plan[1], text, current), True
    years = _YEARS.match(text)
    if years:
        return Span(int(years[1]), 1, int(years[2]), 12), True
    year, named = _year_of(text, current, issue)
    if year is None:
        return None, False
    return _within(text, year, named), named


def _plan_span(sign: str, text: str, current: Span | None) -> Span:
    """The years of a five-year plan (“十二五”期间), its last one (…末), or those gone by (…以来)."""
    end = 2005 + 5 * DIGITS[sign]
    if text.endswith(("末", "规划")):
        return year_span(end)
    if text.endswith("以来") and current:
        return Span(end - 4, 1, max(end - 4, current.until), 12)
    return Span(end - 4, 1, end, 12)


def _year_of(text: str, current: Span | None, issue: Issue | None) -> tuple[int | None, bool]:
    match = _YEAR.match(text)
    if match:
        return int(match[1]), True
    if text[0] == "二" and text[1] in "零〇":
        return int(text[:4].translate(_CHINESE_DIGITS)), True
    base = issue.year if issue else current.until if current else None
    if base is not None and text[:2] in {"今年", "明年", "去年", "前年", "上年", "上一", "本年"}:
        # 今年 in a text issued in January looks back only when the text says so itself; take it at its word.
        return base - {"明年": -1, "去年": 1, "上年": 1, "上一": 1, "前年": 2}.get(text[:2], 0), True
    if text in {"目前", "同期"}:
        return None, False
    if current:
        return current.until, False
    return base, False


def _within(text: str, year: int, named: bool) -> Span | None:
    first_months = _FIRST_MONTHS.search(text)
    if first_months:
        return Span(year, 1, year, min(12, int(first_months[1])))
    if "前三季度" in text or "前3季度" in text:
        return Span(year, 1, year, 9)
    if "上半年" in text:
        return Span(year, 1, year, 6)
    if "下半年" in text:
        return Span(year, 7, year, 12)
    quarter = _QUARTER.search(text)
    if quarter:
        number = QUARTERS[quarter[1]]
        return Span(year, 3 * number - 2, year, 3 * number)
    return _months_within(text, year, named)


def _months_within(text: str, year: int, named: bool) -> Span | None:
    months = _MONTHS.search(text)
    if months and 1 <= int(months[1]) <= int(months[2]) <= 12:
        return Span(year, int(months[1]), year, int(months[2]))
    day = _DAY.search(text)
    if day:
        month, number = int(day[1] or day[3]), int(day[2] or day[4])
        if 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]:
            return Span(year, month, year, month, number)
        return None
    month_only = _MONTH.search(text)
    if month_only:
        month = int(month_only[1] or month_only[2])
        return Span(year, month, year, month) if 1 <= month <= 12 else None
    if text.endswith(("初",)) or re.fullmatch(r"\d{1,2}日(?:电|讯)?", text):
        return None
    return year_span(year) if named or text[-1] in "底末终" else None
