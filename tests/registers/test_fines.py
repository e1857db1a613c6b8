"""How high a fine for passing-off can be, on any day and for any gains."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.registers.protection.passing_off import fines

DAYS = st.dates(date(2001, 7, 1), date(2100, 1, 1))
FEN = st.integers(0, 10**13)
BODIES = sorted(fines.large_fines())


@given(DAYS)
def test_every_day_since_the_first_law_has_one_limit(day: date) -> None:
    holding = [one for one in fines.limits() if one.since <= day and (one.until is None or day <= one.until)]
    assert holding == [fines.limit_on(day)]


@given(st.dates(max_value=date(2001, 6, 30)))
def test_before_the_first_law_that_is_known_there_is_no_limit(day: date) -> None:
    assert fines.limit_on(day) is None


@pytest.mark.parametrize("one", fines.limits())
def test_a_law_ends_on_the_day_before_the_next_begins(one: fines.Limit) -> None:
    if one.until is not None:
        following = fines.limit_on(one.until + timedelta(days=1))
        assert following is not None
        assert following.since == one.until + timedelta(days=1)


@given(DAYS, FEN, FEN)
def test_more_gains_never_lower_the_limit_beyond_the_flat_amount(day: date, gains: int, more: int) -> None:
    limit = fines.limit_on(day)
    assert limit is not None
    low, high = sorted((gains, more))
    if low > limit.small_gains:
        assert limit.fine(low) <= limit.fine(high)
        assert limit.fine(low) == low * limit.times
    else:
        assert limit.fine(low) == limit.flat == limit.fine(None)


@pytest.mark.parametrize(
    ("day", "gains", "most"),
    [
        (date(2009, 9, 30), None, 50_000),
        (date(2009, 10, 1), 0, 200_000),
        (date(2021, 5, 31), 1, 4),
        (date(2021, 6, 1), 1, 250_000),
        (date(2021, 6, 1), 50_000, 250_000),
        (date(2021, 6, 1), 50_001, 250_005),
    ],
)
def test_the_limit_in_yuan(day: date, gains: int | None, most: int) -> None:
    limit = fines.limit_on(day)
    assert limit is not None
    assert limit.fine(None if gains is None else gains * 100) == most * 100


@given(st.sampled_from(BODIES), FEN, FEN)
def test_a_fine_is_large_above_the_amount_and_not_at_it(key: tuple[str, str], one: int, other: int) -> None:
    above = fines.large_fines()[key]
    assert not fines.is_large(*key, above, above, None)
    assert fines.is_large(*key, above + 1)
    assert fines.is_large(*key, one, other) == (max(one, other) > above)


@given(FEN, DAYS, st.integers(-1000, 1000))
def test_a_surcharge_grows_by_three_per_cent_a_day_up_to_the_fine(fine: int, due: date, late: int) -> None:
    told = fines.surcharge(fine, due, due + timedelta(days=late))
    assert 0 <= told <= fine
    assert (told == 0) == (late <= 0 or fine * 3 * late < 100)
    assert told <= fines.surcharge(fine, due, due + timedelta(days=late + 1))
    if late >= 34:
        assert told == fine
