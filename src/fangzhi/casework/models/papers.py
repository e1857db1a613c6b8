"""Official documents (文书) of a record, files added to it, and how documents were served (送达)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fangzhi.casework.access.scope import ScopedManager
from fangzhi.casework.models.ledger import Event
from fangzhi.casework.models.offices import Office
from fangzhi.casework.models.records import Record


class Paper(models.Model):
    """An official document: number, template in its version, and the values frozen by the act. The file is
    made from them whenever it is asked for, always the same."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="papers")
    event = models.ForeignKey(Event, models.PROTECT, related_name="papers")
    template = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    content = models.CharField(max_length=64)
    """Digest of the template's file, which is kept, so that the paper can be made again."""
    number = models.CharField(max_length=80, blank=True)
    made_on = models.DateField()
    values = models.TextField()
    secret = models.BooleanField(default=False)

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.number or self.template


class Publication(models.Model):
    """The decision of a record as everybody may read it. Follows from the events; withdrawing removes it."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    name = models.CharField(max_length=120)
    """What the document is called."""
    number = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    published_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=("-published_on", "-record"), name="publication_order")]

    def __str__(self) -> str:
        return self.title


class Attachment(models.Model):
    """A file added to a record, kept once by its digest."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    secret = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """Service of one document on one person, with its proof."""

    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="deliveries")
    """Empty for what the office did not write itself, such as an answer passed on."""
    what = models.CharField(max_length=60)
    record = models.ForeignKey(Record, models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    addressee = models.CharField(max_length=200)
    method = models.CharField(max_length=20)
    handed_on = models.DateField()
    """The day it was handed over, left, posted, sent or published."""
    served_on = models.DateField()
    """The day on which it counts as served."""
    deliverer = models.CharField(max_length=100)
    place = models.CharField(max_length=200, blank=True)
    signed_by = models.CharField(max_length=200)
    """Who signed the receipt, the witnesses, the postal or electronic receipt, or the gazette."""
    receipt = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.addressee} {self.served_on}"
