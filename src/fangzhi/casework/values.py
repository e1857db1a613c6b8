"""Values as the ledger writes them: plain JSON, one form for each value, so that digests can be compared."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model


def plain(value: Any) -> Any:
    """A value as JSON: dates in ISO form, people and files by their key, exact numbers as text."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value


canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""JSON with sorted keys and no blanks: the same value is always the same text."""
