"""`fangzhi write` and `fangzhi chapters`: the answer is a file or a text, whole or not at all."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

GUANGXI = ("--year", "2013", "--region", "450000")


def test_the_chapter_goes_to_stdout(run: Callable[..., Ran]) -> None:
    ran = run("write", *GUANGXI, "--format", "md")
    assert ran.code == 0
    assert ran.out.startswith("# 2013年广西壮族自治区知识产权工作\n")
    assert "[^1]: " in ran.out


@pytest.mark.parametrize(
    ("form", "begins"), [("md", b"# "), ("html", b"<!doctype"), ("docx", b"PK"), ("pdf", b"%PDF")]
)
def test_every_form_goes_into_a_file(
    run: Callable[..., Ran], tmp_path: Path, form: str, begins: bytes
) -> None:
    ran = run("write", "--year", "2013", "--format", form, "-o", "chapter.out")
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "chapter.out").read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".fangzhi")] == []


def test_a_complete_chapter_in_english(run: Callable[..., Ran]) -> None:
    brief = run("write", *GUANGXI, "--format", "md", "--lang", "en")
    whole = run("write", *GUANGXI, "--format", "md", "--lang", "en", "--complete")
    assert brief.out.startswith("# Intellectual property work in Guangxi, 2013")
    assert len(whole.out) > len(brief.out)


def test_links_lead_to_the_pages_a_person_names(run: Callable[..., Ran]) -> None:
    ran = run("write", *GUANGXI, "--format", "html", "--base", "http://127.0.0.1:8000/")
    assert 'href="http://127.0.0.1:8000/figures/' in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--year", "1999", "--format", "md"), "1999"),
        (("--year", "2013", "--region", "999999", "--format", "md"), "999999"),
        (("--year", "2013", "--format", "doc"), "doc"),
        (("--year", "13", "--format", "md"), "--year"),
        (("--year", "2013"), "--format"),
        ((*GUANGXI, "--format", "pdf", "-o", "missing/chapter.pdf"), "missing/chapter.pdf"),
        ((*GUANGXI, "--format", "md", "--lang", "fr"), "--lang"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(
    run: Callable[..., Ran], arguments: tuple[str, ...], said: str
) -> None:
    ran = run("write", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_file_is_not_poured_over_a_terminal(environment: dict[str, str], tmp_path: Path) -> None:
    """The command's stdout is a terminal: nothing is written to it, and nothing is made either."""
    there, here = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", "write", "--year", "2013", "--format", "pdf"],
        stdout=here,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    os.close(here)
    os.close(there)
    assert done.returncode == 2
    assert b"-o FILE" in done.stderr


def test_a_chapter_is_issued_listed_and_printed_as_it_was(run: Callable[..., Ran], tmp_path: Path) -> None:
    written = run("write", *GUANGXI, "--format", "md").out
    issued = run("chapters", "issue", *GUANGXI)
    assert (issued.code, issued.out) == (0, "1\n")
    listed = json.loads(run("chapters", "list", "--format", "json").out)
    assert [(one["id"], one["region"], one["year"]) for one in listed["chapters"]] == [(1, "450000", 2013)]
    assert "2013年广西壮族自治区知识产权工作" in run("chapters", "list").out
    assert run("chapters", "print", "1", "--format", "md").out == written
    same = run("chapters", "differences", "1", "--format", "json")
    assert (same.code, json.loads(same.out)) == (0, {"chapter": 1, "differences": []})

    report = tmp_path / "report.txt"
    report.write_text("### 广西壮族自治区\n\n2013年，新增地理标志产品12个。\n", "utf-8")
    assert run("load", "documents", "report.txt", "--year", "2013").code == 0
    later = run("chapters", "differences", "1")
    assert later.code == 1
    assert "new" in later.out
    assert run("chapters", "print", "1", "--format", "md").out == written


def test_an_issued_chapter_becomes_a_site(run: Callable[..., Ran], tmp_path: Path) -> None:
    run("chapters", "issue", *GUANGXI)
    assert run("chapters", "site", "1", "-o", "site").code == 0
    assert (tmp_path / "site" / "index.html").is_file()
    assert (tmp_path / "site" / "data" / "figures.csv").is_file()
    again = run("chapters", "site", "1", "-o", "site")
    assert again.code == 2
    assert "something lies there already" in again.err
    assert run("chapters", "site", "1", "-o", "site.zip").code == 0
    assert (tmp_path / "site.zip").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "arguments",
    [
        ("differences", "9"),
        ("print", "9", "--format", "md"),
        ("site", "9", "-o", "x"),
        ("issue", "--year", "1999"),
    ],
)
def test_a_chapter_that_is_none_is_named(run: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    ran = run("chapters", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert arguments[1] in ran.err or "1999" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("write", "--year", "2013", "--format", "md"),
        ("chapters", "issue", "--year", "2013"),
        ("chapters", "differences", "1"),
    ],
)
def test_a_file_of_the_office_that_cannot_be_used_is_named(
    run: Callable[..., Ran], home: Path, arguments: tuple[str, ...]
) -> None:
    assert run("chapters", "issue", *GUANGXI).code == 0
    (home / "wordings").mkdir()
    (home / "wordings" / "own.csv").write_text("indicator\n", encoding="utf-8")
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "own.csv: line 1" in ran.err
    assert "Traceback" not in ran.err
