"""What people come to take: a comparison over years, and figures in one file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import follow

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey


def test_chosen_figures_are_taken_as_csv_and_as_a_workbook(page: Page, tmp_path: Path) -> None:
    page.goto("/export")
    page.get_by_label("起始年度").select_option("2013")
    page.get_by_text("专利授权", exact=False).first.click()
    page.get_by_label("专利授权量", exact=True).check()
    page.get_by_text("选择地区").click()
    page.get_by_label("浙江").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "figures.csv")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["indicator"], row["region"]) for row in rows} == {("patent_grants", "330000")}
    assert all(row["citation"] and row["digest"] and row["catalogue"] for row in rows)
    with page.expect_download() as download:
        page.get_by_role("button", name="XLSX").click()
    download.value.save_as(tmp_path / "figures.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "figures.xlsx")
    assert len(book.get_sheet_by_name("figures").to_python()) == len(rows) + 1


def test_a_choice_is_counted_and_stays(page: Page) -> None:
    page.goto("/export")
    page.get_by_text("专利授权", exact=False).first.click()
    page.get_by_label("整个分组").nth(1).check()
    follow(page.get_by_role("button", name="统计条数"))
    assert "条" in page.get_by_role("status").inner_text()
    assert "group=" in page.url
    assert page.get_by_label("整个分组").nth(1).is_checked()


def test_regions_are_compared_without_script(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/compare?indicator=patent_grants")
    page.get_by_label("突出显示").select_option("330000")
    follow(page.get_by_role("button", name="显示"))
    assert page.locator("tr.changed th").inner_text() == "浙江"
    assert page.locator("svg .main text").first.text_content() == "浙江"
    follow(page.locator("td a.value").first)
    assert "/figures/" in page.url
    context.close()


def test_from_the_library_to_a_figure(page: Page) -> None:
    page.goto("/sources")
    follow(page.locator("tbody a").last)
    assert page.get_by_text("SHA-256").is_visible()
    follow(page.locator("td a.value").first)
    assert "/figures/" in page.url
