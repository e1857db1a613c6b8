"""`fangzhi patents …` as a person types it: answers on stdout, exit codes, no state folder for numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from fangzhi.patents.sources import UnusableSource, inside
from tests.patents.loads import number, record, write_csv


@pytest.fixture
def fangzhi(tmp_path):
    """Run a command in a state folder of its own: exit code, answer, what was said beside it."""

    def run(*words, stdin=""):
        environment = {**os.environ, "FANGZHI_HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-m", "fangzhi.cli", "patents", *map(str, words)]
        found = subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=environment, check=False
        )
        return found.returncode, found.stdout, found.stderr

    return run


def test_numbers_are_answered_in_their_order_and_make_no_folder(fangzhi, tmp_path):
    code, out, _ = fangzhi("number", "-", "--format", "jsonl", stdin="ZL 201710601862.3\n201710601862.4\n")
    assert code == 1
    assert [(one["input"], one["check"], one["valid"]) for one in map(json.loads, out.splitlines())] == [
        ("ZL 201710601862.3", "ok", True), ("201710601862.4", "wrong", False),
    ]  # fmt: skip
    assert not (tmp_path / "home").exists()


def test_an_empty_database_answers_no(fangzhi):
    assert fangzhi("status", "--format", "json")[:2] == (1, '{"snapshot": null, "rows": 0}\n')


def test_load_and_status_agree_and_say_what_is_synthetic(fangzhi, tmp_path):
    assert fangzhi("synthetic", "200", "--seed", "1", "-o", tmp_path / "a.parquet")[0] == 0
    code, out, _ = fangzhi("load", tmp_path / "a.parquet", "--format", "json")
    loaded = json.loads(out)
    assert (code, loaded["accepted"], loaded["synthetic"]) == (0, 200, True)
    status = json.loads(fangzhi("status", "--format", "json")[1])
    assert (status["snapshot"], status["rows"], status["synthetic"]) == (loaded["snapshot"], 200, "all")
    assert "SYNTHETIC" in fangzhi("status")[1]


def test_a_refused_row_is_exit_2_and_stands_in_the_report(fangzhi, tmp_path):
    file = write_csv(tmp_path / "a.csv", [record(1), record(2, application_number=number(2)[:-1] + "Y")])
    code, out, _ = fangzhi("load", file, "--report", tmp_path / "report.csv")
    assert (code, "0 accepted" in out, "1 refused" in out) == (2, True, True)
    assert "application_number" in (tmp_path / "report.csv").read_text(encoding="utf-8")


def test_prune_keeps_the_newest_and_says_what_was_freed(fangzhi, tmp_path):
    assert fangzhi("prune")[:2] == (1, "")
    for serial in (1, 2, 3):
        fangzhi("load", write_csv(tmp_path / f"{serial}.csv", [record(serial)]))
    assert "2 earlier snapshots" in fangzhi("status")[1]
    code, out, _ = fangzhi("prune", "--keep", "2")
    assert (code, "1 snapshots and 1 files removed" in out) == (0, True)
    found = json.loads(fangzhi("prune", "--keep", "1", "--format", "json")[1])
    assert (len(found["snapshots"]), len(found["files"]), found["bytes"] > 0) == (1, 1, True)
    assert json.loads(fangzhi("status", "--format", "json")[1])["rows"] == 3
    assert fangzhi("prune", "--keep", "0")[0] == 2


def test_a_name_from_outside_cannot_leave_the_folder_of_loads(tmp_path):
    loads = tmp_path / "loads"
    loads.mkdir()
    (loads / "link.csv").symlink_to("/etc/passwd")
    assert inside(loads, "a.csv") == (loads / "a.csv").resolve()
    for name in ("../a.csv", "/etc/passwd", "link.csv"):
        with pytest.raises(UnusableSource, match="outside"):
            inside(loads, name)
