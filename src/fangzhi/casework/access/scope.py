"""The scope: whose eyes a query looks through. Managers of records refuse to answer outside of one.

The scope is narrowed by access classes, which are integers on the header, and by recusals. A response that
streams runs after the page's scope has closed, so it opens its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterator


class OutsideScope(Exception):  # noqa: N818 - it names where the query stood
    """Records were asked for without saying whose eyes look at them: a fault of ours, never of a user."""


class Narrowing(Protocol):
    """Whatever can narrow a query to the rows that may be seen."""

    def narrow(self, rows: models.QuerySet[Any], path: str) -> models.QuerySet[Any]:
        """The rows of the query that may be seen; `path` leads from them to the header."""


class Everything:
    """The kernel's own eyes: acts that have already checked, verification, jobs."""

    def narrow(self, rows: models.QuerySet[Any], path: str) -> models.QuerySet[Any]:
        """All rows."""
        return rows


class OneRecord:
    """The rows of one record, after it has been found visible: its pages need no classes any more."""

    def __init__(self, record_id: int) -> None:
        self.record_id = record_id

    def narrow(self, rows: models.QuerySet[Any], path: str) -> models.QuerySet[Any]:
        """The rows of this record."""
        return rows.filter(**{f"{path.removesuffix('__') or 'pk'}": self.record_id})


_eyes: ContextVar[Narrowing | None] = ContextVar("eyes", default=None)


@contextmanager
def scope(eyes: Narrowing) -> Iterator[None]:
    """Look through these eyes inside the block."""
    token = _eyes.set(eyes)
    try:
        yield
    finally:
        _eyes.reset(token)


@contextmanager
def everything() -> Iterator[None]:
    """See all rows inside the block. Only the kernel uses it, and a test counts its uses."""
    with scope(Everything()):
        yield


class ScopedManager(models.Manager[Any]):
    """Rows that are reached through the header; fails outside a scope."""

    path = "record__"

    def get_queryset(self) -> models.QuerySet[Any]:
        """The rows that the scope lets through. Raises `OutsideScope`."""
        eyes = _eyes.get()
        if eyes is None:
            raise OutsideScope(f"{self.model.__name__} was read outside a scope")
        return eyes.narrow(super().get_queryset(), self.path)


class HeaderManager(ScopedManager):
    """The headers themselves."""

    path = ""
