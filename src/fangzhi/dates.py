"""Dates as people give them to a command or a form."""

from __future__ import annotations

from datetime import date


def is_issue_date(text: str) -> bool:
    """Whether a text is a date of issue: YYYY, YYYY-MM or YYYY-MM-DD."""
    if not text.isascii() or len(text) not in (4, 7, 10):
        return False
    try:
        date.fromisoformat(text + "-01-01"[: 10 - len(text)])
    except ValueError:
        return False
    return True
