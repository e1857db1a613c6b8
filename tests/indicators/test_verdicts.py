"""Verdicts against exact interval arithmetic done the slow way."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.verdicts import Interval, Stated, compare

STEPS = st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(100), Decimal(10_000)])
TRUTH = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)


def stated(value: str, step: str, qualifier: str = "exact", high: str | None = None) -> Stated:
    return Stated(Decimal(value), Decimal(step), qualifier, Decimal(high) if high else None)


@pytest.mark.parametrize(
    ("claim", "truth", "verdict", "difference"),
    [
        (stated("25292", "1"), "25292", "equal", "0"),
        (stated("26000", "1000"), "26487", "rounded", "0"),
        (stated("62600", "100"), "62671", "truncated", "0"),
        (stated("202300", "100"), "202350", "truncated", "0"),
        (stated("14380", "1"), "14382", "differs", "-2"),
        (stated("36.3", "0.1"), "29.356", "differs", "6.944"),
        (stated("97.9", "0.1"), "97.9592", "truncated", "0"),
        (stated("9", "1", "at_least"), "9.04", "within_qualifier", "0"),
        (stated("9", "1", "at_least"), "8.9", "differs", "0.1"),
        (stated("10", "1", "at_least"), "19", "within_qualifier", "0"),
        (stated("10", "1", "at_least"), "6025", "differs", "-6015"),
        (stated("1000000", "10000", "below"), "7329", "differs", "992671"),
        (stated("25", "1", "below"), "19.99", "differs", "5.01"),
        (stated("500", "1", "below"), "489", "within_qualifier", "0"),
        (stated("500", "1", "below"), "510", "differs", "-10"),
        (stated("100", "1", "approx"), "104", "within_qualifier", "0"),
        (stated("100", "1", "approx"), "106", "differs", "-6"),
        (stated("40", "1", "range", "50"), "47", "within_qualifier", "0"),
        (stated("40", "1", "range", "50"), "53", "differs", "-3"),
        (stated("-5.3", "0.1"), "-5.39", "truncated", "0"),
        (stated("-5.3", "0.1"), "-5.34", "rounded", "0"),
    ],
)
def test_a_claim_beside_the_truth(claim: Stated, truth: str, verdict: str, difference: str) -> None:
    found = compare(claim, Interval.exact(Decimal(truth)))
    assert (found.verdict, found.difference) == (verdict, Decimal(difference))


@given(TRUTH, STEPS)
def test_what_was_rounded_is_never_said_to_contradict(truth: Decimal, step: Decimal) -> None:
    claim = (truth / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    assert compare(Stated(claim, step), Interval.exact(truth)).verdict in {"equal", "rounded"}


@given(TRUTH, STEPS)
def test_what_was_cut_off_is_never_said_to_contradict(truth: Decimal, step: Decimal) -> None:
    claim = (truth / step).quantize(Decimal(1), ROUND_DOWN) * step
    assert compare(Stated(claim, step), Interval.exact(truth)).verdict in {"equal", "rounded", "truncated"}


@given(TRUTH, STEPS, st.integers(1, 10**6))
def test_what_neither_rounding_nor_cutting_off_gives_contradicts(
    truth: Decimal, step: Decimal, far: int
) -> None:
    claim = (truth / step).quantize(Decimal(1), ROUND_HALF_UP) * step + (far + 1) * step
    found = compare(Stated(claim, step), Interval.exact(truth))
    assert found.verdict == "differs"
    assert found.difference == claim - truth


@given(TRUTH, TRUTH, TRUTH, STEPS)
def test_bounds_agree_exactly_when_one_value_within_them_does(
    one: Decimal, two: Decimal, claim: Decimal, step: Decimal
) -> None:
    low, high = sorted((one, two))
    value = (claim / step).quantize(Decimal(1), ROUND_DOWN) * step
    half = step / 2
    # the oracle: the claim covers [v − r/2, v + r), so it must meet [low, high]
    meets = low < value + step and high >= value - half
    found = compare(Stated(value, step), Interval((low + high) / 2, low, high))
    assert (found.verdict != "differs") == meets


@given(TRUTH, STEPS)
def test_a_printed_figure_may_stand_for_what_it_was_printed_from(truth: Decimal, step: Decimal) -> None:
    for way in (ROUND_HALF_UP, ROUND_DOWN):
        printed = (truth / step).quantize(Decimal(1), way) * step
        bounds = Interval.printed(printed, step)
        exact = step <= 1 and printed == printed.to_integral_value()
        assert bounds.low <= truth <= bounds.high or exact
