"""`fangzhi read`: stdout is the answer and nothing else, one bad file does not stop the others."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.examples import FUJIAN, NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

GUIDE = {
    "id", "region", "place", "quote", "start", "value", "value_high", "unit", "qualifier", "indicator",
    "measure", "base_of", "period", "cumulative", "status",
}  # fmt: skip


def rows(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_figures_come_one_a_line_with_their_place(run: Callable[..., Ran], report: Path) -> None:
    ran = run("read", str(report))
    assert (ran.code, ran.err) == (0, "")
    found = rows(ran)
    assert GUIDE | {"document", "end", "resolution", "rule"} <= set(found[0])
    assert {row["document"] for row in found} == {str(report)}
    assert all(FUJIAN[row["start"] : row["end"]] == row["quote"] for row in found)


def test_reading_makes_no_state_folder(run: Callable[..., Ran], report: Path, home: Path) -> None:
    run("read", str(report))
    assert not home.exists()


def test_reading_imports_no_django(report: Path) -> None:
    program = (
        "import sys; from fangzhi.cli import main\n"
        f"sys.argv = ['fangzhi', 'read', {str(report)!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0


def test_events_are_printed_instead_of_figures(run: Callable[..., Ran], report: Path) -> None:
    found = rows(run("read", "--events", str(report)))
    assert {row["kind"] for row in found} == {"policy_issued"}
    assert "促进计划" in str(found[0]["quote"])


def test_standard_input_is_a_document(run: Callable[..., Ran]) -> None:
    found = rows(run("read", "-", given=FUJIAN.encode()))
    assert {row["document"] for row in found} == {"-"}


def test_options_say_what_the_text_does_not(run: Callable[..., Ran]) -> None:
    options = ("--region", "350000", "--place", "厦门市", "--year", "2012")
    row = rows(run("read", *options, "-", given="全市专利申请量达1234件。".encode()))[0]
    assert (row["region"], row["place"], row["period"]) == ("350000", "厦门市", "2012")


def test_the_text_that_offsets_refer_to_can_be_written(run: Callable[..., Ran], tmp_path: Path) -> None:
    source, target = tmp_path / "gb.txt", tmp_path / "stored.txt"
    source.write_bytes(FUJIAN.replace("\n", "\r\n").encode("gb18030"))
    found = rows(run("read", "--text", str(target), str(source)))
    text = target.read_bytes().decode("utf-8")
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in found)
    assert found


def test_a_folder_gives_one_table(run: Callable[..., Ran], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / "b.txt").write_text(FUJIAN, "utf-8")
    (folder / "deeper" / "a.md").write_text(FUJIAN, "utf-8")
    (folder / ".hidden.txt").write_text(FUJIAN, "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    ran = run("read", "--format", "csv", str(folder))
    table = list(csv.DictReader(io.StringIO(ran.out)))
    assert ran.code == 0
    assert {row["document"] for row in table} == {str(folder / "b.txt"), str(folder / "deeper" / "a.md")}
    assert {row["value"] for row in table} >= {"58075", "8.4"}


def test_a_table_for_the_eye_is_aligned(run: Callable[..., Ran], report: Path) -> None:
    lines = run("read", "--format", "table", report.name).out.splitlines()
    assert lines[0].startswith("document  start  quote")
    assert lines[1].startswith("报告.txt  23     58075件  58,075 ")


def test_a_bad_file_does_not_stop_the_others(run: Callable[..., Ran], report: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    ran = run("read", str(empty), "missing.txt", str(report))
    assert ran.code == 2
    assert len(rows(ran)) > 3
    assert len(ran.err.splitlines()) == 2
    assert "empty.txt" in ran.err
    assert "missing.txt" in ran.err


def test_the_answer_is_utf8_whatever_the_terminal_says(run: Callable[..., Ran], report: Path) -> None:
    assert run("read", str(report), PYTHONIOENCODING="latin-1") == run("read", str(report))


def test_refusals_are_chinese_in_a_chinese_terminal(run: Callable[..., Ran]) -> None:
    assert "不存在" in run("read", "missing.txt", LC_ALL="zh_CN.UTF-8").err
    assert "没有这个地区代码" in run("read", "--region", "12", "-", LC_ALL="zh_CN.UTF-8").err
    assert "发布日期" in run("read", "--issued", "2014-13", "-", LC_ALL="zh_CN.UTF-8").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("read",),
        ("read", "--region", "999999", "-"),
        ("read", "--issued", "2014-13", "-"),
        ("read", "--year", "20x4", "-"),
        ("read", "--format", "xml", "-"),
        ("nonsense",),
        ("load",),
        ("up", "--port", "99999"),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(run: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, given=FUJIAN.encode())
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.out == "" or "Usage" in ran.out


def test_an_empty_folder_is_wrong_use(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("read", "empty")
    assert (ran.code, ran.out) == (2, "")
    assert "empty" in ran.err


def test_a_text_in_which_nothing_is_found_is_an_empty_answer(run: Callable[..., Ran]) -> None:
    assert run("read", "-", given=NOTHING.encode()) == (0, "", "")


def test_a_closed_pipe_ends_quietly(environment: dict[str, str], tmp_path: Path) -> None:
    many = tmp_path / "many.txt"
    many.write_text(FUJIAN * 2000, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "fangzhi.cli", "read", str(many)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_fault_of_ours_is_one_sentence_with_the_log(
    run: Callable[..., Ran], report: Path, home: Path, tmp_path: Path
) -> None:
    (home / "logs").mkdir(parents=True)
    broken = tmp_path / "broken" / "sitecustomize.py"
    broken.parent.mkdir()
    broken.write_text(
        "import fangzhi.reader\ndef fail(*a, **k): raise RuntimeError('secret')\nfangzhi.reader.read = fail\n"
    )
    ran = run("read", str(report), PYTHONPATH=str(broken.parent))
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert str(home / "logs" / "fangzhi.log") in ran.err
    assert "secret" in (home / "logs" / "fangzhi.log").read_text()
