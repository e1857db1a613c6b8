"""Rows: exact values, years of periods, and that what is written comes back as it was."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.models import Figure, Source
from fangzhi.indicators.rows import FigureRow, decimal_text, write, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.indicators.loads.documents import Outcome


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("2013", 2013),
        ("2013H1", 2013),
        ("2013Q4", 2013),
        ("2013-09", 2013),
        ("2013-01/2013-09", 2013),
        ("2016/2018", 2018),
        ("@2013-12-31", 2013),
        ("", None),
    ],
)
def test_a_figure_belongs_to_the_year_in_which_its_period_ends(period: str, year: int | None) -> None:
    assert year_of(period) == year


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_an_exact_value_comes_back_from_its_digits(value: Decimal) -> None:
    digits = decimal_text(value)
    assert Decimal(digits) == value
    assert "E" not in digits


@pytest.mark.parametrize(
    ("value", "digits"), [("1.230E+5", "123000"), ("41.30", "41.3"), ("-5", "-5"), ("100", "100")]
)
def test_digits_carry_no_exponent_and_no_idle_zeros(value: str, digits: str) -> None:
    assert decimal_text(Decimal(value)) == digits


def test_a_value_of_thirty_digits_is_kept_exactly(load: Callable[..., Outcome]) -> None:
    load()
    source = Source.objects.get()
    first = FigureRow(*Figure.objects.values_list(*FigureRow._fields)[0])
    long = "123456789012345678901234567.125"
    row = first._replace(
        code="f" * 20, source_id=source.pk, value=long, also=["a", "b"], dims={"ipc": "A61K"}
    )
    assert write(FigureRow, [row]) == 1
    stored = FigureRow(*Figure.objects.filter(code="f" * 20).values_list(*FigureRow._fields)[0])
    assert stored == row
