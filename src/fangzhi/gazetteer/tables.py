"""The gazetteer's own tables: CSV files that lie inside the package and are read when first asked for."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def rows(table: str) -> Iterator[list[str]]:
    """The rows of a shipped table such as `regions.csv` without its header, every cell as text."""
    text = files("fangzhi.gazetteer").joinpath("data", table).read_text(encoding="utf-8")
    lines = csv.reader(text.splitlines())
    next(lines)
    return lines
