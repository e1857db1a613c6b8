"""An administrator's rights, taken for a while (提权): with a reason, after showing again who one is, and
logged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts import entry
from fangzhi.accounts.log import Act, Actor, record
from fangzhi.accounts.models import account_of, administration

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

_KEY = "elevated"
SHORTEST_REASON = 4
LONGEST_REASON = 200


def elevate(
    request: HttpRequest, user: User, reason: str, *, password: str, code: str, origin: str
) -> entry.NoEntry | None:
    """Take an administrator's rights for the time that the policy allows; nothing where that succeeds."""
    administrator = administration(user)
    if not administrator:
        return entry.NoEntry(_("Only administrators take further rights."), 403)
    if not account_of(user).second_factor_at:
        return entry.NoEntry(_("Set up the second factor first."), 403)
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        words = _("Say in %(least)s to %(most)s characters what you need the rights for.")
        return entry.NoEntry(words % {"least": SHORTEST_REASON, "most": LONGEST_REASON}, 400)
    refused = entry.again(user, password, code, origin)
    if refused:
        return refused
    until = timezone.now() + settings.POLICY.elevation
    request.session[_KEY] = {"until": until.timestamp(), "reason": reason, "user": user.pk}
    record(
        Act.ELEVATED,
        Actor(user.get_username(), origin),
        administrator=administrator,
        reason=reason,
        until=until.astimezone(UTC).isoformat(timespec="seconds"),
    )
    return None


def elevated_until(request: HttpRequest) -> datetime | None:
    """Until when the person of this session holds an administrator's rights; nothing when they do not."""
    kept = request.session.get(_KEY)
    if not kept or kept["user"] != request.user.pk or kept["until"] <= timezone.now().timestamp():
        return None
    return datetime.fromtimestamp(kept["until"], UTC)


def lay_down(request: HttpRequest) -> None:
    """Give the rights back before their time is over."""
    request.session.pop(_KEY, None)
