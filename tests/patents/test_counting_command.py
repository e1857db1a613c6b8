"""`patents panel`, `count` and `records` as a person runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pytest

from tests.patents.counting_stores import Made, Stay, store

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = [Made(1), Made(2, type="design", applicant="乙"), Made(3, region="110108", ipc=("A61K8/02",))]


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def fangzhi(home: Path, *arguments: str, **more: str) -> Ran:
    """Run `fangzhi patents` in a terminal that knows no UTF-8."""
    kept = {key: one for key, one in os.environ.items() if not key.startswith(("FANGZHI_", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", "patents", *arguments],
        capture_output=True,
        env=kept | {"FANGZHI_HOME": str(home), "LC_ALL": "C"} | more,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A state folder with a patent database of three records."""
    store(tmp_path, RECORDS).close()
    return tmp_path


def test_the_panel_is_csv_with_a_row_for_every_region_and_type(home: Path) -> None:
    ran = fangzhi(home, "panel", "--year", "2013")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert (ran.code, len(rows)) == (0, 32 * 4)
    assert (rows[0]["region"], rows[0]["type"], rows[0]["applications"]) == ("000000", "all", "3")


def test_the_panel_as_json_names_its_snapshot(home: Path) -> None:
    ran = fangzhi(home, "panel", "--year", "2013", "--region", "340000", "--format", "json")
    answer = json.loads(ran.out)
    assert (answer["snapshot"], answer["synthetic"], len(answer["rows"])) == ("base", False, 4)
    assert answer["rows"][0]["applicants"] == 2


def test_parquet_goes_to_a_file_and_keeps_its_types(home: Path) -> None:
    refused = fangzhi(home, "panel", "--format", "parquet")
    assert (refused.code, "-o FILE" in refused.err) == (2, True)
    target = home / "panel.parquet"
    assert fangzhi(home, "panel", "--year", "2013", "--format", "parquet", "-o", str(target)).code == 0
    with duckdb.connect() as connection:
        asked = f"FROM '{target}' SELECT sum(applications) WHERE region = '340000' AND type <> 'all'"
        assert connection.execute(asked).fetchone() == (2,)
        metadata = f"SELECT value FROM parquet_kv_metadata('{target}') WHERE key = 'snapshot'"
        assert connection.execute(metadata).fetchone() == (b"base",)


def test_what_there_is_nothing_to_count_for_is_a_no_and_said(home: Path) -> None:
    ran = fangzhi(home, "panel", "--year", "1999")
    assert (ran.code, "the panel goes from 2013 to 2013" in ran.err) == (1, True)
    ran = fangzhi(home, "count", "--region", "110000", "--year", "1999")
    assert (ran.code, "nothing to count" in ran.err) == (1, True)
    ran = fangzhi(home, "count", "--region", "340100", "--year", "2013")
    assert (ran.code, ran.out) == (0, "value\n2\n")


@pytest.mark.parametrize("arguments", [("panel", "--region", "34"), ("panel", "--region", "999999"),
                                       ("count", "--region", "999999"), ("records", "--region", "340099"),
                                       ("search", "电", "--region", "999999")])  # fmt: skip
def test_a_code_that_no_region_has_is_wrong_use(home: Path, arguments: tuple[str, ...]) -> None:
    ran = fangzhi(home, *arguments)
    assert (ran.code, ran.out, "no region has this code" in ran.err) == (2, "", True)
    assert "没有这个地区代码" in fangzhi(home, *arguments, LC_ALL="zh_CN.UTF-8").err


@pytest.mark.parametrize("code", ["340100", "340104", "710000", "660000"])
def test_the_panel_has_the_provinces_alone(home: Path, code: str) -> None:
    ran = fangzhi(home, "panel", "--region", code)
    assert (ran.code, f"fangzhi patents count --region {code}" in ran.err) == (2, True)


def test_the_panel_goes_to_a_file_that_can_be_written(home: Path) -> None:
    ran = fangzhi(home, "panel", "-o", str(home / "no" / "panel.csv"), LC_ALL="zh_CN.UTF-8")
    assert (ran.code, "没有这个文件或文件夹" in ran.err) == (2, True)


