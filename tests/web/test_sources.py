"""The source library: everything figures stand in, and the figures of one."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from fangzhi.indicators.models import Figure, Source, Table
from fangzhi.web.pages import sources
from tests.examples import FUJIAN_REVISED
from tests.web.conftest import keep

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries


@pytest.fixture
def table(reader: Client) -> Source:
    """An official table with one figure."""
    source = Source.objects.create(
        kind="table", code="a" * 16, digest="a" * 64, name="grants.csv", title="<表 1-1>", publisher="统计局",
        year=2014, loaded_at=timezone.now(), loaded_by="tester",
    )  # fmt: skip
    Table.objects.create(
        source=source, number="表1-1", approval="国统制〔2014〕1号", vintage="2015-05", scope="provinces31",
        final=True, mapping="grants@1", file="grants.csv", file_digest="b" * 64, figures=1,
    )  # fmt: skip
    Figure.objects.create(
        code="a" * 20, source=source, start=7, end=2, quote="37857", region="350000",
        indicator="patent_grants", measure="level", period="2014", year=2014, value="37857", number=37857,
        unit="件", qualifier="exact", resolution="1", status="actual", rule="table/grants@1",
    )  # fmt: skip
    return source


def test_the_library_lists_every_source_with_what_it_says_of_itself(reader: Client, table: Source) -> None:
    facts = {one["id"]: one for one in json.loads(reader.get("/sources.json").content)["sources"]}
    assert facts.keys() == set(Source.objects.values_list("code", flat=True))
    own = facts[table.code]
    assert (own["kind"], own["number"], own["approval"]) == ("table", "表1-1", "国统制〔2014〕1号")
    assert (own["vintage"], own["scope"], own["final"], own["figures"]) == ("2015-05", "provinces31", True, 1)
    rows = list(csv.DictReader(io.StringIO(reader.get("/sources.csv").content.decode())))
    assert {row["digest"] for row in rows} == set(Source.objects.values_list("digest", flat=True))
    html = reader.get("/sources").content.decode()
    assert "&lt;表 1-1&gt;" in html
    assert "31 个省区市" in html


def test_one_kind_can_be_chosen(reader: Client, table: Source) -> None:
    facts = json.loads(reader.get("/sources.json", {"kind": "table"}).content)
    assert [one["id"] for one in facts["sources"]] == [table.code]
    assert "没有保存此类来源" in reader.get("/sources", {"kind": "query"}).content.decode()
    assert reader.get("/sources", {"kind": "novel"}).status_code == 404


def test_a_table_shows_its_figures_with_their_cells(reader: Client, table: Source) -> None:
    html = reader.get(f"/sources/{table.code}").content.decode()
    assert "<code>B7</code>" in html
    assert "37,857" in html
    assert f"/figures/{'a' * 20}" in html
    assert "/documents/" not in html.split("<main")[1]


def test_a_document_links_to_its_text(reader: Client) -> None:
    code = Source.objects.get(name="report.txt").code
    assert f'href="/documents/{code}"' in reader.get(f"/sources/{code}").content.decode()


def test_the_page_of_a_document_leads_on_when_the_source_is_a_table(reader: Client, table: Source) -> None:
    assert reader.get(f"/documents/{table.code}").headers["Location"] == f"/sources/{table.code}"


def test_a_superseded_source_leads_to_the_newer_one(reader: Client) -> None:
    keep(FUJIAN_REVISED)
    old = Source.objects.get(superseded_by__isnull=False)
    newer = old.superseded_by.code
    assert f"/sources/{newer}" in reader.get(f"/sources/{old.code}").content.decode()
    assert f"/sources/{old.code}" in reader.get(f"/sources/{newer}").content.decode()


def test_long_lists_come_page_by_page_with_as_many_questions(
    reader: Client,
    table: Source,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(sources, "LISTED", 1)
    assert "/sources?page=2" in reader.get("/sources").content.decode()
    assert "较新的来源" in reader.get("/sources", {"page": "2"}).content.decode()
    shipped = Source.objects.order_by("pk").first()
    assert len(json.loads(reader.get("/sources.json").content)["sources"]) == Source.objects.count()
    monkeypatch.setattr(sources, "FIGURES_IN_A_TWIN", 10)
    for number in ("1", "2"):
        with django_assert_num_queries(2):
            facts = json.loads(reader.get(f"/sources/{shipped.code}.json", {"part": number}).content)
        assert len(facts["figures"]) == 10
        assert facts["next"] == f"/sources/{shipped.code}.json?part={int(number) + 1}"
    last = json.loads(reader.get(f"/sources/{shipped.code}.json", {"part": "999"}).content)
    assert (last["figures"], last["next"]) == ([], None)


def test_an_unknown_source_is_said(reader: Client) -> None:
    response = reader.get("/sources/0000000000000000")
    assert response.status_code == 404
    assert "没有此编号的来源" in response.content.decode()
