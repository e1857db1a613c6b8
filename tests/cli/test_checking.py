"""`fangzhi reconcile` and `fangzhi explain` as a person runs them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

pytestmark = pytest.mark.slow

KEYS = {
    "region", "place", "indicator", "measure", "period", "claimed", "claimed_source", "expected",
    "expected_source",
    "basis", "verdict", "difference", "reason",
}  # fmt: skip


@pytest.fixture
def tables(run: Callable[..., Ran], shared: Path) -> None:
    """The official tables and populations in the state folder, beside the shipped figures of 2013."""
    data = shared / "data"
    assert run("load", "tables", str(data / "official_by_region.csv")).code == 0
    assert run("load", "populations", str(data / "population_year_end.csv")).code == 0


@pytest.mark.usefixtures("tables")
def test_a_fresh_installation_with_the_tables_finds_the_faults_of_2013(run: Callable[..., Ran]) -> None:
    found = run("reconcile", "--year", "2013", "--format", "json")
    assert found.code == 1
    answer = json.loads(found.out)
    assert answer["year"] == 2013
    assert set(answer["rows"][0]) >= KEYS
    differing = [
        (row["region"], row["indicator"], row["measure"])
        for row in answer["rows"]
        if row["verdict"] == "differs"
    ]
    assert differing == [
        ("450000", "invention_applications", "level"),
        ("450000", "invention_grants", "growth_rate"),
        ("460000", "patent_grants", "growth_rate"),
        ("620000", "patent_grants", "growth_rate"),
    ]


@pytest.mark.usefixtures("tables")
def test_one_region_may_hold_nothing_that_differs(run: Callable[..., Ran]) -> None:
    found = run("reconcile", "--year", "2013", "--region", "340000", "--format", "csv")
    assert found.code == 0
    rows = list(csv.DictReader(io.StringIO(found.out)))
    assert {row["verdict"] for row in rows} == {"equal"}
    assert "truncated" in run("reconcile", "--year", "2013", "--region", "330000").out


def test_a_year_without_claims_says_what_to_load(run: Callable[..., Ran]) -> None:
    found = run("reconcile", "--year", "1990", "--format", "json")
    assert (found.code, json.loads(found.out)) == (0, {"year": 1990, "rows": []})
    assert "load documents and tables of 1990" in found.err


@pytest.mark.usefixtures("tables")
def test_an_explanation_goes_down_to_sentence_and_cell(run: Callable[..., Ran]) -> None:
    tree = run("explain", "inventions_per_10k", "--region", "110000", "--year", "2013")
    assert tree.code == 0
    assert "41.276" in tree.out
    assert "40.3783" in tree.out
    node = json.loads(
        run("explain", "patent_grants", "--region", "110000", "--year", "2013", "--format", "json").out
    )
    assert (node["value"], [one["value"] for one in node["alternatives"]]) == (62671, [62600])


def test_what_nothing_tells_is_answered_with_no(run: Callable[..., Ran]) -> None:
    found = run("explain", "patent_grants", "--region", "110000", "--year", "1990")
    assert (found.code, found.out) == (1, "")
    assert "Nothing tells" in found.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("reconcile", "--year", "2013", "--region", "999999"), "no region has this code"),
        (("explain", "patent_grants", "--region", "12", "--year", "2013"), "no region has this code"),
        (("explain", "no_such_thing", "--region", "110000", "--year", "2013"), "no indicator has this id"),
        (("reconcile",), "Missing option"),
    ],
)
def test_wrong_use_is_one_sentence(
    run: Callable[..., Ran], arguments: tuple[str, ...], sentence: str
) -> None:
    found = run(*arguments)
    assert (found.code, found.out) == (2, "")
    assert sentence in found.err
    assert "Traceback" not in found.err


OFFICE = "indicator,region,years,measure,source,action,expect,value,reason\n"


@pytest.mark.usefixtures("tables")
def test_a_correction_of_the_office_holds_until_its_source_is_mended(
    run: Callable[..., Ran], home: Path
) -> None:
    row = "invention_applications,450000,2013,level,,drop,{},,printed two too many\n"
    file = home / "amendments" / "office.csv"
    file.write_text(OFFICE + row.format(14380), "utf-8")
    counted = ("reconcile", "--year", "2013", "--region", "450000")
    assert "differs 1," in run(*counted).err
    file.write_text(OFFICE + row.format(14380).replace("drop,14380,", "replace,14380,14382"), "utf-8")
    explained = run("explain", "invention_applications", "--region", "450000", "--year", "2013")
    assert "or invention_applications level 450000 2013 = 14,382 件  14380件" in explained.out
    assert "更正：printed two too many" in explained.out
    file.write_text(OFFICE + row.format(1), "utf-8")
    failed = run(*counted)
    assert "differs 2," in failed.err
    assert "expects the source to say 1, but it says" in failed.err


def test_a_file_of_corrections_that_cannot_be_used_is_named(run: Callable[..., Ran], home: Path) -> None:
    run("doctor")
    (home / "amendments" / "office.csv").write_text("indicator\nx\n", "utf-8")
    assert "office.csv" in run("reconcile", "--year", "2013").err


@pytest.mark.usefixtures("tables")
def test_the_amounts_of_several_years_are_explained(run: Callable[..., Ran]) -> None:
    asked = ("explain", "patent_grants", "--region", "620000", "--year", "2013")
    assert "patent_grants level 620000 2012/2013 = 8,399 件" in run(*asked, "--since", "2012").out
    refused = run(*asked, "--since", "2013")
    assert refused.code == 2
    assert "name a year before 2013" in refused.err


def test_what_official_tables_show_about_one_another_is_said_after_loading_too(
    run: Callable[..., Ran], shared: Path
) -> None:
    assert run("load", "tables", str(shared / "data" / "official_monthly_by_region.csv")).code == 0
    said = run("reconcile", "--year", "2012").err
    assert said.count("Official tables: ") == 2
    assert "Mar 2012" in said
    assert "Official tables" not in run("reconcile", "--year", "2013").err
