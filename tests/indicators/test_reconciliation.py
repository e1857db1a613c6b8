"""Claims beside other sources and beside arithmetic: on values made here, and on the tables of 2013."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.gazetteer import UnknownRegion
from fangzhi.indicators.derived import groups
from fangzhi.indicators.models import Source
from fangzhi.indicators.panel import Panel, SourceInfo, Value
from fangzhi.indicators.reconciliation import (
    accept,
    open_differences,
    other_form,
    places,
    provinces,
    reconcile,
    reconcile_panel,
    row_json,
    shifted,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fangzhi.indicators.reconciliation import Row

DOCUMENT, OTHER, TABLE, REVISED = 1, 2, 3, 4
SOURCES = {
    DOCUMENT: SourceInfo(DOCUMENT, "d1", "document", "年报", 2013, False, "", "", 30),
    OTHER: SourceInfo(OTHER, "d2", "document", "新闻", 2013, False, "", "", 31),
    TABLE: SourceInfo(TABLE, "t1", "table", "年鉴", 2013, True, "first_published_2017", "provinces31", 10),
    REVISED: SourceInfo(REVISED, "t2", "table", "年鉴（修订）", 2013, True, "revised_2024", "provinces31", 9),
}


def value(
    source: int,
    indicator: str,
    amount: str,
    *,
    step: str = "1",
    measure: str = "level",
    period: str = "2013",
    region: str = "420000",
    **fields: Any,
) -> Value:
    year = int(period.lstrip("@")[:4])
    made = Value(
        code=f"{source}-{indicator}-{measure}-{period}-{region}",
        source=source,
        indicator=indicator,
        measure=measure,
        region=region,
        period=period,
        year=year,
        value=Decimal(amount),
        step=Decimal(step),
        qualifier="exact",
        high=None,
        unit="件",
        quote=f"{amount}件",
        start=10,
        end=20,
        base_of=indicator if measure != "level" else "",
        cumulative=False,
    )
    return made._replace(**fields)


def rows(*values: Value) -> list[Row]:
    return reconcile_panel(Panel(list(values), SOURCES), 2013)


def verdicts(*values: Value) -> list[tuple[str, str]]:
    return [(row.basis, row.verdict) for row in rows(*values)]


def test_a_claim_stands_beside_the_same_figure_of_a_table() -> None:
    found = rows(
        value(DOCUMENT, "patent_grants", "62600", step="100"), value(TABLE, "patent_grants", "62671")
    )
    assert [(row.basis, row.verdict, row.difference) for row in found] == [("same", "truncated", 0)]
    assert "62671件" in found[0].expected_source


def test_two_documents_are_compared_both_ways() -> None:
    one, two = value(DOCUMENT, "trainees", "1200"), value(OTHER, "trainees", "1250")
    assert [(row.claim.source, row.verdict, row.difference) for row in rows(one, two)] == [
        (DOCUMENT, "differs", -50),
        (OTHER, "differs", 50),
    ]


def test_a_document_is_never_compared_with_itself() -> None:
    claim = value(DOCUMENT, "trainees", "1200")
    assert rows(claim, claim._replace(code="again", value=Decimal(1300))) == []


def test_a_growth_of_several_years_is_not_held_to_the_amount_of_the_same_years() -> None:
    """There is no such stretch a year before; that of some months has one."""
    amount = value(TABLE, "patent_grants", "4737", period="2011/2013")
    claim = value(DOCUMENT, "patent_grants", "20", measure="growth_rate", period="2011/2013")
    assert "growth" not in [
        basis for basis, _ in verdicts(amount._replace(year=2013), claim._replace(year=2013))
    ]
    months = [
        value(TABLE, "patent_grants", amount, period=f"{year}-01/{year}-04")
        for year, amount in (("2012", "100"), ("2013", "120"))
    ]
    told = value(DOCUMENT, "patent_grants", "20", measure="growth_rate", period="2013-01/2013-04")
    assert ("growth", "equal") in verdicts(*months, told)


def test_a_growth_stands_beside_the_levels_of_two_years() -> None:
    found = rows(
        value(DOCUMENT, "patent_grants", "36.3", step="0.1", measure="growth_rate"),
        value(TABLE, "patent_grants", "3662", period="2012"),
        value(TABLE, "patent_grants", "4737"),
    )
    assert [(row.basis, row.verdict) for row in found] == [("growth", "differs")]
    assert found[0].difference is not None
    assert round(found[0].difference, 3) == Decimal("6.944")
    assert len(found[0].inputs) == 2


def test_this_years_level_may_come_from_the_document_itself() -> None:
    found = verdicts(
        value(DOCUMENT, "patent_grants", "29.4", step="0.1", measure="growth_rate"),
        value(DOCUMENT, "patent_grants", "4737"),
        value(TABLE, "patent_grants", "3662", period="2012"),
    )
    assert found == [("growth", "rounded")]


def test_a_figure_per_head_takes_the_population_of_the_year_before_as_first_published() -> None:
    found = verdicts(
        value(DOCUMENT, "inventions_per_10k", "41.3", step="0.1", period="@2013-12-31"),
        value(DOCUMENT, "inventions_in_force", "85400", step="100", period="@2013-12-31"),
        value(TABLE, "population", "20690000", step="10000", period="@2012-12-31"),
        value(REVISED, "population", "20780000", step="10000", period="@2012-12-31"),
        value(TABLE, "population", "21150000", step="10000", period="@2013-12-31"),
    )
    assert found == [("formula", "rounded")]


def test_parts_that_are_all_told_add_up_and_those_that_are_not_are_left_alone() -> None:
    parts = [
        value(DOCUMENT, name, "10")
        for name in ("infringement_cases", "ownership_cases", "other_dispute_cases")
    ]
    whole = value(DOCUMENT, "dispute_cases", "31")
    assert verdicts(whole, *parts) == [("parts", "differs")]
    assert verdicts(whole, *parts[:2]) == []


def test_a_part_is_not_larger_than_its_whole() -> None:
    found = verdicts(value(DOCUMENT, "dispute_cases", "9"), value(DOCUMENT, "infringement_cases", "10"))
    assert found == [("part", "differs")]


def test_more_closed_than_accepted_is_a_note() -> None:
    found = verdicts(
        value(DOCUMENT, "enforcement_cases", "392"), value(DOCUMENT, "enforcement_cases_closed", "404")
    )
    assert found == [("closed", "not_comparable")]


def test_places_are_ranked_only_when_all_are_known() -> None:
    from fangzhi.gazetteer import regions

    provinces = [one.code for one in regions() if one.kind == "province" and one.code != "710000"]
    values = [value(TABLE, "patent_grants", str(n), region=code) for n, code in enumerate(provinces)]
    placed = places(Panel(values, SOURCES), "patent_grants", "", "2013")
    assert placed[provinces[-1]] == 1
    assert places(Panel(values[:-1], SOURCES), "patent_grants", "", "2013") == {}


def test_the_preferred_value_stands_first() -> None:
    kept = Panel(
        [value(DOCUMENT, "trainees", "1"), value(TABLE, "trainees", "2"), value(OTHER, "trainees", "3")],
        SOURCES,
    )
    assert [one.source for one in kept.all("trainees", "level", "420000", "2013")] == [TABLE, DOCUMENT, OTHER]


@pytest.mark.parametrize(
    ("period", "before", "other"),
    [
        ("2013", "2012", "@2013-12-31"),
        ("@2013-12-31", "@2012-12-31", "2013"),
        ("2013H1", "2012H1", "2013H1"),
        ("@2013-06-30", "@2012-06-30", "@2013-06-30"),
        ("2012/2013", "2012/2013", "2012/2013"),
        ("2013-01/2013-09", "2012-01/2012-09", "2013-01/2013-09"),
    ],
)
def test_periods_move_by_years(period: str, before: str, other: str) -> None:
    assert shifted(period, -1) == before
    assert other_form(period) == other


@pytest.fixture
def tables_of_2013(
    db: None, shared: Path, load_shared_tables: Callable[..., None], load: Callable[..., Any]
) -> None:
    load_shared_tables("official_by_region.csv", "population_year_end.csv")
    load((shared / "corpus" / "sipo-2013-chapter7.txt").read_text(encoding="utf-8"), "chapter.txt")


@pytest.mark.usefixtures("tables_of_2013")
def test_the_chapter_of_2013_beside_the_tables(shared: Path, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        found = reconcile(2013)
    told = Counter(
        row.verdict for row in found.rows if row.basis in {"same", "growth"} or row.claim.measure == "share"
    )
    with (shared / "data" / "seed_vs_official_2013.csv").open(encoding="utf-8") as source:
        wanted = list(csv.DictReader(source))
    results = [row["result"] for row in wanted]
    by_table = [row for row in found.rows if row.basis in {"same", "growth"}]
    assert Counter(row.verdict for row in by_table)["equal"] == results.count("equal") == 22
    assert Counter(row.verdict for row in by_table)["rounded"] == results.count("equal after rounding") == 10
    assert Counter(row.verdict for row in by_table)["differs"] == results.count("differs") == 4
    assert told["truncated"] == sum("TRUNCATION" in result for result in results) == 3
    derived = [
        row for row in found.rows if row.claim.indicator == "inventions_per_10k" or row.basis == "rank"
    ]
    assert [row.verdict for row in derived if row.verdict not in {"equal", "rounded"}] == []
    assert len(derived) == 4
    assert [row.claim.region for row in found.rows if row.basis == "closed"] == ["610000"]
    keys = {"region", "place", "indicator", "measure", "period", "claimed", "claimed_source", "expected"}
    assert keys <= set(row_json(found.rows[0]))


@pytest.mark.usefixtures("tables_of_2013")
def test_an_accepted_difference_is_open_no_longer_and_its_record_stays() -> None:
    before = open_differences(reconcile(2013).rows)
    row = before[0]
    assert row.expected is not None
    accept(row.claim.code, row.basis, str(row.expected.value), "年鉴后来修订", "tester")
    after = reconcile(2013)
    assert len(open_differences(after.rows)) == len(before) - 1
    kept = next(one for one in after.rows if one.claim.code == row.claim.code and one.basis == row.basis)
    assert kept.accepted is not None
    assert kept.accepted.reason == "年鉴后来修订"
    accept(row.claim.code, row.basis, str(row.expected.value), "误会", "tester", accepted=False)
    assert len(open_differences(reconcile(2013).rows)) == len(before)


@pytest.mark.django_db
def test_an_acceptance_needs_a_reason_and_a_region_must_exist() -> None:
    with pytest.raises(ValueError, match="Say why"):
        accept("x", "same", "1", "  ", "tester")
    with pytest.raises(UnknownRegion):
        reconcile(2013, "999999")


def test_kinds_of_sources_are_the_models() -> None:
    assert {one.kind for one in SOURCES.values()} <= set(Source.Kind.values)


def test_a_growth_without_tables_is_held_to_the_report_of_the_year_before() -> None:
    claimed = value(DOCUMENT, "trainees", "50", measure="growth_rate")
    before = value(OTHER, "trainees", "200", period="2012")
    now = value(DOCUMENT, "trainees", "220")
    found = [row for row in rows(claimed, before, now) if row.basis == "growth"]
    assert [(row.verdict, row.expected and row.expected.value) for row in found] == [("differs", Decimal(10))]


def test_an_amount_over_years_is_the_sum_of_its_years() -> None:
    claimed = value(DOCUMENT, "patent_grants", "60", period="2011/2013", year=2013)
    told = {"2011": "10", "2012": "20", "2013": "30"}
    years = [value(TABLE, "patent_grants", amount, period=year) for year, amount in told.items()]
    found = [row for row in rows(claimed, *years) if row.basis == "years"]
    assert [row.verdict for row in found] == ["equal"]
    assert not [row for row in rows(claimed, *years[1:]) if row.basis == "years"]


def test_national_and_domestic_are_two_scopes() -> None:
    claimed = value(DOCUMENT, "patent_grants", "100", region="000000")
    national = value(TABLE, "patent_grants", "100", region="000000")
    domestic = value(REVISED, "patent_grants", "120", region="000000")
    assert {row.verdict for row in rows(claimed, national, domestic)} == {"equal", "not_comparable"}
    assert [row.verdict for row in rows(claimed, domestic)] == ["differs"]


def test_places_within_a_group_are_told_when_the_whole_group_is_known() -> None:
    west = next(group for group in groups() if group.id == "west")
    values = [value(TABLE, "patent_grants", str(n // 2), region=code) for n, code in enumerate(west.regions)]
    kept = Panel(values, SOURCES)
    placed = places(kept, "patent_grants", "", "2013", west.regions)
    assert [placed[code] for code in west.regions] == [11, 11, 9, 9, 7, 7, 5, 5, 3, 3, 1, 1]
    assert places(kept, "patent_grants", "", "2013") == {}


def test_the_groups_hold_every_province_once() -> None:
    assert sorted(code for group in groups() for code in group.regions) == sorted(provinces())


def test_a_share_of_the_country_is_held_to_the_whole_the_text_means() -> None:
    claimed = value(
        DOCUMENT, "patent_grants", "16.5", step="0.1", measure="share", base_of="patent_grants@000000"
    )
    part = value(TABLE, "patent_grants", "165")
    domestic = value(TABLE, "patent_grants", "1000", region="000000")
    national = value(REVISED, "patent_grants", "1200", region="000000")
    found = [row for row in rows(claimed, part, national, domestic) if row.basis == "share"]
    assert [(row.verdict, row.inputs) for row in found] == [("equal", (part.code, domestic.code))]
    assert [row.verdict for row in rows(claimed, part, national) if row.basis == "share"] == ["differs"]
    assert not [row for row in rows(claimed, part) if row.basis == "share"]


def test_a_share_that_no_formula_defines_is_part_by_whole() -> None:
    claimed = value(DOCUMENT, "trainees", "50", measure="share", base_of="ip_staff")
    found = rows(claimed, value(DOCUMENT, "trainees", "40"), value(DOCUMENT, "ip_staff", "100"))
    assert [(row.basis, row.verdict) for row in found] == [("share", "differs")]


def test_a_running_total_is_no_whole() -> None:
    claimed = value(DOCUMENT, "patent_grants", "50", measure="share", base_of="patent_grants@000000")
    part = value(TABLE, "patent_grants", "50")
    since_ever = value(TABLE, "patent_grants", "1000", region="000000", cumulative=True)
    assert not [row for row in rows(claimed, part, since_ever) if row.basis == "share"]


def test_a_running_total_is_no_amount_of_the_year() -> None:
    claimed = value(DOCUMENT, "patent_grants", "50")
    total = value(TABLE, "patent_grants", "1000", cumulative=True)
    assert rows(claimed, total) == []
    assert [row.verdict for row in rows(claimed._replace(cumulative=True), total)] == ["differs"]


def test_the_growth_of_a_running_total_is_not_held_to_the_years() -> None:
    grown = value(DOCUMENT, "patent_grants", "50", measure="growth_rate")
    total = value(DOCUMENT, "patent_grants", "1000", cumulative=True)
    years = [value(TABLE, "patent_grants", "10", period="2012"), value(TABLE, "patent_grants", "11")]
    assert not [row for row in rows(grown, total, *years) if row.basis == "growth"]
    assert [row.verdict for row in rows(grown, *years) if row.basis == "growth"] == ["differs"]


def test_the_vaguer_of_two_documents_is_held_to_the_finer_one_and_not_the_other_way() -> None:
    finer = value(DOCUMENT, "trainees", "25292")
    vaguer = value(OTHER, "trainees", "25000", step="1000", qualifier="at_least")
    assert [(row.claim.source, row.verdict) for row in rows(finer, vaguer)] == [(OTHER, "within_qualifier")]
