"""What leaves the office by itself: notices in an outbox, and the keys of calendar feeds."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fangzhi.casework.access.scope import ScopedManager
from fangzhi.casework.models.records import Record


class Notice(models.Model):
    """A message to a person about a record, written with the act and tried again until it is delivered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    """What it is about: the same reminder is never written twice."""
    words = models.TextField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        indexes = [
            models.Index(fields=("next_try",), name="notice_due", condition=models.Q(sent_at__isnull=True)),
            models.Index(fields=("user", "read_at"), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.kind


class FeedKey(models.Model):
    """The secret address of a person's calendar feed; only its digest is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
