"""From the data to an issued chapter: written, looked at, issued by a head of division, compared later."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.examples import FUJIAN, FUJIAN_REVISED
from tests.journeys.conftest import Service, follow, write
from tests.journeys.test_journeys import load, violations

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
PASSWORD = "Chapter-of-2014-issued"
_years = iter(range(2015, 2099))
"""Each journey reports of a year of its own: the service is shared."""


def run(service: Service, *arguments: str) -> str:
    """A command on the machine of the service."""
    done = subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=service.environment,
    )
    return done.stdout


def reported(service: Service, folder: Path, text: str = FUJIAN) -> str:
    """A year of which a report is kept."""
    year = str(next(_years))
    load(service, write(folder, f"report-{year}.txt", text.replace("2014", year)))
    return year


def sign_in_as_head(page: Page, service: Service, name: str) -> None:
    """A new head of a division signs in for the first time and chooses a password."""
    once = run(service, "user", "add", name, "--role", "head", "--office", "350200").strip()
    page.goto("/sign-in")
    page.fill("[name=user]", name)
    page.fill("[name=password]", once)
    follow(page.locator("main button").first)
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    follow(page.locator("main button").first)


def issue(page: Page, year: str) -> None:
    """Write the chapter of Fujian for a year and issue it."""
    page.goto("/chapters")
    follow(page.get_by_role("link", name="撰写章节").first)
    page.select_option("[name=year]", year)
    page.select_option("[name=region]", "350000")
    follow(page.get_by_role("button", name="撰写"))
    assert page.locator("article").get_by_text("58075件", exact=True).first.is_visible()
    follow(page.get_by_role("button", name="印发", exact=True))


def test_a_chapter_is_written_issued_and_compared_with_what_is_known_later(
    page: Page, service: Service, tmp_path: Path
) -> None:
    year = reported(service, tmp_path)
    sign_in_as_head(page, service, f"head-{year}")
    issue(page, year)
    assert re.search(r"/chapters/\d+$", page.url)
    assert page.get_by_text("至今所知与印发时完全一致。").is_visible()
    address = page.url

    load(service, write(tmp_path, f"report-{year}.txt", FUJIAN_REVISED.replace("2014", year)))
    page.goto(address)
    row = page.locator("table.board tbody tr").first
    assert row.get_by_text("58,076").is_visible()
    assert page.locator("article").get_by_text("58075件", exact=True).first.is_visible()
    follow(page.locator("article a.stated").first)
    assert "/figures/" in page.url


def test_a_file_of_an_issued_chapter_is_taken_away(page: Page, service: Service, tmp_path: Path) -> None:
    year = reported(service, tmp_path)
    sign_in_as_head(page, service, f"head-{year}")
    issue(page, year)
    for name, begins in (("Word", b"PK"), ("PDF", b"%PDF"), ("独立网站及其数据（ZIP）", b"PK")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name, exact=True).click()
        assert waiting.value.path().read_bytes().startswith(begins)


def test_the_site_of_a_chapter_is_read_without_the_system(
    page: Page, service: Service, tmp_path: Path
) -> None:
    number = run(service, "chapters", "issue", "--year", "2013").strip()
    run(service, "chapters", "site", number, "-o", str(tmp_path / "site"))
    page.context.route("http*://**", lambda route: route.abort())
    page.goto((tmp_path / "site" / "index.html").as_uri())
    mark = page.locator("p sup a").first
    mark.click()
    assert page.locator(":target").is_visible()
    assert page.locator("figure svg").count() == 3
    page.locator("footer a[href='data/notes.csv']").scroll_into_view_if_needed()
    width, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= screen


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_chapters_is_accessible(
    page: Page, service: Service, tmp_path: Path, language: str, scheme: str
) -> None:
    year = reported(service, tmp_path)
    number = run(service, "chapters", "issue", "--year", year, "--lang", language).strip()
    load(service, write(tmp_path, f"report-{year}.txt", FUJIAN_REVISED.replace("2014", year)))
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    problems = []
    for address in (
        "/chapters",
        "/chapters/new",
        "/chapters/new?year=2013",
        "/chapters/new?year=1999",
        f"/chapters/{number}",
    ):
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        problems += violations(page)
    assert problems == []
