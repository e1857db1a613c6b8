"""Loading tables: each citation a source, each cell a figure, nothing half-loaded, no version lost."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.loads import shipped
from fangzhi.indicators.loads.tables import TableLoading, TableOutcome, load_table, table_findings
from fangzhi.indicators.models import Figure, Source, Table
from fangzhi.indicators.tables import mappings
from tests.workbooks import HEADER, TODAY, csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db

BEIJING = "2013,110000,北京,grants,total,62671,件,年报"
TIANJIN = "2013,120000,天津,grants,total,24856,件,年报"
WRONG = "2013,130000,北京,grants,total,1,件,年报"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A person who reads English."""
    with translation.override("en"):
        yield


def load(content: bytes, name: str = "tables.csv", kind: str = "tables", **options: bool) -> TableOutcome:
    known = [one for one in mappings() if one.kind == kind]
    return load_table(name, content, TableLoading("tester", catalogue(), known, today=TODAY, **options))


def kept() -> list[tuple[object, ...]]:
    return [*Source.objects.order_by("pk").values_list(), *Figure.objects.order_by("pk").values_list()]


def test_a_cell_becomes_a_figure_that_knows_its_place() -> None:
    outcome = load(csv(BEIJING, TIANJIN), each=True)
    assert (outcome.accepted, outcome.unchanged, outcome.refused) == (2, 0, 0)
    figure = Figure.objects.get(region="110000")
    assert (figure.start, figure.end, figure.quote) == (2, 6, "62671")
    assert (figure.value, figure.number, figure.unit, figure.resolution) == ("62671", 62671.0, "件", "1")
    assert (figure.period, figure.year, figure.status, figure.rule) == (
        "2013",
        2013,
        "actual",
        "table/official_by_region@1",
    )
    assert figure.heading == "grants / total / value"
    assert (figure.source.kind, figure.source.name, figure.source.year) == (Source.Kind.TABLE, "年报", 2013)
    assert next((one.outcome, one.cell, one.id) for one in outcome.rows) == ("accepted", "F2", figure.code)


def test_a_file_with_two_citations_holds_two_sources() -> None:
    outcome = load(csv(BEIJING, TIANJIN.replace("年报", "国家统计局 NBS 表2-1")))
    assert len(outcome.tables) == 2
    table = Table.objects.get(label="国家统计局 NBS 表2-1")
    assert (table.number, table.final, table.scope) == ("表2-1", True, "partial")
    assert table.source.publisher == "国家统计局"
    assert (table.mapping, table.file, table.figures) == ("official_by_region@1", "tables.csv", 1)


def test_the_same_file_twice_changes_nothing() -> None:
    load(csv(BEIJING, TIANJIN))
    before = kept()
    outcome = load(csv(BEIJING, TIANJIN))
    assert (outcome.accepted, outcome.unchanged) == (0, 2)
    assert kept() == before


def test_a_file_with_a_refused_row_is_not_kept_at_all() -> None:
    outcome = load(csv(BEIJING, WRONG))
    assert (outcome.accepted, outcome.refused) == (0, 1)
    assert kept() == []
    assert outcome.rows[0].cell == "C3"
    assert "shifted" in outcome.rows[0].reason


def test_the_good_rows_are_kept_when_they_are_wanted() -> None:
    outcome = load(csv(BEIJING, WRONG), keep_good=True)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert [one.region for one in Figure.objects.all()] == ["110000"]


def test_the_mended_file_supersedes_the_good_rows_of_the_broken_one() -> None:
    load(csv(BEIJING, WRONG), keep_good=True)
    load(csv(BEIJING, WRONG.replace("北京", "河北")))
    assert Figure.objects.filter(current=True).count() == 2
    assert Figure.objects.filter(current=False).count() == 1


def test_a_dry_run_says_what_would_happen_and_keeps_nothing() -> None:
    outcome = load(csv(BEIJING, TIANJIN), dry_run=True)
    assert outcome.accepted == 2
    assert kept() == []


