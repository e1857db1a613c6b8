"""Periods of columns, in the forms that every figure uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.rows import year_of
from fangzhi.indicators.tables.periods import SPANS, last_month, period_of, running_month


@given(st.sampled_from(SPANS), st.integers(1985, 2050), st.integers(1, 12))
def test_a_period_ends_with_its_month_and_in_its_year(span: str, year: int, month: int) -> None:
    period = period_of(span, year, month)
    assert last_month(period) == (year, 12 if span == "year" else month)
    assert year_of(period) == year


@pytest.mark.parametrize(
    ("month", "period"),
    [(1, "2013-01"), (3, "2013Q1"), (4, "2013-01/2013-04"), (6, "2013H1"), (12, "2013")],
)
def test_months_since_january_have_their_shortest_form(month: int, period: str) -> None:
    assert period_of("ytd", 2013, month) == period
    assert running_month(period) == (2013, month)


def test_a_single_month_but_january_does_not_run_from_january() -> None:
    assert running_month("2013-04") is None
    assert running_month("@2013-04-30") is None


@pytest.mark.parametrize(
    "text", ["2013-13", "@2013-02-30", "2013/2012", "2013-05/2013-04", "2013Q5", "13", "", "two thousand"]
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert last_month(text) is None
