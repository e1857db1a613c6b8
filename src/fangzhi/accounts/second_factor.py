"""The second factor (双因素): codes of an authenticator app (TOTP, RFC 6238) and recovery codes (恢复代码).

The rows and the arithmetic are those of django-allauth. Secrets are stored encrypted with a key drawn from
the server's own; each code is taken once.
"""

from __future__ import annotations

import unicodedata
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fangzhi.accounts.log import Act, record
from fangzhi.accounts.models import account_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import User

    from fangzhi.accounts.log import Actor

ISSUER = "Fangzhi"
SECONDS = 30
"""How long a code is shown."""
TOLERANCE = 1
"""Codes before and after the present one that are also taken: clocks differ."""
CODE_DIGITS = 6


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How django-allauth stores secrets here: encrypted. Named by `MFA_ADAPTER`."""

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was meant. Raises `InvalidToken` where the server's key is another one."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"second factor\n{settings.SECRET_KEY}".encode()).digest()))


def sealed(secret: str) -> str:
    """A secret as a session may hold it while it is not confirmed."""
    return Adapter().encrypt(secret)


def opened(text: str) -> str:
    """What `sealed` hid; empty where it cannot be read."""
    try:
        return Adapter().decrypt(text)
    except InvalidToken:
        return ""


def new_secret() -> str:
    """160 random bits, in the letters that an app takes when they are typed."""
    drawn: str = generate_totp_secret()
    return drawn


def picture(user: User, secret: str) -> str:
    """The QR code that an app reads, as SVG to stand in a page; black on white in every colour scheme."""
    name = quote(f"{ISSUER}:{user.get_username()}")
    drawn: str = Adapter().build_totp_svg(
        f"otpauth://totp/{name}?" + urlencode({"secret": secret, "issuer": ISSUER})
    )
    before, path, after = drawn[drawn.index("<svg") :].partition("<path")
    return f'{before}<rect width="100%" height="100%" fill="#fff"/>{path}{after}'


def enrol(user: User, secret: str, code: str, by: Actor) -> list[str]:
    """Put the second factor in force once its first code fits; the recovery codes, shown this once. Empty
    where the code does not fit or a factor is in force already."""
    step = _step(secret, _plain(code))
    account = account_of(user)
    if step is None or account.second_factor_at:
        return []
    with transaction.atomic():
        _rows(user).delete()
        data = {"secret": sealed(secret), "last": step}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
        codes = _new_recovery_codes(user)
        account.second_factor_at = timezone.now()
        account.save(update_fields=["second_factor_at"])
        record(Act.FACTOR_ON, by, subject=user.get_username())
    return codes


def accept(user: User, code: str) -> bool:
    """Whether a code of the app, or a recovery code, fits. It is used up then: the same one never fits
    again."""
    typed = _plain(code)
    try:
        return _accept_app(user, typed) if len(typed) == CODE_DIGITS else _accept_recovery(user, typed)
    except InvalidToken:
        return False


def _accept_app(user: User, typed: str) -> bool:
    with transaction.atomic():
        row = _rows(user).select_for_update().filter(type=Authenticator.Type.TOTP).first()
        step = _step(Adapter().decrypt(row.data["secret"]), typed) if row else None
        if row is None or step is None or step <= row.data["last"]:
            return False
        row.data["last"], row.last_used_at = step, timezone.now()
        row.save(update_fields=["data", "last_used_at"])
    return True


def _accept_recovery(user: User, typed: str) -> bool:
    row = _rows(user).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return bool(typed) and row is not None and bool(RecoveryCodes(row).validate_code(typed))


def recovery_codes_left(user: User) -> int:
    """How many recovery codes are not used yet."""
    row = _rows(user).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    try:
        return len(RecoveryCodes(row).get_unused_codes()) if row else 0
    except InvalidToken:
        return 0


def renew_recovery_codes(user: User, by: Actor) -> list[str]:
    """New recovery codes; the old ones fit no more."""
    with transaction.atomic():
        codes = _new_recovery_codes(user)
        record(Act.RECOVERY_CODES, by, subject=user.get_username())
    return codes


def _new_recovery_codes(user: User) -> list[str]:
    _rows(user).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def remove(user: User, by: Actor, act: Act = Act.FACTOR_OFF) -> None:
    """Take the second factor out of force, with its recovery codes."""
    account = account_of(user)
    with transaction.atomic():
        _rows(user).delete()
        account.second_factor_at, account.wrong_codes = None, 0
        account.save(update_fields=["second_factor_at", "wrong_codes"])
        record(act, by, subject=user.get_username())


def _rows(user: User):  # type: ignore[no-untyped-def]
    return Authenticator.objects.filter(user=user)


def _plain(code: str) -> str:
    """The digits of a code, however they were typed."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code[:40]) if sign in "0123456789")


def now_step() -> int:
    """The number of the code that an app shows now."""
    return int(timezone.now().timestamp()) // SECONDS


def code_at(secret: str, step: int) -> str:
    """The code of one step of time (RFC 6238 with SHA-1 and six digits, as every app counts)."""
    shown: str = format_hotp_value(hotp_value(secret, step))
    return shown


def _step(secret: str, typed: str) -> int | None:
    """Which of the codes that are valid now was typed."""
    fitting = [step for step in _steps() if compare_digest(code_at(secret, step), typed)]
    return fitting[-1] if fitting else None


def _steps() -> Iterator[int]:
    present = now_step()
    yield from range(present - TOLERANCE, present + TOLERANCE + 1)
