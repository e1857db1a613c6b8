"""Tokens of the interface (接口令牌): a long random word for a program, shown once and kept as a hash."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fangzhi.accounts.log import Act, record
from fangzhi.accounts.models import ApiToken, account_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from fangzhi.accounts.log import Actor

MARK = "fz_"
"""How a token begins, so that one that got into a file is found."""


def make_token(user: User, by: Actor, *, days: int | None = None) -> str:
    """A new token of a person; it holds for `days`, else as long as the policy says."""
    value = MARK + token_urlsafe(32)
    expires = timezone.now() + timedelta(days=settings.POLICY.token_days if days is None else days)
    with transaction.atomic():
        made = ApiToken.objects.create(user=user, digest=_digest(value), expires_at=expires)
        record(Act.TOKEN_MADE, by, subject=user.get_username(), token=made.pk)
    return value


def end_token(user: User, number: int, by: Actor) -> bool:
    """End one token of a person; whether there was one of this number."""
    with transaction.atomic():
        ended = ApiToken.objects.filter(user=user, pk=number).delete()[0] > 0
        if ended:
            record(Act.TOKEN_ENDED, by, subject=user.get_username(), token=number)
    return ended


def authenticate_token(value: str) -> User | None:
    """Whose token it is, with the account, in one query; nobody where it has ended, or the account is
    disabled or locked. The day of the last use is written once a day."""
    if not value.startswith(MARK):
        return None
    found = ApiToken.objects.select_related("user__account").filter(digest=_digest(value)).first()
    if found is None or found.expires_at <= timezone.now() or not found.user.is_active:
        return None
    if account_of(found.user).locked_at:
        return None
    today = timezone.localdate()
    if found.last_used_on != today:
        ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
    return found.user


def _digest(value: str) -> str:
    """The token has 256 random bits: a plain hash of it cannot be guessed back."""
    return sha256(value.encode()).hexdigest()
