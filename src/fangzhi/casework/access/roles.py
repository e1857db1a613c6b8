"""The roles of an office, what each may see by default, and the levels of confidentiality."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise  # noqa: TC002 - a field of a NamedTuple
from django.utils.translation import gettext_lazy as _

ORDINARY, RESTRICTED, CONFIDENTIAL = 0, 1, 2
LEVELS = {
    ORDINARY: _("ordinary"),
    RESTRICTED: _("restricted"),
    CONFIDENTIAL: _("confidential"),
}


class Role(NamedTuple):
    """What a role is called and what it opens unless a grant says otherwise."""

    name: str | Promise
    level: int
    """Highest confidentiality level that it opens."""
    sees: bool = True
    """Whether it opens records at all."""


ROLES: dict[str, Role] = {
    "intake": Role(_("intake officer"), ORDINARY),
    "officer": Role(_("case officer"), RESTRICTED),
    "head": Role(_("head of division"), RESTRICTED),
    "director": Role(_("director"), CONFIDENTIAL),
    "archivist": Role(_("archivist"), RESTRICTED),
    "partner": Role(_("partner outside the office"), ORDINARY, sees=False),
    "statistician": Role(_("statistician"), ORDINARY, sees=False),
}
PARTNER = "partner"
"""Somebody of the police, the procuratorate or another office outside: sees only what is shared, narrowly."""
SECRET_ROLES = frozenset({"officer", "head", "director"})
"""Who may open the secret part of a file (副卷), in the record's own office only."""
APPROVERS = ("head", "director")
"""In the order in which they approve."""
SUPERIOR = "superior"
"""Stands for the head or director of the office above in a list of approvers."""
