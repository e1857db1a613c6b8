"""The export page: one choice, every form of it, and a sentence for what cannot be had."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.export import FORMATS, workbook
from fangzhi.indicators.models import Figure
from fangzhi.web.answers import BOM

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import StreamingHttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

CHOICE = {"indicator": "patent_applications", "from": "2014", "region": "350000", "measure": "level"}


def taken(client: Client, ending: str, **query: str) -> bytes:
    response: StreamingHttpResponse = client.get(f"/export{ending}", query)  # type: ignore[assignment]
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def test_the_page_asks_few_questions_and_offers_every_form(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        html = reader.get("/export", CHOICE).content.decode()
    for made in FORMATS.values():
        assert f'formaction="/export{made.ending}"' in html
    assert 'value="patent_applications" checked' in html
    assert "所选数据至多 3 条" in html
    assert catalogue().version in html


def test_the_page_speaks_english(page: Callable[..., str]) -> None:
    html = page("/export", lang="en", group="filing")
    assert "Take the file" in html
    assert 'value="filing" checked' in html


@pytest.mark.parametrize("ending", [made.ending for made in FORMATS.values()])
def test_the_figures_can_be_taken_in_every_form(reader: Client, ending: str) -> None:
    assert len(taken(reader, ending, **CHOICE)) > 300


def test_csv_holds_what_was_chosen_with_a_mark_for_excel(reader: Client) -> None:
    text = taken(reader, ".csv", bom="1", **CHOICE).decode()
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert [row["value"] for row in rows] == ["58075", "10423"]
    assert rows[0]["digest"][:16] in rows[0]["citation"]


def test_years_are_a_range_or_named_one_by_one(reader: Client) -> None:
    def years(**query: str) -> set[str]:
        text = taken(reader, ".csv", **query).decode()
        return {row["year"] for row in csv.DictReader(io.StringIO(text))}

    assert years(**{"from": "2014"}) == {"2014"}
    assert years(**{"from": "2014", "to": "2013"}) == {"2013", "2014"}
    assert years(year="2014") == {"2014"}
    assert "2013" in years(to="2013")


def test_json_says_what_is_chosen_and_where_the_files_are(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        facts = json.loads(reader.get("/export.json", CHOICE).content)
    assert facts["indicators"] == ["patent_applications"]
    assert facts["figures_at_most"] == 3
    assert reader.get(facts["downloads"]["csv"]).status_code == 200


def test_the_structure_of_sdmx_can_be_taken(reader: Client) -> None:
    response = reader.get("/export/structure.xml")
    assert ElementTree.fromstring(response.content).tag.endswith("Structure")


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "nope"},
        {"group": "nope"},
        {"region": "999999"},
        {"year": "20x3"},
        {"from": "<b>"},
        {"to": "99999999999999999999"},
        {"measure": "size"},
    ],
)
def test_what_does_not_exist_is_named_and_nothing_is_sent(reader: Client, wrong: dict[str, str]) -> None:
    response = reader.get("/export", wrong)
    assert response.status_code == 400
    html = response.content.decode()
    assert 'role="alert"' in html
    assert "<b>" not in html.split('role="alert"')[1].split("</p>")[0]
    for ending in (".csv", ".parquet", ".json"):
        refused = reader.get(f"/export{ending}", wrong)
        assert refused.status_code == 400
        assert json.loads(refused.content)["error"]


def test_too_many_figures_for_a_workbook_is_said_on_the_page(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    response = reader.get("/export.xlsx", {"year": "2013", "group": "filing"})
    assert response.status_code == 400
    html = response.content.decode()
    assert "CSV 或 Parquet" in html
    assert 'value="filing" checked' in html


def test_an_empty_choice_says_so(reader: Client) -> None:
    Figure.objects.all().delete()
    assert "没有符合选择的数据" in reader.get("/export").content.decode()
