"""The forms in which figures go out, by the names that commands and addresses use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fangzhi.indicators.export.delimited import csv_lines
from fangzhi.indicators.export.parquet import write_parquet
from fangzhi.indicators.export.sdmx import sdmx_lines
from fangzhi.indicators.export.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fangzhi.indicators.export.extract import Extract


class Format(NamedTuple):
    """One form: its ending and media type, and how it is made, in pieces of text or as a file."""

    ending: str
    media_type: str
    pieces: Callable[[Extract], Iterator[str]] | None
    file: Callable[[Extract, Path], None] | None


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": Format(".csv", "text/csv; charset=utf-8", csv_lines, None),
    "xlsx": Format(".xlsx", _XLSX, None, write_workbook),
    "parquet": Format(".parquet", "application/vnd.apache.parquet", None, write_parquet),
    "sdmx": Format(
        ".sdmx.csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8", sdmx_lines, None
    ),
}


def write(form: str, figures: Extract, path: Path) -> None:
    """Write the figures into a file in one of `FORMATS`. Raises `TooManyRows`."""
    made = FORMATS[form]
    if made.file:
        made.file(figures, path)
    elif made.pieces:
        with path.open("w", encoding="utf-8", newline="") as out:
            out.writelines(made.pieces(figures))
