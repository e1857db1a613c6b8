"""Passwords (口令): what one must be like, who set it, and which were there before."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    get_default_password_validators,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts import sessions
from fangzhi.accounts.log import Act, record
from fangzhi.accounts.models import PastPassword, account_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User

    from fangzhi.accounts.log import Actor
    from fangzhi.accounts.models import Account

LONGEST = 256
"""Characters; a longer one only makes the server work."""


def new_password() -> str:
    """A password that can be read aloud: 20 characters without the ones that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    while True:
        drawn = "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))
        if any(sign.isdigit() for sign in drawn):
            return drawn


class UnfitPassword(Exception):  # noqa: N818 - it is the password, not an error of ours
    """A password that the rules refuse; one sentence for each reason."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


class LengthRule:
    """Long enough, and not so long that it is no password."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises `ValidationError`."""
        if not settings.POLICY.password_length <= len(password) <= LONGEST:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What a password must be like."""
        return _("It has at least %(least)s characters.") % {"least": settings.POLICY.password_length}


class ClassesRule:
    """Of several kinds of characters."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises `ValidationError`."""
        kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
        found = sum(any(kind(sign) for sign in password) for kind in kinds)
        if found < settings.POLICY.password_classes:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What a password must be like."""
        words = _("It holds at least %(least)s of: small letters, capitals, digits, other characters.")
        return words % {"least": settings.POLICY.password_classes}


class NameRule:
    """Not the user name, forwards or backwards."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises `ValidationError`."""
        name = user.get_username().casefold() if user is not None else ""
        typed = password.casefold()
        if len(name) >= 3 and (name in typed or name[::-1] in typed):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What a password must be like."""
        return _("The user name does not stand in it.")


class HistoryRule:
    """None of the latest passwords."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises `ValidationError`."""
        if user is not None and user.pk and any(check_password(password, one) for one in _latest(user)):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What a password must be like."""
        return _("It is none of your last %(number)s.") % {"number": settings.POLICY.password_history}


class CommonRule(CommonPasswordValidator):
    """None of the twenty thousand passwords that are tried first."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """What a password must be like."""
        return _("It is none of those that everybody takes.")


def _latest(user: AbstractBaseUser) -> set[str]:
    """The hashes of the password in force and of those before it."""
    kept = PastPassword.objects.filter(user_id=user.pk).order_by("-at", "-pk")
    return {user.password, *kept.values_list("password", flat=True)[: settings.POLICY.password_history]}


def rules() -> list[str]:
    """What a password must be like, one sentence a rule, for the form."""
    return [str(one.get_help_text()) for one in get_default_password_validators()]


def expired(account: Account) -> bool:
    """Whether the password has been in force longer than the policy allows."""
    days: int = settings.POLICY.password_days
    return days > 0 and timezone.now() - account.password_changed_at > timedelta(days=days)


def change(user: User, password: str, by: Actor, *, keeping: str | None = None) -> None:
    """A person takes a new password: every session of theirs ends, but for the one with the key `keeping`.
    Raises `UnfitPassword`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise UnfitPassword(error.messages) from None
    with transaction.atomic():
        _keep(user, password, must_change=False)
        ended = sessions.end_all(user, but=keeping)
        record(Act.PASSWORD_CHANGED, by, subject=user.get_username(), sessions_ended=ended)


def give(user: User, by: Actor, *, lasting: bool = False) -> str:
    """Draw a password for somebody and end their sessions; unless it is `lasting`, it must be changed at the
    first sign-in. Returns the password, which is kept as a hash alone."""
    password = new_password()
    with transaction.atomic():
        _keep(user, password, must_change=not lasting)
        ended = sessions.end_all(user)
        record(Act.PASSWORD_SET, by, subject=user.get_username(), sessions_ended=ended)
    return password


def _keep(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    account = account_of(user)
    account.must_change_password, account.password_changed_at = must_change, timezone.now()
    account.save(update_fields=["must_change_password", "password_changed_at"])
    PastPassword.objects.create(user=user, password=user.password)
    kept = PastPassword.objects.filter(user=user).order_by("-at", "-pk").values_list("pk", flat=True)
    surplus = list(kept[settings.POLICY.password_history :])
    PastPassword.objects.filter(pk__in=surplus).delete()
