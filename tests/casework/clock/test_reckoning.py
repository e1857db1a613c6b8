"""Periods as the law counts them: events, ends of months, rest days, stops, extensions, hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fangzhi.casework.clock import Approval, BackwardStop, Extension, OutOfReach, Stop, reckon
from tests.casework.clock.makers import CALENDAR, at, day, rule, shipped

CLOSE = shipped("infr.close@2025-02-01")
HEAD_THEN_SUPERIOR = (Extension(1, "m", "head", ""), Extension(2, "m", "superior_office", ""))


def due(chosen, start, stops=(), extensions=(), **more):
    return reckon(chosen, start, stops, extensions, calendar=CALENDAR, **more).due


def refusals(found):
    return [step.why for step in found.refused_extensions]


# The period itself


def test_the_day_of_the_event_is_not_counted():
    assert due(rule(1, "d"), day("2026-03-02")) == day("2026-03-03")
    assert due(rule(1, "wd"), day("2026-03-02")) == day("2026-03-03")


def test_a_month_ends_on_the_corresponding_day():
    assert due(CLOSE, day("2026-03-10")) == day("2026-06-10")


@pytest.mark.parametrize(("year", "last"), [(2026, 28), (2028, 29)])
def test_a_month_without_the_day_ends_on_its_last(year, last):
    assert reckon(rule(1, "m"), day(f"{year}-01-31"), calendar=CALENDAR).nominal == day(f"{year}-02-{last}")


def test_a_month_leads_over_the_end_of_the_year():
    assert due(rule(24, "m"), day("2023-12-29")) == day("2025-12-29")


def test_a_last_day_that_rests_moves_to_the_next_working_day():
    assert due(rule(15, "d"), day("2026-01-30")) == day("2026-02-14")  # a Saturday made up for the festival
    assert due(rule(15, "d"), day("2026-01-31")) == day("2026-02-24")  # the whole festival lies between


def test_a_made_up_saturday_is_counted_as_a_working_day():
    assert due(rule(5, "wd"), day("2013-02-08")) == day("2013-02-20")
    assert due(rule(1, "wd"), day("2013-02-15")) == day("2013-02-16")


def test_an_event_on_a_rest_day_begins_the_period_all_the_same():
    assert due(rule(5, "wd"), day("2026-03-07")) == day("2026-03-13")
    assert due(rule(5, "d"), day("2026-03-07")) == day("2026-03-12")


def test_an_instant_starts_a_period_in_days_on_its_day_in_china():
    assert due(rule(1, "d"), at("2026-03-02T23:59")) == day("2026-03-03")
    assert due(rule(1, "d"), datetime(2026, 3, 2, 20, 0, tzinfo=UTC)) == day("2026-03-04")


def test_a_hearing_notice_goes_out_three_working_days_before():
    notice = shipped("infr.hearing_notice@2025-02-01")
    assert due(notice, day("2026-03-13")) == day("2026-03-10")
    assert due(notice, day("2026-10-09")) == day("2026-09-29")


def test_backwards_a_rest_day_moves_the_last_day_further_back():
    assert due(rule(-3, "d"), day("2026-03-10")) == day("2026-03-06")
    assert due(rule(-1, "m"), day("2026-03-31")) == day("2026-02-28")


def test_backwards_nothing_stops_or_extends():
    found = reckon(
        shipped("hearing.notice@2021-07-15"),
        day("2026-03-13"),
        [Stop(day("2026-03-10"), day("2026-03-12"))],
        [Approval(1, day("2026-03-01"))],
        calendar=CALENDAR,
    )
    assert found.due == day("2026-03-04")
    assert [step.why for step in (*found.refused_stops, *found.refused_extensions)] == ["backwards"] * 2


# Provisional dates


def test_a_date_in_a_year_without_notice_is_provisional_and_given():
    found = reckon(CLOSE, day("2026-11-20"), calendar=CALENDAR)
    assert (found.due, found.provisional) == (day("2027-02-22"), True)
    assert found.steps[-1].kind == "provisional"


def test_what_ends_in_the_last_known_year_is_certain():
    assert not reckon(CLOSE, day("2026-09-20"), calendar=CALENDAR).provisional
    assert not reckon(rule(5, "wd"), day("2026-12-20"), calendar=CALENDAR).provisional


def test_working_days_touch_every_year_they_are_counted_in():
    assert reckon(rule(300, "wd"), day("2003-06-02"), calendar=CALENDAR).provisional
    assert not reckon(rule(300, "d"), day("2003-06-02"), calendar=CALENDAR).provisional


def test_before_the_known_notices_a_date_is_provisional():
    found = reckon(shipped("suit.general@1990-10-01"), day("1995-05-10"), calendar=CALENDAR)
    assert (found.due, found.provisional) == (day("1995-08-10"), True)


def test_hours_need_no_notice():
    assert not reckon(shipped("crim.send@2001-07-09"), at("2035-01-01T10:00"), calendar=CALENDAR).provisional


def test_a_period_out_of_reach_is_refused():
    with pytest.raises(OutOfReach):
        due(rule(240, "m"), day("2190-01-01"))
    with pytest.raises(OutOfReach):
        due(rule(1, "wd"), day("1900-01-01"))
    with pytest.raises(OutOfReach):
        due(rule(5, "d"), day("2199-12-30"))
    with pytest.raises(OutOfReach):
        due(rule(5, "h"), day("2500-12-30"))


# Stops


def test_a_stay_moves_the_closing_date_by_the_days_stayed():
    stay = Stop(day("2026-02-01"), day("2026-02-13"), "stay")
    found = reckon(CLOSE, day("2026-01-05"), [stay], calendar=CALENDAR)
    assert found.nominal == day("2026-04-17")
    assert [step.amount for step in found.steps if step.kind == "stop"] == [12]


def test_overlapping_stops_are_never_added():
    stops = [Stop(day("2026-02-01"), day("2026-02-13")), Stop(day("2026-02-10"), day("2026-02-20"))]
    assert reckon(CLOSE, day("2026-01-05"), stops, calendar=CALENDAR).nominal == day("2026-04-24")


def test_stops_that_touch_are_one_and_lose_a_ground_they_do_not_share():
    one = [
        Stop(day("2026-02-01"), day("2026-02-05"), "stay"),
        Stop(day("2026-02-05"), day("2026-02-07"), "stay"),
    ]
    two = [one[0], one[1]._replace(ground="appraisal")]
    grounds = [
        [
            step.by
            for step in reckon(CLOSE, day("2026-01-05"), given, calendar=CALENDAR).steps
            if step.kind == "stop"
        ]
        for given in (one, two)
    ]
    assert grounds == [["stay"], [""]]


def test_only_the_working_days_of_a_stop_count_for_working_days():
    plain = rule(5, "wd")
    assert due(plain, day("2026-03-02")) == day("2026-03-09")
    assert due(plain, day("2026-03-02"), [Stop(day("2026-03-07"), day("2026-03-09"))]) == day("2026-03-09")
    assert due(plain, day("2026-03-02"), [Stop(day("2026-03-06"), day("2026-03-10"))]) == day("2026-03-11")


def test_what_lies_before_the_first_counted_day_does_not_count():
    early = Stop(day("2026-02-20"), day("2026-03-03"))
    assert due(rule(10, "d"), day("2026-03-02"), [early]) == day("2026-03-12")
    assert due(rule(10, "d"), day("2026-03-02"), [early._replace(until=day("2026-03-04"))]) == day(
        "2026-03-13"
    )


def test_a_stop_that_ends_with_the_day_of_the_event_leaves_no_trace():
    before = Stop(day("2026-02-20"), day("2026-03-03"))
    plain = reckon(rule(10, "d"), day("2026-03-02"), calendar=CALENDAR)
    assert reckon(rule(10, "d"), day("2026-03-02"), [before], calendar=CALENDAR) == plain


def test_a_stop_on_the_last_day_still_counts_and_one_after_it_does_not():
    plain = rule(10, "d")
    assert due(plain, day("2026-03-02"), [Stop(day("2026-03-12"), day("2026-03-18"))]) == day("2026-03-18")
    assert due(plain, day("2026-03-02"), [Stop(day("2026-03-13"), day("2026-03-18"))]) == day("2026-03-12")


def test_a_stop_that_makes_room_for_another_lets_it_count():
    stops = [Stop(day("2026-03-10"), day("2026-03-14")), Stop(day("2026-03-15"), day("2026-03-17"))]
    assert reckon(rule(10, "d"), day("2026-03-02"), stops, calendar=CALENDAR).nominal == day("2026-03-18")


def test_a_period_never_ends_inside_a_stop():
    """The last counted day is a Saturday; on Monday, when it would end, it is stopped."""
    plain = rule(12, "d")
    found = reckon(plain, day("2026-03-02"), [Stop(day("2026-03-16"), day("2026-03-18"))], calendar=CALENDAR)
    assert (found.nominal, found.due) == (day("2026-03-14"), day("2026-03-18"))
    working = rule(10, "d")
    later = reckon(
        working, day("2026-03-02"), [Stop(day("2026-03-11"), day("2026-03-16"))], calendar=CALENDAR
    )
    assert later.due == day("2026-03-17")


def test_while_a_stop_is_open_there_is_no_due_date():
    found = reckon(CLOSE, day("2026-01-05"), [Stop(day("2026-02-01"))], calendar=CALENDAR)
    assert (found.due, found.nominal, found.provisional) == (None, None, False)
    assert found.stopped_since == day("2026-02-01")
    assert found.steps[-1].kind == "still_stopped"


def test_an_open_stop_may_be_taken_as_ended_on_a_day():
    open_stop = Stop(day("2026-02-01"), None, "stay")
    closed = Stop(day("2026-02-01"), day("2026-02-13"), "stay")
    asked = reckon(CLOSE, day("2026-01-05"), [open_stop], calendar=CALENDAR, as_of=day("2026-02-13"))
    assert asked == reckon(CLOSE, day("2026-01-05"), [closed], calendar=CALENDAR)
    early = due(CLOSE, day("2026-01-05"), [open_stop], as_of=day("2026-01-20"))
    assert early == due(CLOSE, day("2026-01-05"))


def test_an_open_stop_after_the_end_changes_nothing():
    assert due(rule(10, "d"), day("2026-03-02"), [Stop(day("2026-03-13"))]) == day("2026-03-12")


def test_an_open_stop_between_a_rest_day_and_the_moved_end_keeps_it_open():
    found = reckon(rule(12, "d"), day("2026-03-02"), [Stop(day("2026-03-16"))], calendar=CALENDAR)
    assert (found.due, found.stopped_since) == (None, day("2026-03-16"))


def test_a_ground_that_the_rule_does_not_list_is_refused():
    found = reckon(
        shipped("seizure@2012-01-01"),
        day("2026-03-02"),
        [Stop(day("2026-03-05"), day("2026-03-10"), "settlement")],
        calendar=CALENDAR,
    )
    assert found.due == day("2026-04-01")
    assert [step.why for step in found.refused_stops] == ["ground"]


def test_a_rule_that_lists_no_grounds_takes_a_stop_as_stated():
    silent = shipped("infr.close@2016-01-01/330000")
    assert due(silent, day("2026-03-02"), [Stop(day("2026-03-05"), day("2026-03-10"), "stay")]) == day(
        "2026-05-07"
    )


def test_a_stop_that_ends_before_it_begins_is_an_error():
    with pytest.raises(BackwardStop, match="before it begins"):
        due(CLOSE, day("2026-01-05"), [Stop(day("2026-02-13"), day("2026-02-01"))])


def test_plain_pairs_are_stops_and_approvals_too():
    assert due(
        CLOSE, day("2026-01-05"), [(day("2026-02-01"), day("2026-02-13"))], [(1, day("2026-04-01"))]
    ) == due(
        CLOSE,
        day("2026-01-05"),
        [Stop(day("2026-02-01"), day("2026-02-13"))],
        [Approval(1, day("2026-04-01"))],
    )


# Extensions


def test_an_extension_runs_from_the_last_day_before_it_is_moved_off_a_rest_day():
    """Sunday 2026-04-05 would end the period on Tuesday; the extended one ends on 5 May, a rest day too."""
    found = reckon(CLOSE, day("2026-01-05"), (), [Approval(1, day("2026-04-01"))], calendar=CALENDAR)
    assert found.nominal == day("2026-05-05")
    assert found.due == day("2026-05-06")


def test_an_extension_runs_from_the_last_day_as_moved_by_the_stops():
    stay = Stop(day("2026-02-01"), day("2026-02-13"), "stay")
    found = reckon(CLOSE, day("2026-01-05"), [stay], [Approval(1, day("2026-04-16"))], calendar=CALENDAR)
    assert found.nominal == day("2026-05-17")


def test_a_stop_after_the_approval_moves_the_extended_end():
    stay = Stop(day("2026-04-20"), day("2026-04-30"), "stay")
    found = reckon(CLOSE, day("2026-01-05"), [stay], [Approval(1, day("2026-04-01"))], calendar=CALENDAR)
    assert found.nominal == day("2026-05-15")


def test_an_approval_must_come_before_the_due_date_as_moved_off_rest_days():
    """The last day is Sunday 2026-04-05, the festival's Monday rests: the due date is Tuesday the 7th."""
    outcome = {
        approved: refusals(
            reckon(CLOSE, day("2026-01-05"), (), [Approval(1, day(approved))], calendar=CALENDAR)
        )
        for approved in ("2026-04-05", "2026-04-06", "2026-04-07", "2026-04-08")
    }
    assert outcome == {"2026-04-05": [], "2026-04-06": [], "2026-04-07": ["late"], "2026-04-08": ["late"]}


