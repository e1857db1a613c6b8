"""Whose act it is: who may do it, who must approve it, and who may take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.casework.access.roles import ROLES, SUPERIOR
from fangzhi.casework.access.sharing import does, parts_of
from fangzhi.casework.refusals import Conflict, NotAllowed

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.acts import Act
    from fangzhi.casework.declaration import Register, Transition
    from fangzhi.casework.models import Record


def who_acts(by: Viewer, kind: Register, transition: Transition, record: Record) -> int | None:
    """For whom the person acts: None for himself, else the person whose deputy he is.

    Raises `NotAllowed` when the person sees the record but holds no role that may do it, or does not see it.
    """
    if record.pk is not None and not by.sees(record):
        if does(parts_of(by, record), transition):
            return None
        raise NotAllowed(_("You cannot see this record."))
    if not transition.who:
        words = _("“%s” comes with an act on another record; nobody does it by itself.")
        raise NotAllowed(words % transition.name)
    held = by.roles(kind.id, record.office_id)
    able = {role: behalf for role, behalf in held.items() if role in transition.who}
    if not able:
        raise NotAllowed(
            _("“%(act)s” is done by: %(roles)s of this office.")
            % {"act": transition.name, "roles": role_names(transition.who)}
        )
    return None if None in able.values() else next(iter(able.values()))


def role_names(roles: tuple[str, ...]) -> str:
    """Roles as a list of words."""
    return _(", ").join(str(ROLES[one].name) for one in roles if one in ROLES)


def approvers(act: Act) -> tuple[str, ...]:
    """The roles that must still approve the act, in their order: what the person could approve himself is
    left out."""
    steps = list(steps_of(act))
    held = act.by.roles(act.register.id, act.record.office_id)
    while steps and (steps[0] in held or (steps[0] == "head" and "director" in held)):
        step = steps.pop(0)
        act.behalf = act.behalf or held.get(step, held.get("director"))
    return tuple(steps)


def steps_of(act: Act) -> tuple[str, ...]:
    """The roles that must approve the act, whoever does it."""
    needed = act.transition.approval
    return tuple(needed(act.situation) if callable(needed) else needed)


def approver_names(roles: tuple[str, ...]) -> str:
    """Approvers as words."""
    words = [_("the office above") if role == SUPERIOR else role_names((role,)) for role in roles]
    return _(", ").join(words)


def still_approved(act: Act, steps: tuple[str, ...]) -> None:
    """Whether those who approved are those who must as the record stands now: another act may have come in
    between, such as the extension before this one. Raises `Conflict`."""
    needed = steps_of(act)
    if needed[-len(steps) :] != steps:
        words = _("Since this was submitted others must approve it: %s. Return it and submit it again.")
        raise Conflict(words % approver_names(needed))


def who_takes_back(act: Act, done: Transition) -> int | None:
    """For whom somebody acts who takes an act back: who may do it, or who approved it last where others had
    to. Raises `NotAllowed`."""
    if not done.approval:
        return who_acts(act.by, act.register, done, act.record)
    steps = ("head",) if callable(done.approval) else done.approval
    held = act.by.roles(act.register.id, act.record.office_id)
    for role in (steps[-1], *(("director",) if steps[-1] == "head" else ())):
        if role in held:
            return held[role]
    words = _("“%(act)s” was approved; only who approves it takes it back: %(roles)s.")
    raise NotAllowed(words % {"act": done.name, "roles": approver_names(steps[-1:])})
