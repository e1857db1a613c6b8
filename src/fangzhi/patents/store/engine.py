"""DuckDB as the store uses it: two threads, a fixed memory, its own scratch folder.

No extension is fetched or loaded from outside.
"""

from __future__ import annotations

import os
import shutil
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING

from fangzhi.patents.store.layout import folder

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

THREADS = 2
MEMORY = "1GB"
_numbers = count(1)


def connect(home: Path, memory: str = MEMORY) -> tuple[duckdb.DuckDBPyConnection, Path]:
    """A connection without a database of its own, and its scratch folder, which exists once it is needed.

    Belongs to the process that opened it: open it after a fork.
    """
    import duckdb

    scratch = folder(home) / "temp" / f"{os.getpid()}-{next(_numbers)}"
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": THREADS,
        "memory_limit": memory,
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    scratch.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # DuckDB makes the last folder alone
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute("SET enable_progress_bar = false")
    return connection, scratch


def sql(name: str) -> str:
    """The text of one of the room's statements."""
    return files("fangzhi.patents").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def quoted(text: object) -> str:
    """A text as a literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def clear_scratch(home: Path) -> None:
    """Remove what processes that are gone have left behind."""
    for left in (folder(home) / "temp").glob("*-*"):
        owner = left.name.partition("-")[0]
        if owner.isdigit() and not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
