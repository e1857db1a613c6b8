"""Every page: in both languages, with its twins, within eight queries, safe against what documents
contain."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from fangzhi.indicators.models import Correction, Figure, Source
from tests.examples import FUJIAN, FUJIAN_REVISED, HOSTILE, NOTHING
from tests.web.conftest import keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

MOST_QUERIES = 8
ADDRESSES = (
    "/",
    "/regions/350000/2014",
    "/regions/540000/2013",
    "/indicators",
    "/indicators/patent_applications",
    "/compare",
    "/sources",
    "/sources/{document}",
    "/sources/{shipped}",
    "/documents",
    "/documents/{document}",
    "/documents/{shipped}",
    "/figures/{figure}",
    "/figures/{shipped_figure}",
    "/corrections",
)


def filled(address: str) -> str:
    """An address with the ids of what is kept."""
    own = Figure.objects.filter(source__name="report.txt").first()
    other = Figure.objects.exclude(source__name="report.txt").first()
    assert own
    assert other
    return address.format(
        document=own.source.code, shipped=other.source.code, figure=own.code, shipped_figure=other.code
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_at_most_eight_questions(
    editor: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = filled(address)
    for twin in ("", ".json", ".csv"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert editor.get(("/overview" if twin and address == "/" else address) + twin).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_speaks_chinese_by_default_and_english_when_asked(reader: Client, address: str) -> None:
    address = filled(address)
    chinese = reader.get(address)
    assert chinese.headers["Content-Language"] == "zh-CN"
    assert '<html lang="zh-CN">' in chinese.content.decode()
    assert "总览" in chinese.content.decode()
    english = reader.get(address, {"lang": "en"}).content.decode()
    assert '<html lang="en">' in english
    assert "Overview" in english
    assert "总览" not in english


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_also_json_and_csv(reader: Client, address: str) -> None:
    address = filled(address)
    path = "/overview" if address == "/" else address
    assert isinstance(json.loads(reader.get(path + ".json").content), dict)
    table = list(csv.reader(io.StringIO(reader.get(path + ".csv").content.decode())))
    assert len(table[0]) > 3
    assert {len(row) for row in table} == {len(table[0])}


def test_the_root_has_its_twins_at_the_root(reader: Client) -> None:
    assert reader.get("/.json").content == reader.get("/overview.json").content
    assert reader.get("/.csv").status_code == 200


def test_the_choice_of_language_is_remembered_and_stays_in_links(reader: Client) -> None:
    page = reader.get("/", {"lang": "en"}).content.decode()
    assert 'href="/documents?lang=en"' in page
    assert "Overview" in reader.get("/").content.decode()
    assert "总览" in reader.get("/", {"lang": "zh"}).content.decode()


def test_the_language_switch_keeps_page_and_filters(page: Callable[..., str]) -> None:
    html = page("/", indicator="patent_grants", year="2013", scale="wan")
    assert "/?indicator=patent_grants&amp;year=2013&amp;scale=wan&amp;lang=en" in html


def test_a_region_that_reports_nothing_is_no_zero(reader: Client) -> None:
    facts = json.loads(reader.get("/overview.json", {"year": "2014"}).content)
    regions = {one["region"]: one for one in facts["regions"]}
    assert regions["350000"]["figure"]["value"] == 58075
    assert regions["110000"] == {
        "region": "110000",
        "name_zh": "北京市",
        "reported": False,
        "rank": None,
        "figure": None,
        "instead": None,
    }
    html = reader.get("/", {"year": "2014"}).content.decode()
    assert "未报告" in html


def test_the_leading_region_comes_first_and_its_bar_is_longest(page: Callable[..., str]) -> None:
    html = page("/", year="2014", indicator="patent_applications")
    assert html.index("58,075") < html.index("25,594")
    assert '<rect width="100.0%"' in html


def test_a_document_loaded_later_does_not_outrank_the_shipped_figures(page: Callable[..., str]) -> None:
    shipped = Figure.objects.get(
        region="340000", year=2013, indicator="patent_applications", measure="level", place=""
    )
    code = keep("2013年，安徽省专利申请量达12.33万件。", "tour.txt").document
    own = Figure.objects.get(source__code=code)
    html = page("/", year="2013", indicator="patent_applications")
    assert f"/figures/{shipped.code}" in html
    assert f"/figures/{own.code}" not in html
    assert f'安徽</a><span class="measure">{shipped.source}</span>' in html
    region = page("/regions/340000/2013")
    assert region.index(f"/figures/{shipped.code}") < region.index(f"/figures/{own.code}")
    assert '<span class="measure">tour.txt</span>' in region


def test_the_map_is_also_a_picture(reader: Client) -> None:
    response = reader.get("/overview.svg", {"year": "2014", "indicator": "patent_applications"})
    assert response.headers["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)
    said = " ".join(text.strip() for text in root.itertext())
    assert "专利申请量 · 2014年 (件)" in said
    assert "5.81万" in said
    assert "report.txt" in said


def test_the_name_of_the_corps_is_short_enough_for_its_tile(page: Callable[..., str]) -> None:
    html = page("/", year="2013")
    assert '<span class="tile-name">兵团</span>' in html
    assert '<span class="tile-name">XPCC</span>' in page("/", year="2013", lang="en")


def test_the_corps_is_shown_without_a_rank(reader: Client) -> None:
    facts = json.loads(reader.get("/overview.json", {"year": "2013"}).content)
    corps = next(one for one in facts["regions"] if one["region"] == "660000")
    assert corps["reported"]
    assert corps["rank"] is None


def test_numbers_can_be_read_in_wan_with_the_exact_value_beside(page: Callable[..., str]) -> None:
    html = page("/regions/350000/2014", scale="wan")
    assert '<data value="58075" title="58,075 件">5.81万' in html


def test_every_value_of_a_page_leads_to_its_figure(page: Callable[..., str]) -> None:
    html = page("/regions/350000/2014")
    for code in Figure.objects.filter(region="350000", year=2014).values_list("code", flat=True):
        assert f"/figures/{code}" in html


def test_a_figure_shows_its_sentence_with_the_number_marked(page: Callable[..., str]) -> None:
    figure = Figure.objects.get(quote="58075件")
    html = page(f"/figures/{figure.code}")
    assert "2014年，全省专利申请量达<mark>58075件</mark>，同比增长8.4%" in html


def test_a_figure_without_its_text_says_so_and_offers_to_load_it(reader: Client) -> None:
    address = filled("/figures/{shipped_figure}")
    html = reader.get(address).content.decode()
    assert "此处未保存原句" in html
    assert 'href="/upload"' in html
    assert json.loads(reader.get(address + ".json").content)["sentence"] is None


def test_a_document_shows_its_text_with_every_reading_marked(reader: Client) -> None:
    html = reader.get(filled("/documents/{document}")).content.decode()
    figures = Figure.objects.filter(source__name="report.txt")
    for figure in figures:
        assert f'id="f{figure.code}"' in html
    assert html.count('class="figure auto"') == figures.count()
    assert html.count('<h2 class="heading"') == 2


def test_the_text_of_a_document_is_in_its_json_and_offsets_refer_to_it(reader: Client) -> None:
    facts = json.loads(reader.get(filled("/documents/{document}") + ".json").content)
    assert facts["text"] == FUJIAN
    assert all(facts["text"][one["start"] : one["end"]] == one["quote"] for one in facts["figures"])


def test_a_hostile_document_stays_text(reader: Client) -> None:
    code = keep(HOSTILE, "<b>hostile</b>.txt").document
    figure = Figure.objects.get(source__code=code)
    for address in (f"/documents/{code}", f"/figures/{figure.code}", "/documents", "/regions/350000/2014"):
        html = reader.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<b>hostile" not in html
    assert "{{ 7*7 }}{% raw %}" in reader.get(f"/documents/{code}").content.decode()


def test_a_long_document_is_shown_in_parts(reader: Client) -> None:
    long = "".join(
        f"### 福建省\n\n2014年，专利授权量{1000 + at}件。{'工作稳步推进。' * 50}\n\n" for at in range(60)
    )
    code = keep(long, "long.txt").document
    first = reader.get(f"/documents/{code}").content.decode()
    assert "第 1 部分" in first
    last = Figure.objects.filter(source__code=code).latest("start")
    assert last.code not in first
    assert last.code in reader.get(f"/documents/{code}", {"at": last.start}).content.decode()


def test_a_superseded_document_says_so_and_names_the_newer_one(reader: Client) -> None:
    new = keep(FUJIAN_REVISED).document
    old = Source.objects.exclude(superseded_by=None).get()
    assert f"/documents/{new}" in reader.get(f"/documents/{old.code}").content.decode()
    assert f"/documents/{old.code}" in reader.get(f"/documents/{new}").content.decode()


def test_a_document_that_holds_nothing_says_so(reader: Client) -> None:
    code = keep(NOTHING, "nothing.txt").document
    assert "这份文献中没有读出数据" in reader.get(f"/documents/{code}").content.decode()


def test_a_region_without_figures_says_what_to_do(page: Callable[..., str]) -> None:
    html = page("/regions/350000/1999")
    assert "并不等于零" in html
    assert "/regions/350000/2014" in html


def test_a_series_breaks_where_its_unit_changes(page: Callable[..., str]) -> None:
    keep(FUJIAN.replace("2014", "2015"), "later.txt")
    Figure.objects.filter(year=2015).update(unit="项")
    assert "序列中断" in page("/indicators/patent_applications")


def test_an_indicator_without_a_year_opens_its_latest_year(page: Callable[..., str]) -> None:
    assert "2014年</h1>" in page("/", indicator="patent_grants")
    assert "2013年</h1>" in page("/", indicator="pledge_loan_amount")


def test_an_indicator_page_names_its_id_and_keeps_it_in_its_form(editor: Client) -> None:
    html = editor.get("/indicators/patent_applications").content.decode()
    assert "<code>patent_applications</code>" in html
    assert 'action="/indicators/patent_applications"' in html


def test_an_empty_installation_offers_to_load(db: None, client: Client) -> None:
    html = client.get("/").content.decode()
    assert "尚无数据" in html
    assert 'href="/upload"' in html


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/regions/999999/2013",
        "/indicators/nothing",
        "/documents/0123456789abcdef",
        "/figures/0123456789abcdef0123",
        "/?indicator=nothing",
        "/?measure=nothing",
        "/overview.svg?measure=nothing",
        "/indicators/patent_applications?measure=nothing",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(reader: Client, address: str) -> None:
    response = reader.get(address)
    assert response.status_code == 404
    assert '<p class="lead">' in response.content.decode()


@pytest.mark.parametrize("address", ["/sign-out", "/upload/0/keep", "/figures/0123456789abcdef0123/correct"])
def test_an_address_that_only_takes_forms_says_so(reader: Client, address: str) -> None:
    response = reader.get(address)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "这个地址只接收表单" in response.content.decode()


def test_a_missing_twin_answers_in_json(reader: Client) -> None:
    response = reader.get("/figures/0123456789abcdef0123.json")
    assert response.status_code == 404
    assert "error" in json.loads(response.content)


@pytest.mark.parametrize(
    "query", ["year=abcd", "year=٢٠١٣", "page=-1", "page=9999999999", "at=-5", "year=99999"]
)
def test_odd_filters_break_nothing(reader: Client, query: str) -> None:
    for address in ("/", filled("/documents/{document}"), "/regions/350000/2014", "/documents"):
        assert reader.get(f"{address}?{query}").status_code == 200


def test_a_fault_of_ours_shows_a_sentence_and_no_traceback(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("fangzhi.indicators.figures.years", broken)
    reader.raise_request_exception = False
    response = reader.get("/")
    assert response.status_code == 500
    assert "程序出错" in response.content.decode()
    assert "secret detail" not in response.content.decode()


def test_headers_allow_nothing_from_elsewhere(reader: Client) -> None:
    headers = reader.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_carries_no_inline_script_or_style(reader: Client, address: str) -> None:
    html = reader.get(filled(address)).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count("<script src=")


def test_a_broken_catalogue_of_the_office_leaves_the_pages_standing(
    reader: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "office.csv"
    broken.write_text("id\nx\n", "utf-8")
    monkeypatch.setattr("fangzhi.web.reference.catalogue_files", lambda: [broken])
    assert reader.get("/indicators").status_code == 200


def test_the_health_page_answers(reader: Client) -> None:
    assert json.loads(reader.get("/healthz").content) == {"ok": True}


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        ("/regions/350000/2014", "figures"),
        ("/indicators/patent_applications", "figures"),
        ("/documents/{document}", "figures"),
    ],
)
def test_a_download_that_is_too_long_for_one_answer_says_where_it_goes_on(
    reader: Client, monkeypatch: pytest.MonkeyPatch, address: str, rows: str
) -> None:
    address = filled(address)
    whole = [one["id"] for one in json.loads(reader.get(address + ".json").content)[rows]]
    assert json.loads(reader.get(address + ".json").content)["next"] is None
    assert "Link" not in reader.get(address + ".csv").headers
    monkeypatch.setattr("fangzhi.indicators.figures.PART", 2)
    found, further = [], address + ".json"
    for _at in range(len(whole) + 1):
        facts = json.loads(reader.get(further).content)
        assert len(facts[rows]) <= 2
        found += [one["id"] for one in facts[rows]]
        further = facts["next"]
        if not further:
            break
    assert sorted(found) == sorted(whole)
    assert len(whole) > 2
    table = reader.get(address + ".csv")
    assert len(table.content.decode().splitlines()) == 3
    assert table.headers["Link"] == f'<{address}.csv?part=2>; rel="next"'


def test_the_downloads_of_the_lists_hold_every_row(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangzhi.web.pages.documents.LISTED", 1)
    assert len(json.loads(editor.get("/documents.json").content)["documents"]) == Source.objects.count() > 1
    assert len(editor.get("/documents.csv").content.decode().splitlines()) == Source.objects.count() + 1
    monkeypatch.setattr("fangzhi.web.pages.corrections.LISTED", 1)
    for figure in Figure.objects.filter(source__name="report.txt")[:2]:
        editor.post(f"/figures/{figure.code}/correct", {"rejected": "on"})
    assert len(json.loads(editor.get("/corrections.json").content)["corrections"]) == 2
    assert len(editor.get("/corrections.csv").content.decode().splitlines()) == 3
    assert 'href="/corrections?page=2"' in editor.get("/corrections").content.decode()
    assert Correction.objects.earliest("pk").quote in editor.get("/corrections?page=2").content.decode()


def test_a_spreadsheet_takes_no_cell_for_a_formula(reader: Client) -> None:
    Figure.objects.filter(quote="58075件").update(place="=HYPERLINK(1)")
    table = reader.get("/regions/350000/2014.csv").content.decode()
    assert "'=HYPERLINK(1)" in table


def test_the_download_for_spreadsheets_has_a_byte_order_mark(reader: Client) -> None:
    assert reader.get("/documents.csv", {"bom": "1"}).content.startswith(b"\xef\xbb\xbf")
    assert not reader.get("/documents.csv").content.startswith(b"\xef\xbb\xbf")
