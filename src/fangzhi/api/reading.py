"""Reading what a request says: JSON bodies of one document, days and moments, and no unknown name."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.parser import Parser

from fangzhi.api.problems import Unreadable
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest
    from ninja import Schema

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Between which every day that is written lies."""


class OneDocument(Parser):
    """Takes a body only as one JSON document in UTF-8 (RFC 8259), of texts that every database can keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises `Unreadable`."""
        if request.content_type != "application/json":
            raise Unreadable(415, _("Send the body as application/json."))
        try:
            found = json.loads(request.body, parse_constant=_no_number)
            text = json.dumps(found, ensure_ascii=False)
            text.encode()
        except (ValueError, RecursionError) as error:
            raise Unreadable(400, _("The body is not one JSON document in UTF-8.")) from error
        if "\\u0000" in text:
            raise Unreadable(400, _("A text cannot hold the character U+0000."))
        return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def day(value: Any) -> date:
    """A day as it is written in JSON, 2026-03-02. Raises `ValueError` with a sentence."""
    if isinstance(value, str) and len(value) == len("2026-03-02"):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = date.min
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    raise ValueError(_("Write the day as 2026-03-02."))


def moment(value: str | None, name: str = "as_of") -> datetime | None:
    """A moment of an address, 2026-03-02T17:00:00+08:00; without an offset it is the office's own time.

    Raises `Refused` naming the input.
    """
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found if found.tzinfo else timezone.make_aware(found)
    except ValueError:
        pass
    words = _("Write the moment as 2026-03-02T17:00:00%2B08:00; a plus sign in an address is written %2B.")
    raise Refused(words, {name: words})


def only(request: HttpRequest, shape: type[Schema]) -> None:
    """Refuse an address with a filter that there is not, because it would silently show too much."""
    unknown = sorted(set(request.GET) - {*shape.model_fields, "lang"})
    if unknown:
        words = _("There is no such filter: %s.") % _(", ").join(unknown)
        raise Refused(words, dict.fromkeys(unknown, words))
