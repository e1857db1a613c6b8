"""Offices as a dated tree, and who holds which role in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Office(models.Model):
    """An office for as long as it exists, whatever it is called. Its names and its place in the tree are
    stages (`OfficeStage`), because offices are renamed, moved and merged."""

    code = models.CharField(max_length=20, unique=True)
    region = models.CharField(max_length=6)
    """Six-digit code of the place it works for."""
    short = models.CharField(max_length=12)
    """How its document numbers begin, for example 京."""
    outside = models.BooleanField(default=False)
    """The police, the procuratorate or another body that only looks at what is shared with it."""
    founded = models.DateField()
    closed = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.short} {self.code}"


class OfficeStage(models.Model):
    """What an office was called, where it stood and which kind of body it was, from one day to another."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="stages")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    """The last day; empty while it lasts."""
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    level = models.CharField(max_length=12)
    """country · province · prefecture · county"""
    body = models.CharField(max_length=16)
    """patent_office · market_bureau: which rules its clocks follow."""
    parent = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("office", "valid_from"), name="one_stage_a_day"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Grant(models.Model):
    """A person's role in an office, from one day to another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    registers = models.CharField(max_length=400, blank=True)
    """Ids of the registers, apart with commas; empty for all of them."""
    level = models.PositiveSmallIntegerField()
    """Highest confidentiality level that the person may see."""
    below = models.BooleanField(default=False)
    """Whether it also lets the person see the records of the offices below."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.office_id}"


class Deputy(models.Model):
    """Somebody who stands in for a person in an office while that person is away."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.person_id}"
