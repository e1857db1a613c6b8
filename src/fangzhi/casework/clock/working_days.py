"""The calendar of rest days (节假日): which days are working days, and from when on that is only expected.

A working day (工作日) is no Saturday, Sunday or statutory rest day, or it is a weekend day made up for one by
the yearly notice of 国务院办公厅. For a year without a known notice the weekends and the statutory days alone
count, and what is computed with such a year is provisional.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from datetime import date
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.casework.clock import shipped
from fangzhi.casework.clock.office import BadCell, Refusal, Watched, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fangzhi.casework.clock.office import Row

FIRST, LAST = date(1949, 1, 1), date(2199, 12, 31)
"""The days that can be reckoned with."""
_COLUMNS = ("day", "kind", "reason")


class OutOfReach(ValueError):  # noqa: N818 - it is the date's, not an error of ours
    """A period that leads outside the years that can be reckoned with."""

    def __init__(self) -> None:
        super().__init__(f"A period can be reckoned between {FIRST.year} and {LAST.year}.")
        self.message_zh = f"期限只能在{FIRST.year}年至{LAST.year}年之间推算。"
        self.message_en = str(self)


class Marked(NamedTuple):
    """A day that is not what its day of the week says, or (kind notice) a year whose notice is known."""

    day: date
    kind: str
    reason: str


class Calendar:
    """Working days from 1949 to 2199, found by counting in constant or logarithmic time.

    Days are ordinals (`date.toordinal`) where a method says so: periods are counted with them.
    """

    def __init__(self, marked: Iterable[Marked], refused: Iterable[Refusal] = ()) -> None:
        """Of two rows on the same day the later one stands."""
        rows = list(marked)
        days = {row.day.toordinal(): row for row in rows if row.kind != "notice"}
        self._marked: Mapping[int, Marked] = days
        self._working = _working_ordinals(days)
        self.notices = frozenset(row.day.year for row in rows if row.kind == "notice")
        self.refused = tuple(refused)
        digest = sha256("".join(f"{row.day}{row.kind}" for row in sorted(rows)).encode()).hexdigest()[:8]
        self.version = f"cn-{self.last_notice}+{digest}"

    @property
    def last_notice(self) -> int:
        """The last year whose notice is known; 0 when none is."""
        return max(self.notices, default=0)

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day."""
        ordinal = day.toordinal()
        return self.next_working(ordinal) == ordinal

    def reason(self, day: date) -> str:
        """Why a day is not what its day of the week says, such as 春节; empty for an ordinary day."""
        row = self._marked.get(day.toordinal())
        return row.reason if row else ""

    def confirmed(self, first: int, last: int) -> bool:
        """Whether the notices of all years from one ordinal to another are known."""
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        return all(year in self.notices for year in years)

    def count(self, ordinal: int) -> int:
        """How many working days there are up to and including an ordinal, counted from 1949."""
        return bisect_right(self._working, ordinal)

    def nth(self, count: int) -> int:
        """The ordinal of the working day with this count. Raises `OutOfReach`."""
        if not 0 < count <= len(self._working):
            raise OutOfReach
        return self._working[count - 1]

    def next_working(self, ordinal: int) -> int:
        """The ordinal itself if a working day, else the next one that is. Raises `OutOfReach`."""
        return self.nth(bisect_left(self._working, ordinal) + 1)

    def previous_working(self, ordinal: int) -> int:
        """The ordinal itself if a working day, else the last one before it. Raises `OutOfReach`."""
        return self.nth(bisect_right(self._working, ordinal))

    def add(self, day: date, amount: int) -> date:
        """The working day that many working days after a day (before it when negative), the day itself not
        counted. Raises `OutOfReach`."""
        if amount > 0:
            return date.fromordinal(self.nth(self.count(day.toordinal()) + amount))
        return date.fromordinal(self.nth(self.count(day.toordinal() - 1) + amount + 1))

    def between(self, since: date, until: date) -> int:
        """How many working days there are from a day up to but not including another."""
        return max(0, self.count(until.toordinal() - 1) - self.count(since.toordinal() - 1))


def _working_ordinals(marked: Mapping[int, Marked]) -> list[int]:
    first, last = FIRST.toordinal(), LAST.toordinal() + 1
    # Ordinal 1 is a Monday: a week's ordinals leave 1 to 5 from Monday to Friday, 6 and 0 at the weekend.
    days = {ordinal for start in range(1, 6) for ordinal in range(first + (start - first) % 7, last, 7)}
    for ordinal, row in marked.items():
        (days.add if row.kind == "working" else days.discard)(ordinal)
    return sorted(days)


@cache
def shipped_days() -> tuple[Marked, ...]:
    """The shipped days and years: written by `tools/rest_days.py` from the `holidays` library."""
    rows = list(csv.reader(shipped.text("rest_days.csv").splitlines()))[1:]
    return tuple(Marked(_day(day, kind), kind, reason) for day, kind, reason in rows)


def _day(text: str, kind: str) -> date:
    return date.fromisoformat(f"{text}-01-01" if kind == "notice" and len(text) == 4 else text)


def _built(paths: list[str]) -> Calendar:
    marked, refused = list(shipped_days()), list[Refusal]()
    for path in paths:
        table = read_table(path, _COLUMNS)
        refused += table.refused
        for line, row in table.rows:
            try:
                marked.append(_office_day(row))
            except BadCell as cell:
                refused.append(Refusal(table.file, line, cell.column, cell.zh, cell.en))
    return Calendar(marked, refused)


def _office_day(row: Row) -> Marked:
    if row["kind"] not in ("working", "rest", "notice"):
        raise BadCell("kind", "应为 working、rest 或 notice", "must be working, rest or notice")
    if not row["reason"]:
        raise BadCell("reason", "应写明理由", "must say why")
    try:
        day = _day(row["day"], row["kind"])
    except ValueError:
        raise BadCell("day", "日期应写作 2027-02-06", "must be a day such as 2027-02-06") from None
    if not FIRST <= day <= LAST:
        raise BadCell(
            "day",
            f"应在{FIRST.year}年至{LAST.year}年之间",
            f"must lie between {FIRST.year} and {LAST.year}",
        )
    return Marked(day, row["kind"], row["reason"])


calendar = Watched("calendar", _built)
"""The calendar in force: the shipped days with those of `$FANGZHI_HOME/calendar/*.csv` (day, kind, reason)
laid over them; kind is working, rest, or notice for a year (2027) whose notice is entered in full."""