def test_a_late_approval_leaves_the_due_date_and_the_next_one_as_they_were():
    found = reckon(CLOSE, day("2026-01-05"), (), [Approval(1, day("2026-05-01"))], calendar=CALENDAR)
    assert found.due == day("2026-04-07")
    assert refusals(found) == ["late"]


def test_a_stop_that_ran_when_the_period_would_have_ended_keeps_an_approval_in_time():
    stay = Stop(day("2026-04-01"), day("2026-05-01"), "stay")
    found = reckon(CLOSE, day("2026-01-05"), [stay], [Approval(1, day("2026-05-04"))], calendar=CALENDAR)
    assert refusals(found) == []
    assert found.nominal == day("2026-06-05")


def test_the_head_extends_first_and_the_superior_office_then():
    head = Approval(1, day("2026-04-01"), "m", "head")
    superior = Approval(2, day("2026-04-20"), "m", "superior_office")
    assert due(CLOSE, day("2026-01-05"), (), [superior, head]) == day("2026-07-06")
    alone = superior._replace(approved=day("2026-04-01"))
    assert refusals(reckon(CLOSE, day("2026-01-05"), (), [alone], calendar=CALENDAR)) == ["foreign"]


def test_two_approvals_of_one_day_count_in_the_order_of_the_rule():
    both = [
        Approval(2, day("2026-04-01"), "d", "superior_office"),
        Approval(15, day("2026-04-01"), "d", "head"),
    ]
    assert refusals(reckon(CLOSE, day("2026-01-05"), (), both, calendar=CALENDAR)) == []


