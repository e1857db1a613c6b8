"""`user add --role`, `verify`, `heads`, `backup`, `restore`: each in a state folder of its own."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


@pytest.fixture
def office(home: Path, run: Run) -> Path:
    """A state folder with an office of two people."""
    for name, role in (("li", "officer"), ("wang", "head")):
        done = run("user", "add", name, "--role", role, "--office", "350200")
        assert done.code == 0, done.err
    return home


def test_a_role_needs_its_office_and_both_must_be_known(run: Run) -> None:
    for words in (
        ("--role", "officer"),
        ("--role", "king", "--office", "350200"),
        ("--role", "officer", "--office", "1"),
    ):
        done = run("user", "add", "li", *words)
        assert done.code == 2, words
        assert "Traceback" not in done.err


def test_an_untouched_ledger_is_verified(office: Path, run: Run) -> None:
    done = run("verify", "--format", "json")
    told = json.loads(done.out)
    assert (done.code, told["ok"], told["events"], told["fault"]) == (0, True, 3, None)


def test_a_cut_tail_is_found_against_an_exported_head(office: Path, tmp_path: Path, run: Run) -> None:
    head = tmp_path / "head.json"
    assert run("heads", "-o", str(head)).code == 0
    with sqlite3.connect(office / "fangzhi.sqlite3") as database:
        database.execute("DROP TRIGGER casework_event_no_delete")
        database.execute("DELETE FROM casework_event WHERE seq = 3")
        digest = database.execute("SELECT digest FROM casework_event WHERE seq = 2").fetchone()[0]
        database.execute("UPDATE casework_chainhead SET seq = 2, digest = ?", [digest])
    assert run("verify").code == 0
    done = run("verify", "--head", str(head), "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["fault"] == {
        "chain": "350200", "seq": 3, "kind": "removed", "record": None, "field": None,
    }  # fmt: skip
    assert "casework_event_no_delete" in run("doctor").out


def test_a_file_that_is_no_head_is_refused(office: Path, tmp_path: Path, run: Run) -> None:
    for text in ("", "[]", '{"heads": []}', '{"350200": 3}'):
        (tmp_path / "head.json").write_text(text, "utf-8")
        assert run("verify", "--head", str(tmp_path / "head.json")).code == 2


def test_a_backup_comes_back_whole_and_is_verified(office: Path, tmp_path: Path, run: Run) -> None:
    (office / "rules" / "own.csv").write_text("id\n", "utf-8")
    file = tmp_path / "backup.fangzhi"
    assert run("backup", str(file)).code == 0
    assert run("backup", str(file)).code == 2
    other = tmp_path / "other"
    done = run("restore", str(file), FANGZHI_HOME=str(other))
    assert done.code == 0, done.err
    assert (other / "rules" / "own.csv").read_text("utf-8") == "id\n"
    assert (other / "keys" / "secret").read_bytes() == (office / "keys" / "secret").read_bytes()
    assert json.loads(run("user", "list", "--format", "json", FANGZHI_HOME=str(other)).out)["users"]
    assert run("restore", str(file), FANGZHI_HOME=str(other)).code == 2


def test_a_damaged_backup_is_refused_and_nothing_is_written(office: Path, tmp_path: Path, run: Run) -> None:
    file, other = tmp_path / "backup.fangzhi", tmp_path / "other"
    run("backup", str(file))
    file.write_bytes(file.read_bytes()[:-2000])
    done = run("restore", str(file), FANGZHI_HOME=str(other))
    assert done.code == 2
    assert "Traceback" not in done.err
    assert not (other / "fangzhi.sqlite3").exists()
    with tarfile.open(tmp_path / "other.tar", "w:gz"):
        pass
    assert run("restore", str(tmp_path / "other.tar"), FANGZHI_HOME=str(other)).code == 2


def test_a_partner_of_the_police_is_entered_with_its_office(run: Run) -> None:
    done = run("user", "add", "chen", "--role", "partner", "--office", "350200-police")
    assert done.code == 0
    assert "厦门市公安局" in done.err
    assert run("user", "add", "lin", "--role", "officer", "--office", "350200-procuratorate").code == 2
    again = run("user", "add", "chen", "--role", "partner", "--office", "350200-procuratorate")
    assert "厦门市人民检察院" in again.err
