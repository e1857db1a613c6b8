"""The page of counts: what it counts, what stands beside, and that every count leads to its records."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from fangzhi.patents.store import Snapshot
from fangzhi.web.pages.patents import counts
from tests.patents.counting_stores import Made, Stay, store

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
STAYS = (Stay(date(2012, 6, 1), date(2030, 1, 1)),)
RECORDS = [
    Made(1, stays=STAYS, filed=date(2012, 1, 1), granted=date(2012, 6, 1)),
    Made(2, type="utility_model", granted=date(2013, 9, 1)),
    Made(3, applicant="乙公司", granted=date(2013, 9, 2)),
    Made(4, region="110108", applicant="乙公司", ipc=("A61K8/02", "G06F17/30")),
    Made(5, region=None, applicant="丙", kind="individual", type="design"),
    Made(6, region="110108", filed=date(2012, 3, 1), stays=STAYS, applicant="<b>丁"),
]

NONE_BEFORE = "nothing was counted a year before"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with six records of two years."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    store(tmp_path, RECORDS).close()
    return tmp_path


def text(address: str, status: int = 200) -> str:
    """The page at an address, in English."""
    answer = Client().get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == status, address
    return answer.content.decode()


def facts(query: str) -> dict[str, Any]:
    """The page as data."""
    found: dict[str, Any] = json.loads(Client().get(f"/patents/counts.json?{query}").content)
    return found


def rows(page: str) -> list[list[str]]:
    """The cells of the table, their words alone."""
    body = page.partition('<table class="counted">')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1])
    return [[re.sub(r"<[^>]*>", "", cell).strip() for cell in row] for row in cells]


def test_a_table_begins_with_the_greatest_and_ends_with_what_is_not_known() -> None:
    page = text("/patents/counts?by=province&period=2013")
    assert rows(page) == [
        ["Anhui", "2", "100.0", "50.0", "1"],
        ["Beijing", "1", "0.0", "25.0", "2"],
        ["not known", "1", f"—{NONE_BEFORE}", "25.0", "—records without this key have no rank"],
    ]  # fmt: skip
    assert "by province: 3 rows" in page
    assert '<th scope="col">Province</th>' in page
    assert '<th scope="row">Anhui</th>' in page


@pytest.mark.parametrize(
    "query",
    [
        "by=province&period=2013",
        "by=field&then=type&period=",
        "by=month&then=kind&period=2013",
        "by=subclass&region=340000&period=2013H2&column=grants",
        "by=industry&then=prefecture&period=",
        "by=province&then=type&column=in_force&period=2013",
        "by=county&column=in_force_5y&period=2018",
        "by=type&column=applicants&period=2013",
        "by=province&then=year&column=applicants_so_far&period=",
        "by=section&column=applicants_so_far&period=2013",
        "by=year&then=prefecture&column=first_patents&period=",
        "by=province&column=applicants_1000&period=2013",
        "by=class&then=section&type=invention&kind=enterprise&ipc=H01M10&field=1&industry=sei2021/1.2&period=",
    ],
)
def test_the_list_of_every_count_has_that_number(query: str) -> None:
    page = text(f"/patents/counts?{query}")
    links = re.findall(r'href="(/patents/records[^"]*)">([\d,]+)<', page)
    counted_rows = len(facts(query)["rows"])
    assert len(links) == counted_rows + bool(counted_rows)  # the whole is linked too
    for address, number in links:
        path, _mark, asked = html.unescape(address).partition("?")
        listed = json.loads(Client().get(f"{path}.json?{asked}").content)
        counted = listed["total"] if listed["applicants"] is None else listed["applicants"]
        assert f"{counted:,}" == number, address
        if listed["applicants"] is not None:
            assert f"{counted} first applicant" in text(html.unescape(address))


def test_further_pages_of_a_list_stay_with_the_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path / "many"))
    store(tmp_path / "many", [Made(at, type="design") for at in range(1, 61)]).close()
    page = text("/patents/records?by_section=-&period=2013")
    assert "60 records: China · 2013 · patent applications · IPC section: none" in page
    address = re.search(r'rel="next" href="([^"]*)"', page)
    assert address
    assert "by_section=-" in address[1]
    assert text(html.unescape(address[1])).count("<tr>") == 11


def test_inventions_in_force_stand_beside_the_population() -> None:
    page = text("/patents/counts?column=in_force&type=invention&by=province&period=2013")
    assert "Per 10,000 people" in page
    found = facts("column=in_force&type=invention&by=province&period=2013")
    assert {row["name"]: row["per_10k"] for row in found["rows"]} == {"北京": 0.0, "安徽": 0.0}


@pytest.mark.parametrize("by", ["province", "industry"])
def test_a_list_of_industries_that_is_not_there_is_said(by: str) -> None:
    page = text(f"/patents/counts?by={by}&scheme=nothing", 400)
    assert "There is no such industry" in page.partition('id="p-industry"')[2].partition("</p>")[0]


def test_why_the_country_has_no_rate_is_said_under_the_table() -> None:
    said = "its published population is not on file"
    stock = "/patents/counts?column=in_force&type=invention&period=2013"
    assert said in text(f"{stock}&by=type")
    assert said not in text(f"{stock}&by=type&region=340000")
    assert said not in text(f"{stock}&by=province")
    assert said not in text("/patents/counts?by=type&period=2013")


def test_the_files_hold_every_row_and_the_page_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "SHOWN", 2)
    query = "by=province&then=year&period="
    page = text(f"/patents/counts?{query}")
    assert "rows 1 to 2 of 5; the files hold all" in page
    assert [row[:3] for row in rows(text(f"/patents/counts?{query}&page=3"))] == [["not known", "2013", "1"]]
    assert len(rows(text(f"/patents/counts?{query}&page=99"))) == 1
    found = facts(query)
    assert (found["total"], found["whole"], len(found["rows"]), found["snapshot"]) == (5, 6, 5, "base")
    table = list(csv.DictReader(io.StringIO(Client().get(f"/patents/counts.csv?{query}").content.decode())))
    assert list(table[0]) == ["province", "year", "name", "value", "growth", "share", "rank"]
    assert (table[1]["name"], table[1]["growth"]) == ("北京 · 2013年", "0.0")
    excel = Client().get(f"/patents/counts.csv?{query}&bom=1").content.decode()
    assert excel.startswith("\ufeffprovince")


def test_more_counts_than_anybody_reads_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST", 3)
    assert "too many counts" in text("/patents/counts?by=province&then=year&period=", 400)


def test_two_keys_may_be_named_as_the_command_names_them() -> None:
    both = facts("by=province&then=type&period=2013")
    assert facts("by=province&by=type&period=2013")["rows"] == both["rows"]
    assert {"province", "type"} <= set(both["rows"][0])


def test_a_year_is_a_period_as_on_the_pages_beside() -> None:
    asked = facts("by=province&year=2012")
    assert (asked["asked"]["period"], asked["whole"]) == ("2012", 2)
    assert asked["rows"] == facts("by=province&period=2012")["rows"]
    assert 'value="2012"' in text("/patents/counts?by=province&year=2012")
    assert facts("by=province&period=2013&year=2012")["asked"]["period"] == "2013"
    assert "period" not in facts("by=province&year=")["asked"]


def test_without_a_period_no_growth_is_shown_and_the_page_says_why() -> None:
    page = text("/patents/counts?by=province&period=")
    assert "Growth (%)" not in page
    assert "Name a period to see growth" in page
    assert "Growth (%)" in text("/patents/counts?by=year&period=")


@pytest.mark.parametrize("region", ["340000", "安徽", "安徽省", "Anhui"])
def test_a_region_is_asked_for_by_name_or_code(region: str) -> None:
    assert facts(f"by=type&period=2013&region={region}")["whole"] == 2


def test_a_city_is_asked_for_by_its_name() -> None:
    assert (
        facts("by=type&period=2013&region=合肥市")["whole"]
        == facts("by=type&period=2013&region=340100")["whole"]
    )


def test_nothing_counted_says_so() -> None:
    page = text("/patents/counts?by=type&period=1999")
    assert "Nothing is counted here" in page
    assert "<table" not in page


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("period=13", "period", "2013H1"),
        ("region=34", "region", "six digits"),
        ("region=999999", "region", "No region has this code"),
        ("year=13", "period", "2013H1"),
        ("region=某地", "region", "names no region"),
        ("ipc=%27", "ipc", "H01M10"),
        ("type=x", "type", "choose one"),
        ("kind=x", "kind", "choose one"),
        ("field=x", "field", "choose one"),
        ("field=٣", "field", "choose one"),
        ("column=x", "column", "choose one"),
        ("by=x", "by", "choose one"),
        ("industry=x", "industry", "list of industries"),
        ("by=industry&scheme=x", "industry", "list of industries"),
        ("then=province", "then", "there already"),
        ("column=in_force&period=", "period", "name a year"),
        ("column=in_force&period=2013&then=year", "then", "last day of a period"),
        ("column=applicants_so_far&by=month", "by", "end of years"),
        ("column=first_patents&then=type", "then", "first patent"),
        ("column=first_patents&period=2013Q1", "period", "by years"),
        ("column=first_patents&kind=enterprise", "kind", "leave this field empty"),
    ],
)
def test_what_cannot_be_counted_is_said_beside_its_field(query: str, field: str, says: str) -> None:
    page = text(f"/patents/counts?{query}", 400)
    beside = re.search(rf'<p class="problem" id="p-{field}">(.*?)</p>', page)
    assert beside
    assert says in beside[1]
    assert f'name="{field}" aria-invalid="true" aria-describedby="p-{field}"' in page
    for twin in ("json", "csv"):
        answer = Client().get(f"/patents/counts.{twin}?{query}")
        assert (answer.status_code, field in answer.json()["error"]) == (400, True)


def test_all_that_is_wrong_is_said_at_once_and_kept_in_the_form() -> None:
    page = text("/patents/counts?period=13&ipc=x&region=34", 400)
    assert page.count('class="problem" id=') == 3
    assert 'value="13"' in page


def test_the_first_page_counts_the_last_whole_year(home: Path) -> None:
    from fangzhi.patents.store import layout

    made = layout.manifest(home)
    for last, year in (("2014-03-01", "2013"), ("2014-12-30", "2014")):
        dates: dict[str, list[str | None]] = {"application_date": ["2012-01-01", last]}
        layout.publish(home, layout.Manifest(**{**vars(made), "dates": dates, "id": f"m{year}"}))
        assert facts("")["asked"]["period"] == year
    assert "/patents/counts" in text("/patents/records")


def test_a_page_asks_the_figures_nothing_and_the_records_once(
    django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor, opened = Snapshot.cursor, list[Snapshot]()

    def noted(held: Snapshot) -> Any:
        opened.append(held)
        return cursor(held)

    monkeypatch.setattr(Snapshot, "cursor", noted)
    for query in (
        "by=province&period=2013",
        "by=county&then=month&period=",
        "by=industry&then=field&period=2013",
    ):
        opened.clear()
        with django_assert_max_num_queries(0):
            text(f"/patents/counts?{query}")
        assert len(opened) == 1, query


def test_the_page_speaks_chinese() -> None:
    page = Client().get("/patents/counts?by=field&then=half&period=2013").content.decode()
    for said in ("技术领域", "2013年上半年", "同比增长（%）", "名次", "专利统计", "点击数量可打开其记录"):
        assert said in page
    assert "此项已选" in Client().get("/patents/counts?then=province").content.decode()


def test_an_industry_of_the_office_can_be_counted_by(home: Path) -> None:
    folder = home / "patents" / "industries"
    folder.mkdir()
    branches = [{"id": "a", "name_zh": "电池", "name_en": "Cells", "rules": [{"include": ["H01M*"]}]}]
    made = {"id": "own", "name_zh": "本地产业", "branches": branches}
    (folder / "own.json").write_text(json.dumps(made), encoding="utf-8")
    page = text("/patents/counts?by=industry&scheme=own&period=2013")
    assert rows(page) == [["a Cells", "2", "0.0", "50.0", "1"]]
    assert "Industries counted by" in page
    (folder / "own.json").write_text("{", encoding="utf-8")
    page = text("/patents/counts?by=industry&scheme=own&period=2013", 400)
    assert "own.json: the file is no JSON" in page.partition('id="p-industry"')[2].partition("</p>")[0]
    assert "own.json：文件不是 JSON" in Client().get("/patents/industries?lang=zh").content.decode()
    assert text("/patents/counts?by=industry&period=2013"), "the shipped industries stay"


def test_an_empty_database_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path / "none"))
    assert "fangzhi patents load" in text("/patents/counts")
    assert Client().get("/patents/counts.json").status_code == 404
