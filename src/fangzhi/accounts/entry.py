"""Signing in (登录), step by step: the password or another system's word, then the code, then what must be
done before the first page: a password of one's own, a second factor where one is required.

Guessing is slow. Failures count for a name from one address, and for an address whatever the name, so that
nobody can lock the account for those who sign in from elsewhere. Wrong codes are counted beyond that: who
gives them knows the password, and after some of them the account is locked.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts import passwords, people, second_factor, sessions
from fangzhi.accounts.log import Act, Actor, record
from fangzhi.accounts.models import Account, FailedAttempt, account_of

if TYPE_CHECKING:
    from django.http import HttpRequest

BACKEND = "fangzhi.accounts.backend.AccountBackend"
_ENTRY = "entry"


class NoEntry(NamedTuple):
    """Why somebody was not let in: a sentence, and the status of the answer."""

    sentence: str
    status: int


class Way(StrEnum):
    """How somebody's identity was shown first."""

    PASSWORD = "password"  # noqa: S105 - the name of a way
    ISSUER = "issuer"


class Step(StrEnum):
    """What is still to be done before somebody is let in."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - the name of a step
    FACTOR = "factor"


class Pending(NamedTuple):
    """Somebody between two steps."""

    user: User
    way: Way
    code_given: bool
    next: str


def must_wait(name: str, origin: str) -> bool:
    """Whether too many failures are remembered of this name from this address, or of the address."""
    since = timezone.now() - settings.POLICY.window
    recent = FailedAttempt.objects.filter(at__gte=since, address=origin)
    return (
        recent.filter(user_name=name).count() >= settings.POLICY.failures_of_a_name
        or recent.count() >= settings.POLICY.failures_of_an_address
    )


def _waiting() -> NoEntry:
    return NoEntry(_("Too many failed attempts. Wait fifteen minutes and try again."), 429)


def _failed(name: str, origin: str, act: Act) -> None:
    """Remember a failure, and forget those that are too old to count."""
    now = timezone.now()
    FailedAttempt.objects.filter(at__lt=now - settings.POLICY.window).delete()
    FailedAttempt.objects.create(user_name=name, address=origin, at=now)
    record(act, Actor(name, origin), refused=True)
    if must_wait(name, origin):
        record(Act.MUST_WAIT, Actor(name, origin), refused=True)


def by_password(request: HttpRequest, name: str, password: str, origin: str) -> User | NoEntry:
    """Whose name and password these are."""
    if must_wait(name, origin):
        return _waiting()
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        _failed(name, origin, Act.WRONG_PASSWORD)
        sentence = _(
            "User name and password do not fit. The first start printed them; "
            "`fangzhi user password` makes a new password."
        )
        return NoEntry(sentence, 400)
    return locked_out(account_of(user)) or user


def locked_out(account: Account) -> NoEntry | None:
    """What somebody is told whose account is locked."""
    if account.locked_at is None:
        return None
    return NoEntry(_("This account is locked. The security administrator can unlock it."), 403)


def by_code(user: User, code: str, origin: str) -> NoEntry | None:
    """Take a code of somebody whose first step is done; nothing where it fits."""
    name, account = user.get_username(), account_of(user)
    if must_wait(name, origin):
        return _waiting()
    if second_factor.accept(user, code):
        Account.objects.filter(pk=user.pk).update(wrong_codes=0)
        return None
    _failed(name, origin, Act.WRONG_CODE)
    Account.objects.filter(pk=user.pk).update(wrong_codes=F("wrong_codes") + 1)
    account.refresh_from_db(fields=["wrong_codes"])
    if account.wrong_codes >= settings.POLICY.wrong_codes:
        people.lock(user, Actor(name, origin), "wrong codes")
        return locked_out(account_of(user))
    return NoEntry(_("The code does not fit, or it was used already. Wait for the next one."), 400)


def again(user: User, password: str, code: str, origin: str) -> NoEntry | None:
    """Ask somebody who is signed in to show once more who they are: the password where they have one, and the
    code where a second factor is in force; nothing where all of it fits."""
    name = user.get_username()
    if must_wait(name, origin):
        return _waiting()
    if user.has_usable_password() and not user.check_password(password):
        _failed(name, origin, Act.WRONG_PASSWORD)
        return NoEntry(_("This is not your password."), 400)
    if account_of(user).second_factor_at:
        return by_code(user, code, origin)
    if not user.has_usable_password():
        return NoEntry(_("Set up the second factor first."), 400)
    return None


def open_step(pending: Pending) -> Step | None:
    """What is still to be done before somebody is let in; nothing when all is."""
    account = account_of(pending.user)
    if account.second_factor_at and not pending.code_given:
        return Step.CODE
    if pending.way == Way.PASSWORD and (account.must_change_password or passwords.expired(account)):
        return Step.PASSWORD
    if not account.second_factor_at and needs_factor(account):
        return Step.FACTOR
    return None


def needs_factor(account: Account) -> bool:
    """Whether a second factor is required of this person."""
    return bool(account.administrator) or settings.POLICY.require_totp


def switch_off(user: User, by: Actor) -> NoEntry | None:
    """Take one's own second factor out of force; refused where one is required."""
    if needs_factor(account_of(user)):
        return NoEntry(_("Your account needs the second factor. The security administrator resets it."), 403)
    second_factor.remove(user, by)
    return None


def begin(request: HttpRequest, pending: Pending) -> None:
    """Remember in the session who is between two steps; that lets nobody in yet."""
    request.session[_ENTRY] = {
        "user": pending.user.pk,
        "way": pending.way,
        "code_given": pending.code_given,
        "next": pending.next,
        "at": timezone.now().timestamp(),
        "hash": pending.user.get_session_auth_hash(),
    }


def pending(request: HttpRequest) -> Pending | None:
    """Who is between two steps in this session; nobody when that was too long ago or the password is another
    one since."""
    kept = request.session.get(_ENTRY)
    if not kept or timezone.now().timestamp() - kept["at"] > settings.POLICY.entry.total_seconds():
        return None
    user = User.objects.select_related("account").filter(pk=kept["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["hash"] or account_of(user).locked_at:
        return None
    return Pending(user, Way(kept["way"]), kept["code_given"], kept["next"])


def finish(request: HttpRequest, user: User, way: Way, origin: str) -> None:
    """Let somebody in whose steps are done: a new session begins, and the oldest beyond the allowed number
    ends."""
    request.session.pop(_ENTRY, None)
    FailedAttempt.objects.filter(user_name=user.get_username(), address=origin).delete()
    login(request, user, backend=BACKEND)
    request.session[sessions.BEGAN] = timezone.now().timestamp()
    request.session[sessions.ORIGIN] = origin
    request.session[sessions.AGENT] = request.headers.get("User-Agent", "")[:200]
    request.session.save()
    ended = sessions.keep_the_newest(user)
    record(Act.SIGNED_IN, Actor(user.get_username(), origin), way=way, sessions_ended=ended)
