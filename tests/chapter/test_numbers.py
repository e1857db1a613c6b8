"""Figures are printed as officials print them, and stand for what they say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.chapter.facts import Fact
from fangzhi.chapter.numbers import Printed, computed, printed, printed_english
from fangzhi.indicators.verdicts import Interval, Stated, compare
from fangzhi.reader import read


def amount(value: str, unit: str = "件", step: str = "1", **fields: object) -> Fact:
    """An amount of patent applications, or of money where the unit is 元."""
    indicator = "pledge_loan_amount" if unit == "元" else "patent_applications"
    fact = Fact("420000", indicator, "level", "2013", Decimal(value), unit, Decimal(step))
    return fact._replace(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "step", "text"),
    [
        ("25292", "件", "1", "25292件"),
        ("99999", "件", "1", "99999件"),
        ("123336", "件", "1", "12.33万件"),
        ("123350", "件", "1", "12.34万件"),
        ("123300", "件", "100", "12.33万件"),
        ("294000", "件", "100", "29.40万件"),
        ("85400", "件", "100", "8.54万件"),
        ("100000", "件", "1", "10万件"),
        ("2700000000", "元", "100000000", "27亿元"),
        ("365700000", "元", "100000", "3.657亿元"),
        ("27200000", "元", "10000", "2720万元"),
        ("5712000", "元", "1000", "571.2万元"),
        ("9999", "元", "1", "9999元"),
        ("113000000", "人", "10000", "1.13亿人"),
    ],
)
def test_an_amount_is_printed_in_the_unit_officials_use(value: str, unit: str, step: str, text: str) -> None:
    assert printed(amount(value, unit, step)).text == text


@pytest.mark.parametrize(
    ("measure", "value", "unit", "step", "text"),
    [
        ("growth_rate", "-3.5", "%", "0.1", "3.5%"),
        ("growth_rate", "5.40", "%", "0.01", "5.40%"),
        ("rank", "13", "位", "1", "第13位"),
        ("growth_multiple", "6.1", "倍", "0.1", "6.1倍"),
        ("change_points", "3.2", "百分点", "0.1", "3.2个百分点"),
        ("ordinal_streak", "42", "个月", "1", "42个月"),
    ],
)
def test_a_movement_is_printed_without_its_sign(
    measure: str, value: str, unit: str, step: str, text: str
) -> None:
    assert printed(amount(value, unit, step, measure=measure)).text == text


def test_a_place_among_the_first_is_printed_as_such() -> None:
    assert printed(amount("3", "位", measure="rank", qualifier="at_least")).text == "前3位"


def test_a_target_of_twice_as_much_is_a_doubling() -> None:
    doubled = amount("2", "倍", measure="ratio_multiple", status="target")
    assert printed(doubled) == Printed("翻一番", Decimal(2), Decimal(1))


@given(st.integers(1, 10**13), st.sampled_from(["件", "元"]))
def test_a_printed_count_is_the_value_rounded_to_its_step(value: int, unit: str) -> None:
    shown = printed(amount(str(value), unit))
    found = compare(Stated(shown.value, shown.step), Interval.exact(Decimal(value)))
    assert found.verdict in ("equal", "rounded")
    assert abs(shown.value - value) * 2 <= shown.step


@given(st.integers(1, 10**7), st.sampled_from([1, 10**2, 10**4, 10**6, 10**8]), st.sampled_from(["件", "元"]))
def test_what_is_printed_is_read_as_the_value_it_stands_for(count: int, step: int, unit: str) -> None:
    fact = amount(str(count * step), unit, str(step))
    shown = printed(fact)
    name = "专利权质押贷款" if unit == "元" else "专利申请"
    (found,) = read(f"{name}{shown.text}。", region="420000", year=2013).observations
    assert (found.value, found.unit) == (shown.value, unit)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (amount("123336"), "123,300"),
        (amount("2700000000", "元", "100000000"), "2.7 billion yuan"),
        (amount("5712000", "元", "1000"), "5.712 million yuan"),
        (amount("1", "位", measure="rank"), "1st"),
        (amount("12", "位", measure="rank"), "12th"),
        (amount("3", "位", measure="rank", qualifier="at_least"), "top 3"),
        (amount("-3.5", "%", "0.1", measure="growth_rate"), "3.5%"),
    ],
)
def test_a_figure_in_english(fact: Fact, text: str) -> None:
    assert printed_english(fact) == text


def test_a_computed_percentage_has_one_decimal_halves_away_from_zero() -> None:
    assert (computed(Decimal("12.25")), computed(Decimal("-12.25"))) == (Decimal("12.3"), Decimal("-12.3"))
