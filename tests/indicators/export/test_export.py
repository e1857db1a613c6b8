"""Figures out: every form holds the same figures with their sources, and none holds a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import duckdb
import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.export import (
    FORMATS,
    Selection,
    TooManyRows,
    WrongSelection,
    cited_sources,
    csv_lines,
    extract,
    sdmx_lines,
    sdmx_structure,
    selected,
    workbook,
    write,
)
from fangzhi.indicators.export.citation import citation_of_all
from fangzhi.indicators.export.sdmx import COLUMNS, UNITS, time_period
from fangzhi.indicators.loads import shipped
from fangzhi.indicators.models import Figure, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SDMX = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure}"
FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture
def kept(load: Callable[..., Any]) -> None:
    """The shipped figures, and one document."""
    shipped.plant()
    load()


def rows_of(pieces: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(pieces), newline="")))


def as_csv(**wanted: Any) -> list[dict[str, str]]:
    with extract(selected(catalogue(), **wanted), catalogue()) as figures:
        return rows_of(csv_lines(figures))


def written(form: str, folder: Path, selection: Selection | None = None) -> Path:
    path = folder / f"figures{FORMATS[form].ending}"
    with extract(selection or Selection(), catalogue()) as figures:
        write(form, figures, path)
    return path


def test_every_current_figure_goes_out_once_with_its_source_catalogue_and_citation(kept: None) -> None:
    rows = as_csv()
    assert {row["id"] for row in rows} == set(
        Figure.objects.filter(current=True).values_list("code", flat=True)
    )
    assert len({row["id"] for row in rows}) == len(rows)
    digests = set(Source.objects.values_list("digest", flat=True))
    for row in rows:
        assert row["digest"] in digests
        assert row["digest"][:16] in row["citation"]
        assert row["catalogue"] == catalogue().version
        assert row["catalogue"] in row["citation"]


def test_a_selection_narrows_by_indicator_year_region_and_measure(kept: None) -> None:
    rows = as_csv(indicators=["patent_applications"], years=["2014"], regions=["350000"])
    assert {(row["indicator"], row["year"], row["region"]) for row in rows} == {
        ("patent_applications", "2014", "350000")
    }
    assert {row["measure"] for row in rows} == {"level", "growth_rate"}
    growth = as_csv(indicators=["patent_applications"], years=[2014], measures=["growth_rate"])
    assert [row["value"] for row in growth] == ["8.4"]
    filing = as_csv(groups=["filing"])
    assert {catalogue()[row["indicator"]].group for row in filing} == {"filing"}


def test_figures_come_by_indicator_year_and_region(kept: None) -> None:
    order = {name: at for at, name in enumerate(catalogue())}
    places = [(order[row["indicator"]], int(row["year"] or 0), row["region"]) for row in as_csv()]
    assert places == sorted(places)


def test_the_citation_of_a_whole_extract_names_three_sources_and_counts_the_others(kept: None) -> None:
    one = next(iter(cited_sources().values()))
    used = {pk: one._replace(pk=pk, digest=f"{pk:064x}") for pk in range(1, 6)}
    said = citation_of_all(used, "abc", "2014-03-31")
    assert said.count("SHA-256") == 3
    assert "and 2 more sources" in said
    assert said.endswith("catalogue abc, 2014-03-31")


def test_a_superseded_figure_stays_in(load: Callable[..., Any]) -> None:
    load()
    Figure.objects.filter(quote="58075件").update(current=False)
    assert "58075件" not in {row["quote"] for row in as_csv()}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"indicators": ["nope"]}, "nope"),
        ({"groups": ["nope"]}, "nope"),
        ({"years": ["20x3"]}, "20x3"),
        ({"years": ["٢٠١٣"]}, "٢٠١٣"),
        ({"years": ["3013"]}, "3013"),
        ({"regions": ["999999"]}, "999999"),
        ({"measures": ["size"]}, "size"),
    ],
)
def test_what_does_not_exist_is_named(db: None, wanted: dict[str, list[str]], said: str) -> None:
    with pytest.raises(WrongSelection, match=said):
        selected(catalogue(), **wanted)  # type: ignore[arg-type]


def test_an_indicator_that_only_figures_bear_can_be_chosen(kept: None) -> None:
    Figure.objects.filter(quote="58075件").update(indicator="gone_indicator")
    rows = as_csv(indicators=["gone_indicator"])
    assert [(row["quote"], row["indicator_zh"]) for row in rows] == [("58075件", "")]


def test_a_workbook_has_typed_figures_sources_and_definitions(kept: None, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(written("xlsx", tmp_path, Selection(years=(2014,))))
    assert book.sheet_names == ["figures", "sources", "definitions"]
    head, *rows = book.get_sheet_by_name("figures").to_python()
    found = [dict(zip(head, row, strict=True)) for row in rows]
    applications = next(row for row in found if row["quote"] == "58075件")
    assert (applications["value"], applications["year"], applications["cumulative"]) == (
        58075.0,
        2014.0,
        False,
    )
    assert applications["region"] == "350000"
    sources = book.get_sheet_by_name("sources").to_python()
    said = {row[0]: row[1] for row in sources[:3]}
    assert said["catalogue"] == catalogue().version
    digest = Source.objects.get(name="report.txt").digest
    assert digest[:16] in said["citation"]
    assert digest in {cell for row in sources for cell in row}
    defined = {row[0] for row in book.get_sheet_by_name("definitions").to_python()[1:]}
    assert defined == {row["indicator"] for row in found}


def test_a_number_that_a_workbook_would_round_is_a_text(kept: None, tmp_path: Path) -> None:
    Figure.objects.filter(quote="58075件").update(value="12345678901234567")
    book = CalamineWorkbook.from_path(written("xlsx", tmp_path, Selection(years=(2014,))))
    head, *rows = book.get_sheet_by_name("figures").to_python()
    assert "12345678901234567" in {row[head.index("value")] for row in rows}


def test_a_workbook_says_when_it_is_too_small(
    kept: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with translation.override("en"), pytest.raises(TooManyRows, match=r"More than 3 .* CSV or Parquet"):
        written("xlsx", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert written("xlsx", tmp_path, Selection(("patent_applications",), (2014,), ("350000",), ("level",)))


def test_parquet_has_declared_types_and_says_where_it_comes_from(kept: None, tmp_path: Path) -> None:
    path = written("parquet", tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE FROM '{path}'").fetchall()
        kinds = {name: kind for name, kind, *_more in described}
        about = dict(
            connection.execute(
                f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')"
            ).fetchall()
        )
        rows = connection.execute(f"SELECT id, value, value_exact, place FROM '{path}'").fetchall()
    assert (kinds["value"], kinds["year"], kinds["cumulative"]) == ("DOUBLE", "SMALLINT", "BOOLEAN")
    assert about["catalogue"] == catalogue().version
    assert {one["digest"] for one in json.loads(about["sources"])} == set(
        Source.objects.values_list("digest", flat=True)
    )
    assert about["citation"]
    stored = {row[0]: row[1:] for row in Figure.objects.values_list("code", "number", "value", "place")}
    assert {row[0]: (row[1], row[2], row[3] or "") for row in rows} == stored


def test_parquet_takes_any_text(kept: None, tmp_path: Path) -> None:
    hard = 'a,"b"\r\nc\n\n"' + "长" * 5000
    Figure.objects.filter(quote="58075件").update(note=hard)
    path = written("parquet", tmp_path, Selection(years=(2014,)))
    with duckdb.connect() as connection:
        notes = {row[0] for row in connection.execute(f"SELECT note FROM '{path}'").fetchall()}
    assert hard in notes


def test_nothing_in_a_download_is_run_as_a_formula(kept: None, tmp_path: Path) -> None:
    Figure.objects.filter(quote="58075件").update(heading=FORMULA, note="@SUM(A1)")
    Source.objects.filter(name="report.txt").update(title=FORMULA)
    only = Selection(years=(2014,))
    for pieces in (csv_lines, sdmx_lines):
        with extract(only, catalogue()) as figures:
            cells = {cell for row in csv.reader(io.StringIO("".join(pieces(figures)))) for cell in row}
        assert any(FORMULA in cell for cell in cells)
        assert [cell for cell in cells if cell.startswith(("=", "+", "@S"))] == []
    book = CalamineWorkbook.from_path(written("xlsx", tmp_path, only))
    texts = {cell for row in book.get_sheet_by_name("figures").to_python() for cell in row}
    assert {FORMULA, "@SUM(A1)"} <= texts  # a text cell stays one; a formula would have been computed away


@pytest.mark.django_db(transaction=True)
def test_an_extract_reads_in_one_transaction_and_leaves_the_database_free(load: Callable[..., Any]) -> None:
    load()
    for _again in range(2):
        assert as_csv(years=[2014])
    begun = extract(Selection(), catalogue())
    figures = begun.__enter__()
    next(csv_lines(figures))
    begun.__exit__(None, None, None)
    load(name="other.txt", text="### 福建省\n\n2014年，全省专利申请量达7件。\n")
    assert "7" in {row["value"] for row in as_csv(years=[2014])}


def test_an_extract_without_figures_is_a_header(db: None, tmp_path: Path) -> None:
    assert as_csv() == []
    for form in FORMATS:
        assert written(form, tmp_path).stat().st_size > 0


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2013", "2013"),
        ("2013H1", "2013-S1"),
        ("2013Q3", "2013-Q3"),
        ("2013-09", "2013-09"),
        ("@2013-12-31", "2013-12-31"),
        ("2013-01/2013-09", "2013-01-01/P9M"),
        ("2012-11/2013-02", "2012-11-01/P4M"),
        ("2016/2018", "2016-01-01/P3Y"),
        ("2013-03-01/2013-03-10", "2013-03-01/P10D"),
    ],
)
def test_periods_are_written_as_sdmx_does(period: str, said: str) -> None:
    assert time_period(period) == said


def test_sdmx_has_one_observation_for_each_key_and_every_code_in_its_list(kept: None) -> None:
    with extract(Selection(), catalogue()) as figures:
        rows = rows_of(sdmx_lines(figures))
    structure = ElementTree.fromstring(sdmx_structure(catalogue()))
    dimensions = [one.get("id") for one in structure.iter(f"{SDMX}Dimension")] + ["TIME_PERIOD"]
    keys = [tuple(row[name or ""] for name in dimensions) for row in rows]
    assert len(set(keys)) == len(keys) > 200
    lists = {
        scheme.get("id"): {code.get("id") for code in scheme.iter(f"{SDMX}Code")}
        for scheme in structure.iter(f"{SDMX}Codelist")
    }
    coded = {"REF_AREA": "CL_AREA", "IP_TYPE": "CL_IP_TYPE", "MEASURE": "CL_MEASURE", "UNIT": "CL_UNIT"}
    coded["OBS_STATUS"] = "CL_OBS_STATUS"
    for column, name in coded.items():
        assert {row[column] for row in rows} <= lists[name]
    declared = {
        one.get("id") for kind in ("Attribute", "PrimaryMeasure") for one in structure.iter(SDMX + kind)
    }
    assert set(COLUMNS[3:]) == {*dimensions, *declared} - {None}


def test_every_unit_has_a_code_that_sdmx_allows() -> None:
    from fangzhi.indicators.corrections import UNITS as ALL

    assert set(UNITS) == set(ALL)
    assert all(code.isascii() and code.replace("_", "").isalnum() for code in UNITS.values())


def test_sdmx_prefers_what_stands_higher_and_leaves_targets_and_places_out(kept: None) -> None:
    document = Source.objects.get(name="report.txt")
    figure = Figure.objects.get(quote="58075件")
    query = Source.objects.create(
        code="f" * 16,
        digest="f" * 64,
        name="count",
        kind="query",
        loaded_at=document.loaded_at,
        loaded_by="x",
    )
    fields = {
        name: getattr(figure, name) for name in ("region", "indicator", "measure", "period", "year", "unit")
    }
    more = {"start": 0, "end": 1, "quote": "1", "qualifier": "exact", "resolution": "1", "rule": "x"}
    Figure.objects.create(
        code="c" * 20, source=query, value="58076", number=58076, status="actual", **fields, **more
    )
    Figure.objects.create(code="d" * 20, source=query, value="7", number=7, status="target", **fields, **more)
    with extract(selected(catalogue(), years=[2014], regions=["350000"]), catalogue()) as figures:
        rows = rows_of(sdmx_lines(figures))
    level = [
        row["OBS_VALUE"] for row in rows if (row["IP_TYPE"], row["MEASURE"]) == (figure.indicator, "level")
    ]
    assert level == ["58076"]
    assert "10423" not in {row["OBS_VALUE"] for row in rows}
