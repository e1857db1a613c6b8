"""People (人员): making accounts, disabling, locking and linking them, each by the administrator whose duty
it is (三员分立). A command on the machine itself may do all of it.

The system administrator makes and disables accounts, gives passwords and links identities; the security
administrator unlocks, takes away a second factor that was lost, and ends sessions; the audit administrator
reads the security log. So nobody alone can take over somebody's account that has a second factor.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts import passwords, second_factor, sessions
from fangzhi.accounts.log import COMMAND_LINE, Act, Actor, record
from fangzhi.accounts.models import Account, FailedAttempt, PastPassword, account_of, administration

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM, SECURITY, AUDIT = "system", "security", "audit"
ADMINISTRATORS = (SYSTEM, SECURITY, AUDIT)
LONGEST_NAME = 64
before_appointment: list[Callable[[User], str]] = []
"""Asked before somebody becomes an administrator: each returns a sentence that speaks against it, or nothing.
Casework adds one that finds roles the person holds."""


class Unfit(Exception):  # noqa: N818 - it is what was asked, not an error of ours
    """What was asked cannot be done: one sentence that says why and what to do."""


class NotYours(Exception):  # noqa: N818 - it is the person's, not an error of ours
    """Another administrator's duty, or nobody's."""


class By(NamedTuple):
    """Who does it: a person at a page, or a command on the machine."""

    user: User | None
    origin: str = ""

    @property
    def actor(self) -> Actor:
        """The same for the security log."""
        return Actor(self.user.get_username() if self.user else COMMAND_LINE, self.origin)


MACHINE = By(None)
"""A command typed on the machine itself: whoever can run it owns the state folder."""


def _duty_of(by: By, administrator: str) -> None:
    if by.user is not None and administration(by.user) != administrator:
        raise NotYours(administrator)


def _not_oneself(by: By, user: User) -> None:
    if by.user is not None and by.user.pk == user.pk:
        raise Unfit(_("Nobody does this to their own account: ask another administrator."))


class Added(NamedTuple):
    """A new account, and the password that is shown this once."""

    user: User
    password: str


def add_account(
    name: str, by: By = MACHINE, *, administrator: str = "", full_name: str = "", lasting: bool = False
) -> Added:
    """Make a local account with a password drawn at random, which must be changed at the first sign-in unless
    it is `lasting`. Administrators are made on the machine itself alone. Raises `Unfit` and `NotYours`."""
    _duty_of(by, SYSTEM)
    name = unicodedata.normalize("NFKC", name).strip()
    _fit_name(name)
    if administrator and by.user is not None:
        raise NotYours(administrator)
    if administrator and administrator not in ADMINISTRATORS:
        raise Unfit(_("An administrator is one of system, security and audit."))
    password = passwords.new_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(name, password=password, first_name=full_name.strip()[:150])
            Account.objects.create(user=user, must_change_password=not lasting, administrator=administrator)
            PastPassword.objects.create(user=user, password=user.password)
            record(Act.ACCOUNT_ADDED, by.actor, subject=name, administrator=administrator)
    except IntegrityError:
        raise Unfit(_taken(name)) from None
    return Added(user, password)


def _fit_name(name: str) -> None:
    try:
        User.username_validator(name)
    except ValidationError:
        raise Unfit(
            _("A user name is made of letters, digits and the signs @ . + - _; choose another.")
        ) from None
    if len(name) > LONGEST_NAME:
        raise Unfit(_("A user name has at most %s characters.") % LONGEST_NAME)
    if User.objects.filter(username__iexact=name).exists():
        raise Unfit(_taken(name))


def _taken(name: str) -> str:
    return _("The user name %s is taken; everybody has their own account.") % name


def appoint(user: User, administrator: str, by: By = MACHINE) -> None:
    """Make somebody one of the three administrators, or none with an empty word. On the machine itself alone.
    Raises `Unfit` for somebody who is another one already or holds roles, and `NotYours`."""
    if by.user is not None:
        raise NotYours(administrator)
    account = account_of(user)
    if administrator and account.administrator not in ("", administrator):
        raise Unfit(_("%s is an administrator already; nobody holds two of the three.") % user.get_username())
    against = [said for ask in before_appointment if administrator and (said := ask(user))]
    if against:
        raise Unfit(" ".join(against))
    account.administrator = administrator
    with transaction.atomic():
        account.save(update_fields=["administrator"])
        sessions.end_all(user)
        record(Act.APPOINTED, by.actor, subject=user.get_username(), administrator=administrator)


def disable(user: User, by: By = MACHINE) -> None:
    """Let somebody in no more: sessions end, tokens hold no longer. The account stays, because records name
    it."""
    _duty_of(by, SYSTEM)
    _not_oneself(by, user)
    _set_active(user, False, by, Act.ACCOUNT_DISABLED)


def enable(user: User, by: By = MACHINE) -> None:
    """Let somebody in again whose account was disabled."""
    _duty_of(by, SYSTEM)
    _set_active(user, True, by, Act.ACCOUNT_ENABLED)


def _set_active(user: User, active: bool, by: By, act: Act) -> None:
    account = account_of(user)
    user.is_active, account.disabled_at = active, None if active else timezone.now()
    with transaction.atomic():
        user.save(update_fields=["is_active"])
        account.save(update_fields=["disabled_at"])
        ended = 0 if active else sessions.end_all(user)
        record(act, by.actor, subject=user.get_username(), sessions_ended=ended)


def give_password(user: User, by: By = MACHINE, *, lasting: bool = False) -> str:
    """Draw a new password for somebody, who must change it at the next sign-in unless it is `lasting`."""
    _duty_of(by, SYSTEM)
    _not_oneself(by, user)
    return passwords.give(user, by.actor, lasting=lasting)


def link_identity(user: User, subject: str, by: By = MACHINE) -> None:
    """Say who somebody is for the issuer of identities; an empty word ends that. Raises `Unfit` for a subject
    that belongs to another account."""
    _duty_of(by, SYSTEM)
    subject = subject.strip()
    if len(subject) > 255:
        raise Unfit(_("A subject has at most 255 characters."))
    account = account_of(user)
    account.oidc_subject = subject or None
    try:
        with transaction.atomic():
            account.save(update_fields=["oidc_subject"])
            record(Act.IDENTITY_LINKED, by.actor, subject=user.get_username(), identity=subject)
    except IntegrityError:
        raise Unfit(_("This identity belongs to another account; end that link first.")) from None


def lock(user: User, by: Actor, reason: str) -> None:
    """Lock an account: sessions end, and nobody signs in with it until it is unlocked."""
    account = account_of(user)
    account.locked_at = timezone.now()
    with transaction.atomic():
        account.save(update_fields=["locked_at"])
        sessions.end_all(user)
        record(Act.LOCKED, by, subject=user.get_username(), reason=reason)


def unlock(user: User, by: By = MACHINE) -> None:
    """Unlock an account and forget the failures of its name."""
    _duty_of(by, SECURITY)
    account = account_of(user)
    account.locked_at, account.wrong_codes = None, 0
    with transaction.atomic():
        account.save(update_fields=["locked_at", "wrong_codes"])
        FailedAttempt.objects.filter(user_name=user.get_username()).delete()
        record(Act.UNLOCKED, by.actor, subject=user.get_username())


def reset_second_factor(user: User, by: By = MACHINE) -> None:
    """Take away a second factor that was lost; the person's sessions end."""
    _duty_of(by, SECURITY)
    _not_oneself(by, user)
    sessions.end_all(user)
    second_factor.remove(user, by.actor, Act.FACTOR_RESET)


def end_sessions(user: User, by: By = MACHINE) -> int:
    """End every session of somebody; how many ended."""
    _duty_of(by, SECURITY)
    ended = sessions.end_all(user)
    record(Act.SESSION_ENDED, by.actor, subject=user.get_username(), sessions_ended=ended)
    return ended
