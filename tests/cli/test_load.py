"""`fangzhi load`: the state folder is made when missing, and everything is reported."""

from __future__ import annotations

import csv
import json
import os
from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators.catalogue import COLUMNS
from tests.examples import FUJIAN, FUJIAN_REVISED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


def answer(ran: Ran) -> dict[str, object]:
    found: dict[str, object] = json.loads(ran.out)
    return found


def test_the_first_load_makes_the_folder_and_prints_the_account_once(
    run: Callable[..., Ran], report: Path, home: Path
) -> None:
    first = run("load", "documents", str(report), "--format", "json")
    assert first.code == 0
    assert "password" in first.err
    found = answer(first)
    assert {"file", "accepted", "unchanged", "refused", "warnings"} <= set(found)
    assert (found["unchanged"], found["refused"]) == (0, 0)
    assert (home / "fangzhi.sqlite3").stat().st_mode & 0o077 == 0 or home.stat().st_mode & 0o077 == 0
    second = run("load", "documents", str(report), "--format", "json")
    assert second.err == ""
    assert (answer(second)["accepted"], answer(second)["unchanged"]) == (0, found["accepted"])


def test_a_new_version_is_told(run: Callable[..., Ran], report: Path) -> None:
    run("load", "documents", str(report))
    report.write_text(FUJIAN_REVISED, "utf-8")
    found = answer(run("load", "documents", str(report), "--format", "json"))
    assert "supersedes" in " ".join(found["warnings"])  # type: ignore[arg-type]


def test_files_of_one_name_in_two_folders_are_two_documents(run: Callable[..., Ran], tmp_path: Path) -> None:
    for place, text in (("a", FUJIAN), ("b", FUJIAN_REVISED)):
        folder = tmp_path / "reports" / place
        folder.mkdir(parents=True)
        (folder / "report.txt").write_text(text, "utf-8")
    found = json.loads(run("load", "documents", "reports", "--format", "json").out)
    assert [one["warnings"] for one in found] == [[], []]
    (tmp_path / "reports" / "b" / "report.txt").write_text(FUJIAN_REVISED + "\n", "utf-8")
    again = json.loads(run("load", "documents", "reports", "--format", "json").out)
    assert [len(one["warnings"]) for one in again] == [0, 1]
    assert found[1]["document"] in again[1]["warnings"][0]


def test_texts_given_on_standard_input_do_not_supersede_each_other(run: Callable[..., Ran]) -> None:
    for text in (FUJIAN, FUJIAN_REVISED):
        ran = run("load", "documents", "-", "--format", "json", given=text.encode())
        assert answer(ran)["warnings"] == []


def test_a_file_name_that_is_no_text_is_kept_readable(run: Callable[..., Ran], tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff\xfe.txt")).write_text(FUJIAN, "utf-8")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    ran = run("load", "documents", os.fsdecode(b"\xff\xfe.txt"))
    assert ran.code == 0
    assert "\ufffd\ufffd.txt: " in ran.out
    assert run("load", "documents", ".", "--report", "rows.csv").code == 0
    read = run("read", os.fsdecode(b"\xff\xfe.txt"), "--format", "jsonl")
    assert read.code == 0
    assert json.loads(read.out.splitlines()[0])["document"] == "\ufffd\ufffd.txt"


def test_a_dry_run_keeps_nothing(run: Callable[..., Ran], report: Path) -> None:
    dry = answer(run("load", "documents", str(report), "--dry-run", "--format", "json"))
    wet = answer(run("load", "documents", str(report), "--format", "json"))
    assert dry["accepted"] == wet["accepted"] != 0


def test_an_unusable_file_is_refused_and_the_others_are_kept(
    run: Callable[..., Ran], report: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    ran = run("load", "documents", str(empty), str(report), "--format", "json", "--report", "rows.csv")
    assert ran.code == 2
    bad, good = json.loads(ran.out)
    assert (bad["refused"], good["refused"]) == (1, 0)
    assert good["accepted"] > 3
    table = list(csv.DictReader((tmp_path / "rows.csv").read_text("utf-8").splitlines()))
    assert [row["outcome"] for row in table].count("refused") == 1
    assert len(table) == good["accepted"] + 1


def test_an_office_adds_an_indicator_and_the_reader_knows_it(run: Callable[..., Ran], tmp_path: Path) -> None:
    row = {
        "id": "tea_house_lectures",
        "name_zh": "茶馆宣讲场次",
        "name_en": "Tea-house lectures",
        "kind": "flow",
        "unit": "场",
        "group": "service",
        "definition_zh": "在茶馆举办的知识产权宣讲场次",
        "definition_en": "",
        "aliases": "茶馆宣讲",
        "example": "2014年，全市举办茶馆宣讲25场。",
        "quote": "25场",
        "value": "25",
        "measure": "level",
    }
    office = tmp_path / "office.csv"

    def write(**changes: str) -> None:
        with office.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerow(row | changes)

    write(value="26")
    refused = run("load", "catalogue", str(office), "--format", "json")
    assert refused.code == 2
    assert "tea_house_lectures" in refused.err
    write()
    assert answer(run("load", "catalogue", str(office), "--format", "json"))["accepted"] == 1
    assert answer(run("load", "catalogue", str(office), "--format", "json"))["unchanged"] == 1
    found = run("read", "-", given="2015年，全省举办茶馆宣讲30场。".encode())
    assert json.loads(found.out.splitlines()[0])["indicator"] == "tea_house_lectures"


def test_a_catalogue_that_cannot_stand_is_named_by_line_and_field(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "office.csv").write_text("id,name\na,b\n", "utf-8")
    ran = run("load", "catalogue", "office.csv")
    assert ran.code == 2
    assert "office.csv: line 1" in ran.err


def test_a_folder_that_cannot_be_written_is_named(run: Callable[..., Ran], report: Path) -> None:
    ran = run("load", "documents", str(report), FANGZHI_HOME="/dev/null/home")
    assert ran.code == 2
    assert "FANGZHI_HOME" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("url", ["postgres://nobody:no@127.0.0.1:1/none", "nonsense://x"])
def test_a_database_that_cannot_be_used_is_named(run: Callable[..., Ran], report: Path, url: str) -> None:
    ran = run("load", "documents", str(report), FANGZHI_DATABASE_URL=url)
    assert ran.code == 2
    assert "FANGZHI_" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_account_gets_a_new_password(run: Callable[..., Ran]) -> None:
    first = run("user", "password")
    assert first.code == 0
    assert len(first.out.strip()) == 23
    assert run("user", "password", "nobody").code == 2


def test_text_and_figures_are_the_same_however_a_document_is_given(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "utf8.txt").write_bytes(FUJIAN.encode())
    (tmp_path / "gb.txt").write_bytes(FUJIAN.encode("gb18030"))
    first = answer(run("load", "documents", "utf8.txt", "--format", "json"))
    second = answer(run("load", "documents", "gb.txt", "--format", "json"))
    assert second["document"] == first["document"]
    assert (second["accepted"], second["unchanged"]) == (0, first["accepted"])