def test_an_approval_by_somebody_else_is_refused():
    found = reckon(
        CLOSE, day("2026-01-05"), (), [Approval(1, day("2026-04-01"), "m", "collective")], calendar=CALENDAR
    )
    assert refusals(found) == ["foreign"]


@pytest.mark.parametrize(
    ("approval", "why"),
    [
        (Approval(2, day("2026-04-01")), "long"),
        (Approval(31, day("2026-04-01"), "d"), "long"),
        (Approval(9999, day("2026-04-01"), "d"), "long"),
        (Approval(0, day("2026-04-01")), "empty"),
        (Approval(-1, day("2026-04-01")), "empty"),
        (Approval(1, day("2026-01-04")), "early"),
        (Approval(1, day("2026-04-01"), "h"), "unit"),
        (Approval(1, day("2026-04-01"), "y"), "unit"),
    ],
)
def test_what_the_rule_does_not_allow_is_refused_with_its_reason(approval, why):
    found = reckon(CLOSE, day("2026-01-05"), (), [approval], calendar=CALENDAR)
    assert refusals(found) == [why]
    assert found.due == day("2026-04-07")
    assert found.refused_extensions[0].words.en
    assert found.refused_extensions[0].words.zh


def test_an_approval_on_the_day_of_the_event_is_in_time():
    found = reckon(CLOSE, day("2026-01-05"), (), [Approval(1, day("2026-01-05"))], calendar=CALENDAR)
    assert refusals(found) == []


