"""The index of a snapshot (索引): a cache beside it, which can be built again at any time.

patents/index/ID/            the index of snapshot ID; a folder that is there is whole
patents/index/ID/index.json  format and number of records
patents/index/lock           held by the one who builds

A new index is written into a folder of its own and moved to its place when it is finished. Where the files of
the store say what has changed, it begins with the files of an earlier index; they never change, so they are
linked.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.search.records import FORMAT, documents, register, rows_query, schema
from fangzhi.patents.store import NoSnapshot, Snapshot, layout, open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import tantivy

BATCH = 2000
HEAP, SMALL_HEAP = 300_000_000, 40_000_000
"""Bytes that writing may take before a segment goes to disk; the small one for a few thousand records."""
THREADS = 2
MOST_CHANGED = 0.25
"""Above this share of changed records a new index is cheaper than an old one with changes."""
_COPIED = ("meta.json", ".managed.json")
"""Files of the library that are written again; all others are written once."""


class NoIndex(LookupError):  # noqa: N818 - there is none yet
    """No snapshot has been indexed yet; the sentences say what to do."""

    message_zh = "专利库还没有建立索引；请运行 `fangzhi patents index`。"
    message_en = "The patent database is not indexed yet; run `fangzhi patents index`."

    def __init__(self) -> None:
        super().__init__(self.message_en)


class IndexBusy(RuntimeError):  # noqa: N818 - it is not an error of ours
    """Another process is building the index."""

    message_zh = "另一个进程正在建立索引；请稍后再试。"
    message_en = "Another process is building the index; try again when it has finished."

    def __init__(self) -> None:
        super().__init__(self.message_en)


class IndexNotWritten(OSError):  # noqa: N818 - said as it is, like the others
    """The index could not be written, for example because the disk is full; the last one keeps serving."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The index could not be written ({why}); the one before is untouched.")
        self.message_en = str(self)
        self.message_zh = f"索引未能写入（{why}）；原有索引不受影响。"


class Built(NamedTuple):
    """What building came to: `written` records were taken in, `removed` taken out of an earlier index."""

    snapshot: str
    rows: int
    written: int
    removed: int
    since: str | None
    """The earlier snapshot that it began from; None when it was built from nothing."""


class Opened(NamedTuple):
    """An index that is open for reading, and the snapshot whose records it holds."""

    snapshot: Snapshot
    schema: tantivy.Schema
    searcher: tantivy.Searcher


def folder(home: Path) -> Path:
    """Where the indexes of a state folder lie."""
    return layout.folder(home) / "index"


def indexed(home: Path) -> list[str]:
    """The snapshots that have an index and are still kept, the newest first."""
    kept = reversed(layout.snapshots(home))
    return [one for one in kept if _is_whole(folder(home) / one)]


def current_index(home: Path) -> Opened:
    """The index of the current snapshot, or of the newest that has one; opened once in a process.

    Raises `NoSnapshot` where nothing was loaded and `NoIndex` where nothing was indexed.
    """
    now = layout.current_id(home)
    if now is None:
        raise NoSnapshot(None)
    wanted = now if _is_whole(folder(home) / now) else next(iter(indexed(home)), None)
    if wanted is None:
        raise NoIndex
    return _kept(home, wanted, os.getpid())


@lru_cache(maxsize=2)
def _kept(home: Path, wanted: str, _process: int) -> Opened:
    import tantivy

    index = tantivy.Index.open(str(folder(home) / wanted))
    register(index)
    index.config_reader("manual")
    index.reload()
    return Opened(open_snapshot(home, wanted), index.schema, index.searcher())


def build(home: Path, *, anew: bool = False, progress: Callable[[int, int], None] | None = None) -> Built:
    """Index the current snapshot; does nothing when it is indexed already, unless `anew`.

    `progress` is told how many of how many records are done. Raises `NoSnapshot`, `IndexBusy` and
    `IndexNotWritten`.
    """
    manifest = layout.manifest(home)
    place = folder(home) / manifest.id
    if _is_whole(place) and not anew:
        return Built(manifest.id, manifest.rows, 0, 0, manifest.id)
    import duckdb

    with _writing(home), open_snapshot(home, manifest.id) as snapshot:
        new = folder(home) / f".new-{os.getpid()}"
        try:
            built = _fill(snapshot, new, None if anew else _start(home, snapshot), progress or _silent)
        except (OSError, ValueError, duckdb.Error) as error:
            shutil.rmtree(new, ignore_errors=True)
            raise IndexNotWritten(str(error)) from error
        _put(new, place)
        _tidy(home, built)
        return built


