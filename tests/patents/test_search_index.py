"""The index is a cache beside the snapshot: whole or not there, rebuilt at will, cheaply kept up to date."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fangzhi.patents.search import IndexBusy, IndexNotWritten, NoIndex, build, current_index, find, indexed
from fangzhi.patents.search import index as room
from fangzhi.patents.store import NoSnapshot
from tests.patents.search_store import plant, record

if TYPE_CHECKING:
    from pathlib import Path

FIRST = [record(at, f"石墨烯电池{at}") for at in range(1, 9)]


def titles(home: Path, text: str) -> list[str]:
    index = current_index(home)
    rows = index.snapshot.cursor().execute("SELECT patent_id, title FROM patent").fetchall()
    named = dict(rows)
    return sorted(named[key] for key in find(index, text, limit=100).keys)


def test_nothing_is_found_where_nothing_was_loaded_or_indexed(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        build(tmp_path)
    with pytest.raises(NoSnapshot):
        current_index(tmp_path)
    plant(tmp_path, FIRST)
    with pytest.raises(NoIndex, match="patents index"):
        current_index(tmp_path)


def test_an_index_is_built_once(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    told: list[tuple[int, int]] = []
    built = build(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert (built.rows, built.written, built.since) == (8, 8, None)
    assert told == [(8, 8)]
    assert build(tmp_path).written == 0
    assert build(tmp_path, anew=True).written == 8
    assert len(titles(tmp_path, "石墨烯电池")) == 8


def test_an_index_that_was_lost_is_built_again(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    shutil.rmtree(room.folder(tmp_path))
    assert build(tmp_path).written == 8


def test_a_small_load_is_taken_into_the_index_that_is_there(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    before = current_index(tmp_path)
    changed = [record(1, "钠离子电池"), record(9, "石墨烯涂层")]
    gone = [FIRST[0]["patent_id"]]
    plant(tmp_path, changed, name="a2", parent="a1", gone=gone)
    assert len(titles(tmp_path, "电池")) == 8, "the index of before serves until there is a new one"
    built = build(tmp_path)
    assert (built.since, built.written, built.removed) == ("a1", 2, 2)
    assert titles(tmp_path, "石墨烯") == sorted(["石墨烯涂层", *(f"石墨烯电池{at}" for at in range(2, 9))])
    assert titles(tmp_path, "钠离子电池") == ["钠离子电池"]
    assert find(before, "石墨烯").total == 8, "who reads goes on reading one whole state"


def test_deleted_records_are_no_longer_found(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    plant(tmp_path, [], name="a2", parent="a1", gone=[FIRST[3]["patent_id"]])
    assert build(tmp_path).removed == 1
    assert "石墨烯电池4" not in titles(tmp_path, "石墨烯")
    assert find(current_index(tmp_path), "").total == 7


def test_an_index_made_in_steps_answers_like_one_made_anew(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    for step in range(2, 5):
        news = [record(step, f"钠电池{step}"), record(10 + step, f"石墨烯灯{step}")]
        plant(tmp_path, news, name=f"a{step}", parent=f"a{step - 1}", gone=[FIRST[step - 1]["patent_id"]])
        assert build(tmp_path).since == f"a{step - 1}"
    stepwise = {word: titles(tmp_path, word) for word in ("石墨烯", "电池", "灯", "钠电池3", "")}
    facets = find(current_index(tmp_path), "", facets=True).facets
    build(tmp_path, anew=True)
    room._kept.cache_clear()
    assert {word: titles(tmp_path, word) for word in stepwise} == stepwise
    assert find(current_index(tmp_path), "", facets=True).facets == facets


def test_a_large_change_is_indexed_anew(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    plant(tmp_path, [record(at, "灯") for at in range(20, 30)], name="a2", parent="a1")
    assert build(tmp_path).since is None


def test_only_the_last_two_indexes_are_kept(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    for step in (2, 3):
        plant(tmp_path, [record(10 + step, "灯")], name=f"a{step}", parent=f"a{step - 1}")
        build(tmp_path)
    assert indexed(tmp_path) == ["a3", "a2"]
    assert sorted(path.name for path in room.folder(tmp_path).iterdir()) == ["a2", "a3", "lock"]


def test_one_process_builds_at_a_time(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    with room._writing(tmp_path), pytest.raises(IndexBusy, match="Another process"):
        build(tmp_path)


def test_a_builder_that_is_killed_leaves_the_last_index_serving(tmp_path: Path) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    plant(tmp_path, [record(20, "灯")], name="a2", parent="a1")
    killed = (
        "import os, sys; from pathlib import Path; from fangzhi.patents.search import index\n"
        "index._put = lambda new, place: os.kill(os.getpid(), 9)\n"
        "index.build(Path(sys.argv[1]))"
    )
    assert subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False).returncode == -9
    assert len(titles(tmp_path, "石墨烯")) == 8
    assert build(tmp_path).since == "a1"
    assert titles(tmp_path, "灯") == ["灯"]
    assert not [path for path in room.folder(tmp_path).iterdir() if path.name.startswith(".")]


def test_what_cannot_be_written_is_said_and_the_last_index_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, FIRST)
    build(tmp_path)
    plant(tmp_path, [record(20, "灯")], name="a2", parent="a1")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_write", full)
    with pytest.raises(IndexNotWritten, match="No space left"):
        build(tmp_path)
    assert len(titles(tmp_path, "石墨烯")) == 8
