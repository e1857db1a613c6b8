"""A petition from its receipt to the decision, as the people of an office do it in a browser.

The test walks it, and the pictures of the officers' guide are taken on the same way.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Look = Callable[[Page, str], None]

PETITION = {
    "petitioner": "示例科技有限公司",
    "petitioner_address": "示例市示例路1号",
    "petitioner_contact": "李示例 0592-0000000",
    "respondent": "示例制造有限公司",
    "respondent_address": "示例市示例路8号",
    "patent_number": "ZL201310000001.1",
    "patent_title": "一种示例装置",
    "filing_date": "2013-01-04",
    "grant_date": "2015-08-05",
    "asserted_claims": "1-3",
    "facts": "在示例商场购得被控产品，附购买发票。",
    "requests": "责令停止制造、销售侵权产品。",
    "evidence": "专利证书及当年缴费收据\n购买发票及实物照片",
}
PANEL = "王一\n李二\n张三"


class Office:
    """The people at work: one browser page each, the day on which the case began, the patent in dispute."""

    def __init__(
        self, pages: dict[str, Page], look: Look, today: date, patent: str = PETITION["patent_number"]
    ) -> None:
        self.pages, self.look, self.today, self.patent = pages, look, today, patent
        self.record = ""

    def day(self, ago: int) -> str:
        """So many days ago."""
        return (self.today - timedelta(days=ago)).isoformat()

    def act(self, who: str, kind: str, ago: int, picture: str = "", **typed: str) -> None:
        """One person opens the record, chooses an act, fills its form and sends it."""
        page = self.pages[who]
        page.goto(f"{self.record}/acts/{kind}")
        self.fill(page, ago, **typed)
        if picture:
            self.look(page, picture)
        with page.expect_navigation():
            page.locator("main form.stacked button").first.click()
        assert "done=" in page.url, page.locator("main").inner_text()

    def fill(self, page: Page, ago: int, **typed: str) -> None:
        """Fill the fields of a form."""
        for name, value in (typed | {"occurred_on": self.day(ago)}).items():
            field = page.locator(f"main form.stacked [name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(value)

    def approve(self, who: str, picture: str = "") -> None:
        """Approve what waits."""
        page = self.pages[who]
        page.goto(self.record)
        if picture:
            self.look(page, picture)
        with page.expect_navigation():
            page.locator("form[action*='/approve'] button").click()


def walk(office: Office) -> None:
    """Receive, docket, serve, stay, resume, extend, decide."""
    proof = {
        "addressee": "示例制造有限公司", "method": "direct", "deliverer": "李二", "place": "示例市示例路8号",
        "signed_by": "陈四（收发章）",
    }  # fmt: skip
    intake = office.pages["intake"]
    intake.goto("/registers/infringement/new")
    petition = PETITION | {"patent_number": office.patent}
    office.fill(intake, 2, **petition, legal_status_proof="certificate", no_suit="on")
    office.look(intake, "petition")
    with intake.expect_navigation():
        intake.locator("main form.stacked button").first.click()
    office.record = "/records/" + intake.url.partition("/records/")[2].partition("?")[0]
    office.act("officer", "docket", 0, panel=PANEL)
    office.approve("head", "approval")
    _assign(office)
    office.act("officer", "serve", 0, "service", handed_on=office.day(0), **proof)
    office.act("officer", "stay", 0, stay_ground="other_case", grounds="须以另案结果为依据。")
    office.approve("head")
    office.act("officer", "resume", 0, grounds="另案已经审结。")
    office.act("officer", "extend", 0, "extension", rule="infr.close", why="案情复杂，需补充鉴定。")
    office.approve("head")
    office.pages["officer"].goto(office.record)
    office.look(office.pages["officer"], "record")
    conclusion = {"opinions": "三人一致认为落入保护范围。", "conclusion": "侵权成立。"}
    office.act("officer", "deliberate", 0, **conclusion)
    decision = {
        "finding": "infringing",
        "holding": "责令停止制造、销售侵权产品。",
        "grounds": "落入权利要求1至3的保护范围。",
    }
    office.act("officer", "decide", 0, "decision", **decision)
    office.approve("head")
    office.approve("director")


def _assign(office: Office) -> None:
    page = office.pages["head"]
    page.goto(f"{office.record}/acts/assign")
    choice = page.locator("main form.stacked [name=officer]")
    label = choice.locator("option", has_text="officer").first.inner_text()
    choice.select_option(label=label)
    with page.expect_navigation():
        page.locator("main form.stacked button").first.click()
