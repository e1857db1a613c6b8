"""The inputs that registers ask for again and again, each in one line of a declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from fangzhi.casework.declaration import Input
from fangzhi.casework.fields import MoneyForm, OfficeForm, RecordForm
from fangzhi.casework.widgets import date_input

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.casework.declaration import Words


def text(
    name: str, label: Words, why: Words = "", *, seen_by: frozenset[str] = frozenset(), personal: bool = False
) -> Input:
    """Several lines."""

    def field() -> forms.Field:
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=label, help_text=why, max_length=20_000, widget=area)

    return Input(name, field, personal, seen_by)


def line(name: str, label: Words, why: Words = "", *, personal: bool = False) -> Input:
    """One line."""
    return Input(name, lambda: forms.CharField(label=label, help_text=why, max_length=300), personal)


def day(name: str, label: Words, why: Words = "") -> Input:
    """A day."""

    def field() -> forms.Field:
        return forms.DateField(label=label, help_text=why, widget=date_input())

    return Input(name, field)


def number(name: str, label: Words, why: Words = "", *, least: int = 0) -> Input:
    """A whole number."""

    def field() -> forms.Field:
        return forms.IntegerField(label=label, help_text=why, min_value=least, max_value=1_000_000)

    return Input(name, field)


def money(name: str, label: Words, why: Words = "", *, least: int = 0) -> Input:
    """An amount in yuan, kept in fen; `least` in fen. The form shows at first what the record's field of this
    name holds, where it has one."""

    def field() -> forms.Field:
        return MoneyForm(label=format_lazy(gettext_lazy("{} (yuan)"), label), help_text=why, least=least)

    return Input(name, field, shown=lambda _record, detail: getattr(detail, name, None))


def record(name: str, label: Words, register: str = "", why: Words = "") -> Input:
    """Another record, by its number or its key; of any register unless one is named."""
    return Input(name, lambda: RecordForm(register, label=label, help_text=why, max_length=60))


def outside(name: str, label: Words, why: Words = "") -> Input:
    """An office outside, such as the police, with which the record is shared."""

    return Input(name, lambda: OfficeForm(outside=True, inside=False, label=label, help_text=why))


def office(name: str, label: Words, why: Words = "", *, outside: bool = False) -> Input:
    """An office of the installation, or with `outside` also one outside."""

    def field() -> forms.Field:
        return OfficeForm(outside=outside, label=label, help_text=why)

    return Input(name, field)


def choice(name: str, label: Words, choices: Iterable[tuple[str, Words]], why: Words = "") -> Input:
    """One of a list."""
    return Input(name, lambda: forms.ChoiceField(label=label, choices=list(choices), help_text=why))
