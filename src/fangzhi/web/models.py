"""What the pages keep of their own: searches that somebody wants to come back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.db.models import BaseConstraint


class SavedSearch(models.Model):
    """A search of the patent database that a person keeps, and what it found when it was last looked at."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    title = models.CharField(max_length=100)
    asked = models.JSONField()
    """Words and filters as they stand in the address of the search."""
    kept_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    seen = models.BinaryField()
    """The keys of the records found at that time, packed."""

    class Meta:
        constraints: ClassVar[list[BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "title"], name="saved_search_title")
        ]

    def __str__(self) -> str:
        return self.title