def test_a_fault_in_the_middle_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    from fangzhi.indicators.loads import tables

    calls: list[int] = []

    def fail_second(*given: object) -> set[str] | None:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("disk full")
        return real(*given)  # type: ignore[arg-type]

    real = tables._keep_figures
    monkeypatch.setattr(tables, "_keep_figures", fail_second)
    with pytest.raises(OSError, match="disk full"):
        load(csv(BEIJING, TIANJIN.replace("年报", "另一份")))
    assert kept() == []


def test_a_revised_table_supersedes_the_old_one_and_both_are_kept() -> None:
    old = load(csv(BEIJING, TIANJIN))
    new = load(csv(BEIJING.replace("62671", "62672"), TIANJIN))
    assert Source.objects.get(code=old.tables[0]).superseded_by == Source.objects.get(code=new.tables[0])
    assert old.tables[0] in " ".join(new.warnings)
    assert {one.value for one in Figure.objects.filter(region="110000", current=True)} == {"62672"}
    assert {one.value for one in Figure.objects.filter(region="110000", current=False)} == {"62671"}


def test_the_old_table_loaded_again_stays_superseded() -> None:
    load(csv(BEIJING))
    new = load(csv(BEIJING.replace("62671", "62672")))
    again = load(csv(BEIJING))
    assert again.accepted == 0
    assert new.tables[0] in " ".join(again.warnings)
    assert [one.value for one in Figure.objects.filter(current=True)] == ["62672"]


def test_one_revised_source_of_a_file_leaves_the_others_as_they_were() -> None:
    other = TIANJIN.replace("年报", "另一份")
    load(csv(BEIJING, other))
    outcome = load(csv(BEIJING.replace("62671", "62672"), other))
    assert (outcome.accepted, outcome.unchanged) == (1, 1)


@pytest.mark.parametrize(
    "second",
    [
        TIANJIN,
        BEIJING.replace("2013", "2014"),
        BEIJING.replace("grants,total", "applications,total"),
    ],
)
def test_a_table_that_says_nothing_of_the_old_one_s_figures_stands_beside_it(second: str) -> None:
    load(csv(BEIJING))
    load(csv(second))
    assert Figure.objects.filter(current=True).count() == 2


def test_vintages_stand_beside_each_other() -> None:
    header = "year,region_code,vintage,definition,value,unit,source"
    lines = [
        "2012,110000,first_published_2017,常住,2069,万人,局",
        "2012,110000,revised_2024,常住,2078,万人,局",
    ]
    load(csv(*lines, header=header), kind="populations")
    found = Figure.objects.filter(indicator="population", current=True).order_by("start")
    assert [(one.period, one.value, one.resolution, one.source.table.vintage) for one in found] == [
        ("@2012-12-31", "20690000", "10000", "first_published_2017"),
        ("@2012-12-31", "20780000", "10000", "revised_2024"),
    ]


def test_what_a_person_decided_on_survives_the_same_table() -> None:
    load(csv(BEIJING))
    Figure.objects.update(review=Figure.Review.CORRECTED, value="62672")
    assert load(csv(BEIJING)).unchanged == 1
    assert Figure.objects.get().value == "62672"


def test_a_better_mapping_reads_the_kept_table_anew() -> None:
    load(csv(BEIJING))
    Figure.objects.update(rule="table/official_by_region@0", indicator="invention_grants")
    assert load(csv(BEIJING)).accepted == 1
    assert Figure.objects.get().indicator == "patent_grants"


def test_foreign_applicants_are_told_from_the_nation() -> None:
    header = "year,month,scope,indicator,patent_type,value,unit,source"
    rows = [f"2013,12,{scope},grants_cumulative,design,{value},件,年报" for scope, value in
            (("total", 30), ("domestic", 20), ("foreign", 9))]  # fmt: skip
    outcome = load(csv(*rows, header=header))
    assert len(outcome.tables) == 3
    assert "domestic and foreign design_grants, @2013-12-31, add up to 29" in outcome.warnings[0]
    foreign = Figure.objects.get(source__table__scope="foreign")
    assert (foreign.dims, foreign.cumulative) == ({"applicant_origin": "foreign"}, True)


