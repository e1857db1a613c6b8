"""Whether the service answers and its database with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from fangzhi.web.answers import json_answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return json_answer({"ok": False, "database": "no answer"}, 503)
    return json_answer({"ok": True})
