"""The panel kept beside its snapshot, and brought up to the next one by what has changed.

patents/counts/ID.duckdb holds what the panel of snapshot ID is put together from: tallies, counted
applicants, and how much every applicant filed. For a snapshot that is an earlier one and a few deltas, only
the changed records are read and only their applicants counted again; the file then holds what differs and
names the earlier one. The files are a cache: without them the panel is counted anew, with the same result.
"""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.counting.yearly import assembled, table
from fangzhi.patents.store import layout
from fangzhi.patents.store.engine import quoted, sql
from fangzhi.patents.store.snapshot import aliases

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from fangzhi.patents.counting.yearly import PanelRow
    from fangzhi.patents.store import Manifest, Snapshot

FORMAT = 2
"""Raised when what is kept, or how it is counted, changes."""
LONGEST = 16
"""So many files may build on one another before the panel is counted anew."""
_numbers = count(1)


class Kept(NamedTuple):
    """An earlier snapshot whose counts are kept, with the files they are spread over, the oldest first."""

    manifest: Manifest
    chain: tuple[str, ...]


def kept_panel(snapshot: Snapshot) -> list[PanelRow]:
    """The panel of a snapshot, equal to `panel`, from what is kept of it or of an earlier snapshot.

    What had to be counted is kept; where the folder cannot be written it is counted and not kept.
    """
    with snapshot.cursor() as cursor:
        if own := _chain(cursor, snapshot.home, snapshot.id):
            last = _attached(cursor, snapshot.home, own[-1])
            return assembled(cursor, f"{last}.tally", f"{last}.filing")
        if (earlier := _nearest(cursor, snapshot)) is not None:
            _refresh(cursor, snapshot, earlier)
        else:
            _count(cursor)
        _keep(cursor, snapshot, earlier.chain if earlier else ())
        return assembled(cursor, "tally", "filing")


def kept_file(home: Path, snapshot: str) -> Path:
    """Where the counts of a snapshot are kept."""
    return layout.folder(home) / "counts" / f"{snapshot}.duckdb"


def _count(cursor: duckdb.DuckDBPyConnection) -> None:
    table(cursor, "tally", "count_tally", records="patent")
    table(cursor, "holder", "count_holders", records="patent")
    table(cursor, "filing", "count_applicants", holders="holder")


# --- by what has changed ----------------------------------------------------------------------------------


def _refresh(cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, earlier: Kept) -> None:
    """Make the tables `tally` and `filing` of a snapshot, and `holder` with what differs from an earlier
    one."""
    shared = len(earlier.manifest.files)
    names = aliases(snapshot.manifest)
    columns = ", ".join(layout.COUNTED)
    for part, held in (("added", "patent"), ("removed", "gone")):
        every = " UNION ALL ".join(f"SELECT {columns} FROM {name}.{held}" for name in names[shared:])
        cursor.execute(f"CREATE TEMP TABLE {part} AS {every}")
    kept = [_attached(cursor, snapshot.home, one) for one in earlier.chain]
    _refresh_tally(cursor, kept[-1])
    _refresh_applicants(cursor, kept)


def _refresh_tally(cursor: duckdb.DuckDBPyConnection, last: str) -> None:
    table(cursor, "tally_added", "count_tally", records="added")
    table(cursor, "tally_removed", "count_tally", records="removed")
    table(
        cursor,
        "tally",
        "count_difference",
        before=f"{last}.tally",
        added="tally_added",
        removed="tally_removed",
    )


def _refresh_applicants(cursor: duckdb.DuckDBPyConnection, kept: list[str]) -> None:
    """Count the touched applicants as they were and as they are; the difference goes to what was counted."""
    table(cursor, "holder_added", "count_holders", records="added")
    table(cursor, "holder_removed", "count_holders", records="removed")
    earlier = " UNION ALL ".join(f"FROM {name}.holder" for name in kept)
    cursor.execute(sql("count_touched").format(earlier=earlier))
    table(cursor, "filing_before", "count_applicants", holders="holder_before")
    table(cursor, "filing_after", "count_applicants", holders="holder_after")
    cursor.execute(sql("count_filing").format(before=f"{kept[-1]}.filing"))


# --- what is kept -----------------------------------------------------------------------------------------


def _nearest(cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> Kept | None:
    """The latest snapshot whose counts are kept and of which this one differs by deltas alone."""
    files = snapshot.manifest.files
    for older in reversed(layout.snapshots(snapshot.home)):
        before = layout.manifest(snapshot.home, older)
        shared = len(before.files)
        if shared < len(files) and files[:shared] == before.files:
            chain = _chain(cursor, snapshot.home, older)
            if 0 < len(chain) < LONGEST:
                return Kept(before, chain)
    return None


def _chain(cursor: duckdb.DuckDBPyConnection, home: Path, snapshot: str) -> tuple[str, ...]:
    """Snapshots over whose files the counts of one are spread, itself last; empty where one is missing."""
    import duckdb

    if not kept_file(home, snapshot).is_file():
        return ()
    try:
        name = _attached(cursor, home, snapshot)
        found = cursor.execute(f"SELECT format, chain FROM {name}.kept").fetchone()
    except duckdb.Error:  # written by another version, or damaged: count anew
        return ()
    if found is None or found[0] != _format():
        return ()
    chain = tuple(found[1])
    return chain if all(kept_file(home, one).is_file() for one in chain[:-1]) else ()


def _format() -> str:
    """What wrote the counts: another version of DuckDB may draw the keys of applicants differently."""
    import duckdb

    return f"{FORMAT} {duckdb.__version__}"


def _attached(cursor: duckdb.DuckDBPyConnection, home: Path, snapshot: str) -> str:
    """The name under which the kept file of a snapshot is attached, for as long as the cursor's connection
    lives."""
    name = f"kept_{snapshot}"
    cursor.execute(f"ATTACH IF NOT EXISTS {quoted(kept_file(home, snapshot))} AS {name} (READ_ONLY)")
    return name


def _keep(cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, chain: tuple[str, ...]) -> None:
    import duckdb

    path = kept_file(snapshot.home, snapshot.id)
    name = f"new_{os.getpid()}_{next(_numbers)}"
    new = path.with_name(f"{name}.duckdb")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        cursor.execute(f"ATTACH {quoted(new)} AS {name}")
        try:
            _write(cursor, name, (*chain, snapshot.id))
        finally:
            cursor.execute(f"DETACH {name}")
        new.replace(path)
    except (OSError, duckdb.Error):
        with suppress(OSError):
            new.unlink()


def _write(cursor: duckdb.DuckDBPyConnection, name: str, chain: tuple[str, ...]) -> None:
    cursor.execute(
        f"CREATE TABLE {name}.kept AS SELECT $1 AS format, $2::VARCHAR[] AS chain", [_format(), list(chain)]
    )
    for one, order in (("tally", "ALL"), ("filing", "ALL"), ("holder", "key")):
        cursor.execute(f"CREATE TABLE {name}.{one} AS FROM {one} ORDER BY {order}")
