"""Formulas against a slow oracle on fractions, and ranks with ties."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.derived import breakdowns, change, formulas, growth, moved, quotient, ranks, total
from fangzhi.indicators.verdicts import Interval

AMOUNT = st.integers(1, 10**9).map(Decimal)
STEP = st.sampled_from([Decimal(1), Decimal(100), Decimal(10_000)])


def near(found: Decimal, exact: Fraction) -> bool:
    return abs(Fraction(found) - exact) <= abs(exact) * Fraction(1, 10**20) + Fraction(1, 10**20)


@given(AMOUNT, AMOUNT)
def test_growth_is_the_change_over_the_earlier_value(now: Decimal, before: Decimal) -> None:
    found = growth(Interval.exact(now), Interval.exact(before))
    assert found is not None
    assert near(found.value, (Fraction(now) - Fraction(before)) / Fraction(before) * 100)


@given(AMOUNT, AMOUNT)
def test_a_multiple_of_growth_is_one_less_than_the_ratio(now: Decimal, before: Decimal) -> None:
    one, two = Interval.exact(now), Interval.exact(before)
    ratio, more = moved("ratio_multiple", one, two), moved("growth_multiple", one, two)
    assert ratio is not None
    assert more is not None
    assert near(ratio.value - more.value, Fraction(1))


@given(AMOUNT, AMOUNT, STEP, STEP)
def test_bounds_of_the_inputs_bound_the_result(
    now: Decimal, before: Decimal, one: Decimal, two: Decimal
) -> None:
    top, bottom = Interval.printed(now, one), Interval.printed(before + two, two)
    found = quotient(top, bottom)
    assert found is not None
    for numerator in top:
        for denominator in bottom:
            exact = Fraction(numerator) / Fraction(denominator)
            slack = Fraction(1, 10**15)
            assert Fraction(found.low) - slack <= exact <= Fraction(found.high) + slack


def test_nothing_is_divided_by_what_may_be_zero() -> None:
    assert quotient(Interval.exact(Decimal(5)), Interval.exact(Decimal(0))) is None
    assert growth(Interval.exact(Decimal(5)), Interval.exact(Decimal(0))) is None


@given(st.lists(AMOUNT, max_size=8))
def test_a_total_is_the_sum_of_its_parts(parts: list[Decimal]) -> None:
    assert total(map(Interval.exact, parts)).value == sum(parts, Decimal(0))


@given(AMOUNT, AMOUNT)
def test_a_change_there_and_back_is_none(one: Decimal, two: Decimal) -> None:
    forth, back = (
        change(Interval.exact(one), Interval.exact(two)),
        change(Interval.exact(two), Interval.exact(one)),
    )
    assert forth.value + back.value == 0


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 5).map(Decimal), max_size=12))
def test_a_place_is_one_more_than_how_many_stand_higher(values: dict[str, Decimal]) -> None:
    places = ranks(values)
    for name, value in values.items():
        assert places[name] == 1 + sum(other > value for other in values.values())


def test_every_formula_speaks_of_indicators_of_the_catalogue() -> None:
    known = set(catalogue())
    pending = {"enforcement_cases_pending"}
    named = {one.indicator for group in formulas().values() for one in group}
    named |= {
        name for group in formulas().values() for one in group for name in one.numerator + one.denominator
    }
    named |= {name for one in breakdowns() for name in (one.whole, *one.parts)}
    assert named - known - pending == set()


def test_the_defining_formula_comes_first() -> None:
    first, *others = formulas()["inventions_per_10k", "level"]
    assert (first.shift, first.vintage, first.scale) == (1, "first_published", 10_000)
    assert [(one.shift, one.vintage) for one in others] == [
        (0, "first_published"),
        (1, "revised"),
        (0, "revised"),
    ]
