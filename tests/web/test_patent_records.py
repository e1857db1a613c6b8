"""The page of records behind a count: exact, in the snapshot that was counted, downloadable in full."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.loads.patent_counts import publish_counts
from fangzhi.indicators.models import Figure
from fangzhi.web.pages.patents.records import behind
from tests.patents.counting_stores import Made, Stay, change, store

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
NUMBER = 201310000001
RECORDS = [
    Made(NUMBER, stays=(Stay(date(2013, 6, 1), date(2030, 1, 1)),), title="=<b>石墨烯</b>"),
    *(Made(NUMBER + n, region="340111", kind="individual") for n in range(1, 60)),
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with sixty records of Anhui."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    store(tmp_path, RECORDS).close()
    return tmp_path


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def whole(address: str) -> str:
    return Client().get(address).getvalue().decode()


def test_the_first_page_and_the_exact_total(home: Path) -> None:
    page = text("/patents/records?region=340000&period=2013&type=invention&lang=en")
    assert "60 records" in page
    assert page.count("<tr>") == 51
    assert 'rel="next"' in page
    assert "安徽" in text("/patents/records?region=340000&period=2013&lang=zh")
    assert text("/patents/records?region=340000&page=2").count("<tr>") == 11


def test_on_a_narrow_screen_every_value_has_the_name_of_its_column() -> None:
    page = text("/patents/records?lang=zh")
    assert '<th scope="col">专利名称</th>' in page
    assert page.count('data-label="专利名称"') == 50
    assert "案件名称" not in page


def test_what_a_record_says_is_text_and_never_markup() -> None:
    page = text("/patents/records?column=in_force&period=2013&lang=en")
    assert "&lt;b&gt;石墨烯" in page
    assert "<b>石墨烯" not in page


def test_all_records_as_csv_and_json_lines() -> None:
    rows = list(csv.DictReader(io.StringIO(whole("/patents/records.csv?region=340100"))))
    assert len(rows) == 60
    assert {row["title"] for row in rows if row["patent_id"] == str(NUMBER)} == {"'=<b>石墨烯</b>"}
    lines = whole("/patents/records.jsonl?region=340111&kind=individual").splitlines()
    assert len([json.loads(line) for line in lines]) == 59
    assert whole("/patents/records.csv?bom=1").startswith("\ufeffpatent_id")


def test_a_page_as_json_leads_to_the_next() -> None:
    found = json.loads(text("/patents/records.json?region=340000"))
    assert (found["total"], len(found["records"]), found["snapshot"]) == (60, 50, "base")
    assert json.loads(text(found["next"]))["next"] is None


def test_nothing_counted_says_so() -> None:
    assert "Nothing is counted here" in text("/patents/records?region=110000&lang=en")


def test_a_page_behind_the_last_is_said_and_leads_to_the_first() -> None:
    for language, says in (("en", "There is no page 99,999 of these records"), ("zh", "没有第 99,999 页")):
        answer = Client().get(f"/patents/records?region=340000&page=99999&lang={language}")
        page = answer.content.decode()
        assert (answer.status_code, says in page, "Nothing is counted" in page) == (404, True, False)
        state = page.partition('class="state"')[2].partition("</div>")[0]
        link = re.search(r'href="([^"]*)"', state)
        assert link
        assert text(html.unescape(link[1])).count("<tr>") == 51
    assert "Nothing is counted here" in text("/patents/records?region=110000&page=7&lang=en")


def test_the_row_of_a_count_is_asked_for_as_the_command_has_it() -> None:
    for asked in ("at=county=340111", "by_county=340111", "at=county=340111&at=kind=individual"):
        assert "59 records" in text(f"/patents/records?{asked}&lang=en")


@pytest.mark.parametrize(
    "asked",
    [
        "column=x",
        "region=1",
        "period=13",
        "type=x",
        "ipc=%27",
        "field=a",
        "industry=x",
        "snapshot=gone",
        "region=999999",
        "at=battery",
        "at=colour=red",
        "by_colour=red",
        "at=industry=99",
    ],
)
def test_what_there_is_not_is_not_found(asked: str) -> None:
    for twin in ("", ".json", ".csv", ".jsonl"):
        assert Client().get(f"/patents/records{twin}?{asked}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        ("region=34", "region=34：不是地区代码", "region=34: This is no code of a region"),
        ("year=13", "year=13：不是", "year=13: This is no period"),
        ("period=2013Q5", "period=2013Q5：不是", "period=2013Q5: This is no period"),
        ("type=x", "type=x：可以写 all, invention", "type=x: write one of all, invention"),
        ("column=x", "column=x：可以写 applications", "column=x: write one of applications"),
        ("kind=x", "kind=x：可以写 enterprise", "kind=x: write one of enterprise"),
        ("field=99", "field=99：可以写 1–35", "field=99: write one of 1–35"),
        ("ipc=电池", "ipc=电池：", "ipc=电池: This begins no class"),
        ("industry=x/1", "industry=x/1：没有这个产业", "industry=x/1: There is no such industry"),
        ("region=999999", "region=999999：没有这个地区代码", "region=999999: No region has this code"),
        ("at=battery", "at=battery：没有写值", "at=battery: This names no value"),
        ("at=colour=red", "可以写 province", "write one of province"),
        ("by_colour=red", "可以写 province", "write one of province"),
        ("column=in_force", "请填写年度", "name a year"),
    ],
)
def test_what_there_is_not_is_said_in_the_language_of_the_page(asked: str, zh: str, en: str) -> None:
    for language, said in (("zh", zh), ("en", en)):
        page = Client().get(f"/patents/records?{asked}&lang={language}").content.decode()
        assert said in page, page.partition("<main")[2]


def test_a_published_figure_opens_its_records_in_the_snapshot_it_was_counted_in(home: Path) -> None:
    from fangzhi.patents.store import open_snapshot

    with open_snapshot(home) as snapshot:
        publish_counts(snapshot, 2013, "x", catalogue())
    change(home, "later", [Made(NUMBER + 99)], []).close()
    figure = Figure.objects.get(indicator="invention_applications", region="340000", source__kind="query")
    page = text(f"/figures/{figure.code}?lang=en")
    assert "Counted from the records of the patent database" in page
    address = behind(figure.rule, figure.region, 2013)
    assert address.replace("&", "&amp;") in page
    assert "60 records" in text(f"{address}&lang=en")
    assert "61 records" in text("/patents/records?region=340000&lang=en")


def test_a_count_of_enterprises_opens_no_list(home: Path) -> None:
    assert behind("query/patents.zero_breakthrough_enterprises@base", "340000", 2013) == ""
    assert behind("query/infringement.accepted", "340000", 2013) == ""
