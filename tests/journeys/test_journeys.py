"""What people come to do, in a real browser: from a figure to its sentence, and from a file to a
correction."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.examples import FUJIAN, NOTHING
from tests.journeys.conftest import Service, follow, sign_in, write

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.journey


def violations(page: Page) -> list[str]:
    """What breaks the rules of accessibility on a page, and whether it is wider than the screen."""
    found = Axe().run(page)
    problems = [f"{page.url}\n{found.generate_report()}"] if found.violations_count else []
    width, screen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return problems + ([f"{page.url} is {width} wide on a screen of {screen}"] if width > screen else [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_menu_takes_two_lines_of_a_desk_at_most(page: Page, service: Service, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, service)
    page.goto(f"/?lang={language}")
    tops = page.locator(".topbar :is(a, button)").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => (box.top + box.bottom) / 2)"
    )
    assert len(tops) >= 18
    lines = sorted(tops)
    assert sum(after - before > 12 for before, after in pairwise(lines)) <= 1
    menu = page.get_by_role("navigation", name="Main" if language == "en" else "主导航")
    assert menu.get_by_role("link").count() == 13


def first(page: Page, selector: str) -> str:
    found = page.locator(selector).first.get_attribute("href")
    assert found
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_accessible(
    page: Page, service: Service, language: str, scheme: str, tmp_path: Path
) -> None:
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    load(service, write(tmp_path, "report.txt", FUJIAN))
    page.goto(f"/?lang={language}&year=2013")
    problems = violations(page)
    figure = first(page, "table.ranked a.value")
    page.goto("/documents")
    with_text = first(page, "tbody a:has-text('report.txt')")
    without_text = first(page, "tbody a:not(:has-text('.txt'))")
    addresses = [
        figure,
        with_text,
        without_text,
        "/?year=2014",
        "/?year=1999",
        "/regions/350000/2014",
        "/regions/110000/2013",
        "/regions/540000/2013",
        "/indicators",
        "/indicators/patent_applications",
        "/indicators/patent_applications?measure=ordinal_streak",
        "/compare",
        "/compare?indicator=patent_applications&region=350000&main=110000",
        "/compare?measure=ordinal_streak",
        "/sources",
        "/sources?kind=query",
        with_text.replace("/documents/", "/sources/"),
        "/export",
        "/export?group=filing&region=110000&year=2013",
        "/documents",
        "/corrections",
        "/sign-in",
    ]
    for address in addresses:
        page.goto(address)
        problems += violations(page)
    sign_in(page, service)
    page.goto("/upload")
    problems += violations(page)
    page.set_input_files("[name=file]", write(tmp_path, "next.txt", FUJIAN.replace("2014", "2016")))
    follow(page.locator("main form button"))
    problems += violations(page)
    page.goto(figure)
    page.locator("summary").first.click()
    problems += violations(page)
    assert problems == []


def load(service: Service, path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", "load", "documents", str(path)],
        check=True,
        capture_output=True,
        env=service.environment,
    )


def test_from_the_overview_to_a_figure_without_its_sentence(page: Page) -> None:
    page.goto("/?year=2013&indicator=inventions_in_force")
    follow(page.locator("table.ranked a.value").first)
    assert "/figures/" in page.url
    assert page.locator("blockquote mark").inner_text()
    assert page.get_by_text("此处未保存原句").is_visible()
    follow(page.get_by_role("link", name="上传原文"))
    assert "/sign-in" in page.url


def test_from_a_shipped_figure_to_its_sentence_once_the_text_is_loaded(
    page: Page, service: Service, shared: Path
) -> None:
    load(service, shared / "corpus" / "sipo-2013-chapter7.txt")
    page.goto("/?year=2013&indicator=patent_applications")
    follow(page.locator("table.ranked a.value").first)
    sentence = page.locator("blockquote").inner_text()
    assert len(sentence) > len(page.locator("blockquote mark").inner_text()) + 5
    follow(page.locator("section a[href*='/documents/']").first)
    assert page.locator("button.figure:target").is_visible()


def test_the_language_switch_keeps_the_page_and_its_filters(page: Page) -> None:
    page.goto("/?year=2013&indicator=patent_grants")
    follow(page.get_by_role("link", name="English"))
    assert "indicator=patent_grants" in page.url
    assert page.get_by_role("heading", level=1).inner_text().startswith("Patent grants")
    follow(page.locator("table.ranked th a").first)
    assert page.locator("html").get_attribute("lang") == "en"
    follow(page.get_by_role("link", name="中文"))
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_a_filter_takes_effect_when_it_is_chosen(page: Page) -> None:
    page.goto("/?year=2013")
    page.get_by_label("指标").focus()
    page.get_by_label("指标").select_option("patent_grants")
    page.wait_for_url("**indicator=patent_grants**")
    page.wait_for_function("document.querySelector('h1').innerText.startsWith('专利授权量')")
    assert page.evaluate("document.activeElement.name") == "indicator"
    follow(page.get_by_role("link", name="English"))
    assert page.get_by_role("heading", level=1).inner_text().startswith("Patent grants")


def test_from_a_file_to_a_correction_and_its_gold_line(page: Page, service: Service, tmp_path: Path) -> None:
    sign_in(page, service)
    page.goto("/upload")
    year = "2017" if page.viewport_size and page.viewport_size["width"] < 800 else "2018"
    page.set_input_files("[name=file]", write(tmp_path, "new.txt", FUJIAN.replace("2014", year)))
    follow(page.get_by_role("button", name="读取"))
    assert "尚未保存" in page.get_by_role("heading", level=1).inner_text()
    follow(page.get_by_role("button", name="保存", exact=True))
    assert "/documents/" in page.url
    figure = page.locator("button.figure", has_text="58075件")
    figure.focus()
    note = page.locator(f"#{figure.get_attribute('aria-describedby')}")
    assert "专利申请量" in note.inner_text()
    follow(note.get_by_role("link"))
    assert page.locator("blockquote mark").inner_text() == "58075件"
    page.get_by_text("更正或确认此数据").click()
    page.get_by_label("数值").fill("58076")
    page.get_by_label("理由（可不填）").fill("印误")
    follow(page.get_by_role("button", name="保存更正"))
    assert "58,076" in page.locator(".big").inner_text()
    assert "editor" in page.locator("#corrections").inner_text()
    lines = page.request.get("/corrections.jsonl").text().splitlines()
    golds = [json.loads(line) for line in lines]
    assert any(gold["value"] == 58076 and gold["period"] == year for gold in golds)


def test_only_one_reading_is_told_at_a_time(page: Page, service: Service, tmp_path: Path) -> None:
    load(service, write(tmp_path, "notes.txt", FUJIAN.replace("2014", "2019").replace("58075", "48075")))
    page.goto("/documents")
    follow(page.get_by_role("link", name="notes.txt"))
    figures = page.locator("button.figure")
    figures.nth(0).click()
    figures.nth(3).hover()
    shown = page.locator(".note").filter(visible=True)
    assert shown.count() == 1
    assert shown.get_attribute("id") == figures.nth(3).get_attribute("aria-describedby")
    page.keyboard.press("Tab")
    assert shown.count() == 1


def test_a_file_that_cannot_be_used_is_said_on_the_page(page: Page, service: Service, tmp_path: Path) -> None:
    sign_in(page, service)
    for name, text in (("empty.txt", ""), ("english.txt", "Nothing to read here.")):
        page.goto("/upload")
        page.set_input_files("[name=file]", write(tmp_path, name, text))
        page.get_by_role("button", name="读取").click(no_wait_after=True)
        page.get_by_role("alert").wait_for()
        assert name in page.get_by_role("alert").inner_text()


def test_an_upload_can_be_dropped(page: Page, service: Service, tmp_path: Path) -> None:
    sign_in(page, service)
    page.goto("/upload")
    page.set_input_files("[name=file]", write(tmp_path, "nothing.txt", NOTHING))
    follow(page.get_by_role("button", name="读取"))
    follow(page.get_by_role("button", name="放弃"))
    page.goto("/documents")
    assert page.get_by_text("nothing.txt").count() == 0


def test_rows_are_walked_with_the_keyboard(page: Page) -> None:
    page.goto("/?year=2013")
    page.keyboard.press("j")
    first_row = page.evaluate("document.activeElement.closest('tr').rowIndex")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == first_row + 1
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
