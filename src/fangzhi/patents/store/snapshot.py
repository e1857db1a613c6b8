"""Reading: one snapshot as four views, whatever files it lies in."""

from __future__ import annotations

import os
import shutil
from functools import lru_cache
from typing import TYPE_CHECKING

from fangzhi.patents.store import layout
from fangzhi.patents.store.engine import MEMORY, connect, quoted, sql

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    import duckdb


class Snapshot:
    """One state of the patent database. Its records never change while it is open, or later."""

    def __init__(self, home: Path, manifest: layout.Manifest, memory: str = MEMORY) -> None:
        self.home, self.manifest = home, manifest
        self.connection, self._scratch = connect(home, memory)
        for name, file in zip(aliases(manifest), manifest.files, strict=True):
            path = layout.folder(home) / "files" / file.name
            self.connection.execute(f"ATTACH {quoted(path)} AS {name} (READ_ONLY)")
        shown, names = sql("patent"), aliases(manifest)
        self.connection.execute(f"CREATE VIEW patent AS {shown.format(rows=visible(names))}")
        few = shown.format(rows=visible(names, _FEW))
        self.connection.execute(f"CREATE MACRO patents_of(keys) AS TABLE {few}")
        self.connection.execute(sql("views"))

    @property
    def id(self) -> str:
        """The id under which this snapshot can be opened again."""
        return self.manifest.id

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor over `patent`, `status`, `applicant` and `ipc`: one for each thread or request.

        `patents_of(keys)` gives the same rows as `patent` for a list of few `patent_id`, and much sooner.
        """
        return self.connection.cursor()

    def changed_since(self, older: str) -> str | None:
        """A query for the `patent_id` of every record new, changed or deleted since an older snapshot.

        None where that is not known from the files, because one of the two was compacted in between.
        """
        try:
            before = layout.manifest(self.home, older)
        except layout.NoSnapshot:
            return None
        shared = len(before.files)
        if self.manifest.files[:shared] != before.files:
            return None
        later = [
            f"SELECT patent_id FROM {name}.{table}"
            for name in aliases(self.manifest)[shared:]
            for table in ("patent", "gone")
        ]
        return " UNION ".join(later) or "SELECT 0::BIGINT AS patent_id WHERE false"

    def close(self) -> None:
        """Let go of the files."""
        self.connection.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def aliases(manifest: layout.Manifest) -> list[str]:
    """Names under which the files of a snapshot are attached."""
    return ["base", *(f"delta{number}" for number in range(1, len(manifest.deltas) + 1))]


_FEW = "WHERE rowid IN (SELECT rowid FROM {file}.patent WHERE patent_id IN (SELECT unnest(keys)))"
"""Which rows of a file have some keys. Their places are looked up first, in one column: told these, DuckDB
reads the other columns at these places alone."""


def visible(names: list[str], where: str = "") -> str:
    """The rows of `patent` in every file that no later file hides; `where` narrows those of each `{file}`."""
    parts = []
    for place, name in enumerate(names):
        hidden = " UNION ALL ".join(f"SELECT patent_id FROM {later}.gone" for later in names[place + 1 :])
        without = f" ANTI JOIN ({hidden}) USING (patent_id)" if hidden else ""
        rows = f"(SELECT * FROM {name}.patent {where.format(file=name)})" if where else f"{name}.patent"
        parts.append(f"SELECT * FROM {rows}{without}")
    return " UNION ALL ".join(parts)


def open_snapshot(home: Path, id: str | None = None, memory: str = MEMORY) -> Snapshot:  # noqa: A002 - a snapshot's id
    """Open a snapshot of the store in a state folder, the current one when none is named.

    Raises `NoSnapshot`. A file that a compaction removed meanwhile is looked up once more.
    """
    import duckdb

    try:
        return Snapshot(home, layout.manifest(home, id), memory)
    except duckdb.IOException:
        return Snapshot(home, layout.manifest(home, id), memory)


def current_snapshot(home: Path) -> Snapshot:
    """The current snapshot, opened once in a process and again when another has become current.

    Ask for it anew in every request; what is being read stays open until nobody holds it.
    Raises `NoSnapshot`.
    """
    now = layout.current_id(home)
    if now is None:
        raise layout.NoSnapshot(None)
    return _kept(home, now, os.getpid())


@lru_cache(maxsize=2)
def _kept(home: Path, wanted: str, _process: int) -> Snapshot:
    return open_snapshot(home, wanted)
