"""Amounts of money: typed and shown in yuan, kept in fen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework.fields import MoneyField, MoneyForm, yuan


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("200000", 20_000_000), ("0.01", 1), ("1234.5", 123_450), (1234.5, 123_450), (12, 1200), ("0", 0)],
)
def test_yuan_become_fen(typed: Any, fen: int) -> None:
    assert MoneyForm().clean(typed) == fen


@pytest.mark.parametrize("typed", ["-1", "0.001", "一万", "1e400", "NaN", "1,000", "9" * 16])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyForm().clean(typed)


def test_nothing_given_is_nothing() -> None:
    assert MoneyForm(required=False).clean("") is None


@given(st.integers(0, 10**15 - 1))
def test_a_kept_amount_is_typed_again_as_the_same(fen: int) -> None:
    form = MoneyForm()
    assert form.clean(form.prepare_value(fen)) == fen


@given(st.integers(0, 10**15))
def test_an_amount_in_words_is_exact(fen: int) -> None:
    assert Decimal(yuan(fen).replace(",", "")) * 100 == fen


def test_the_model_field_asks_in_yuan() -> None:
    field = MoneyField("金额", null=True, blank=True).formfield()
    assert isinstance(field, MoneyForm)
    assert not field.required
    assert str(field.label) in ("金额 (yuan)", "金额（元）")