def test_warnings_speak_the_language_of_the_person() -> None:
    load(csv(BEIJING))
    with translation.override("zh-hans"):
        warnings = load(csv(BEIJING.replace("62671", "62672"))).warnings
    assert warnings[0].startswith("本版本取代表")


def test_a_file_without_figures_is_not_kept() -> None:
    outcome = load(csv(BEIJING.replace("62671", "—")))
    assert (outcome.accepted, outcome.refused) == (0, 0)
    assert len(outcome.warnings) == 2
    assert kept() == []


# --- the shared tables ------------------------------------------------------------------------------------

SHARED = [
    ("official_monthly_by_region.csv", "tables", 1528, 12),
    ("official_by_region.csv", "tables", 2673, 16),
    ("official_national.csv", "tables", 57, 10),
    ("population_year_end.csv", "populations", 930, 2),
]


def test_the_shared_tables_load_whole_and_twice_changes_nothing(shared: Path) -> None:
    for name, kind, figures, sources in SHARED:
        content = (shared / "data" / name).read_bytes()
        outcome = load(content, name, kind)
        assert (outcome.accepted, outcome.refused, len(outcome.tables)) == (figures, 0, sources), name
    before = kept()
    for name, kind, figures, _ in SHARED:
        again = load((shared / "data" / name).read_bytes(), name, kind)
        assert (again.accepted, again.unchanged, again.refused) == (0, figures, 0), name
    assert kept() == before
    scopes = set(Table.objects.values_list("scope", flat=True))
    assert scopes == {"provinces31", "regions34", "domestic", "foreign", "national", "partial"}


def test_every_shared_figure_is_the_cell_it_names(shared: Path) -> None:
    name = "official_by_region.csv"
    lines = (shared / "data" / name).read_text("utf-8-sig").splitlines()
    load((shared / "data" / name).read_bytes(), name)
    for figure in Figure.objects.all():
        assert figure.end == HEADER.split(",").index("value") + 1
        assert f",{figure.region}," in lines[figure.start - 1]
        assert f",{figure.quote},件," in lines[figure.start - 1]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_printing_errors_are_shown_whichever_table_comes_first(
    shared: Path, order: tuple[int, int]
) -> None:
    said = ""
    for at in order:
        name, kind, *_ = SHARED[at]
        said += "\n".join(load((shared / "data" / name).read_bytes(), name, kind).warnings)
    assert "SIPO Table 2 Oct 2012" in said
    assert "SIPO Table 5 Mar 2012" in said
    assert "SIPO Table 19 2014-4" in said
    assert "is 51893, its 34 regions add up to 51892" in said
    assert [one.code for one in table_findings()] == ["shifted", "shifted", "repeated"]
    assert Figure.objects.filter(cumulative=True, region="120000", period="@2012-03-31").get().value == "9281"


def test_the_shipped_tables_are_loaded_like_any_other_and_give_way_to_a_fuller_one(shared: Path) -> None:
    shipped.plant_tables()
    assert Figure.objects.filter(current=True).count() == 330 + 186
    assert set(Table.objects.values_list("file", flat=True)) == set(shipped.TABLES)
    before = kept()
    shipped.plant_tables()
    assert kept() == before
    content = (shared / "data" / "official_by_region.csv").read_bytes()
    outcome = load(content, "official_by_region.csv")
    assert outcome.accepted == 2673
    assert not Figure.objects.filter(current=True, source__table__file="official-2013.csv").exists()


def test_the_shipped_tables_are_the_shared_ones(shared: Path) -> None:
    folder = files("fangzhi.indicators").joinpath("data", "tables")
    for name, source in zip(
        shipped.TABLES, ("official_by_region.csv", "population_year_end.csv"), strict=True
    ):
        known = set((shared / "data" / source).read_text("utf-8-sig").splitlines())
        assert set(folder.joinpath(name).read_text("utf-8").splitlines()) <= known
