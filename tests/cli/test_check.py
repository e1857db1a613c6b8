"""`fangzhi check` as a person runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import docx
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

pytestmark = pytest.mark.slow

KEYS = {
    "start", "end", "quote", "region", "indicator", "measure", "period", "verdict", "expected", "source",
}  # fmt: skip
RIGHT = "### 北京市\n\n2013年，发明专利申请67554件，同比增长28.1%，居全国第4位。\n"


@pytest.fixture
def draft(tmp_path: Path) -> Callable[..., str]:
    """Write a draft; its name."""

    def write(content: str | bytes, name: str = "draft.txt") -> str:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return write


def figures(ran: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ran.out)["figures"]
    return found


def test_the_real_chapter_contradicts_guangxi_hainan_and_gansu_alone(
    run: Callable[..., Ran], shared: Path
) -> None:
    chapter = str(shared / "corpus" / "sipo-2013-chapter7.txt")
    found = run("check", chapter, "--year", "2013", "--format", "json")
    assert found.code == 1
    assert set(figures(found)[0]) >= KEYS
    differing = [(one["region"], one["quote"]) for one in figures(found) if one["verdict"] == "differs"]
    assert differing == [
        ("450000", "14380件"),
        ("450000", "43.73%"),
        ("460000", "22.8%"),
        ("620000", "36.3%"),
    ]
    text = (shared / "corpus" / "sipo-2013-chapter7.txt").read_text("utf-8")
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in figures(found))


def test_a_draft_without_a_fault_exits_0(run: Callable[..., Ran], draft: Callable[..., str]) -> None:
    found = run("check", draft(RIGHT), "--year", "2013", "--format", "json")
    assert found.code == 0
    assert [one["verdict"] for one in figures(found)] == ["equal", "rounded", "equal"]


def test_the_table_shows_what_should_stand_there(run: Callable[..., Ran], draft: Callable[..., str]) -> None:
    found = run("check", draft(RIGHT.replace("第4位", "第5位")), "--year", "2013")
    assert found.code == 1
    line = next(line for line in found.out.splitlines() if line.startswith("differs"))
    assert "第5位" in line
    assert found.err.splitlines()[-1] == "equal 1, rounded 1, differs 1"


def test_a_draft_comes_by_standard_input(run: Callable[..., Ran]) -> None:
    found = run("check", "-", "--year", "2013", "--format", "json", given=RIGHT.encode("gb18030"))
    assert found.code == 0
    assert len(figures(found)) == 3


def test_the_region_of_a_text_without_headings_is_named(run: Callable[..., Ran]) -> None:
    text = "2013年，发明专利申请67545件。\n".encode()
    asked = ("check", "-", "--year", "2013", "--format", "json")
    assert run(*asked, "--region", "110000", given=text).code == 1
    found = run(*asked, given=text)
    assert (found.code, figures(found)[0]["region"], figures(found)[0]["verdict"]) == (0, None, "unknown")
    assert "1 figure has no region: name the region of the draft." in found.err


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.txt", "empty.txt is empty: choose the file that holds the text."),
        (
            b"PK\x03\x04 broken",
            "broken.docx",
            "broken.docx is a damaged Word document: open it in a word processor and save it again.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked.docx",
            "locked.docx is protected by a password: save it without one.",
        ),
        (
            "### 北京市\n\n2012年，专利申请100件。\n".encode(),
            "old.txt",
            "old.txt reports on 2012, not on 2013: check it as a draft of 2012.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    run: Callable[..., Ran], draft: Callable[..., str], content: bytes, name: str, sentence: str
) -> None:
    found = run("check", draft(content, name), "--year", "2013", "--format", "json")
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines()[-1] == sentence


def test_a_file_that_is_missing_and_a_region_that_does_not_exist(run: Callable[..., Ran]) -> None:
    missing = run("check", "nowhere.txt", "--year", "2013")
    assert (missing.code, missing.err) == (2, "nowhere.txt does not exist: check the path.\n")
    assert run("check", "-", "--year", "2013", "--region", "990000", given=RIGHT.encode()).code == 2


def test_a_word_draft_with_changes_a_table_and_a_region_without_data(
    run: Callable[..., Ran], draft: Callable[..., str], tmp_path: Path
) -> None:
    document = docx.Document()
    document.add_heading("台湾省", 2)
    document.add_paragraph("2013年，举办展览会12场。")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("项目", "数值", "甲", "12"), strict=True):
        cell.text = words
    document.save(str(tmp_path / "draft.docx"))
    found = run("check", "draft.docx", "--year", "2013", "--format", "json")
    assert found.code == 0
    assert "Nothing is kept of Taiwan for 2013: their figures stay without a comparison." in found.err
    assert "The draft holds 1 table; a cell is compared where" in found.err
    assert "1 number in a table is not compared" in found.err


def test_a_chinese_terminal_is_answered_in_chinese(run: Callable[..., Ran]) -> None:
    found = run(
        "check",
        "-",
        "--year",
        "2013",
        given="### 北京市\n\n2012年，专利申请9件。\n".encode(),
        LC_ALL="zh_CN.UTF-8",
    )
    assert found.code == 2
    assert "请按 2012 年的稿件核对" in found.err
