"""Reconsideration and suit against a decision: whether one is pending, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.casework.declaration import moot

if TYPE_CHECKING:
    from fangzhi.casework.declaration import NotNow, Situation

OUTCOMES = [
    ("upheld", gettext_lazy("decision upheld")),
    ("changed", gettext_lazy("decision changed")),
    ("revoked", gettext_lazy("decision revoked")),
    ("withdrawn", gettext_lazy("remedy withdrawn")),
]
ASKED, ENDED = ("reconsider", "sue"), "remedy_outcome"
"""The acts of a register by which a remedy is entered, and the one that enters how it ended."""


def pending(one: Situation) -> bool:
    """Whether the last remedy that was asked for has no outcome yet."""
    return _last(one) in ASKED


def outcome(one: Situation) -> str:
    """How the last remedy ended; empty while it is pending, and where there was none."""
    return str(one.past.inputs_of(ENDED).get("outcome", "")) if _last(one) == ENDED else ""


def is_pending(one: Situation) -> NotNow | None:
    """An outcome belongs to a remedy that was entered."""
    return None if pending(one) else moot(_("No reconsideration and no suit is pending."))


def _last(one: Situation) -> str:
    kinds = (event.kind for event in reversed(one.past.standing))
    return next((kind for kind in kinds if kind in (*ASKED, ENDED)), "")
