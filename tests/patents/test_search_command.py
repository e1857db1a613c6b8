"""`fangzhi patents search` and `index` as a person runs them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from fangzhi.patents.search import NoIndex, current_index, find
from fangzhi.patents.search import index as search_index
from fangzhi.patents.store import NoSnapshot
from tests.cli.conftest import environment, home, run
from tests.patents import loads
from tests.patents.search_store import plant, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

__all__ = ["environment", "home", "run"]


@pytest.fixture
def planted(home: Path) -> Path:
    """A store of three records."""
    filed = [date(2013, month, 1) for month in (1, 2, 3)]
    plant(
        home,
        [
            record(1, "石墨烯电池", application_date=filed[0]),
            record(2, "石墨烯涂层", type="utility_model", application_date=filed[1], ipc=["C01B32/182"]),
            record(3, "水杯", type="design", application_date=filed[2]),
        ],
    )
    return home


def test_search_lists_what_it_finds_and_says_how_many(planted: Path, run: Callable[..., Ran]) -> None:
    done = run("patents", "search", "石墨烯")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].split() == [
        "number",
        "type",
        "application_date",
        "status",
        "ipc_main",
        "title",
        "applicants",
    ]
    assert ["石墨烯涂层" in lines[1], "石墨烯电池" in lines[2], len(lines)] == [True, True, 3]
    assert "2 found, 2 listed; snapshot a1" in done.err
    assert "SYNTHETIC" in done.err


def test_search_prints_one_object_a_line(planted: Path, run: Callable[..., Ran]) -> None:
    done = run("patents", "search", "石墨烯", "--format", "jsonl", "--limit", "1", "--order", "oldest")
    [only] = [json.loads(line) for line in done.out.splitlines()]
    assert only["number"].startswith("201310000001.")
    assert only["applicants"] == ["福州甲乙新能源有限公司"]
    assert only["application_date"] == "2013-01-01"
    assert only["grant_date"] is None
    assert "2 found, 1 listed" in done.err


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--type", "design"], ["水杯"]),
        (["--ipc", "H01M"], ["石墨烯电池"]),
        (["--region", "350100", "--year", "2013", "--type", "utility_model"], ["石墨烯涂层"]),
        (["--status", "in_force"], []),
        (["--region", "330000"], []),
        (["--industry", "sei2021/1.2"], []),
    ],
)
def test_filters_narrow(
    planted: Path, run: Callable[..., Ran], options: list[str], titles: list[str]
) -> None:
    done = run("patents", "search", "", "--format", "jsonl", *options)
    assert done.code == 0
    assert [json.loads(line)["title"] for line in done.out.splitlines()] == titles


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["“石墨烯"], "A quotation mark is not closed"),
        (["，"], "nothing to look for"),
        (["石墨烯", "--region", "福建"], "is no region"),
        (["石墨烯", "--ipc", "电池"], "is no class"),
        (["石墨烯", "--industry", "sei2021/99"], "no industry"),
        (["石墨烯", "--region", "999999"], "no region has this code"),
        (["石墨烯 AND"], "AND needs something on both sides"),
        (["-石墨烯"], "fangzhi patents search -- -QUERY"),
    ],
)
def test_what_cannot_be_understood_is_answered_by_a_sentence(
    planted: Path, run: Callable[..., Ran], arguments: list[str], said: str
) -> None:
    done = run("patents", "search", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_the_sentences_are_chinese_on_a_chinese_terminal(planted: Path, run: Callable[..., Ran]) -> None:
    assert "前面加 --" in run("patents", "search", "-电池", LC_ALL="zh_CN.UTF-8").err
    table = run("patents", "search", "", LC_ALL="zh_CN.UTF-8").out
    assert table.split()[:3] == ["号码", "专利类型", "申请日"]
    assert "实用新型" in table
    assert "引号没有成对" in run("patents", "search", "“石墨烯", LC_ALL="zh_CN.UTF-8").err
    assert "共 3 件" in run("patents", "search", "", LC_ALL="zh_CN.UTF-8").err


def test_words_joined_by_and_must_all_be_found_and_a_query_may_begin_with_a_minus(
    planted: Path, run: Callable[..., Ran]
) -> None:
    assert "1 found" in run("patents", "search", "石墨烯 AND 电池").err
    assert "0 found" in run("patents", "search", "电池 AND 面条").err
    assert "2 found" in run("patents", "search", "--limit", "5", "--", "-电池").err


def test_an_empty_store_says_what_to_do_and_makes_nothing(home: Path, run: Callable[..., Ran]) -> None:
    for arguments in (["search", "石墨烯"], ["index"]):
        done = run("patents", *arguments)
        assert done.code == 2
        assert "fangzhi patents load" in done.err
    assert not home.exists()


def test_the_index_is_brought_up_to_date_and_built_anew(planted: Path, run: Callable[..., Ran]) -> None:
    assert "Indexed 3 records." in run("patents", "index").err
    assert "up to date" in run("patents", "index").err
    plant(planted, [record(4, "灯")], name="a2", parent="a1")
    assert run("patents", "search", "灯").err.startswith("1 found")
    assert "Indexed 4 records." in run("patents", "index", "--anew").err


def test_an_index_that_cannot_be_written_is_answered_by_a_sentence(
    planted: Path, run: Callable[..., Ran]
) -> None:
    (planted / "patents" / "index").write_text("in the way")
    done = run("patents", "search", "灯")
    assert done.code == 2
    assert "could not be written" in done.err


def test_what_was_loaded_can_be_searched_at_once(home: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    first = loads.write_csv(tmp_path / "a.csv", [loads.record(serial) for serial in range(1, 30)])
    assert run("patents", "load", str(first), "--dry-run").code == 0
    with pytest.raises(NoSnapshot):
        current_index(home)
    assert run("patents", "load", str(first)).code == 0
    assert find(current_index(home), "石墨烯电池").total == 29
    second = loads.write_csv(tmp_path / "b.csv", [loads.record(90, title="钠灯")])
    assert run("patents", "load", str(second)).code == 0
    assert find(current_index(home), "钠灯").total == 1
    assert find(current_index(home), "").total == 30


def test_a_load_holds_though_the_index_cannot_follow(
    home: Path, run: Callable[..., Ran], tmp_path: Path
) -> None:
    file = loads.write_csv(tmp_path / "a.csv", [loads.record(1)])
    with search_index._writing(home):
        done = run("patents", "load", str(file))
    assert (done.code, "1 accepted" in done.out) == (0, True)
    assert "Another process is building the index" in done.err
    with pytest.raises(NoIndex):
        current_index(home)
    assert run("patents", "load", str(file)).code == 0
    assert find(current_index(home), "").total == 1, "the next load catches up, though it brings nothing new"
