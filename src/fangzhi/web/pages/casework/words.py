"""How values of records are shown: choices by their words, days as days, people by their names."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from fangzhi.casework.access.roles import LEVELS
from fangzhi.casework.fields import MoneyField, yuan
from fangzhi.casework.worklists import rule_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register, Transition
    from fangzhi.casework.models import Record


def column_names(register: Register) -> list[tuple[str, str]]:
    """The register's own columns with their names."""
    return [(name, field_name(register, name)) for name in register.columns]


def field_name(register: Register, name: str) -> str:
    """What a field of the detail is called."""
    found = register.model._meta.get_field(name)
    return str(getattr(found, "verbose_name", name))


def value_of(register: Register, name: str, value: Any) -> str:
    """A value of the detail in words."""
    if value in (None, ""):
        return ""
    found = register.model._meta.get_field(name)
    if isinstance(found, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(found, MoneyField):
        return _("%s yuan") % yuan(int(value))
    choices = dict(getattr(found, "flatchoices", ()) or ())
    return str(choices.get(value, value))


def shown_row(register: Register, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a list as data: header first, then the register's columns."""
    found: dict[str, Any] = {
        "id": row["id"],
        "number": row["number"],
        "title": row["title"],
        "state": row["state"],
        "officer": row["officer__username"],
        "opened_on": row["opened_on"],
        "closed_on": row["closed_on"],
        "due_on": row["due_on"],
        "due_rule": row["due_rule"] or None,
        "result": row["result"] or None,
        "level": row["level"],
    }
    found |= {name: row.get(name) for name in register.columns if name in row}
    return found


def event_name(register: Register, kind: str) -> str:
    """What an event is called."""
    known: Transition | None = register.by_id.get(kind)
    if known is not None:
        return str(known.name)
    return {
        "imported": _("Brought in from elsewhere"),
        "undo": _("Undone"),
        "correct": _("Day corrected"),
        "attach": _("File added"),
        "shred": _("Personal data destroyed"),
        "proposed": _("Submitted for approval"),
        "endorsed": _("Endorsed, passed on"),
        "returned": _("Returned"),
        "withdrawn_proposal": _("Proposal withdrawn"),
    }.get(kind, kind)


def details(register: Register, record: Record, detail: Any, viewer: Viewer) -> list[tuple[str, str, str]]:
    """The filled fields of the detail that the person may read: name, label, value."""
    held = viewer.roles(register.id, record.office_id).keys()
    found = []
    for name in register.fields:
        needed = register.seen_by.get(name)
        if needed and not needed & held:
            continue
        words = value_of(register, name, getattr(detail, name))
        if words:
            found.append((name, field_name(register, name), words))
    return found


def level_name(level: int) -> str:
    """A level of confidentiality in words."""
    return str(LEVELS[level])


def due_words(due: date | datetime | None, rule: str, today: date) -> tuple[str, str]:
    """How near a due date is: a class for the page and words that say it without colour."""
    if due is None:
        return "", ""
    day = due.date() if isinstance(due, datetime) else due
    left = (day - today).days
    name = rule_name(rule) if rule else ""
    if left < 0:
        return "overdue", _("%(name)s: overdue by %(days)s days") % {"name": name, "days": -left}
    if left == 0:
        return "soon", _("%(name)s: due today") % {"name": name}
    kind = "soon" if left <= 5 else ""
    return kind, _("%(name)s: %(days)s days left") % {"name": name, "days": left}
