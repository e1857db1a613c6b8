"""Numbers as tables print them: exact, with their unit, and with the step that was printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.tables.amounts import PLAIN, BadAmount, Unit, amount, fits, is_blank, unit_of

SCALES = {"": 1, "千": 1000, "万": 10**4, "百万": 10**6, "亿": 10**8}


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=4),
    st.integers(0, 4),
    st.booleans(),
    st.sampled_from(sorted(SCALES)),
)
def test_a_number_is_kept_exactly_whatever_separators_and_scale_it_has(
    value: Decimal, places: int, grouped: bool, scale: str
) -> None:
    value = round(value, places)
    printed = f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"
    found = amount(printed, unit_of(f"{scale}件") or PLAIN)
    assert Decimal(found.value) == value * SCALES[scale]
    assert Decimal(found.resolution) == Decimal(1).scaleb(-places) * SCALES[scale]
    assert found.number == pytest.approx(float(value * SCALES[scale]))


@pytest.mark.parametrize(
    ("printed", "unit", "value", "step"),
    [
        ("62671", PLAIN, "62671", "1"),
        ("00120", PLAIN, "120", "1"),
        ("１，２３４", PLAIN, "1234", "1"),
        ("1 234 567", PLAIN, "1234567", "1"),
        ("6.26", Unit(10**4, "件"), "62600", "100"),
        ("2069", Unit(10**4, "人"), "20690000", "10000"),
        ("1.2万件", Unit(1, "件"), "12000", "1000"),
        ("−3.5", PLAIN, "-3.5", "0.1"),
        ("12.5%", Unit(1, "%"), "12.5", "0.1"),
        ("1e3", PLAIN, "1000", "1"),
    ],
)
def test_a_cell_is_read_in_base_units(printed: str, unit: Unit, value: str, step: str) -> None:
    assert amount(printed, unit)[::2] == (value, step)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("12,34", "thousands"),
        ("1,2345", "thousands"),
        ("1,234 567", "thousands"),
        ("=1+1", "formula"),
        ("@SUM(A1)", "formula"),
        ("+cmd|' /C calc'!A0", "formula"),
        ("-2+3", "formula"),
        ("#DIV/0!", "error_value"),
        ("约300", "number"),
        ("3元", "number"),
        ("1.2.3", "number"),
        ("9" * 400, "long_number"),
        ("1e999", "number"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(printed: str, code: str) -> None:
    with pytest.raises(BadAmount) as refused:
        amount(printed, Unit(1, "件"))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("万人", Unit(10**4, "人")),
        ("单位：亿元", Unit(10**8, "元")),
        ("件", Unit(1, "件")),
        ("10,000 persons", Unit(10**4, "人")),
        ("万", Unit(10**4, "")),
        ("（件）", None),
        ("地区", None),
        ("", None),
    ],
)
def test_a_unit_is_known_by_its_name(text: str, unit: Unit | None) -> None:
    assert unit_of(text) == unit


def test_cases_may_be_called_items_but_not_yuan() -> None:
    assert fits("项", "件")
    assert not fits("元", "件")


def test_marks_for_no_figure_are_told_from_nought() -> None:
    assert all(map(is_blank, ("", " ", "—", "-", "…", "N/A")))
    assert not is_blank("0")
