"""Working days: the shipped file is the library's, a second library agrees, and an office adds a year."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework.clock import OutOfReach, calendar, reckon, rule_on
from fangzhi.casework.clock.working_days import FIRST, LAST, Calendar, Marked, shipped_days
from tests.casework.clock.walking import ONE, works
from tools.rest_days import TARGET, YEARS, text

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = Calendar(shipped_days())
DAYS = st.dates(date(1987, 1, 1), date(2058, 12, 31))
KNOWN_DIFFERENCES = {date(2005, 12, 31)}
"""The notice for 2006 made Saturday 2005-12-31 a working day for Tuesday 2006-01-03; `chinesecalendar`, which
holds the notices year by year, lets it rest."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with room for an office's own calendar."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    (tmp_path / "calendar").mkdir()
    return tmp_path


def write(home: Path, rows: str, name: str = "2027.csv") -> Path:
    path = home / "calendar" / name
    path.write_text("day,kind,reason\n" + rows, "utf-8")
    return path


def test_the_shipped_file_is_in_step_with_the_library():
    assert TARGET.read_text("utf-8") == text()


def test_two_libraries_agree_from_2004_to_2026_but_for_one_known_day():
    day, differing = date(2004, 1, 1), set()
    while day.year <= 2026:
        if chinese_calendar.is_workday(day) != SHIPPED.is_working(day):
            differing.add(day)
        day += ONE
    assert differing == KNOWN_DIFFERENCES
    assert SHIPPED.is_working(date(2005, 12, 31))
    assert not SHIPPED.is_working(date(2006, 1, 3))


def test_every_shipped_year_is_what_the_library_says():
    day = date(YEARS[0], 1, 1)
    while day.year <= YEARS[-1]:
        assert SHIPPED.is_working(day) == works(day), day
        day += ONE


def test_a_saturday_made_up_for_a_holiday_is_a_working_day():
    assert SHIPPED.is_working(date(2013, 2, 16))
    assert not SHIPPED.is_working(date(2013, 2, 15))
    assert SHIPPED.reason(date(2013, 2, 16)) == "调休上班"
    assert SHIPPED.reason(date(2026, 10, 1)) == "国庆节"
    assert SHIPPED.reason(date(2026, 11, 24)) == ""


def test_the_notices_of_2004_to_2026_are_known():
    assert SHIPPED.notices == frozenset(range(2004, 2027))
    assert SHIPPED.last_notice == 2026
    assert SHIPPED.version.startswith("cn-2026+")


def test_beyond_the_shipped_years_the_weekend_alone_rests():
    assert SHIPPED.is_working(date(2071, 10, 1))
    assert not SHIPPED.is_working(date(2071, 10, 3))


def test_a_year_is_confirmed_only_with_all_years_it_touches():
    december, january = date(2026, 12, 31).toordinal(), date(2027, 1, 1).toordinal()
    assert SHIPPED.confirmed(december, december)
    assert not SHIPPED.confirmed(december, january)
    assert not SHIPPED.confirmed(date(2003, 12, 31).toordinal(), december)


@given(DAYS, st.integers(1, 400))
def test_adding_working_days_is_walking_them(day, amount):
    walked, left = day, amount
    while left:
        walked += ONE
        left -= works(walked)
    assert SHIPPED.add(day, amount) == walked
    back, left = day, amount
    while left:
        back -= ONE
        left -= works(back)
    assert SHIPPED.add(day, -amount) == back


@given(DAYS, st.integers(0, 60))
def test_working_days_between_two_days_are_those_of_each_day(day, span):
    until = day + timedelta(span)
    assert SHIPPED.between(day, until) == sum(works(day + timedelta(i)) for i in range(span))
    assert SHIPPED.between(until, day) == 0


@given(DAYS)
def test_the_next_and_the_last_working_day_enclose_every_day(day):
    ordinal = day.toordinal()
    low, high = SHIPPED.previous_working(ordinal), SHIPPED.next_working(ordinal)
    assert low <= ordinal <= high
    assert (low == high) == SHIPPED.is_working(day)
    assert SHIPPED.count(high) - SHIPPED.count(low) == (low != high)


def test_what_leads_out_of_reach_says_so():
    with pytest.raises(OutOfReach, match="1949"):
        SHIPPED.add(FIRST, -1)
    with pytest.raises(OutOfReach):
        SHIPPED.add(LAST, 1)


def test_a_later_row_of_the_same_day_stands():
    day = date(2026, 11, 24)
    assert Calendar([Marked(day, "rest", "a"), Marked(day, "working", "b")]).is_working(day)
    assert Calendar([]).last_notice == 0


def test_an_office_enters_the_notice_of_a_year(home):
    day = date(2026, 12, 30)
    rule = rule_on("infr.docket", day)
    before = reckon(rule, day)
    assert (before.due, before.provisional) == (date(2027, 1, 7), True)
    write(home, "2027,notice,通知\n2027-01-04,rest,元旦\n2027-01-09,working,调休\n")
    after = reckon(rule, day)
    assert (after.due, after.provisional) == (date(2027, 1, 8), False)
    assert after.calendar != before.calendar
    assert after.calendar.startswith("cn-2027+")


def test_a_changed_file_is_followed_at_once_and_an_unchanged_one_kept(home):
    day = date(2027, 3, 3)
    path = write(home, "2027-03-03,rest,地方放假\n")
    assert not calendar().is_working(day)
    assert calendar() is calendar()
    path.write_text("day,kind,reason\n2027-03-04,rest,地方放假\n", "utf-8")
    os.utime(path, ns=(1, 1))
    assert calendar().is_working(day)
    path.unlink()
    assert calendar().is_working(date(2027, 3, 4))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2027-02-30,rest,春节", "day"),
        ("27-2-3,rest,春节", "day"),
        ("2027,rest,春节", "day"),
        ("2300-01-01,rest,春节", "day"),
        ("2027-02-03,holiday,春节", "kind"),
        ("2027-02-03,rest,", "reason"),
        ("2027-02-03,rest,春节,又", ""),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_column_and_the_others_stand(home, row, column):
    write(home, f"2027-03-03,rest,地方放假\n{row}\n")
    known = calendar()
    assert not known.is_working(date(2027, 3, 3))
    assert [(one.file, one.line, one.column) for one in known.refused] == [("2027.csv", 3, column)]
    assert "2027.csv, line 3" in known.refused[0].said(chinese=False)
    assert "2027.csv 第3行" in known.refused[0].said(chinese=True)


def test_a_file_that_cannot_be_read_is_refused_as_a_whole(home):
    (home / "calendar" / "gbk.csv").write_bytes("day,kind,reason\n2027-02-03,rest,春节\n".encode("gbk"))
    (home / "calendar" / "short.csv").write_text("day,kind\n2027-02-03,rest\n", "utf-8")
    assert [(one.file, one.column) for one in calendar().refused] == [
        ("gbk.csv", ""),
        ("short.csv", "reason"),
    ]


def test_remarks_and_empty_lines_are_passed_over(home):
    write(home, "# 说明,,\n\n,,\n2027-03-03,rest,地方放假\n")
    assert calendar().refused == ()
