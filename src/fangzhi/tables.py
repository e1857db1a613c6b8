"""Cells of a table on its way out: how a value is written in CSV so that no spreadsheet takes it for a
formula."""

from __future__ import annotations

import json
import re

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_HARMLESS = re.compile(r"[+-]?[\d.,]+[^\d=+\-*^&|!@(<>]{0,8}|@\d{4}-\d\d-\d\d")
"""Numbers with their unit, and the date of a stock."""


def safe_cell(value: object) -> object:
    """The value as a CSV cell: absent is empty, lists and mappings are JSON, a text that begins like a
    formula gets an apostrophe before it (numbers and dates of stocks are left alone)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, str) and _FORMULA.match(value) and not _HARMLESS.fullmatch(value):
        return "'" + value
    return value
