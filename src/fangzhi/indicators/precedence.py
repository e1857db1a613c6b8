"""Which of several sources stands for a figure.

The office's own count, official final tables, official provisional tables, documents whose publisher is
known, other documents. Of two tables the one loaded last, because it revises the other; of two documents the
one loaded first, because nothing makes the later one better. What is superseded counts nowhere.
"""

from __future__ import annotations

from fangzhi.indicators.models import Source

_STEP = 10**10
"""More than there will ever be sources."""


def precedence(kind: str, final: bool | None, publisher: str, pk: int) -> int:
    """The rank of a source, the smallest first."""
    if kind == Source.Kind.DOCUMENT:
        return (3 if publisher else 4) * _STEP + pk
    rank = 0 if kind == Source.Kind.QUERY else 1 if final else 2
    return rank * _STEP - pk
