"""Rows for the eye: columns aligned on a terminal, where a Chinese character takes two places."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WIDEST = 36
"""Places a cell takes at most; what is longer is cut off with an ellipsis."""


def print_table(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]], widest: int = WIDEST) -> None:
    """Print the columns of some rows under a header, aligned; nothing where there are no rows."""
    cells = [columns, *([_cell(row[column], column, widest) for column in columns] for row in rows)]
    if len(cells) == 1:
        return
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")


def _cell(value: object, column: str, widest: int) -> str:
    amount = isinstance(value, (int, float)) and column in {"value", "claimed", "expected", "difference"}
    text = "—" if value is None else f"{value:,}" if amount else str(value)
    text = "".join(char if char.isprintable() else " " for char in text)
    if width(text) <= widest:
        return text
    while width(text) >= widest:
        text = text[:-1]
    return text + "…"


def width(text: str) -> int:
    """Places a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
