"""Earlier snapshots are given up for their room; the current one never, and no reader is disturbed."""

from __future__ import annotations

import pytest

from fangzhi.patents.store import NoSnapshot, layout, manifest, open_snapshot, snapshots
from fangzhi.patents.store.pruning import outgrown, prune
from fangzhi.patents.store.writing import BusyStore, writing
from tests.patents.loads import ask, load_records, record


def grown(home, states=4):
    """A store that was written anew as a whole several times: the ids, oldest first."""
    return [load_records(home, record(serial)).snapshot for serial in range(1, states + 1)]


def on_disk(home):
    """The names of the files of a store."""
    return sorted(path.name for path in (layout.folder(home) / "files").iterdir())


def test_only_the_newest_stay_and_what_was_freed_is_said(tmp_path):
    ids = grown(tmp_path)
    sizes = {one: manifest(tmp_path, one).base for one in ids}
    found = prune(tmp_path, 2)
    assert found.snapshots == ids[:2]
    assert found.files == sorted(sizes[one].name for one in ids[:2])
    assert found.bytes == sum(sizes[one].bytes for one in ids[:2])
    assert snapshots(tmp_path) == ids[2:]
    assert on_disk(tmp_path) == sorted(sizes[one].name for one in ids[2:])
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(4,)]
    with pytest.raises(NoSnapshot, match="no snapshot"):
        open_snapshot(tmp_path, ids[0])


def test_what_is_spared_stays_with_its_files(tmp_path):
    ids = grown(tmp_path)
    assert outgrown(tmp_path, 2) == ids[:2]
    assert prune(tmp_path, 2, spared=ids[:1]).snapshots == ids[1:2]
    assert snapshots(tmp_path) == [ids[0], *ids[2:]]
    assert ask(tmp_path, "SELECT count(*) FROM patent", ids[0]) == [(1,)]


def test_a_file_that_a_kept_snapshot_shares_with_a_removed_one_stays(tmp_path):
    load_records(tmp_path, *(record(serial) for serial in range(1, 101)))
    load_records(tmp_path, record(101))
    base, delta = manifest(tmp_path).files
    found = prune(tmp_path, 1)
    assert (len(found.snapshots), found.files, found.bytes) == (1, [], 0)
    assert on_disk(tmp_path) == sorted((base.name, delta.name))
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(101,)]


def test_the_current_snapshot_stays_even_when_it_is_not_the_newest(tmp_path):
    first, second = grown(tmp_path, 2)
    (layout.folder(tmp_path) / "current").write_text(first)
    assert prune(tmp_path, 1).snapshots == [second]
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(1,)]


def test_a_reader_goes_on_with_a_snapshot_that_is_removed(tmp_path):
    first, _ = grown(tmp_path, 2)
    with open_snapshot(tmp_path, first) as reader:
        assert prune(tmp_path, 1).snapshots == [first]
        assert reader.cursor().execute("SELECT title FROM patent").fetchall() == [("一种石墨烯电池",)]


def test_nothing_is_removed_twice_and_loads_go_on(tmp_path):
    grown(tmp_path, 3)
    prune(tmp_path, 1)
    assert prune(tmp_path, 1) == ([], [], 0)
    assert load_records(tmp_path, record(9)).changed
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(4,)]


def test_an_empty_store_and_a_running_load_are_said(tmp_path):
    with pytest.raises(NoSnapshot, match="holds nothing yet"):
        prune(tmp_path, 1)
    assert not layout.folder(tmp_path).exists()
    grown(tmp_path, 2)
    with writing(tmp_path), pytest.raises(BusyStore):
        prune(tmp_path, 1)
    assert len(snapshots(tmp_path)) == 2
    with pytest.raises(ValueError, match="0"):
        prune(tmp_path, 0)
