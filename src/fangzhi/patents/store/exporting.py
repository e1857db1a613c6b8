"""A whole snapshot as one Parquet file, for programs that read no DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.patents.store.engine import quoted
from fangzhi.patents.store.snapshot import open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

GROUP = 30_720
"""Rows of a group, as in the base: so many with abstracts fit the memory."""


def export(home: Path, output: Path, id: str | None = None) -> int:  # noqa: A002 - a snapshot's id
    """Write the view `patent` of a snapshot, the current one when none is named: the number of its records.

    The file stands under its name only when it is whole. Raises `NoSnapshot`, and OSError where it cannot be
    written.
    """
    import duckdb

    new = output.with_name(f".new-{output.name}")
    try:
        with open_snapshot(home, id) as snapshot:
            snapshot.cursor().execute(
                f"COPY (FROM patent) TO {quoted(new)} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP}, "
                f"KV_METADATA {{snapshot: {quoted(snapshot.id)}}})"
            )
            rows = snapshot.manifest.rows
        new.replace(output)
    except duckdb.IOException as error:
        raise OSError(" ".join(str(error).split())[:160]) from None
    finally:
        new.unlink(missing_ok=True)
    return rows