def test_what_cannot_be_counted_is_said_in_chinese(home: Path) -> None:
    for arguments, says in (
        (("count", "--by", "year", "--column", "in_force"), "fangzhi patents panel"),
        (("count", "--column", "in_force"), "--year"),
        (("count", "--by", "colour"), "不能按此统计"),
        (("records", "--period", "2013Q9"), "统计期"),
        (("records", "--column", "first_patents", "--ipc", "H"), "首次获得专利"),
        (("records", "--industry", "sei2021/99"), "没有这个产业"),
        (("records", "--at", "province"), "维度=值"),
        (("panel", "--publish"), "--year"),
        (("panel", "--synthetic"), "--publish"),
        (("panel", "--format", "parquet"), "-o"),
    ):
        ran = fangzhi(home, *arguments, LC_ALL="zh_CN.UTF-8")
        assert (ran.code, says in ran.err) == (2, True), arguments
        assert any("\u4e00" <= one <= "\u9fff" for one in ran.err)


def test_an_empty_database_says_how_to_fill_it(tmp_path: Path) -> None:
    for arguments in (("panel", "--year", "2013"), ("records",), ("count", "--by", "type")):
        ran = fangzhi(tmp_path, *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert "patents load" in ran.err


def test_counts_by_several_keys(home: Path) -> None:
    ran = fangzhi(home, "count", "--by", "province", "--by", "field", "--year", "2013")
    assert ran.out.splitlines() == ["province,field,value", "110000,14,1", "340000,1,1", "340000,,1"]
    answer = json.loads(fangzhi(home, "count", "--by", "industry", "--format", "json").out)
    assert all(row["value"] >= 1 for row in answer["rows"])


def test_counts_beside_those_of_the_year_before(tmp_path: Path) -> None:
    found = [Made(1), Made(2), Made(3, region="110108"), Made(4, filed=date(2012, 1, 1))]
    store(tmp_path, found).close()
    ran = fangzhi(tmp_path, "count", "--by", "province", "--year", "2013", "--compare")
    assert ran.out.splitlines() == [
        "province,value,growth,share,rank", "110000,1,,33.3,2", "340000,2,100.0,66.7,1",
    ]  # fmt: skip
    answer = json.loads(fangzhi(tmp_path, "count", "--year", "2013", "--compare", "--format", "json").out)
    assert answer["rows"] == [{"value": 3, "growth": 200.0, "share": 100.0, "rank": 1}]
    unspecified = fangzhi(tmp_path, "count", "--by", "province", "--compare")
    assert unspecified.out.splitlines()[1] == "110000,1,,25.0,2"
    assert "no growth" in unspecified.err


def test_inventions_in_force_per_10000_people(tmp_path: Path) -> None:
    stays = (Stay(date(2013, 1, 1), date(2031, 1, 1)),)
    store(tmp_path, [Made(at, region="110108", stays=stays) for at in range(1, 201)]).close()
    ran = fangzhi(tmp_path, "count", "--by", "province", "--column", "in_force", "--type", "invention",
                  "--year", "2013", "--compare")  # fmt: skip
    assert ran.out.splitlines() == ["province,value,growth,share,rank,per_10k", "110000,200,,100.0,1,0.10"]


def test_applicants_so_far_and_enterprises_with_a_first_patent(tmp_path: Path) -> None:
    found = [Made(1, granted=date(2013, 9, 1)), Made(2, filed=date(2011, 1, 1)), Made(3, applicant="乙")]
    store(tmp_path, found).close()
    ran = fangzhi(tmp_path, "count", "--by", "province", "--by", "year", "--column", "applicants_so_far")
    assert ran.out.splitlines()[1:] == ["340000,2011,1", "340000,2012,1", "340000,2013,2"]
    ran = fangzhi(tmp_path, "count", "--by", "year", "--by", "province", "--column", "first_patents")
    assert ran.out.splitlines()[1:] == ["2013,340000,1"]
    assert fangzhi(tmp_path, "count", "--column", "first_patents", "--year", "2011").code == 1


def test_the_records_under_the_value_of_a_key(home: Path) -> None:
    ran = fangzhi(home, "records", "--column", "applicants", "--at", "field=", "--at", "province=340000")
    assert [json.loads(line)["patent_id"] for line in ran.out.splitlines()] == [2]
    assert "1 records of 1 first applicants" in ran.err
    assert len(fangzhi(home, "records", "--at", "industry=sei2021/1.2").out.splitlines()) <= 3


def test_a_row_of_the_counts_by_industry_is_asked_for_as_it_is_printed(home: Path) -> None:
    ran = fangzhi(home, "count", "--by", "industry", "--format", "json")
    row = json.loads(ran.out)["rows"][0]
    listed = fangzhi(home, "records", "--at", f"industry={row['industry']}")
    assert (listed.code, len(listed.out.splitlines())) == (0, row["value"])


def test_a_file_of_industries_that_cannot_be_used_is_named_with_its_key(home: Path) -> None:
    folder = home / "patents" / "industries"
    folder.mkdir()
    (folder / "types.json").write_text('{"id": "types", "name_zh": 1, "branches": {}}', encoding="utf-8")
    asked = ("count", "--by", "industry", "--scheme", "types")
    ran = fangzhi(home, *asked)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "types.json: 'name_zh' should be a text" in ran.err
    assert "types.json：name_zh 应为引号中的文本" in fangzhi(home, *asked, LC_ALL="zh_CN.UTF-8").err


def test_the_records_of_a_cell_with_their_total(home: Path) -> None:
    ran = fangzhi(home, "records", "--region", "340000", "--year", "2013", "--limit", "1")
    assert [json.loads(line)["patent_id"] for line in ran.out.splitlines()] == [1]
    assert "2 records; snapshot base." in ran.err
    listed = fangzhi(home, "records", "--type", "design", "--format", "csv", LC_ALL="zh_CN.UTF-8")
    assert [row["first_applicant"] for row in csv.DictReader(io.StringIO(listed.out))] == ["乙"]
    assert "共 1 件" in listed.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("records", "--period", "2013Q9"), "no period"),
        (("records", "--column", "sales"), "no column"),
        (("records", "--industry", "sei2021/99"), "no branch"),
        (("count", "--by", "colour"), "nothing to count by"),
        (("count", "--by", "type", "--column", "first_patents"), "not counted by type"),
        (("count", "--by", "month", "--column", "applicants_so_far"), "end of years"),
        (("count", "--by", "year", "--column", "in_force"), "fangzhi patents panel"),
        (("panel", "--publish", "--year", "2013", "--region", "340000"), "leave out --region"),
        (("count", "--by", "year", "--column", "in_force", "--year", "2013", "--compare"), "on one day"),
        (("records", "--at", "province"), "KEY=VALUE"),
        (("count", "--by", "type", "--scheme", "foo"), "no scheme 'foo'"),
        (("count", "--scheme", "foo"), "no scheme 'foo'"),
        (("records", "--at", "field=99"), "1 to 35"),
        (("panel", "--publish"), "--year"),
        (("panel", "--synthetic"), "--publish"),
    ],
)
def test_wrong_use_is_one_sentence(home: Path, arguments: tuple[str, ...], says: str) -> None:
    ran = fangzhi(home, *arguments)
    assert (ran.code, ran.out, len(ran.err.strip().splitlines())) == (2, "", 1)
    assert says in ran.err


