"""What the pages themselves must remember: failed attempts to sign in, so that guessing is slow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class FailedSignIn(models.Model):
    """One wrong password; rows older than the window are removed."""

    user_name = models.CharField(max_length=150)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="failed_sign_in_at")]

    def __str__(self) -> str:
        return f"{self.user_name} {self.at:%F %T}"
