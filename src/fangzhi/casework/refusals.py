"""Why an act was not done. Each is a sentence for the person who tried, and nothing was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Refused(Exception):  # noqa: N818 - the act is refused, nothing is wrong
    """An act cannot be done as asked. `fields` says what is wrong with which input; `when` from which day it
    will be allowed, where that is known."""

    def __init__(
        self, sentence: str, fields: Mapping[str, str] | None = None, when: date | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.fields, self.when = sentence, dict(fields or {}), when


class NotAllowed(Refused):
    """The person may not do it."""


class Conflict(Refused):
    """Somebody else acted on the record in the meantime."""
