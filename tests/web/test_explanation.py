"""Why a figure is what it is: its formula, its inputs down to the cell, and what else could stand there."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from fangzhi.gazetteer import regions
from fangzhi.indicators.models import Figure
from fangzhi.web.pages.explanation import Asked, needed
from fangzhi.web.verdicts import formula
from tests.web.tables import HEADER, keep_table

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

GROWTH = "/explain/patent_applications/350000/2014"
MOST_QUERIES = 8


@pytest.fixture
def tables(reader: Client) -> Client:
    """A reader; an official table is kept beside the document."""
    keep_table()
    return reader


def test_a_growth_is_explained_by_the_amounts_of_two_years(tables: Client) -> None:
    page = tables.get(GROWTH, {"measure": "growth_rate"}).content.decode()
    for words in ("8.1488", "（本年 − 上年）÷ 上年 × 100", "53,701", "58,077", "8.4"):
        assert words in page
    for quote in ("53701", "58077", "8.4%"):
        assert f'href="/figures/{Figure.objects.get(quote=quote, year__gte=2013).code}"' in page
    english = tables.get(GROWTH, {"measure": "growth_rate", "lang": "en"}).content.decode()
    assert "(this year − year before) ÷ year before × 100" in english


def test_the_preferred_value_stands_first_and_the_claim_beside_it(tables: Client) -> None:
    node = json.loads(tables.get(GROWTH + ".json").content)
    assert set(node) == {
        "id", "region", "indicator", "measure", "period", "value", "unit", "formula", "source", "inputs",
        "alternatives",
    }  # fmt: skip
    assert node["value"] == 58077
    assert [one["value"] for one in node["alternatives"]] == [58075]


def test_the_csv_twin_has_one_row_a_node(tables: Client) -> None:
    answer = tables.get(GROWTH + ".csv", {"measure": "growth_rate"}).content.decode()
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert [(row["path"], row["role"]) for row in rows] == [
        ("1", "value"), ("1.1", "input"), ("1.2", "input"), ("1/1", "alternative"),
    ]  # fmt: skip


@pytest.mark.parametrize("twin", ["", ".json", ".csv"])
@pytest.mark.parametrize("year", [2014, 1999])
def test_an_explanation_asks_at_most_eight_questions(
    tables: Client, twin: str, year: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        status = tables.get(f"/explain/patent_applications/350000/{year}{twin}").status_code
    assert status == (200 if year == 2014 else 404)


def test_what_nothing_tells_says_what_is_missing(tables: Client) -> None:
    response = tables.get("/explain/inventions_per_10k/350000/1999")
    assert response.status_code == 404
    page = response.content.decode()
    assert "没有来源给出福建省1999年的每万人口发明专利拥有量" in page
    assert 'href="/indicators/population"' in page
    assert "上年末常住人口" in page
    error = json.loads(tables.get("/explain/inventions_per_10k/350000/1999.json").content)["error"]
    assert error.startswith("没有来源给出")


def test_a_growth_that_nothing_tells_names_the_years_and_leads_to_those_there_are(tables: Client) -> None:
    response = tables.get("/explain/patent_grants/360000/2012", {"measure": "growth_rate", "lang": "en"})
    page = response.content.decode()
    assert "the amounts of 2011 and 2012 in official tables" in page
    assert "/explain/patent_grants/360000/2014?measure=growth_rate" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/explain/no_such_thing/350000/2014", "没有此编号的指标"),
        ("/explain/patent_grants/999999/2014", "没有此代码的地区"),
        ("/explain/patent_grants/350000/2014?measure=%3Cscript%3E", "没有此名称的口径"),
        ("/explain/patent_grants/35/2014", "总览"),
    ],
)
def test_an_address_that_names_nothing_is_said(tables: Client, address: str, words: str) -> None:
    response = tables.get(address)
    assert response.status_code == 404
    assert words in response.content.decode()


def test_every_figure_of_a_region_leads_to_its_explanation(tables: Client) -> None:
    claim = Figure.objects.get(quote="8.4%", year=2014)
    cell = Figure.objects.get(quote="58077")
    for figure, address in ((claim, GROWTH + "?measure=growth_rate"), (cell, GROWTH)):
        assert f'href="{address}"' in tables.get(f"/figures/{figure.code}").content.decode()
        assert tables.get(address).status_code == 200
    city = Figure.objects.get(quote="10423件")
    assert "/explain/" not in tables.get(f"/figures/{city.code}").content.decode()


def test_a_cell_of_a_table_is_shown_with_its_address_and_cannot_be_corrected(editor: Client) -> None:
    keep_table()
    cell = Figure.objects.get(quote="58077")
    page = editor.get(f"/figures/{cell.code}").content.decode()
    assert "F3" in page
    assert f"/sources/{cell.source.code}" in page
    assert f"/figures/{cell.code}/correct" not in page
    assert "<script>alert(" not in page
    assert editor.post(f"/figures/{cell.code}/correct", {"rejected": "on"}).status_code == 404
    assert json.loads(editor.get(f"/figures/{cell.code}.json").content)["text_kept"] is False


def test_a_formula_has_words_in_both_languages() -> None:
    with translation.override("en"):
        assert formula("court_cases_closed", "share", "结案率：当年审结 ÷ 当年受理").startswith(
            "Closing rate"
        )
        assert formula("patent_grants", "level", "") == ""
    with translation.override("zh-hans"):
        assert formula("patent_grants", "rank", "31 个省级地区由高到低").startswith("31 个")


def test_a_rank_needs_all_provinces() -> None:
    assert [one.inputs for one in needed(Asked("patent_grants", "350000", 2014, "rank", None))] == [
        ["patent_grants"]
    ]
    assert needed(Asked("patent_grants", "350000", 2014, "level", None)) == []


def test_the_amounts_of_several_years_are_added_up(tables: Client) -> None:
    page = tables.get(GROWTH, {"since": "2013", "lang": "en"}).content.decode()
    assert "111,778" in page
    assert "sum of the years 2013 to 2014" in page
    assert tables.get(GROWTH, {"since": "2014"}).status_code == 404
    assert tables.get(GROWTH, {"since": "1999"}).status_code == 404
    assert tables.get(GROWTH, {"since": "9" * 30}).status_code == 404


def test_the_place_of_a_growth_is_explained_by_growth_and_that_of_the_amount_stands_beside_it(
    reader: Client,
) -> None:
    """Each province grows by less than the one before it and reports more, so the two orders are opposite."""
    codes = [one.code for one in regions() if one.kind == "province" and one.code != "710000"]
    rows = [
        f"{year},{code},,applications,invention,{1000 * at + (year - 2013) * 100},件,年鉴\n"
        for at, code in enumerate(codes, 1)
        for year in (2013, 2014)
    ]
    keep_table(HEADER + "".join(rows))
    Figure.objects.filter(quote="8.4%", year=2014).update(
        indicator="invention_applications", measure="rank", base_of="invention_applications:growth_rate",
        value="13", unit="位",
    )  # fmt: skip
    place = codes.index("350000") + 1
    address = "/explain/invention_applications/350000/2014"
    node = json.loads(reader.get(address + ".json", {"measure": "rank"}).content)
    assert node["value"] == place
    assert "按增长率" in node["formula"]
    assert [one["value"] for one in node["inputs"]] == [1000 * place, 1000 * place + 100]
    beside = {one["formula"]: one["value"] for one in node["alternatives"]}
    assert beside["31 个省级地区由高到低"] == len(codes) + 1 - place
    english = reader.get(address, {"measure": "rank", "lang": "en"}).content.decode()
    assert "31 provinces by growth from the highest to the lowest" in english
