"""Writing: a base or a delta beside the files that are there, then the manifest, then the pointer.

One writer at a time holds the lock. What a killed writer leaves behind is named `new-…` and removed by the
next.
"""

from __future__ import annotations

import fcntl
import shutil
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.store import layout
from fangzhi.patents.store.engine import clear_scratch, quoted, sql
from fangzhi.patents.store.layout import Manifest, StoreFile, folder
from fangzhi.patents.store.snapshot import aliases, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

ORDER = "region, type, application_date, patent_id"
COMPACT_ABOVE = 0.05
"""Share of the base that deltas may add or hide before the next load writes a new base."""
MOST_DELTAS = 8
KEPT_FOR = 7 * 24 * 3600
"""Seconds that a staged file waits for its load to be finished."""


class BusyStore(RuntimeError):  # noqa: N818 - the store is busy
    """Another process is writing the patent database."""


class Change(NamedTuple):
    """What a load does to the store, as tables of the connection: `record` holds the new and changed records,
    `gone` the numbers whose standing record goes, `withdrawn` numbers deleted as of a day."""

    records: int
    gone: int


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Hold the lock of the one writer. Raises `BusyStore`."""
    top = folder(home)
    for name in ("files", "manifests", "staging", "temp"):
        (top / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    with (top / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyStore from None
        _sweep(home)
        yield


def _sweep(home: Path) -> None:
    """Remove what killed writers left."""
    clear_scratch(home)
    top = folder(home)
    for left in (*(top / "staging").glob("new-*"), *(top / "files").glob("new-*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    for batch in (top / "staging").iterdir():
        if batch.stat().st_mtime < time.time() - KEPT_FOR:
            shutil.rmtree(batch)
    drop_unnamed(home)


def drop_unnamed(home: Path) -> tuple[list[str], int]:
    """Remove the files that no manifest names: their names, and their bytes. Needs the lock."""
    named = {file.name for one in layout.snapshots(home) for file in layout.manifest(home, one).files}
    files, size = [], 0
    for path in sorted((folder(home) / "files").glob("*.duckdb*")):
        if path.name not in named:
            size += path.stat().st_size
            files.append(path.name)
            path.unlink()
    return files, size


def attach(connection: duckdb.DuckDBPyConnection, home: Path, manifest: Manifest | None) -> None:
    """Have the standing records as the views `standing` and `standing_withdrawn`."""
    if manifest is None:
        connection.execute(f"ATTACH ':memory:' AS base; {sql('schema').format(file='base')}")
        names = ["base"]
    else:
        names = aliases(manifest)
        for name, file in zip(names, manifest.files, strict=True):
            connection.execute(f"ATTACH {quoted(folder(home) / 'files' / file.name)} AS {name} (READ_ONLY)")
    connection.execute(f"CREATE VIEW standing AS {visible(names)}")
    kept = " UNION ALL ".join(f"FROM {name}.withdrawn" for name in names)
    connection.execute(
        f"CREATE VIEW standing_withdrawn AS SELECT patent_id, max(as_of) AS as_of FROM ({kept}) GROUP BY ALL"
    )


def write(
    connection: duckdb.DuckDBPyConnection, home: Path, before: Manifest | None, change: Change
) -> Manifest:
    """Write the records of a change behind those that stand, and give the manifest of the new snapshot.

    Needs the tables `gone` and `withdrawn` and the view `record`. The manifest is not published yet.
    """
    sorted_anew = before is None or _outgrown(before, change)
    file = _write_base(connection, home) if sorted_anew else _write_delta(connection, home)
    base, deltas = (file, ()) if sorted_anew or before is None else (before.base, (*before.deltas, file))
    if not sorted_anew and len(deltas) > MOST_DELTAS:
        deltas = (_merged(connection, home, deltas),)
    parent = before.id if before else None
    unnamed = Manifest("", parent, "", base, tuple(deltas), 0, 0, {}, {}, before.loads if before else ())
    return _described(connection, home, unnamed)


def _outgrown(before: Manifest, change: Change) -> bool:
    touched = change.records + change.gone + sum(one.rows + one.gone for one in before.deltas)
    return touched > COMPACT_ABOVE * max(before.base.rows, 1)


def _write_base(connection: duckdb.DuckDBPyConnection, home: Path) -> StoreFile:
    """All records that stand after the change, in order."""
    columns = _columns(connection)
    records = f"SELECT {columns} FROM record"
    if connection.execute("SELECT count(*) FROM standing").fetchall() != [(0,)]:
        records += f" UNION ALL SELECT {columns} FROM standing ANTI JOIN gone USING (patent_id)"
    with _file(connection, home) as new:
        connection.execute(f"INSERT INTO new.patent SELECT * FROM ({records}) ORDER BY {ORDER}")
        connection.execute(
            "INSERT INTO new.withdrawn SELECT patent_id, max(as_of) FROM (FROM standing_withdrawn "
            "UNION ALL FROM withdrawn) GROUP BY ALL ORDER BY ALL"
        )
    return _settled(connection, home, new, "base")


def _write_delta(connection: duckdb.DuckDBPyConnection, home: Path) -> StoreFile:
    with _file(connection, home) as new:
        connection.execute(
            f"INSERT INTO new.patent SELECT {_columns(connection)} FROM record ORDER BY {ORDER}"
        )
        connection.execute(
            f"INSERT INTO new.gone SELECT patent_id, {', '.join(layout.COUNTED)} FROM standing "
            "WHERE patent_id IN (FROM gone) ORDER BY patent_id"
        )
        connection.execute("INSERT INTO new.withdrawn FROM withdrawn ORDER BY ALL")
    return _settled(connection, home, new, "delta")


def _merged(connection: duckdb.DuckDBPyConnection, home: Path, deltas: tuple[StoreFile, ...]) -> StoreFile:
    """Many deltas as one: what they still show, and everything that they hide of the base."""
    names = [f"part{number}" for number in range(len(deltas))]
    for name, one in zip(names, deltas, strict=True):
        connection.execute(f"ATTACH {quoted(folder(home) / 'files' / one.name)} AS {name} (READ_ONLY)")
    with _file(connection, home) as new:
        connection.execute(f"INSERT INTO new.patent SELECT * FROM ({visible(names)}) ORDER BY {ORDER}")
        connection.execute(f"INSERT INTO new.gone FROM ({_hidden(names)}) ORDER BY patent_id")
        every = " UNION ".join(f"FROM {name}.withdrawn" for name in names)
        connection.execute(f"INSERT INTO new.withdrawn FROM ({every}) ORDER BY ALL")
    return _settled(connection, home, new, "delta")


def _hidden(names: list[str]) -> str:
    """What deltas hide of the files before them, as it stood there: not what one of them brought and a later
    one took out again."""
    parts = []
    for place, name in enumerate(names):
        seen = " UNION ALL ".join(
            f"SELECT patent_id FROM {earlier}.{table}"
            for earlier in names[:place]
            for table in ("patent", "gone")
        )
        parts.append(
            f"SELECT * FROM {name}.gone" + (f" ANTI JOIN ({seen}) USING (patent_id)" if seen else "")
        )
    return " UNION ALL ".join(parts)


def _columns(connection: duckdb.DuckDBPyConnection) -> str:
    return ", ".join(name for name, *_ in connection.execute("DESCRIBE standing").fetchall())


@contextmanager
def _file(connection: duckdb.DuckDBPyConnection, home: Path) -> Iterator[Path]:
    """A new file with empty tables, attached as `new`; whole on disk afterwards."""
    import duckdb

    path = folder(home) / "files" / f"new-{datetime.now(UTC).strftime('%Y%m%d%H%M%S%f')}.duckdb"
    connection.execute(f"ATTACH {quoted(path)} AS new (STORAGE_VERSION 'latest', ROW_GROUP_SIZE 30720)")
    try:
        connection.execute(sql("schema").format(file="new"))
        yield path
        connection.execute("CHECKPOINT new")
    except BaseException:
        with suppress(duckdb.Error):  # a database that could not be written may not be let go of either
            connection.execute("DETACH new")
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        raise
    connection.execute("DETACH new")
    layout.sync(path)


def _settled(connection: duckdb.DuckDBPyConnection, home: Path, new: Path, kind: str) -> StoreFile:
    """A finished file under the name that manifests use."""
    path = new.with_name(new.name.replace("new-", f"{kind}-"))
    new.replace(path)
    layout.sync(path.parent)
    connection.execute(f"ATTACH {quoted(path)} AS written (READ_ONLY)")
    rows, gone = connection.execute(
        "SELECT (SELECT count(*) FROM written.patent), (SELECT count(*) FROM written.gone)"
    ).fetchall()[0]
    connection.execute("DETACH written")
    return StoreFile(path.name, rows, gone, path.stat().st_size)


def _described(connection: duckdb.DuckDBPyConnection, home: Path, unnamed: Manifest) -> Manifest:
    """A manifest with what its records say: counts, dates, and the id that is drawn from them."""
    names = [f"now{number}" for number in range(len(unnamed.files))]
    for name, file in zip(names, unnamed.files, strict=True):
        connection.execute(f"ATTACH {quoted(folder(home) / 'files' / file.name)} AS {name} (READ_ONLY)")
    found = connection.execute(
        sql("describe").format(
            patents=visible(names),
            withdrawn=" UNION ALL ".join(f"FROM {name}.withdrawn" for name in names),
        )
    ).fetchall()[0]
    for name in names:
        connection.execute(f"DETACH {name}")
    rows, synthetic, kinds, *days, content, states, withdrawn = found
    sums = {"rows": rows, "content": int(content), "states": int(states), "withdrawn": int(withdrawn)}
    named = ("application_date", "publication_date", "grant_date")
    return replace(
        unnamed,
        id=sha256(repr((layout.FORMAT, sorted(sums.items()))).encode()).hexdigest()[:16],
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        rows=rows,
        synthetic_rows=synthetic,
        by_type={str(kind): count for kind, count in sorted(kinds.items())} if kinds else {},
        dates={
            name: [day and day.isoformat() for day in days[2 * place : 2 * place + 2]]
            for place, name in enumerate(named)
        },
        sums=sums,
    )
