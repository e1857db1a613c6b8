"""On a fresh installation: people are added, a petition becomes a decision, papers are printed, the case is
found by those who may see it, and the ledger holds."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from tests.journeys.conftest import NARROW, WIDE, Service, follow
from tests.journeys.infringement import Office, walk
from tests.journeys.test_journeys import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.journey
PEOPLE = {
    "intake": ("intake", "350200"),
    "officer": ("officer", "350200"),
    "head": ("head", "350200"),
    "director": ("director", "350200"),
    "above": ("director", "350000", "--below"),
    "elsewhere": ("director", "330000", "--below"),
}
PASSWORD = "Leaf-lantern-42-river"


def command(service: Service, *words: str) -> subprocess.CompletedProcess[str]:
    """A command typed on the machine of the service."""
    return subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", *words],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def arrive(browser: Browser, service: Service, name: str, width: int) -> Page:
    """Somebody signs in with a one-time password and chooses another."""
    role, place, *more = PEOPLE[name]
    user = f"{name}-{width}"
    added = command(service, "user", "add", user, "--role", role, "--office", place, *more)
    assert added.returncode == 0, added.stderr
    context = browser.new_context(base_url=service.address, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=user]", user)
    page.fill("[name=password]", added.stdout.split()[0])
    follow(page.locator("main form button").last)
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=repeated]", PASSWORD)
    follow(page.locator("main form button").last)
    return page


# Each width its own patent: a second case about the same one would be pointed out and has to be confirmed.
PATENTS = {NARROW: "ZL201310000001.1", WIDE: "ZL201310000002.6"}


@pytest.fixture(scope="module", params=[NARROW, WIDE], ids=["phone", "desk"])
def office(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The people of an office, signed in, and the case decided."""
    pages = {name: arrive(browser, service, name, request.param) for name in PEOPLE}
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    place = Office(pages, lambda page, name: None, today, PATENTS[request.param])
    walk(place)
    yield place
    for page in pages.values():
        page.context.close()


def pdf_text(page: Page, path: str) -> str:
    """The text of a PDF that the person may open."""
    response = page.request.get(path)
    assert response.status == 200, path
    with pypdfium2.PdfDocument(response.body()) as pdf:
        return "".join(one.get_textpage().get_text_range() for one in pdf)


def test_the_decision_and_the_explanation_of_the_closing_date_are_printed(office: Office) -> None:
    page = office.pages["officer"]
    page.goto(office.record)
    paper = (
        page.locator("ul.papers li", has_text="行政裁决书").locator("a", has_text="PDF").get_attribute("href")
    )
    assert paper
    decision = pdf_text(page, paper)
    assert "示例制造有限公司" in decision
    assert "责令停止制造、销售侵权产品" in decision.replace("\r\n", "")
    page.locator("ul.clocks summary").nth(1).click()
    explanation = page.locator("ul.clocks li a[href*='/deadlines/']").nth(1).get_attribute("href")
    assert explanation
    assert "个月" in pdf_text(page, explanation)


def test_the_case_is_in_the_list_of_a_director_above_and_not_of_another_province(office: Office) -> None:
    for name, found in (("above", True), ("elsewhere", False), ("director", True)):
        page = office.pages[name]
        page.goto("/registers/infringement")
        assert (page.locator(f"a[href*='{office.record}']").count() > 0) is found
    assert office.pages["elsewhere"].goto(office.record).status == 404


PAGES = (
    "/work", "/work?all=1", "/registers", "/registers/infringement", "/registers/infringement/board",
    "/registers/infringement/counts?count=accepted", "/registers/mediation/new", "/search?q=示例", "{record}",
    "{record}/acts/serve_decision", "/rules", "/rules/infr.close", "/calendar", "/deadline", "/offices",
)  # fmt: skip


@pytest.mark.parametrize(("name", "language"), [("officer", "zh"), ("director", "en")])
def test_every_page_of_casework_is_accessible(office: Office, name: str, language: str) -> None:
    page, problems = office.pages[name], []
    for path in (one.format(record=office.record) for one in PAGES):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        problems += violations(page)
    assert problems == []


def test_the_ledger_holds(office: Office, service: Service) -> None:
    verified = command(service, "verify", "--format", "json")
    told = json.loads(verified.stdout)
    assert (verified.returncode, told["ok"]) == (0, True)
    assert told["records"] >= 1
