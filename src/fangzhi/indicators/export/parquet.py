"""Parquet: the same rows as CSV with declared types, written by DuckDB within a fixed memory.

`value` is a double for computing; `value_exact` holds the digits as the source states them. The citation, the
version of the catalogue and the sources stand in the file's own metadata.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fangzhi.indicators.export.extract import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.indicators.export.extract import Extract

MEMORY = ("24MB", "256MB", "1GB")
"""The first is enough for figures as they are; rows that quote long passages need more, and get it."""
THREADS = 1
"""A second one would not be quicker, because the rows come out of one file in order, and it needs its own
memory."""
ROWS_IN_A_GROUP = 10_240
"""Rows that are in memory together."""
_TYPES = {
    "year": "SMALLINT", "value": "DOUBLE", "value_high": "DOUBLE", "resolution": "DOUBLE",
    "cumulative": "BOOLEAN", "start": "INTEGER", "end": "INTEGER",
}  # fmt: skip
_NAMES = (*COLUMNS, "value_exact")
_VALUE = COLUMNS.index("value")


def write_parquet(figures: Extract, path: Path) -> None:
    """Write the Parquet file. Needs room beside it for a plain copy of the rows while it works."""
    with TemporaryDirectory(dir=path.parent, prefix=".parquet-") as folder:
        plain = Path(folder) / "figures.csv"
        _write_plain(figures, plain)
        _copy(plain, path, _metadata(figures))


def _write_plain(figures: Extract, plain: Path) -> None:
    """The rows as they are: no cell is empty but absent, so that nothing need be told apart."""
    with plain.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_plain_rows(figures))


def _plain_rows(figures: Extract) -> Iterator[list[Any]]:
    for row in figures.rows():
        yield [*map(_plain, row), row[_VALUE]]


def _plain(cell: object) -> object:
    if isinstance(cell, dict):
        return json.dumps(cell, ensure_ascii=False)
    return "true" if cell is True else "false" if cell is False else cell


def _copy(plain: Path, path: Path, about: dict[str, str]) -> None:
    """Turn the plain rows into Parquet, in as little memory as they allow."""
    import duckdb

    columns = {name: _TYPES.get(name, "VARCHAR") for name in _NAMES}
    pairs = ", ".join(f"{key}: {_quoted(text)}" for key, text in about.items())
    statement = (
        f"COPY (SELECT * FROM read_csv({_quoted(str(plain))}, header=false, auto_detect=false, "  # noqa: S608 - no part comes from outside
        f"parallel=false, new_line='\\n', delim=',', quote='\"', escape='\"', nullstr='', "
        f"buffer_size=2097152, max_line_size=1048576, columns={columns!r})) "
        f"TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_IN_A_GROUP}, "
        f"KV_METADATA {{{pairs}}})"
    )
    for memory in MEMORY:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": THREADS,
            "memory_limit": memory,
            "temp_directory": str(plain.parent),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            with duckdb.connect(":memory:", config=settings) as connection:
                connection.execute(statement)
        except duckdb.OutOfMemoryException:
            if memory == MEMORY[-1]:
                raise
        else:
            return


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _metadata(figures: Extract) -> dict[str, str]:
    sources = [
        {"source": one.code, "digest": one.digest, "title": one.words} for one in figures.used.values()
    ]
    return {
        "citation": figures.citation(),
        "catalogue": figures.version,
        "sources": json.dumps(sources, ensure_ascii=False),
    }
