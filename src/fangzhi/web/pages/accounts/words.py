"""Words for administrators and for what stands in the security log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.accounts.log import COMMAND_LINE, Act

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from fangzhi.accounts.models import SecurityEvent

ADMINISTRATORS: dict[str, _StrPromise] = {
    "system": gettext_lazy("system administrator"),
    "security": gettext_lazy("security administrator"),
    "audit": gettext_lazy("audit administrator"),
}
ACTS: dict[str, _StrPromise] = {
    Act.SIGNED_IN: gettext_lazy("signed in"),
    Act.WRONG_PASSWORD: gettext_lazy("wrong password"),
    Act.WRONG_CODE: gettext_lazy("wrong code"),
    Act.UNKNOWN_IDENTITY: gettext_lazy("identity without an account"),
    Act.MUST_WAIT: gettext_lazy("must wait after failures"),
    Act.LOCKED: gettext_lazy("account locked"),
    Act.UNLOCKED: gettext_lazy("account unlocked"),
    Act.SIGNED_OUT: gettext_lazy("signed out"),
    Act.SESSION_ENDED: gettext_lazy("session ended"),
    Act.PASSWORD_CHANGED: gettext_lazy("password changed"),
    Act.PASSWORD_SET: gettext_lazy("password set by somebody else"),
    Act.FACTOR_ON: gettext_lazy("second factor set up"),
    Act.FACTOR_OFF: gettext_lazy("second factor switched off"),
    Act.FACTOR_RESET: gettext_lazy("second factor taken away"),
    Act.RECOVERY_CODES: gettext_lazy("new recovery codes"),
    Act.ACCOUNT_ADDED: gettext_lazy("account made"),
    Act.ACCOUNT_DISABLED: gettext_lazy("account disabled"),
    Act.ACCOUNT_ENABLED: gettext_lazy("account enabled"),
    Act.APPOINTED: gettext_lazy("administrator appointed or dismissed"),
    Act.IDENTITY_LINKED: gettext_lazy("identity linked"),
    Act.TOKEN_MADE: gettext_lazy("token made"),
    Act.TOKEN_ENDED: gettext_lazy("token ended"),
    Act.ELEVATED: gettext_lazy("rights taken"),
    Act.LOG_READ: gettext_lazy("security log taken out"),
    Act.CHAPTER_ISSUED: gettext_lazy("chapter issued"),
}
RESULTS: dict[str, _StrPromise] = {"done": gettext_lazy("done"), "refused": gettext_lazy("refused")}
DETAILS: dict[str, _StrPromise] = {
    "administrator": gettext_lazy("administrator"),
    "reason": gettext_lazy("reason"),
    "until": gettext_lazy("until"),
    "way": gettext_lazy("by"),
    "sessions_ended": gettext_lazy("sessions ended"),
    "identity": gettext_lazy("identity"),
    "token": gettext_lazy("token"),
    "rows": gettext_lazy("rows"),
    "chapter": gettext_lazy("chapter"),
    "digest": gettext_lazy("digest"),
}
VALUES: dict[str, _StrPromise] = {
    **ADMINISTRATORS,
    "password": gettext_lazy("password"),
    "issuer": gettext_lazy("another system"),
    "wrong codes": gettext_lazy("too many wrong codes"),
}
FAULTS: dict[str, _StrPromise] = {
    "edited": gettext_lazy("a row is not as it was written"),
    "missing": gettext_lazy("a row is missing"),
    "end": gettext_lazy("rows at the end are missing or were added by other hands"),
}


def told(event: SecurityEvent) -> str:
    """An event's details in words; what is empty or nought is left out."""
    said = [f"{DETAILS.get(key, key)} {_value(value)}" for key, value in event.details.items() if value]
    return _("; ").join(said)


def _value(value: Any) -> str:
    return str(VALUES.get(value, value)) if isinstance(value, str) else str(value)


def who_acted(event: SecurityEvent) -> str:
    """Who an event names."""
    return _("command line") if event.who == COMMAND_LINE else event.who or "—"
