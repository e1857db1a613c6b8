"""What is kept of the checking of drafts: the file as it was given, and which right figures were taken.

What a person keeps with a reason is an acceptance like those of reconciliation
(`fangzhi.indicators.models.Acceptance`): it holds for the same text wherever it is checked again.
"""

from __future__ import annotations

from django.db import models


class CheckedDraft(models.Model):
    """A draft that a person checks; nobody else sees it, and it goes when it was not touched for long."""

    code = models.CharField(max_length=32, unique=True)
    name = models.TextField()
    content = models.BinaryField()
    """The file, byte for byte, or the pasted text in UTF-8."""
    year = models.SmallIntegerField()
    region = models.CharField(max_length=6, default="", blank=True)
    taken = models.JSONField(default=list, blank=True)
    """Ids of the figures of which the right value is taken."""
    made_by = models.TextField()
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
