"""`fangzhi export`: the file is whole or not there, stdout is the figures and nothing else."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


def test_figures_go_to_stdout_as_csv(run: Callable[..., Ran]) -> None:
    ran = run("export", "--indicator", "patent_grants", "--year", "2013", "--region", "110000")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert {(row["indicator"], row["region"]) for row in rows} == {("patent_grants", "110000")}
    assert "catalogue" in ran.err.splitlines()[-1]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "sdmx"])
def test_every_form_goes_into_a_file(run: Callable[..., Ran], tmp_path: Path, form: str) -> None:
    ran = run("export", "--format", form, "-o", "figures.out", "--year", "2013")
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "figures.out").stat().st_size > 1000
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_structure_of_sdmx_is_a_file_of_its_own(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("export", "--format", "sdmx", "-o", "figures.csv", "--structure", "structure.xml")
    assert ran.code == 0
    assert b"IP_FIGURES" in (tmp_path / "structure.xml").read_bytes()


def test_nothing_to_export_is_a_no(run: Callable[..., Ran]) -> None:
    ran = run("export", "--year", "1950")
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--indicator", "nope"), "nope"),
        (("--group", "nope"), "nope"),
        (("--region", "999999"), "999999"),
        (("--measure", "nope"), "nope"),
        (("--year", "13"), "--year"),
        (("--format", "pdf"), "pdf"),
        (("--format", "xlsx"), "-o FILE"),
        (("--format", "parquet"), "-o FILE"),
        (("-o", "missing/figures.csv"), "missing/figures.csv"),
        (("--structure", "structure.xml"), "--format sdmx"),
    ],
)
def test_wrong_use_is_one_sentence(
    run: Callable[..., Ran], tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = run("export", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert said in ran.err
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
