"""The pages of the patent database: what they show, what they say where something is missing, who keeps
what."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.patents.search import build
from fangzhi.web import saved_searches
from fangzhi.web.models import SavedSearch
from fangzhi.web.pages.patents.showing import pieces, snippet
from tests.patents.search_store import plant, record

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

HOSTILE = "<script>alert(1)</script>石墨烯"
RECORDS = [
    record(1, "石墨烯电池", "一种石墨烯电池的制备方法。" * 20, application_date=date(2013, 5, 1)),
    record(2, "石墨烯涂层", type="utility_model", application_date=date(2012, 5, 1),
           grant_date=date(2013, 1, 9), until=date(2022, 5, 1),
           applicants=["福州甲乙新能源有限公司", "A/B Co., Ltd. <b>"]),
    record(3, "水杯", type="design", application_date=date(2012, 2, 2), grant_date=date(2012, 9, 5)),
    record(4, HOSTILE, HOSTILE, application_date=date(2011, 2, 2), region="330106", province="330000",
           prefecture="330100", county="330106", applicants=["宣城工业大学"]),
    record(5, "Battery", country="JP", region=None, province=None, prefecture=None, county=None),
]  # fmt: skip
NUMBERS = [one["application_number"] for one in RECORDS]
ADDRESSES = (
    "/patents",
    "/patents?year=2012",
    "/patents?count=grants&year=2013",
    "/patents?count=in_force",
    "/patents/search",
    "/patents/search?q=石墨烯",
    "/patents/search?q=石墨烯&region=350000&type=invention&status=ungranted&year=2013&ipc=H01M",
    "/patents/search?q=没有这个",
    "/patents/search?region=JP&order=relevance",
    f"/patents/{NUMBERS[0]}",
    f"/patents/{NUMBERS[2]}",
    "/patents/applicants/福州甲乙新能源有限公司",
    "/patents/counts?period=2013",
    "/patents/counts?by=industry&scheme=own&then=year&period=",
    "/patents/industries",
    "/patents/industries/sei2021/1.2",
    "/patents/industries/own/cells",
    "/patents/search?industry=own/cells",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with five indexed records."""
    home = tmp_path_factory.mktemp("patents")
    plant(home, RECORDS)
    build(home)
    own(home)
    return home


def own(home: Path) -> None:
    """An industry of the office itself: every patent on cells."""
    folder = home / "patents" / "industries"
    folder.mkdir()
    rule = {"include": ["H01M*"], "exclude": ["H01M4*"], "keywords": ["电池"], "condition": "动力电池"}
    branches = [{"id": "cells", "name_zh": "电池产业", "name_en": "Cells", "rules": [rule]}]
    branches.append({"id": "none", "name_zh": "空", "rules": [{"include": ["A01B*"]}]})
    scheme = {"id": "own", "name_zh": "本地产业", "verified": True, "branches": branches}
    (folder / "own.json").write_text(json.dumps(scheme), encoding="utf-8")