def test_a_shorter_extension_in_another_unit_is_within_the_rule():
    found = reckon(CLOSE, day("2026-01-05"), (), [Approval(15, day("2026-04-01"), "d")], calendar=CALENDAR)
    assert found.nominal == day("2026-04-20")


def test_without_a_unit_that_of_the_extension_is_meant():
    fake = shipped("fake.close@2015-07-01/patent_office")
    found = reckon(fake, day("2026-03-02"), (), [Approval(15, day("2026-03-20"))], calendar=CALENDAR)
    assert found.nominal == day("2026-04-17")


def test_each_extension_is_used_once():
    found = reckon(
        shipped("infr.docket@2025-02-01"),
        day("2026-03-02"),
        (),
        [Approval(2, day("2026-03-05")), Approval(2, day("2026-03-06"))],
        calendar=CALENDAR,
    )
    assert found.due == day("2026-03-11")
    assert refusals(found) == ["none"]


def test_where_the_law_names_no_limit_any_period_is_taken():
    market = shipped("fake.close@2019-04-01/market_bureau")
    found = reckon(
        market,
        day("2024-01-31"),
        (),
        [Approval(30, day("2024-04-01")), Approval(60, day("2024-05-20"), "d", "collective")],
        calendar=CALENDAR,
    )
    assert (found.nominal, refusals(found)) == (day("2024-07-29"), [])


