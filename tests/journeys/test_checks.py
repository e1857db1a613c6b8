"""What people come to check: a year's claims beside the tables, why a figure is what it is, and the office's
own indicators."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.examples import FUJIAN
from tests.journeys.conftest import Service, follow, sign_in, write
from tests.journeys.test_journeys import load, violations
from tests.web.tables import YEARBOOK

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
BOARD = "/reconciliation/2014"


@pytest.fixture
def checked(page: Page, service: Service, tmp_path: Path) -> Page:
    """A page of a service that keeps a document and a table beside which it is partly wrong."""
    load(service, write(tmp_path, "report.txt", FUJIAN))
    subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", "load", "tables", str(write(tmp_path, "book.csv", YEARBOOK))],
        check=True,
        capture_output=True,
        env=service.environment,
    )
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_checking_is_accessible(
    checked: Page, service: Service, language: str, scheme: str
) -> None:
    page, problems = checked, []
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page.goto(f"{BOARD}?lang={language}")
    problems += violations(page)
    cell = page.locator("table.board .beside a.value").first.get_attribute("href")
    sign_in(page, service)
    addresses = [
        BOARD,
        "/reconciliation/1999",
        f"{BOARD}?region=350000&verdict=truncated",
        "/explain/patent_applications/350000/2014",
        "/explain/patent_applications/350000/2014?measure=growth_rate",
        "/catalogue",
        "/catalogue/new",
        "/catalogue/patent_grants",
        str(cell),
    ]
    for address in addresses:
        page.goto(address)
        for summary in page.locator("summary").all():
            summary.click()
        problems += violations(page)
    page.goto("/catalogue/new")
    fill_in(page, value="26")
    follow(page.locator("main form button"))
    problems += violations(page)
    assert problems == []


def fill_in(page: Page, **changes: str) -> None:
    fields = {
        "id": "tea_house_lectures", "name_zh": "茶馆宣讲场次", "definition_zh": "当年在茶馆举办的宣讲场次。",
        "aliases": "茶馆宣讲", "example": "全省举办茶馆宣讲25场。", "quote": "25场", "value": "25",
    }  # fmt: skip
    for name, text in (fields | changes).items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=unit]", "场")
    page.select_option("[name=group]", "service")


def test_a_difference_is_followed_to_its_cell_accepted_and_taken_back(
    checked: Page, service: Service
) -> None:
    page = checked
    sign_in(page, service)
    page.goto(f"{BOARD}?region=350000&verdict=differs")
    row = page.locator("table.board tbody tr", has_text="−2")
    follow(row.locator(".beside a.value").first)
    assert "58,077" in page.locator(".big").inner_text()
    assert page.get_by_role("heading", name="单元格").is_visible()
    page.go_back()
    row.locator("summary").click()
    row.get_by_label("理由").fill("年鉴后来修订")
    follow(row.get_by_role("button", name="认可", exact=True))
    assert "verdict=differs" in page.url
    taken = page.locator("section", has=page.get_by_role("heading", name="已认可的差异"))
    assert "年鉴后来修订" in taken.inner_text()
    assert "editor" in page.locator("ul.log").inner_text()
    taken.locator("summary").first.click()
    taken.get_by_label("理由").fill("误会")
    follow(taken.get_by_role("button", name="撤回", exact=True))
    assert page.get_by_role("heading", name="已认可的差异").count() == 0
    assert "年鉴后来修订" in page.locator("ul.log").inner_text()


def test_a_growth_is_explained_down_to_the_cells_of_two_years(checked: Page) -> None:
    page = checked
    page.goto(f"{BOARD}?region=350000&verdict=differs")
    row = page.locator("table.board tbody tr", has_text="8.4%")
    follow(row.get_by_role("link", name="此数从何而来"))
    assert "8.1488" in page.locator(".big").inner_text()
    follow(page.locator("ul.tree a.value").first)
    assert "53,701" in page.locator(".big").inner_text()


def test_an_office_writes_an_indicator_and_the_reader_knows_it(
    checked: Page, service: Service, tmp_path: Path
) -> None:
    page = checked
    narrow = bool(page.viewport_size and page.viewport_size["width"] < 800)
    name, place = ("tea_house_lectures", "茶馆") if narrow else ("museum_lectures", "戏院")
    sign_in(page, service)
    page.goto("/indicators")
    follow(page.get_by_role("link", name="本局自建指标"))
    follow(page.get_by_role("link", name="新增指标"))
    example = f"全省举办{place}宣讲25场。"
    fill_in(page, id=name, name_zh=f"{place}宣讲场次", aliases=f"{place}宣讲", example=example, value="26")
    follow(page.locator("main form button"))
    page.get_by_role("alert").wait_for()
    assert "25" in page.get_by_role("alert").inner_text()
    assert page.locator("[name=example]").input_value() == example
    page.fill("[name=value]", "25")
    follow(page.locator("main form button"))
    assert f"{place}宣讲场次" in page.get_by_role("status").inner_text()
    load(service, write(tmp_path, f"{name}.txt", f"### 福建省\n\n2019年，全省举办{place}宣讲30场。\n"))
    page.goto(f"/indicators/{name}")
    assert page.get_by_text("30").first.is_visible()
