"""CSV: one figure a line, with its source, digest, catalogue version and citation."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from fangzhi.indicators.export.extract import COLUMNS
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fangzhi.indicators.export.extract import Extract

AT_ONCE = 500
"""Lines handed on together."""


def csv_lines(figures: Extract) -> Iterator[str]:
    """The CSV file in pieces; no cell begins like a formula."""
    safe = ([safe_cell(cell) for cell in row] for row in figures.rows())
    return lines(COLUMNS, safe)


def lines(columns: Sequence[str], rows: Iterable[Sequence[object]], every: int = AT_ONCE) -> Iterator[str]:
    """A CSV file in pieces: RFC 4180, lines ended by CR LF, UTF-8 when encoded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % every == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
