"""The ledger: what was done, by whom, when it counts and when it was written, each row sealed by its
predecessor. Triggers of the database forbid to change or delete a row."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fangzhi.casework.access.scope import ScopedManager
from fangzhi.casework.models.offices import Office
from fangzhi.casework.models.records import Record


class ChainHead(models.Model):
    """The last event of an office's chain; locked last by every act."""

    office = models.OneToOneField(Office, models.PROTECT, primary_key=True, related_name="+")
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.office_id}:{self.seq}"


class Event(models.Model):
    """One thing done. `occurred_on` is the day that the law counts; `recorded_at` is when it was written."""

    chain = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveBigIntegerField()
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=40)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The person for whom a deputy acted."""
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    refers = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    """The event that this one undoes or corrects."""
    reason = models.CharField(max_length=500, blank=True)
    body = models.TextField()
    """Canonical JSON: inputs, changes, clocks started and ended, stops, extensions, papers, files."""
    algorithm = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("chain", "seq"), name="one_event_a_place")]
        indexes = [
            models.Index(fields=("kind", "occurred_on"), name="event_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_on}"


class Personal(models.Model):
    """A personal value of an event. The event holds only its salted digest, so that deleting this row shreds
    the value and leaves the chain whole."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    salt = models.CharField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("event", "name"), name="one_personal_value")]

    def __str__(self) -> str:
        return self.name


class DailyHead(models.Model):
    """Where every chain stood at the end of a day, sealed by the day before: what is exported and printed."""

    day = models.DateField(unique=True)
    heads = models.TextField()
    """Canonical JSON: office code → [seq, digest]."""
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=12)

    def __str__(self) -> str:
        return str(self.day)
