"""Why a figure is what it is, down to sentence and cell, with what other editions would give."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.indicators.explanation import explain, node_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEYS = {
    "id", "region", "indicator", "measure", "period", "value", "unit", "formula", "source", "inputs",
    "alternatives",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _tables_of_2013(
    db: None, shared: Path, load_shared_tables: Callable[..., None], load: Callable[..., Any]
) -> None:
    load_shared_tables("official_by_region.csv", "population_year_end.csv")
    load((shared / "corpus" / "sipo-2013-chapter7.txt").read_text(encoding="utf-8"), "chapter.txt")


def test_a_figure_of_a_table_is_preferred_and_the_claim_stands_beside_it() -> None:
    node = explain("patent_grants", "110000", 2013)
    assert node is not None
    assert node.value.value == 62671
    assert [one.value.value for one in node.alternatives] == [62600]


def test_a_growth_from_tables_is_preferred_to_the_one_claimed() -> None:
    node = explain("patent_grants", "620000", 2013, "growth_rate")
    assert node is not None
    assert round(node.value.value, 3) == Decimal("29.356")
    assert [one.value.value for one in node.inputs] == [3662, 4737]
    assert [one.value.value for one in node.alternatives] == [Decimal("36.3")]


def test_every_other_denominator_is_an_alternative(shared: Path) -> None:
    with (shared / "data" / "seed_vs_official_2013.csv").open(encoding="utf-8") as source:
        rows = [row for row in csv.DictReader(source) if "denominator" in row["quantity"]]
    assert len(rows) == 12
    for region in {row["region_code"] for row in rows}:
        node = explain("inventions_per_10k", region, 2013)
        assert node is not None
        given = {round(one.value.value, 3) for one in node.alternatives}
        wanted = {
            round(Decimal(row["official_value"].split("=")[1]), 3)
            for row in rows
            if row["region_code"] == region
        }
        assert wanted <= given


def test_every_leaf_leads_to_a_sentence_or_a_cell() -> None:
    node = explain("inventions_per_10k", "530000", 2013)
    assert node is not None
    leaves = [leaf for one in node.alternatives for leaf in one.inputs]
    assert leaves
    assert all(leaf.id and leaf.source for leaf in leaves)
    assert set(node_json(node)) == KEYS


def test_what_nothing_tells_has_no_explanation() -> None:
    assert explain("patent_grants", "110000", 1985) is None


def test_an_explanation_asks_two_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        explain("inventions_per_10k", "110000", 2013)


def test_a_place_is_told_in_the_country_and_in_its_group() -> None:
    node = explain("patent_grants", "510000", 2013, "rank")
    assert node is not None
    said = [node, *node.alternatives]
    assert [one.formula[:2] for one in said] == ["31", "西部"]
    assert said[1].value.value == 1
    assert said[1].formula_en == "West: 12 provinces from the highest to the lowest"


def test_the_amounts_of_several_years_are_added_up() -> None:
    node = explain("patent_grants", "620000", 2013, since=2012)
    assert node is not None
    assert (node.value.value, node.period) == (3662 + 4737, "2012/2013")
    assert [one.value.value for one in node.inputs] == [3662, 4737]
    assert explain("patent_grants", "620000", 2013, since=1990) is None


def test_a_running_total_stands_last(load_shared_tables: Callable[..., None]) -> None:
    load_shared_tables("official_national.csv")
    node = explain("patent_grants", "000000", 2013)
    assert node is not None
    said = [node, *node.alternatives]
    running = [one.source.endswith("累计") for one in said]
    assert any(running)
    assert running == sorted(running)