def test_an_extension_may_be_approved_while_the_period_is_stopped():
    found = reckon(
        CLOSE,
        day("2026-01-05"),
        [Stop(day("2026-02-01"))],
        [Approval(1, day("2026-08-01"))],
        calendar=CALENDAR,
    )
    assert (found.due, refusals(found)) == (None, [])


def test_an_extension_in_working_days_after_months_is_counted_in_working_days():
    mixed = rule(1, "m", Extension(5, "wd", "head", ""))
    stop = Stop(day("2026-04-03"), day("2026-04-08"))
    approval = Approval(5, day("2026-03-20"))
    assert due(mixed, day("2026-03-02"), (), [approval]) == day("2026-04-10")
    assert due(mixed, day("2026-03-02"), [stop], [approval]) == day("2026-04-14")


def test_a_stop_after_the_end_counts_once_an_extension_reaches_it():
    """The last day is a Saturday; the stop begins on Sunday, the approval comes while it runs."""
    plain = rule(12, "d", Extension(10, "d", "head", ""))
    stop = Stop(day("2026-03-15"), day("2026-03-18"))
    found = reckon(plain, day("2026-03-02"), [stop], [Approval(10, day("2026-03-16"))], calendar=CALENDAR)
    assert (found.nominal, refusals(found)) == (day("2026-03-27"), [])


# Hours


def test_hours_run_from_the_instant_over_rest_days():
    send = shipped("crim.send@2001-07-09")
    assert due(send, at("2026-02-16T15:20")) == at("2026-02-17T15:20")


def test_hours_from_a_day_run_from_its_beginning_and_say_so():
    found = reckon(shipped("crim.send@2001-07-09"), day("2026-02-16"), calendar=CALENDAR)
    assert found.due == at("2026-02-17T00:00")
    assert [step.kind for step in found.steps] == ["event", "midnight", "counted"]


def test_hours_keep_the_time_zone_of_china():
    start = datetime(2026, 2, 16, 7, 20, tzinfo=UTC)
    found = due(shipped("crim.send@2001-07-09"), start)
    assert found == start + timedelta(hours=24)
    assert found.isoformat() == "2026-02-17T15:20:00+08:00"


def test_hours_move_by_the_minutes_stopped():
    stop = Stop(at("2026-02-16T20:00"), at("2026-02-16T21:30"))
    found = reckon(shipped("show.handover@2006-03-01"), at("2026-02-16T15:20"), [stop], calendar=CALENDAR)
    assert found.due == at("2026-02-17T16:50")
    late = Stop(at("2026-02-17T15:20"), at("2026-02-17T16:00"))
    assert due(shipped("show.handover@2006-03-01"), at("2026-02-16T15:20"), [late]) == at("2026-02-17T15:20")


def test_hours_are_extended_by_hours():
    own = rule(24, "h", Extension(12, "h", "head", ""))
    start = at("2026-02-16T15:00")
    assert due(own, start, (), [Approval(12, at("2026-02-17T14:59"))]) == at("2026-02-18T03:00")
    late = reckon(own, start, (), [Approval(12, at("2026-02-17T15:00"))], calendar=CALENDAR)
    assert refusals(late) == ["late"]
    open_stop = reckon(
        own, start, [Stop(at("2026-02-16T18:00"))], [Approval(12, at("2026-02-20T15:00"))], calendar=CALENDAR
    )
    assert (open_stop.due, refusals(open_stop)) == (None, [])


def test_hours_back_from_an_event():
    assert due(rule(-24, "h"), at("2026-02-16T15:00")) == at("2026-02-15T15:00")
