"""Snapshots: readers are never blocked and never see half a load, whatever happens to the loader."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest

from fangzhi.patents.loading import How, RefusedLoad, load
from fangzhi.patents.store import NoSnapshot, current_snapshot, layout, manifest, open_snapshot
from fangzhi.patents.store.writing import BusyStore, writing
from fangzhi.patents.synthetic import write_synthetic
from tests.patents.loads import ask, load_records, number, record

LOADER = (
    "import sys; from pathlib import Path; from fangzhi.patents.loading import load, How; "
    "load(Path(sys.argv[1]), [Path(sys.argv[2])], How())"
)


def loader(home, file, **more):
    """A process that loads a file."""
    return subprocess.Popen(
        [sys.executable, "-c", LOADER, str(home), str(file)], stderr=subprocess.PIPE, **more
    )


def test_an_empty_store_has_no_snapshot(tmp_path):
    with pytest.raises(NoSnapshot, match="holds nothing yet"):
        open_snapshot(tmp_path)
    load_records(tmp_path, record(1))
    for unknown in ("0000000000000000", "../../etc/passwd"):
        with pytest.raises(NoSnapshot, match="no snapshot"):
            open_snapshot(tmp_path, unknown)


def test_a_store_of_another_version_is_said_and_left_as_it_is(tmp_path, monkeypatch):
    load_records(tmp_path, record(1))
    before = sorted(path for path in layout.folder(tmp_path).rglob("*") if path.is_file())
    monkeypatch.setattr(layout, "FORMAT", layout.FORMAT + 1)
    with pytest.raises(NoSnapshot, match="another version of Fangzhi"):
        open_snapshot(tmp_path)
    with pytest.raises(RefusedLoad, match="move the folder"):
        load_records(tmp_path, record(2))
    assert sorted(path for path in layout.folder(tmp_path).rglob("*") if path.is_file()) == before


def test_a_reader_goes_on_with_its_snapshot_while_another_becomes_current(tmp_path):
    load_records(tmp_path, record(1))
    with open_snapshot(tmp_path) as reader:
        load_records(tmp_path, record(2))
        assert reader.cursor().execute("SELECT count(*) FROM patent").fetchall() == [(1,)]
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(2,)]


def test_a_process_keeps_the_current_snapshot_open_and_takes_up_the_next(tmp_path):
    load_records(tmp_path, record(1))
    first = current_snapshot(tmp_path)
    assert current_snapshot(tmp_path) is first
    load_records(tmp_path, record(2))
    assert current_snapshot(tmp_path).cursor().execute("SELECT count(*) FROM patent").fetchall() == [(2,)]


def test_few_records_are_the_same_however_they_are_asked_for(tmp_path):
    load_records(tmp_path, *(record(serial) for serial in range(1, 200)))
    load_records(tmp_path, record(3, title="改后", as_of="2020-01-01"), name="changed.csv")
    load_records(tmp_path, record(4, deleted="1", as_of="2020-01-01"), record(250), name="gone.csv")
    keys = [int(number(serial)[:12]) for serial in (1, 3, 3, 4, 199, 250, 260)]
    with open_snapshot(tmp_path) as snapshot:
        assert len(snapshot.manifest.deltas) == 2
        few = snapshot.cursor().execute("FROM patents_of(?) ORDER BY patent_id", [keys]).fetchall()
        listed = ", ".join(map(str, keys))
        scan = f"FROM patent WHERE patent_id IN ({listed}) ORDER BY patent_id"
        assert few == snapshot.cursor().execute(scan).fetchall()
        assert [row[0] for row in few] == [keys[0], keys[1], keys[4], keys[5]]
        assert few[1][8] == "改后"


def test_two_loads_at_once_are_not_possible(tmp_path):
    with writing(tmp_path), pytest.raises(BusyStore):
        load_records(tmp_path, record(1))


def test_a_snapshot_cannot_be_written_through(tmp_path):
    import duckdb

    load_records(tmp_path, record(1))
    with open_snapshot(tmp_path) as opened, pytest.raises(duckdb.Error):
        opened.cursor().execute("DELETE FROM base.patent")


@pytest.mark.slow
def test_a_killed_loader_leaves_the_last_snapshot_serving(tmp_path):
    load_records(tmp_path, record(9_999_999))
    before = manifest(tmp_path).id
    file = tmp_path / "many.parquet"
    write_synthetic(30_000, 1, file, abstracts=False)
    whole = tmp_path / "whole"
    shutil.copytree(layout.folder(tmp_path), layout.folder(whole))
    begin = time.monotonic()
    expected = load(whole, [file], How()).snapshot
    took = time.monotonic() - begin + 0.5
    for share in (0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        process = loader(tmp_path, file)
        deadline = time.monotonic() + took * share
        while time.monotonic() < deadline and process.poll() is None:
            assert manifest(tmp_path).id in (before, expected)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert manifest(tmp_path).id in (before, expected)
        assert ask(tmp_path, "SELECT count(*) FROM patent") in ([(1,)], [(30_001,)])
    assert load(tmp_path, [file], How()).snapshot == expected
    left = [path.name for path in layout.folder(tmp_path).rglob("new-*")]
    assert left == []


def test_a_loader_that_is_started_again_goes_on_with_what_was_staged(tmp_path, monkeypatch):
    from fangzhi.patents import loading, staging

    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, "write", crash)
        with pytest.raises(KeyboardInterrupt):
            load_records(tmp_path, record(1))
    monkeypatch.setattr(staging, "_read", crash)
    assert load_records(tmp_path, record(1)).changed


def test_a_full_disk_is_said_and_leaves_the_last_snapshot(tmp_path):
    load_records(tmp_path, record(1))
    before = manifest(tmp_path)
    file = tmp_path / "many.parquet"
    write_synthetic(5_000, 1, file)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    process = loader(tmp_path, file, preexec_fn=limit)
    said = process.communicate()[1].decode()
    assert process.returncode != 0
    assert "RefusedLoad" in said
    assert "could not be written" in said
    assert manifest(tmp_path) == before
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(1,)]
    assert load(tmp_path, [file], How()).changed


def test_what_dead_processes_left_is_removed(tmp_path):
    top = layout.folder(tmp_path)
    for left in (top / "temp" / "999999999-1", top / "staging" / "new-abc"):
        left.mkdir(parents=True)
    (top / "files").mkdir()
    (top / "files" / "new-1.duckdb").write_bytes(b"half")
    (top / "files" / "base-1.duckdb").write_bytes(b"whole, but named by no manifest")
    load_records(tmp_path, record(1))
    assert [path.name for path in (top / "temp").iterdir()] == []
    assert len(list((top / "files").iterdir())) == 1


def test_scratch_of_a_running_process_stays(tmp_path):
    own = layout.folder(tmp_path) / "temp" / f"{os.getppid()}-1"
    own.mkdir(parents=True)
    load_records(tmp_path, record(1))
    assert own.is_dir()