@pytest.fixture
def reader(db: None, store: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who reads without signing in."""
    monkeypatch.setenv("FANGZHI_HOME", str(store))
    return Client()


@pytest.fixture
def empty(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who reads where nothing was loaded."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    return Client()


def signed_in(client: Client, name: str = "editor") -> Client:
    """The same client with somebody signed in."""
    client.force_login(User.objects.create_user(name))
    return client


def html(client: Client, address: str, status: int = 200) -> str:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_speaks_both_languages_and_says_that_records_are_synthetic(
    reader: Client, address: str
) -> None:
    assert "合成数据" in html(reader, address)
    english = html(reader, f"{address}{'&' if '?' in address else '?'}lang=en")
    assert "Synthetic records: none of these patents exists." in english
    assert "专利概览" not in english


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_the_database_of_figures_nothing(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    with django_assert_max_num_queries(0):
        html(reader, address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_also_data(reader: Client, address: str) -> None:
    path, _mark, query = address.partition("?")
    facts = json.loads(reader.get(f"{path}.json?{query}").content)
    assert facts["snapshot"] == "a1"
    response = reader.get(f"{path}.csv?{query}")
    table = list(csv.reader(io.StringIO(response.getvalue().decode())))
    assert {len(row) for row in table} == {len(table[0])}


def test_the_overview_counts_by_type_place_and_year(reader: Client) -> None:
    page = html(reader, "/patents")
    assert "专利申请量 · 全部年份" in page
    assert "福建居首：3。" in page
    facts = json.loads(reader.get("/patents.json?count=grants").content)
    assert facts["totals"]["grants"] == {"utility_model": 1, "design": 1}
    assert {(one["year"], one["type"]) for one in facts["cells"]} == {
        (2013, "utility_model"),
        (2012, "design"),
    }
    assert facts["top_applicants"][0] == {"name": "福州甲乙新能源有限公司", "kind": "enterprise", "number": 4}


def test_the_overview_of_what_is_in_force_is_that_of_today(reader: Client) -> None:
    facts = json.loads(reader.get("/patents.json?count=in_force").content)
    assert facts["totals"]["in_force"] == {"design": 1}
    assert timezone.localdate().isoformat() in html(reader, "/patents?count=in_force&lang=en")


def test_beside_the_counts_of_a_year_stands_what_was_in_force_at_its_end(reader: Client) -> None:
    facts = json.loads(reader.get("/patents.json?year=2013").content)
    assert facts["totals"]["in_force"] == {"utility_model": 1, "design": 1}
    assert "有效（2013年12月31日）" in html(reader, "/patents?year=2013")
    stock = json.loads(reader.get("/patents.json?count=in_force&year=2012").content)
    assert (stock["year"], stock["totals"]["in_force"]) == (2012, {"design": 1})
    assert "<h1>有效专利量 · 2012年12月31日</h1>" in html(reader, "/patents?count=in_force&year=2012")


def test_beside_the_counts_of_this_year_stands_what_is_in_force_today(empty: Client, tmp_path: Path) -> None:
    today = timezone.localdate()
    day = today.replace(month=1, day=1)
    plant(tmp_path, [record(1, "灯", application_date=day, grant_date=day, until=today + timedelta(1))])
    page = html(empty, f"/patents?year={today.year}&lang=en")
    assert f"In force on {today}" in page
    facts = json.loads(empty.get(f"/patents.json?count=in_force&year={today.year}").content)
    assert facts["totals"]["in_force"] == {"invention": 1}


def test_the_country_of_the_overview_is_domestic_and_those_from_abroad_stand_beside(reader: Client) -> None:
    page = html(reader, "/patents?year=2013")
    assert "另有国外申请人 1 件，合计 2 件。" in page
    facts = json.loads(reader.get("/patents.json?year=2013").content)
    assert facts["totals"]["applications"] == {"invention": 1}
    assert facts["abroad"]["applications"] == {"invention": 1}
    listed = json.loads(reader.get("/patents/records.json?column=applications&period=2013").content)
    assert listed["total"] == 1


@pytest.mark.parametrize("query", ["", "year=2012", "count=grants&year=2013", "count=in_force&year=2013"])
def test_every_number_of_the_overview_opens_its_records(reader: Client, query: str) -> None:
    page = html(reader, f"/patents?{query}")
    links = re.findall(r'<a href="(/patents/records[^"]*)">([\d,]+)</a>', page)
    assert links
    for address, number in links:
        path, _mark, asked = unescape(address).partition("?")
        assert json.loads(reader.get(f"{path}.json?{asked}").content)["total"] == int(number), address


@pytest.mark.parametrize("query", ["count=nothing", "year=1990", "year=x", "year=99999999", "scheme=own"])
def test_an_overview_of_what_is_not_there_is_not_found(reader: Client, query: str) -> None:
    assert "请" in html(reader, f"/patents?{query}", 404)


def test_a_search_shows_what_it_found_highlighted_with_counts(reader: Client) -> None:
    page = html(reader, "/patents/search?q=石墨烯电池")
    assert "命中 1 件专利" in page
    assert "<mark>石墨烯电池</mark>" in page
    assert "…" in page
    everything = json.loads(reader.get("/patents/search.json").content)
    assert everything["total"] == 5
    assert everything["facets"]["type"] == {"invention": 3, "design": 1, "utility_model": 1}
    assert everything["facets"]["province"] == {"350000": 3, "330000": 1, "JP": 1}
    assert everything["next"] is None


def test_a_facet_narrows_and_is_taken_away_again(reader: Client) -> None:
    page = html(reader, "/patents/search?q=石墨烯")
    assert "type=utility_model" in page
    narrowed = html(reader, "/patents/search?q=石墨烯&type=utility_model")
    assert "命中 1 件专利" in narrowed
    assert 'title="取消此条件"' in narrowed


def test_prefectures_are_counted_within_a_province(reader: Client) -> None:
    assert "福州市" not in html(reader, "/patents/search")
    assert "福州市" in html(reader, "/patents/search?region=350000")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=“石墨烯", "引号没有成对"),
        ("q=石墨烯 OR", "两边都要有词"),
        ("year=13", "不是年份"),
        ("filed_from=2013-13-01", "不是日期"),
        ("filed_from=2013-02-01&filed_to=2013-01-01", "对调"),
        ("region=福建", "不是地区代码"),
        ("type=patent", "这种类型"),
        ("ipc=电池", "不是分类号"),
    ],
)
def test_what_cannot_be_understood_is_answered_by_a_sentence_and_kept_in_the_form(
    reader: Client, query: str, said: str
) -> None:
    page = html(reader, f"/patents/search?{query}", 400)
    assert said in page
    assert 'role="alert"' in page
    for twin in ("json", "csv", "jsonl"):
        response = reader.get(f"/patents/search.{twin}?{query}")
        assert response.status_code == 400
        assert said in response.json()["error"]


def test_a_search_that_finds_nothing_says_what_to_do(reader: Client) -> None:
    page = html(reader, "/patents/search?q=没有这个&type=design")
    assert "没有记录同时满足这些条件" in page
    assert "去掉条件" in page


def test_everything_found_can_be_taken_as_a_file(reader: Client) -> None:
    response = reader.get("/patents/search.csv?q=石墨烯&bom=1")
    text = response.getvalue().decode()
    assert text.startswith("\ufeffnumber,status,type,title")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="patents-synthetic-')
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {row["title"] for row in rows} == {"石墨烯电池", "石墨烯涂层", HOSTILE}
    lines = reader.get("/patents/search.jsonl?q=石墨烯").getvalue().decode().splitlines()
    assert {json.loads(line)["title"] for line in lines} == {row["title"] for row in rows}


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance"])
def test_the_file_is_in_the_order_of_the_page(reader: Client, order: str) -> None:
    page = json.loads(reader.get(f"/patents/search.json?order={order}").content)["records"]
    for twin in ("csv", "jsonl"):
        text = reader.get(f"/patents/search.{twin}?order={order}").getvalue().decode()
        rows = csv.DictReader(io.StringIO(text)) if twin == "csv" else map(json.loads, text.splitlines())
        assert [row["number"] for row in rows] == [one["number"] for one in page]


def test_a_long_list_goes_on_to_further_pages(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    plant(tmp_path, [record(at, "灯") for at in range(1, 46)])
    build(tmp_path)
    reader = Client()
    first = json.loads(reader.get("/patents/search.json?q=灯").content)
    assert (first["total"], len(first["records"])) == (45, 20)
    third = json.loads(reader.get("/patents/search.json?q=灯&page=3").content)
    assert (len(third["records"]), third["next"]) == (5, None)
    assert "page=2" in first["next"]
    assert "第3页" in html(reader, "/patents/search?q=灯&page=3")
    assert json.loads(reader.get("/patents/search.json?q=灯&page=999999").content)["records"] == []


@pytest.mark.parametrize("form", ["{0}{1}", "{0}.{1}", "{0}"])
def test_a_patent_is_found_by_its_number_with_and_without_check_digit(reader: Client, form: str) -> None:
    number = NUMBERS[1]
    page = html(reader, "/patents/" + form.format(number[:-1], number[-1]))
    assert "石墨烯涂层" in page
    assert "2013-01-09" in page
    assert "失效，2022-05-01终止" in page


def test_the_time_line_of_a_patent_goes_from_filing_to_its_end(reader: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(reader.get(f"/patents/{NUMBERS[1]}.csv").content.decode())))
    assert [(row["day"], row["kind"]) for row in rows] == [
        ("2012-05-01", "filing"),
        ("2012-05-01", "publication"),
        ("2013-01-09", "grant"),
        ("2022-05-01", "expiry"),
    ]


def test_a_patent_in_force_shows_how_long_it_may_last(reader: Client) -> None:
    page = html(reader, f"/patents/{NUMBERS[2]}?lang=en")
    assert "Patent in force" in page
    assert "at most until 2099-01-01" in page
    assert "to come" in page
    assert "Locarno class" in page


def test_the_data_of_a_patent_hold_its_record(reader: Client) -> None:
    facts = json.loads(reader.get(f"/patents/{NUMBERS[1]}.json").content)
    assert facts["application_number"] == NUMBERS[1]
    assert facts["status"] == "ended"
    assert facts["in_force"] == [{"since": "2013-01-09", "until": "2022-05-01", "ended_by": "expired"}]
    assert facts["synthetic"] is True


@pytest.mark.parametrize("before", ["ZL", "CN", "zl ", "专利号："])
def test_a_patent_is_found_by_its_number_as_it_is_printed(reader: Client, before: str) -> None:
    number = NUMBERS[1]
    assert "石墨烯涂层" in html(reader, f"/patents/{before}{number[:-1]}.{number[-1]}")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("201310000999", "没有号码为 201310000999.5 的记录"),
        ("ZL202420008097.X", "没有号码为 202420008097.X 的记录"),
        ("201350000999", "“201350000999”不是申请号"),
        ("CN107123456A", "“CN107123456A”不是申请号"),
        ("<b>", "“&lt;b&gt;”不是申请号"),
    ],
)
def test_a_number_without_record_is_not_found(reader: Client, number: str, said: str) -> None:
    page = html(reader, f"/patents/{number}", 404)
    assert said in page
    assert "/patents/search?q=" in page
    assert unescape(said) in reader.get(f"/patents/{number}.json").json()["error"]


@pytest.mark.parametrize("before", ["", "ZL"])
def test_of_a_wrong_check_digit_the_right_one_is_said(reader: Client, before: str) -> None:
    digits, right = NUMBERS[0][:-1], NUMBERS[0][-1]
    wrong = "4" if right != "4" else "5"
    page = html(reader, f"/patents/{before}{digits}.{wrong}", 404)
    assert f"{digits}.{wrong} 的校验位不对，应为 {right}" in page
    assert f'href="/patents/{digits}.{right}"' in page
    assert reader.get(f"/patents/{before}{digits}.{wrong}.json").json()["expected"] == f"{digits}.{right}"


def test_an_applicant_has_a_profile(reader: Client) -> None:
    page = html(reader, "/patents/applicants/福州甲乙新能源有限公司")
    assert "专利申请 4 件，2012–2013；有效：1。" in page
    assert "/patents/search?name=" in page
    assert "石墨烯涂层" in html(reader, "/patents/applicants/A/B%20Co.,%20Ltd.%20%3Cb%3E")
    assert "请用名称的一部分检索" in html(reader, "/patents/applicants/没有", 404)


def test_an_industry_counts_the_patents_whose_classes_fit_its_rules(reader: Client) -> None:
    rows = json.loads(reader.get("/patents/industries.json").content)["industries"]
    counted = {row["industry"]: row["patents"] for row in rows}
    assert counted["own/cells"] == 3
    assert {row["industry"]: row["abroad"] for row in rows}["own/cells"] == 1
    assert counted["own/none"] == 0
    assert len([name for name in counted if name.startswith("sei2021/")]) == 40
    facts = json.loads(reader.get("/patents/industries/own/cells.json").content)
    assert facts["total"] == 4
    assert json.loads(reader.get("/patents/search.json?industry=own/cells").content)["total"] == 4
    assert json.loads(reader.get("/patents/search.json?industry=own/none").content)["total"] == 0


def test_every_count_of_an_industry_is_that_of_its_list(reader: Client) -> None:
    for row in json.loads(reader.get("/patents/industries.json").content)["industries"][:12]:
        found = json.loads(reader.get("/patents/search.json", {"industry": row["industry"]}).content)
        assert found["total"] == row["patents"] + row["abroad"], row
        listed = json.loads(reader.get("/patents/records.json", {"industry": row["industry"]}).content)
        assert listed["total"] == row["patents"], row


def test_industries_are_counted_in_a_year(reader: Client) -> None:
    rows = json.loads(reader.get("/patents/industries.json?year=2013").content)["industries"]
    assert {row["industry"]: (row["patents"], row["abroad"]) for row in rows}["own/cells"] == (1, 1)
    assert "period=2013" in html(reader, "/patents/industries?year=2013")
    command = {"by": "industry", "scheme": "own", "period": "2013"}
    [counted] = json.loads(reader.get("/patents/counts.json", command).content)["rows"]
    assert (counted["industry"], counted["value"]) == ("cells", 1)


def test_one_list_of_industries_can_be_asked_for(reader: Client) -> None:
    rows = json.loads(reader.get("/patents/industries.json?scheme=own").content)["industries"]
    assert {row["scheme"] for row in rows} == {"own"}


@pytest.mark.parametrize(
    ("query", "said"),
    [("year=1990", "请从列表中选择"), ("scheme=x", "sei2021, own"), ("count=x", "请用统计表")],
)
def test_industries_of_what_is_not_there_are_not_found(reader: Client, query: str, said: str) -> None:
    assert said in html(reader, f"/patents/industries?{query}", 404)
    assert said in reader.get(f"/patents/industries.json?{query}").json()["error"]


def test_the_source_of_the_industries_is_said_in_both_languages(reader: Client) -> None:
    assert "据第三方转录" in html(reader, "/patents/industries")
    english = html(reader, "/patents/industries?lang=en")
    assert "据第三方转录" not in english
    assert "from a transcription by others" in english


def test_an_industry_says_what_it_is_made_of(reader: Client) -> None:
    page = html(reader, "/patents/industries/own/cells")
    for said in ("cells 电池产业", "H01M*", "H01M4*", "动力电池", "专利申请 4 件，其中国外申请人 1 件"):
        assert said in page
    assert "未与官方文本核对" not in page
    assert "未与官方文本核对" in html(reader, "/patents/industries/sei2021/1.2")
    assert "没有记录属于该产业" in html(reader, "/patents/industries/own/none")


def test_an_unknown_industry_is_answered_by_a_sentence(reader: Client) -> None:
    assert "请从产业列表中选择" in html(reader, "/patents/industries/own/other", 404)
    assert "请从产业列表中选择" in html(reader, "/patents/search?industry=own/other", 400)


def test_a_file_of_industries_that_cannot_be_used_is_named(empty: Client, tmp_path: Path) -> None:
    plant(tmp_path, RECORDS)
    build(tmp_path)
    own(tmp_path)
    (tmp_path / "patents" / "industries" / "bad.json").write_text("{}", encoding="utf-8")
    assert "bad.json" in html(empty, "/patents/industries", 409)
    assert "命中 3 件专利" in html(empty, "/patents/search?q=石墨烯")


def test_what_records_contain_stays_text(reader: Client) -> None:
    for address in ("/patents/search?q=石墨烯", f"/patents/{NUMBERS[3]}", "/patents/applicants/宣城工业大学"):
        page = html(reader, address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
    assert "<b>" not in html(reader, f"/patents/{NUMBERS[1]}").replace('<b lang="zh">', "")


def test_an_empty_database_says_what_to_do(empty: Client) -> None:
    for address in ("/patents", "/patents/search?q=灯", f"/patents/{NUMBERS[0]}", "/patents/applicants/甲"):
        assert "fangzhi patents load" in html(empty, address)
        path, _mark, query = address.partition("?")
        response = empty.get(f"{path}.json?{query}")
        assert response.status_code == 404
        assert "fangzhi patents load" in response.json()["error"]


def test_a_database_without_index_says_what_to_do_and_shows_the_overview(
    empty: Client, tmp_path: Path
) -> None:
    plant(tmp_path, RECORDS)
    assert "fangzhi patents index" in html(empty, "/patents/search?q=灯")
    assert "福建居首" in html(empty, "/patents")
    assert "石墨烯电池" in html(empty, f"/patents/{NUMBERS[0]}")


def test_an_older_index_serves_and_says_so(empty: Client, tmp_path: Path) -> None:
    plant(tmp_path, RECORDS)
    build(tmp_path)
    plant(tmp_path, [record(9, "灯")], name="a2", parent="a1")
    page = html(empty, "/patents/search?q=石墨烯")
    assert "命中 3 件专利" in page
    assert "已有更新的快照" in page


# --- searches that are kept ---------------------------------------------------------------------------------


def test_who_is_not_signed_in_keeps_nothing(reader: Client) -> None:
    assert reader.get("/patents/saved").headers["Location"].startswith("/sign-in")
    assert reader.post("/patents/saved/keep", {"q": "灯"}).status_code == 403
    assert "收藏此检索" not in html(reader, "/patents/search?q=石墨烯")


def test_a_kept_search_tells_what_is_new_until_it_is_seen(empty: Client, tmp_path: Path) -> None:
    editor = signed_in(empty)
    plant(tmp_path, RECORDS)
    build(tmp_path)
    assert "还没有收藏的检索" in html(editor, "/patents/saved")
    assert "收藏此检索" in html(editor, "/patents/search?q=石墨烯")
    kept = editor.post("/patents/saved/keep", {"q": "石墨烯", "region": "350000", "title": "石墨烯（福建）"})
    assert kept.headers["Location"] == "/patents/saved"
    gone = RECORDS[0]["patent_id"]
    plant(tmp_path, [record(11, "石墨烯灯"), record(12, "水杯")], name="a2", parent="a1", gone=[gone])
    build(tmp_path)
    [row] = json.loads(editor.get("/patents/saved.json").content)["searches"]
    assert (row["title"], row["total"], row["new"], row["gone"]) == ("石墨烯（福建）", 2, 1, 1)
    number = row["id"]
    page = html(editor, f"/patents/saved/{number}")
    assert "石墨烯灯" in page
    assert "石墨烯涂层" not in page
    assert editor.post(f"/patents/saved/{number}/seen").status_code == 302
    assert json.loads(editor.get("/patents/saved.json").content)["searches"][0]["new"] == 0
    assert "没有新增" in html(editor, f"/patents/saved/{number}")
    editor.post(f"/patents/saved/{number}/drop")
    assert json.loads(editor.get("/patents/saved.json").content)["searches"] == []


def test_a_search_of_the_same_title_replaces_the_one_before(reader: Client) -> None:
    editor = signed_in(reader)
    editor.post("/patents/saved/keep", {"q": "石墨烯", "title": "甲"})
    editor.post("/patents/saved/keep", {"q": "水杯", "title": "甲"})
    [only] = SavedSearch.objects.all()
    assert only.asked == {"q": "水杯"}
    assert str(only) == "甲"


def test_a_kept_search_belongs_to_its_person(reader: Client) -> None:
    editor = signed_in(reader)
    editor.post("/patents/saved/keep", {"q": "石墨烯"})
    number = SavedSearch.objects.get().pk
    other = signed_in(Client(), "somebody")
    assert other.get(f"/patents/saved/{number}").status_code == 404
    assert other.post(f"/patents/saved/{number}/seen").status_code == 404
    assert other.post(f"/patents/saved/{number}/drop").status_code == 404
    assert json.loads(other.get("/patents/saved.json").content)["searches"] == []


def test_what_cannot_be_kept_is_refused_with_a_sentence(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = signed_in(reader)
    assert "引号没有成对" in editor.post("/patents/saved/keep", {"q": "“灯"}).content.decode()
    monkeypatch.setattr(saved_searches, "MOST_RECORDS", 2)
    assert "命中3件" in editor.post("/patents/saved/keep", {"q": "石墨烯"}).content.decode()
    monkeypatch.setattr(saved_searches, "MOST_SAVED", 1)
    assert editor.post("/patents/saved/keep", {"q": "水杯"}).status_code == 302
    assert "请先移除一个" in editor.post("/patents/saved/keep", {"q": "battery"}).content.decode()


def test_a_kept_search_that_is_no_longer_understood_says_why(reader: Client) -> None:
    editor = signed_in(reader)
    editor.post("/patents/saved/keep", {"q": "石墨烯", "title": "甲"})
    SavedSearch.objects.update(asked={"q": "“石墨烯", "unknown": 1})
    assert "引号没有成对" in html(editor, "/patents/saved")


def test_the_list_of_kept_searches_asks_the_same_however_many_there_are(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    editor = signed_in(reader)
    for at in range(5):
        editor.post("/patents/saved/keep", {"q": "石墨烯", "title": f"甲{at}"})
    with django_assert_max_num_queries(8):
        html(editor, "/patents/saved")


@given(st.sets(st.integers(0, 2**41), max_size=50))
def test_what_was_seen_is_kept_exactly(keys: set[int]) -> None:
    assert saved_searches.unpack(saved_searches.pack(keys)) == keys


# --- pieces of a text ---------------------------------------------------------------------------------------


@given(st.text("石墨烯电池，ab ", max_size=400))
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    from fangzhi.patents.search.query import parse

    cut = pieces(text, parse("石墨 电池").phrases)
    assert "".join(part for part, _found in cut) == text
    assert all(
        part in ("石墨", "电池", "石墨电池", "电池石墨") or len(part) > 2 for part, found in cut if found
    )


def test_a_snippet_shows_where_it_was_found() -> None:
    from fangzhi.patents.search.query import parse

    long = "甲" * 500 + "石墨烯" + "乙" * 500
    shown = snippet(long, parse("石墨烯").phrases)
    assert shown[0] == ("…", False)
    assert ("石墨烯", True) in shown
    assert shown[-1] == ("…", False)
    assert snippet("短", ()) == [("短", False)]
