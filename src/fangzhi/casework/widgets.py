"""Widgets of the forms of acts."""

from __future__ import annotations

from django import forms


def date_input() -> forms.DateInput:
    """A day as browsers take it: shown and sent as YYYY-MM-DD whatever the language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    """A time of day as browsers take it, in hours and minutes."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})
