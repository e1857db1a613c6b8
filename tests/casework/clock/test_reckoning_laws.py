"""What holds of every period, whatever its rule: compared with walking day by day, and by its own laws."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework.clock import Approval, Stop, reckon
from tests.casework.clock import walking
from tests.casework.clock.makers import BACKWARD, CALENDAR, DAY_RULES, DAYS, SHIPPED, periods, rule


def found(chosen, start, stops=(), extensions=()):
    return reckon(chosen, start, stops, extensions, calendar=CALENDAR)


def spans(stops):
    return [(stop.since, stop.until) for stop in stops]


@pytest.mark.parametrize("row", [row for row in SHIPPED if row.unit != "h"], ids=lambda row: row.version)
def test_every_version_agrees_with_walking_through_its_era(row):
    """Sixty days of the era, some before festivals and at the ends of months; with a stop and without."""
    chance = Random(row.version)
    last = row.valid_to or date(2030, 12, 31)
    for _ in range(60):
        start = row.valid_from + timedelta(chance.randrange((last - row.valid_from).days + 1))
        assert found(row, start).due == walking.due(row, start)
        if row.amount > 0:
            since = start + timedelta(chance.randrange(40))
            stop = Stop(since, since + timedelta(chance.randrange(30)))
            assert found(row, start, [stop]).due == walking.due(row, start, spans([stop]))


@pytest.mark.parametrize("row", [row for row in SHIPPED if row.unit == "h"], ids=lambda row: row.version)
def test_every_version_in_hours_ends_so_many_hours_later(row):
    assert found(row, date(2026, 2, 16)).due == walking.midnight(date(2026, 2, 16)) + timedelta(
        hours=row.amount
    )


@pytest.mark.parametrize(
    "row",
    [row for row in SHIPPED if any(one.amount for one in row.extensions)],
    ids=lambda row: row.version,
)
def test_every_extension_of_every_version_agrees_with_walking(row):
    chance = Random(row.version)
    last = row.valid_to or date(2030, 12, 31)
    for _ in range(30):
        start = row.valid_from + timedelta(chance.randrange((last - row.valid_from).days + 1))
        since = start + timedelta(chance.randrange(20))
        stops = [Stop(since, since + timedelta(chance.randrange(20)))]
        walked: list[tuple[date, int, str]] = []
        approvals = []
        for slot in (one for one in row.extensions if one.amount):
            approved = walking.due(row, start, spans(stops), walked) - timedelta(1)
            walked.append((approved, slot.amount, slot.unit))
            approvals.append(Approval(slot.amount, approved, slot.unit, slot.by))
        outcome = found(row, start, stops, approvals)
        assert outcome.refused_extensions == ()
        assert outcome.due == walking.due(row, start, spans(stops), walked)


@given(periods())
def test_counting_agrees_with_walking(period):
    chosen, start, stops = period
    assert found(chosen, start, stops).due == walking.due(chosen, start, spans(stops))


@given(BACKWARD, DAYS)
def test_counting_back_agrees_with_walking_back(chosen, event):
    assert found(chosen, event).due == walking.due(chosen, event)


@given(st.integers(1, 40), st.sampled_from(["d", "m"]), DAYS)
def test_counting_back_any_period_agrees_with_walking_back(amount, unit, event):
    assert found(rule(-amount, unit), event).due == walking.due(rule(-amount, unit), event)


@given(periods())
def test_a_period_in_days_never_ends_on_a_rest_day_or_in_a_stop(period):
    chosen, start, stops = period
    end = found(chosen, start, stops).due
    assert walking.works(end)
    assert not walking.stopped(end, spans(stops))
    assert end > start


@given(DAY_RULES, DAYS, st.integers(0, 30))
def test_a_later_event_never_ends_earlier(chosen, start, later):
    assert found(chosen, start).due <= found(chosen, start + timedelta(later)).due


@given(st.integers(1, 90), st.sampled_from(["wd", "d"]), DAYS, st.integers(0, 30), st.integers(0, 30))
def test_a_later_event_never_ends_earlier_in_spite_of_a_stop(amount, unit, start, later, length):
    stops = [Stop(start + timedelta(5), start + timedelta(5 + length))]
    chosen = rule(amount, unit)
    assert found(chosen, start, stops).due <= found(chosen, start + timedelta(later), stops).due


@given(
    st.sampled_from([row for row in SHIPPED if row.unit in ("d", "m") and row.amount > 0]), DAYS, st.data()
)
def test_stop_and_resumption_shift_calendar_periods_by_exactly_the_stop(chosen, start, data):
    plain = found(chosen, start).nominal
    since = start + timedelta(data.draw(st.integers(1, (plain - start).days)))
    length = data.draw(st.integers(0, 90))
    assert found(chosen, start, [Stop(since, since + timedelta(length))]).nominal == plain + timedelta(length)


@given(st.sampled_from([row for row in SHIPPED if row.unit == "wd" and row.amount > 0]), DAYS, st.data())
def test_stop_and_resumption_shift_working_days_by_exactly_the_working_days_stopped(chosen, start, data):
    plain = found(chosen, start).due
    since = start + timedelta(data.draw(st.integers(1, (plain - start).days)))
    until = since + timedelta(data.draw(st.integers(0, 60)))
    shifted = found(chosen, start, [Stop(since, until)]).due
    assert CALENDAR.between(plain, shifted) == CALENDAR.between(since, until)


@given(periods(), st.randoms(use_true_random=False))
def test_stops_are_a_union_in_whatever_order_and_however_cut(period, chance):
    chosen, start, stops = period
    cut = []
    for stop in stops:
        middle = stop.since + (stop.until - stop.since) // 2
        cut += [Stop(stop.since, middle), Stop(middle, stop.until), stop]
    chance.shuffle(cut)
    assert found(chosen, start, cut).due == found(chosen, start, stops).due


@given(periods(), st.lists(st.tuples(st.integers(1, 30), st.integers(0, 200)), max_size=3), st.randoms())
def test_the_same_facts_give_the_same_result_in_whatever_order(period, extensions, chance):
    chosen, start, stops = period
    approvals = [Approval(amount, start + timedelta(after), "d") for amount, after in extensions]
    first = found(chosen, start, stops, approvals)
    chance.shuffle(stops)
    chance.shuffle(approvals)
    assert found(chosen, start, stops, approvals) == first


@given(periods(), st.integers(1, 30), st.integers(0, 200))
def test_an_extension_is_counted_or_listed_and_never_shortens(period, amount, after):
    chosen, start, stops = period
    plain = found(chosen, start, stops)
    extended = found(chosen, start, stops, [Approval(amount, start + timedelta(after), "d")])
    if extended.refused_extensions:
        assert extended.due == plain.due
    else:
        assert start + timedelta(after) < plain.due <= extended.due


@given(periods())
def test_every_step_leads_on_to_the_due_date_and_is_said_in_both_languages(period):
    chosen, start, stops = period
    outcome = found(chosen, start, stops)
    days = [step.day for step in outcome.steps]
    assert days == sorted(days)
    assert days[-1] == outcome.due
    assert all(step.words.zh and step.words.en for step in outcome.steps)


@given(DAYS, st.integers(1, 72), st.integers(0, 100), st.integers(0, 500))
def test_hours_shift_by_exactly_the_union_of_their_stops(start, amount, after, length):
    begin = walking.midnight(start)
    since = begin + timedelta(minutes=after)
    stop = Stop(since, since + timedelta(minutes=length))
    shifted = found(rule(amount, "h"), begin, [stop, stop]).due
    counted = length if after < amount * 60 else 0
    assert shifted == begin + timedelta(hours=amount, minutes=counted)
