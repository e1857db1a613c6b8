"""What people come to find among the patents: a record, an applicant, and what is new since last time."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fangzhi.patents.search import build
from fangzhi.patents.store.layout import current_id
from tests.journeys.conftest import follow, sign_in
from tests.journeys.test_journeys import violations
from tests.patents.search_store import plant, record

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey

SNAPSHOTS = count(1)
LONG = "一家名称非常长的福建省福州市新能源汽车动力电池有限责任公司"
RECORDS = [
    record(1, "石墨烯电池", "一种石墨烯电池的制备方法。" * 30, application_date=date(2013, 5, 1)),
    record(2, "石墨烯涂层", type="utility_model", application_date=date(2012, 5, 1),
           grant_date=date(2013, 1, 9), until=date(2022, 5, 1)),
    record(3, "水杯", type="design", application_date=date(2012, 2, 2), grant_date=date(2012, 9, 5)),
    *(record(at, f"灯具{at}", "一种灯具。", applicants=[LONG])
      for at in range(10, 40)),
]  # fmt: skip


@pytest.fixture
def stocked(service: Service) -> Path:
    """The state folder of the service, with the records above as its current snapshot."""
    home = Path(service.environment["FANGZHI_HOME"])
    plant(home, RECORDS, name=f"j{next(SNAPSHOTS)}")
    build(home)
    return home


def test_a_record_is_found_narrowed_down_and_opened(page: Page, stocked: Path) -> None:
    page.goto("/patents")
    assert "合成数据" in page.get_by_role("note").inner_text()
    page.get_by_label("专利检索").fill("石墨烯")
    follow(page.get_by_role("button", name="查找"))
    assert page.get_by_role("heading", level=1).inner_text() == "命中 2 件专利"
    follow(page.get_by_role("link", name="实用新型", exact=True))
    assert page.get_by_role("heading", level=1).inner_text() == "命中 1 件专利"
    assert page.locator("mark").first.inner_text() == "石墨烯"
    follow(page.get_by_role("link", name="石墨烯涂层"))
    assert "2022-05-01终止" in page.locator(".lead").inner_text()
    follow(page.get_by_role("link", name="福州甲乙新能源有限公司"))
    assert page.locator(".lead").inner_text().startswith("专利申请 3 件")


def test_a_kept_search_shows_what_is_new(page: Page, service: Service, stocked: Path) -> None:
    sign_in(page, service)
    page.goto("/patents/search?q=石墨烯")
    page.get_by_label("收藏此检索，名称").fill("石墨烯动态")
    follow(page.get_by_role("button", name="保留"))
    row = page.get_by_role("row").filter(has_text="石墨烯动态")
    assert row.get_by_role("cell").first.inner_text() == "0"
    plant(stocked, [record(50, "石墨烯风扇")], name=f"j{next(SNAPSHOTS)}", parent=current_id(stocked))
    build(stocked)
    page.goto("/patents/saved")
    follow(row.get_by_role("link", name="1", exact=True))
    assert page.get_by_role("link", name="石墨烯风扇").is_visible()
    assert violations(page) == []
    follow(page.get_by_role("button", name="标为已看"))
    assert row.get_by_role("cell").first.inner_text() == "0"
    assert violations(page) == []
    follow(page.get_by_role("button", name="移除“石墨烯动态”"))
    assert "还没有收藏的检索" in page.get_by_role("main").inner_text()


def test_a_count_is_asked_for_compared_and_opened(page: Page, stocked: Path) -> None:
    page.goto("/patents")
    follow(page.get_by_role("link", name="专利统计", exact=True))
    page.get_by_label("统计什么").select_option(label="专利申请量")
    page.get_by_label("按", exact=True).select_option(label="专利类型")
    page.get_by_label("时期").fill("13")
    follow(page.get_by_role("button", name="统计"))
    assert "不是时期" in page.locator("#p-period").inner_text()
    page.get_by_label("时期").fill("2012")
    follow(page.get_by_role("button", name="统计"))
    row = page.get_by_role("row").filter(has_text="实用新型")
    assert row.get_by_role("cell").all_inner_texts()[0] == "1"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    follow(row.get_by_role("link"))
    assert page.locator(".lead").inner_text() == "1 件记录：全国 · 2012年 · 专利申请量 · 实用新型"
    assert page.get_by_role("cell", name="石墨烯涂层").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_patents_is_accessible(
    page: Page, stocked: Path, language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    number = RECORDS[1]["application_number"]
    problems = []
    for address in (
        "/patents",
        "/patents?count=in_force",
        "/patents?count=in_force&year=2013",
        "/patents/records?period=2012",
        "/patents/search?q=灯具",
        "/patents/search?q=没有这个",
        "/patents/search?region=350000&q=石墨烯",
        f"/patents/{number}",
        "/patents/applicants/福州甲乙新能源有限公司",
        "/patents/counts?period=2012",
        "/patents/counts?by=type&then=year&period=",
        "/patents/counts?then=province&period=13",
        "/patents/counts?by=type&period=1999",
        "/patents/industries",
        "/patents/industries/sei2021/1.2",
    ):
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        problems += violations(page)
    assert problems == []


def test_a_query_that_cannot_be_understood_stays_in_the_form(page: Page, stocked: Path) -> None:
    page.goto("/patents/search?q=“石墨烯")
    assert "引号没有成对" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("词语、短语、号码或分类号").input_value() == "“石墨烯"
    page.get_by_label("词语、短语、号码或分类号").fill("“石墨烯电池”")
    follow(page.get_by_role("button", name="查找"))
    assert page.get_by_role("heading", level=1).inner_text() == "命中 1 件专利"
