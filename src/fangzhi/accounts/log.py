"""The security log (安全日志): what happened to accounts, in the order it happened, each row with the digest
of the one before. The database itself refuses to change or delete a row."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from fangzhi.accounts.models import SecurityEvent, SecurityHead

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

COMMAND_LINE = "command line"
"""Who acts where a command is typed on the machine itself."""
READ_AT_ONCE = 2000


class Act(models.TextChoices):
    """What can happen to an account, and what a command on the machine issues."""

    SIGNED_IN = "signed_in"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of an act
    WRONG_CODE = "wrong_code"
    UNKNOWN_IDENTITY = "unknown_identity"
    MUST_WAIT = "must_wait"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an act
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an act
    FACTOR_ON = "second_factor_on"
    FACTOR_OFF = "second_factor_off"
    FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES = "recovery_codes"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    APPOINTED = "administrator_appointed"
    IDENTITY_LINKED = "identity_linked"
    TOKEN_MADE = "token_made"  # noqa: S105 - the name of an act
    TOKEN_ENDED = "token_ended"  # noqa: S105 - the name of an act
    ELEVATED = "elevated"
    LOG_READ = "log_read"
    CHAPTER_ISSUED = "chapter_issued"


class Actor(NamedTuple):
    """Who acts, and from where."""

    name: str
    origin: str = ""


def actor(user: AbstractBaseUser | AnonymousUser, origin: str) -> Actor:
    """Somebody at a page."""
    return Actor(user.get_username() if isinstance(user, User) else "", origin)


def record(
    act: Act, by: Actor, *, subject: str = "", refused: bool = False, **details: str | int
) -> SecurityEvent:
    """Write one event at the end of the log, in the transaction of the caller where there is one.

    Details are short words and numbers; no secret belongs there.
    """
    with transaction.atomic():
        SecurityHead.objects.get_or_create(pk=1)
        head = SecurityHead.objects.select_for_update().get(pk=1)
        event = SecurityEvent(
            number=head.number + 1,
            at=timezone.now(),
            who=by.name[:150],
            origin=by.origin[:45],
            act=act,
            subject="" if subject == by.name else subject[:150],
            result=SecurityEvent.Result.REFUSED if refused else SecurityEvent.Result.DONE,
            details=details,
            previous=head.digest,
        )
        event.digest = digest(event)
        event.save(force_insert=True)
        head.number, head.digest = event.number, event.digest
        head.save(update_fields=["number", "digest"])
    return event


def digest(event: SecurityEvent) -> str:
    """SHA-256 of the event's facts, among them the digest of the event before."""
    written = json.dumps(event.facts(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


class Fault(NamedTuple):
    """Where the log is not whole: at which number, and whether a row was `edited`, is `missing`, or whether
    the `end` is gone."""

    number: int
    kind: str


def fault() -> Fault | None:
    """The first place where the log is not as it was written, nothing where it is whole. Reads all of it."""
    previous, number = "", 0
    for event in SecurityEvent.objects.order_by("number").iterator(READ_AT_ONCE):
        number += 1
        if event.number != number:
            return Fault(number, "missing")
        if event.previous != previous or event.digest != digest(event):
            return Fault(number, "edited")
        previous = event.digest
    head = SecurityHead.objects.filter(pk=1).first()
    if head is not None and (head.number, head.digest) != (number, previous):
        return Fault(number + 1, "end")
    return None


def fact(event: SecurityEvent) -> dict[str, Any]:
    """An event for the twins of the page."""
    return {**event.facts(), "digest": event.digest}