def _silent(done: int, total: int) -> None:
    """Nobody is told."""


class _Start(NamedTuple):
    """An earlier index to begin from, and the query for what has changed since."""

    snapshot: str
    changed: str
    records: int


def _start(home: Path, snapshot: Snapshot) -> _Start | None:
    """The earlier index that is nearest; None where none is near enough."""
    for older in indexed(home):
        changed = snapshot.changed_since(older)
        if changed is None:
            continue
        found = snapshot.cursor().execute(f"SELECT count(*) FROM ({changed})").fetchone()
        count = found[0] if found else 0
        if count <= MOST_CHANGED * snapshot.manifest.rows:
            return _Start(older, changed, count)
    return None


def _fill(snapshot: Snapshot, new: Path, start: _Start | None, progress: Callable[[int, int], None]) -> Built:
    import tantivy

    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    if start:
        _link(folder(snapshot.home) / start.snapshot, new)
    index = tantivy.Index(schema(), str(new), reuse=bool(start))
    register(index)
    total = start.records if start else snapshot.manifest.rows
    writer = index.writer(HEAP if total > 10 * BATCH else SMALL_HEAP, THREADS)
    removed = _remove(snapshot, writer, start) if start else 0
    written = _write(snapshot, writer, start, lambda done: progress(done, total))
    writer.commit()
    writer.wait_merging_threads()
    rows = snapshot.manifest.rows
    (new / "index.json").write_text(json.dumps({"format": FORMAT, "rows": rows}), encoding="ascii")
    return Built(snapshot.id, rows, written, removed, start.snapshot if start else None)


def _link(old: Path, new: Path) -> None:
    for path in old.iterdir():
        if path.name in _COPIED:
            shutil.copyfile(path, new / path.name)
        elif not path.name.endswith(".lock") and path.name != "index.json":
            os.link(path, new / path.name)


def _remove(snapshot: Snapshot, writer: tantivy.IndexWriter, start: _Start) -> int:
    changed = snapshot.cursor().execute(start.changed)
    count = 0
    while rows := changed.fetchmany(BATCH):
        count += len(rows)
        for (number,) in rows:
            writer.delete_documents_by_term("number", str(number))
    return count


def _write(
    snapshot: Snapshot, writer: tantivy.IndexWriter, start: _Start | None, done: Callable[[int], None]
) -> int:
    which = rows_query() + (f" SEMI JOIN ({start.changed}) USING (patent_id)" if start else "")
    found = snapshot.cursor().execute(which)
    count = 0
    while rows := found.fetchmany(BATCH):
        for one in documents(rows):
            writer.add_document(one)
        count += len(rows)
        done(count)
    return count


def _put(new: Path, place: Path) -> None:
    """Move a finished index to its place; who has the one before open goes on reading it."""
    if place.exists():
        old = new.with_name(f".old-{os.getpid()}")
        place.rename(old)
        new.rename(place)
        shutil.rmtree(old, ignore_errors=True)
    else:
        new.rename(place)
    layout.sync(place.parent)


def _tidy(home: Path, built: Built) -> None:
    """Remove what was left behind, and every index but the new one and the one before it."""
    kept = {built.snapshot, built.since, *indexed(home)[:2]}
    for path in folder(home).iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _is_whole(place: Path) -> bool:
    try:
        stated = json.loads((place / "index.json").read_text(encoding="ascii"))
    except (FileNotFoundError, NotADirectoryError):
        return False
    return bool(stated["format"] == FORMAT)


@contextmanager
def _writing(home: Path) -> Iterator[None]:
    """The right to build; there is one."""
    try:
        folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
        held = (folder(home) / "lock").open("w")
    except OSError as error:
        raise IndexNotWritten(error.strerror or str(error)) from error
    with held as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusy from None
        yield
