"""Numerals in characters and digits, and the step in which they are printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.reader import read
from fangzhi.reader.numerals import arabic, arabic_step, chinese, chinese_step

_SIGNS = "零一二三四五六七八九"


def in_characters(number: int) -> str:
    """The oracle: a whole number below 10^8 in characters, the slow and plain way."""
    if number >= 10_000:
        above, below = divmod(number, 10_000)
        joint = "零" if 0 < below < 1000 else ""
        return in_characters(above) + "万" + (joint + in_characters(below) if below else "")
    written = ""
    for place, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            written += _SIGNS[digit] + sign
        elif written and number and not written.endswith("零"):
            written += "零"
    return written


@given(st.integers(1, 99_999_999))
def test_characters_are_worth_what_they_say(number: int) -> None:
    assert chinese(in_characters(number)) == number


@pytest.mark.parametrize(
    ("numeral", "value", "step"),
    [
        ("三点五", "3.5", "0.1"),
        ("一百二十", "120", "10"),
        ("两千", "2000", "1000"),
        ("二零一三", "2013", "1"),
    ],
)
def test_the_step_of_characters_is_that_of_the_last_place(numeral: str, value: str, step: str) -> None:
    assert chinese(numeral) == Decimal(value)
    assert chinese_step(numeral) == Decimal(step)


@given(st.integers(0, 10**12), st.integers(0, 4))
def test_digits_are_worth_what_they_say_and_step_in_their_last_place(number: int, places: int) -> None:
    printed = f"{Decimal(number).scaleb(-places):,f}" if places else f"{number:,}"
    assert arabic(printed) == Decimal(number).scaleb(-places)
    assert arabic_step(printed) == Decimal(1).scaleb(-places)


@given(st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2), st.sampled_from("万亿"))
def test_the_value_lies_within_its_resolution_and_no_digit_is_lost(number: Decimal, multiplier: str) -> None:
    found = read(f"专利权质押贷款{number}{multiplier}元。", region="420000", year=2016).observations[0]
    worth = Decimal(10_000 if multiplier == "万" else 100_000_000)
    assert found.value == number * worth
    assert found.resolution == worth / 100
