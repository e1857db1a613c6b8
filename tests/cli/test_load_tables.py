"""`load tables`, `load populations`, `load facts` as a person runs them."""

from __future__ import annotations

import csv as csvfile
import json
from typing import TYPE_CHECKING

import pytest

from tests.workbooks import csv, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

BEIJING = "2013,110000,北京,grants,total,62671,件,年报"
pytestmark = pytest.mark.slow

WRONG = "2013,130000,北京,grants,total,=1+1,件,年报"


def test_a_table_is_loaded_once_and_answered_in_json(run: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "授权.csv"
    path.write_bytes(csv(BEIJING))
    first = run("load", "tables", str(path), "--format", "json")
    assert first.code == 0
    answer = json.loads(first.out)
    assert {key: answer[key] for key in ("file", "accepted", "unchanged", "refused", "warnings")} == {
        "file": str(path),
        "accepted": 1,
        "unchanged": 0,
        "refused": 0,
        "warnings": [],
    }
    second = json.loads(run("load", "tables", str(path), "--format", "json").out)
    assert (second["accepted"], second["unchanged"]) == (0, 1)


def test_a_refused_row_is_named_with_sheet_and_cell_and_nothing_is_kept(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    rows = [line.split(",") for line in csv(BEIJING, WRONG).decode().splitlines()]
    (tmp_path / "a.xlsx").write_bytes(workbook(rows))
    ran = run("load", "tables", "a.xlsx", "--report", "report.csv")
    assert ran.code == 2
    assert ran.out == "a.xlsx: 0 accepted, 0 unchanged, 1 refused\n"
    assert "a.xlsx: 授权!C3: the name “北京” stands beside the code 130000 (河北)" in ran.err
    report = list(csvfile.DictReader((tmp_path / "report.csv").read_text("utf-8").splitlines()))
    assert [(one["outcome"], one["sheet"], one["cell"]) for one in report] == [("refused", "授权", "C3")]
    good = run("load", "tables", "a.xlsx", "--keep-good", "--report", "report.csv")
    assert good.code == 0
    assert good.out == "a.xlsx: 1 accepted, 0 unchanged, 1 refused\n"
    report = list(csvfile.DictReader((tmp_path / "report.csv").read_text("utf-8").splitlines()))
    assert [one["outcome"] for one in report] == ["accepted", "refused"]


def test_a_dry_run_keeps_nothing(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(csv(BEIJING))
    for _ in range(2):
        assert (
            run("load", "tables", "a.csv", "--dry-run").out == "a.csv: 1 accepted, 0 unchanged, 0 refused\n"
        )


def test_an_unusable_file_does_not_stop_the_others(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(csv(BEIJING))
    ran = run("load", "tables", "a.csv", "b.csv", "missing.csv")
    assert ran.code == 2
    assert "b.csv: 1 accepted" in ran.out
    assert "a.csv: the file is empty" in ran.err
    assert "missing.csv: cannot be read" in ran.err
    assert "Traceback" not in ran.err


def test_an_office_s_own_mapping_is_found_by_its_name(
    run: Callable[..., Ran], tmp_path: Path, home: Path
) -> None:
    mapping = (
        'kind = "tables"\nlayout = "long"\nrequired = ["year"]\nindicator = "patent_grants"\n'
        '[columns]\nyear = ["何年"]\nregion = ["何地"]\n[[values]]\nheaders = ["几何"]\n'
    )
    (home / "mappings").mkdir(parents=True)
    (home / "mappings" / "own.toml").write_text(mapping, "utf-8")
    (tmp_path / "a.csv").write_text("何年,何地,几何\n2013,北京,5\n", "gb18030")
    assert run("load", "tables", "a.csv").out == "a.csv: 1 accepted, 0 unchanged, 0 refused\n"
    ran = run("load", "tables", "a.csv", "--mapping", "nobody")
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith(
        "--mapping nobody: there is no such mapping; the mappings are own, "
    )
    assert run("load", "tables", "a.csv", "--mapping", "facts").code == 2


def test_a_broken_mapping_is_named(run: Callable[..., Ran], tmp_path: Path, home: Path) -> None:
    (home / "mappings").mkdir(parents=True)
    (home / "mappings" / "own.toml").write_text("kind = 5", "utf-8")
    (tmp_path / "a.csv").write_bytes(csv(BEIJING))
    ran = run("load", "tables", "a.csv")
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith("own.toml: kind: write one of")


def test_populations_and_facts_are_loaded_by_their_own_commands(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text("单位：万人\n地区,2012年\n北京,2069\n", "utf-8")
    assert run("load", "populations", "p.csv").out == "p.csv: 1 accepted, 0 unchanged, 0 refused\n"
    (tmp_path / "f.csv").write_text(
        "region,indicator,period,value,source\n110000,patent_grants,2013,62671,局\n", "utf-8"
    )
    assert run("load", "facts", "f.csv").out == "f.csv: 1 accepted, 0 unchanged, 0 refused\n"
    assert run("load", "facts", "p.csv").code == 2


def test_what_an_export_writes_is_loaded_again_as_facts(run: Callable[..., Ran], tmp_path: Path) -> None:
    assert run("export", "-o", "figures.csv").code == 0
    figures = len(list(csvfile.DictReader((tmp_path / "figures.csv").read_text("utf-8").splitlines())))
    other = {"FANGZHI_HOME": str(tmp_path / "other")}
    ran = run("load", "facts", "figures.csv", "--format", "json", **other)
    assert ran.code == 0, ran.err
    answer = json.loads(ran.out)
    assert (answer["accepted"], answer["refused"]) == (figures, 0)
    again = json.loads(run("load", "facts", "figures.csv", "--format", "json", **other).out)
    assert (again["accepted"], again["unchanged"]) == (0, figures)
