"""Issued chapters (印发的章节): what was said, with the figures and sources of that moment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IssuedChapter(models.Model):
    """A chapter as it was issued. A row is never changed: what is known better later shows as a difference.

    `content` is canonical JSON of the chapter, of the facts it was written from and of the figures they rest
    on with their sources; `digest` is its SHA-256, which the log of the issue holds as well.
    """

    title = models.TextField()
    year = models.SmallIntegerField()
    region = models.CharField(max_length=6, default="", blank=True)
    """Empty for the national chapter."""
    language = models.CharField(max_length=2)
    complete = models.BooleanField(default=False)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    issued_by = models.TextField()
    """User name and office, or who typed the command."""
    issued_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.title
