"""Corrections as data: applied while the source prints what they expect, reported when it no longer does."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators.amendments import COLUMNS, AmendmentError, amend, load_amendments, parse_amendments
from tests.indicators.test_reconciliation import OTHER, TABLE, value

if TYPE_CHECKING:
    from pathlib import Path

ROW = {
    "indicator": "patent_grants", "region": "420000", "years": "2012-2013", "measure": "", "source": "",
    "action": "replace", "expect": "4737", "value": "4373", "reason": "数字颠倒",
}  # fmt: skip


def table(**change: str) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow(ROW | change)
    return text.getvalue()


def test_a_correction_replaces_what_the_source_is_known_to_print() -> None:
    found = amend(
        [value(TABLE, "patent_grants", "4737")], parse_amendments(table(), "own.csv"), {TABLE: "t1"}
    )
    assert [one.value for one in found.values] == [4373]
    assert found.failed == []


def test_a_correction_may_drop_a_figure_of_one_source_only() -> None:
    rows = parse_amendments(table(action="drop", source="t1"), "own.csv")
    kept = value(TABLE, "patent_grants", "4737")
    assert amend([kept], rows, {TABLE: "t1"}).values == []
    assert amend([kept], rows, {TABLE: "other"}).values == [kept]


def test_a_correction_fails_when_the_source_is_mended() -> None:
    kept = value(TABLE, "patent_grants", "4373")
    found = amend([kept], parse_amendments(table(), "own.csv"), {TABLE: "t1"})
    assert found.values == [kept]
    assert len(found.failed) == 1
    assert "4737" in str(found.failed[0])
    assert "remove or renew" in str(found.failed[0])


def test_a_correction_that_names_no_source_fails_only_when_it_fits_none() -> None:
    told = [value(TABLE, "patent_grants", "4737"), value(OTHER, "patent_grants", "4000")]
    found = amend(told, parse_amendments(table(), "own.csv"), {TABLE: "t1", OTHER: "d2"})
    assert [one.value for one in found.values] == [4373, 4000]
    assert found.failed == []
    assert len(amend(told[1:], parse_amendments(table(), "own.csv"), {OTHER: "d2"}).failed) == 1


def test_other_years_are_left_alone() -> None:
    kept = value(TABLE, "patent_grants", "4737", period="2014")
    assert amend([kept], parse_amendments(table(), "own.csv"), {}).values == [kept]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"years": "often"}, "write 2013 or 2012-2014"),
        ({"action": "guess"}, "write drop or replace"),
        ({"expect": "many"}, "expect 'many' is not a number"),
        ({"value": ""}, "value '' is not a number"),
        ({"reason": " "}, "reason is required"),
        ({"value": "nan"}, "value 'nan' is not a number"),
        ({"expect": "Infinity"}, "expect 'Infinity' is not a number"),
        ({"years": "2014-2012"}, "the last year comes before the first"),
        ({"measure": "zzz"}, "no measure has this name"),
        ({"region": "999"}, "six digits of a region"),
    ],
)
def test_a_row_that_cannot_stand_names_line_and_field(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(AmendmentError, match=r"own\.csv: line 2") as refusal:
        parse_amendments(table(**change), "own.csv")
    assert sentence in str(refusal.value)


def test_an_offices_file_is_read_beside_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(table(), encoding="utf-8")
    assert [one.reason for one in load_amendments([path])] == ["数字颠倒"]
    path.write_text("indicator,region\n", encoding="utf-8")
    with pytest.raises(AmendmentError, match="column years is missing"):
        load_amendments([path])
