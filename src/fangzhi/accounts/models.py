"""What is kept of a person beside Django's `User`: the account, old passwords, sessions, tokens, failures;
and the security log (安全日志), which nothing changes or deletes."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import User
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.contrib.sessions.backends.base import SessionBase


class Account(models.Model):
    """What the office decides of one person's account."""

    class Administrator(models.TextChoices):
        """The three administrators (三员). One column holds at most one of them, so nobody is two."""

        NONE = ""
        SYSTEM = "system"
        SECURITY = "security"
        AUDIT = "audit"

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="account")
    grants_version = models.IntegerField(default=0)
    """Raised by casework when the person's grants change."""
    administrator = models.CharField(max_length=8, choices=Administrator, default="", blank=True)
    must_change_password = models.BooleanField(default=False)
    """The password was set by somebody else."""
    password_changed_at = models.DateTimeField(default=timezone.now)
    second_factor_at = models.DateTimeField(null=True)
    """Since when a second factor is in force."""
    oidc_subject = models.CharField(max_length=255, null=True, unique=True)  # noqa: DJ001 - unique where there is one
    """Who the person is for the issuer of identities."""
    wrong_codes = models.SmallIntegerField(default=0)
    """Wrong codes in a row after right passwords."""
    locked_at = models.DateTimeField(null=True)
    """Since when the account is locked: the security administrator unlocks it."""
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(administrator__in=["", "system", "security", "audit"]),
                name="administrator_is_one_of_three",
            )
        ]

    def __str__(self) -> str:
        return self.user.get_username()


def account_of(user: User) -> Account:
    """A user's account, made where there is none yet."""
    try:
        return user.account
    except Account.DoesNotExist:
        made, _new = Account.objects.get_or_create(user=user)
        return made


def administration(user: AbstractBaseUser | AnonymousUser) -> str:
    """Which administrator somebody is: `system`, `security`, `audit`, or nothing."""
    if not isinstance(user, User) or not user.is_active:
        return ""
    return account_of(user).administrator


class PastPassword(models.Model):
    """The hash of a password that a person has or had, so that it is not taken again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%F}"


class FailedAttempt(models.Model):
    """One wrong password or code; rows older than the window are removed."""

    user_name = models.CharField(max_length=150)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="failed_attempt_at")]

    def __str__(self) -> str:
        return f"{self.user_name} {self.at:%F %T}"


class PersonSession(AbstractBaseSession):
    """A session with whose it is, so that a person sees and ends their own."""

    user_id = models.IntegerField(null=True, db_index=True)
    """No key to the user: a session is written without looking the user up."""
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    origin = models.CharField(max_length=45, blank=True, default="")
    agent = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "session"

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%F %T}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that reads and writes these rows."""
        from fangzhi.accounts.sessions import SessionStore

        return SessionStore


class ApiToken(models.Model):
    """A key of the interface for programs; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%F}"


class SecurityHead(models.Model):
    """The end of the chain of the security log; the row that a writer locks."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="", blank=True)

    def __str__(self) -> str:
        return str(self.number)


class SecurityEvent(models.Model):
    """One thing that happened to accounts. Triggers of the database refuse every change and deletion; each
    row carries the digest of the one before.

    A migration that alters this table must make the triggers anew: SQLite rebuilds the table without them.
    """

    class Result(models.TextChoices):
        """What became of it."""

        DONE = "done"
        REFUSED = "refused"

    number = models.BigIntegerField(primary_key=True)
    """Counts from 1 without a gap."""
    at = models.DateTimeField()
    who = models.CharField(max_length=150, blank=True)
    """User name of who acted, as it was typed where nobody was recognised; `command line` for the machine's
    operator."""
    origin = models.CharField(max_length=45, blank=True)
    """Address of the network it came from."""
    act = models.CharField(max_length=30)
    subject = models.CharField(max_length=150, blank=True)
    """User name of whose account it was, where that is somebody else."""
    result = models.CharField(max_length=8, choices=Result)
    details = models.JSONField(default=dict)
    algorithm = models.CharField(max_length=10, default="sha256")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["who", "number"], name="security_event_who"),
            models.Index(fields=["act", "number"], name="security_event_act"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    def facts(self) -> dict[str, Any]:
        """The event as plain data, as it is hashed and handed out; times in UTC."""
        return {
            "number": self.number,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "who": self.who,
            "origin": self.origin,
            "act": self.act,
            "subject": self.subject,
            "result": self.result,
            "details": self.details,
            "algorithm": self.algorithm,
            "previous": self.previous,
        }