def test_publishing_says_how_many_figures_and_refuses_synthetic_ones(tmp_path: Path) -> None:
    store(tmp_path, RECORDS, synthetic=True).close()
    refused = fangzhi(tmp_path, "panel", "--year", "2013", "--publish")
    assert (refused.code, "--synthetic" in refused.err) == (2, True)
    nothing = fangzhi(tmp_path, "panel", "--year", "1999", "--publish", "--synthetic")
    assert (nothing.code, "nothing to publish" in nothing.err) == (1, True)
    assert not (tmp_path / "fangzhi.sqlite3").exists(), "what writes nothing makes no account"
    assert "password" not in refused.err + nothing.err
    ran = fangzhi(tmp_path, "panel", "--year", "2013", "--publish", "--synthetic")
    assert ran.code == 0
    assert ran.out.startswith("2013: ")
    explained = fangzhi_explain(tmp_path)
    assert "合成数据" in explained


@pytest.mark.parametrize("arguments", [("panel", "--year", "2013"), ("count", "--by", "type"), ("records",)])
def test_every_answer_on_synthetic_records_says_so(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    store(tmp_path, RECORDS, synthetic=True).close()
    assert "SYNTHETIC" in fangzhi(tmp_path, *arguments).err
    assert "合成数据" in fangzhi(tmp_path, *arguments, LC_ALL="zh_CN.UTF-8").err


def fangzhi_explain(home: Path) -> str:
    kept = {key: one for key, one in os.environ.items() if not key.startswith("FANGZHI_")}
    done = subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", "explain", "patent_applications", "--region", "340000",
         "--year", "2013", "--format", "json"],
        capture_output=True, env=kept | {"FANGZHI_HOME": str(home)}, check=False,
    )  # fmt: skip
    return done.stdout.decode("utf-8")
