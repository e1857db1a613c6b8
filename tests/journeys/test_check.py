"""An officer checks a draft in Word: takes a right figure, keeps another with a reason, takes the file
back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import follow, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft with two figures that contradict the official tables, one of them in bold."""
    document = docx.Document()
    document.add_heading("北京市", 2)
    paragraph = document.add_paragraph("2013年，发明专利申请")
    paragraph.add_run("67545件").bold = True
    paragraph.add_run("，同比增长28.1%，居全国第5位。")
    path = tmp_path / "北京章节.docx"
    document.save(str(path))
    return path


def test_a_draft_is_checked_put_right_and_taken_back(
    page: Page, service: Service, draft: Path, tmp_path: Path
) -> None:
    sign_in(page, service)
    follow(page.get_by_role("link", name="核对稿件"))
    page.locator("[name=file]").set_input_files(draft)
    page.get_by_label("所报告的年份").fill("2013")
    follow(page.get_by_role("button", name="开始核对"))
    assert "2 个数字与现有数据不符" in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="改为 67554件"))
    assert page.locator("del").inner_text() == "67545件"
    reason = f"依省局口径（{page.viewport_size}）"
    page.get_by_text("保留原数字").first.click()
    page.get_by_label("理由").fill(reason)
    follow(page.get_by_role("button", name="保留", exact=True))
    assert "没有待决定的不符数字" in page.locator("main").inner_text()
    assert reason in page.locator("aside").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载（已改 1 处）").click()
    assert download.value.suggested_filename == "北京章节-checked.docx"
    download.value.save_as(tmp_path / "back.docx")
    runs = docx.Document(str(tmp_path / "back.docx")).paragraphs[1].runs
    assert [(run.text, run.bold) for run in runs] == [
        ("2013年，发明专利申请", None),
        ("67554件", True),
        ("，同比增长28.1%，居全国第5位。", None),
    ]
    page.get_by_text("不再保留原数字").click()
    page.get_by_label("理由").fill("口径已统一")
    follow(page.get_by_role("button", name="撤回"))
    follow(page.get_by_role("button", name="删除稿件"))
    assert page.url.endswith("/check")


def test_a_pasted_text_is_narrowed_to_what_differs_without_script(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, service)
    page.goto("/check?lang=en")
    page.get_by_label("Or the text itself").fill("发明专利申请67554件。\n\n发明专利授权20965件。\n")
    page.get_by_label("Year it reports on").fill("2013")
    page.get_by_label("Region it reports on").select_option("110000")
    follow(page.get_by_role("button", name="Check it"))
    follow(page.get_by_role("link", name="Only what differs"))
    text = page.locator(".checked").inner_text()
    assert "20965件" in text
    assert "67554件" not in text
    assert "should be 20695件" in text
    context.close()


def test_the_page_fits_a_phone_and_names_a_verdict_in_words(
    page: Page, service: Service, draft: Path
) -> None:
    sign_in(page, service)
    page.goto("/check")
    page.locator("[name=file]").set_input_files(draft)
    page.get_by_label("所报告的年份").fill("2013")
    follow(page.get_by_role("button", name="开始核对"))
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= (page.viewport_size or {"width": 0})["width"]
    mark = page.locator("a.marked.differs").first
    note = page.locator(f"[id='{mark.get_attribute('aria-describedby')}']")
    assert "不一致" in note.inner_text()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
