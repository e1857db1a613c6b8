"""The pictures of the README and of the officers' guide, taken from the real pages in a browser.

`python -m tools.pictures` starts Fangzhi over a new state folder, takes docs/images/overview.*.png, adds the
people of an office, lets them take a petition to its decision, and takes docs/images/case-*.png on the way.
Needs Chromium, a font with Chinese characters and the tools of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playwright.sync_api import ViewportSize, sync_playwright

from tests.journeys.conftest import Service
from tests.journeys.infringement import Office, walk
from tests.journeys.test_infringement import PEOPLE, arrive
from tools.postgres import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
SIZE: ViewportSize = {"width": 1180, "height": 880}
WIDTH = 1000


def overview(browser: Browser, address: str) -> None:
    """One picture of the overview for each language."""
    for language in ("en", "zh"):
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{address}?lang={language}")
        page.screenshot(path=FOLDER / f"overview.{language}.png")


def case(browser: Browser, service: Service) -> None:
    """The pictures of a case, in Chinese: the forms are those that officers see."""

    def look(page: Page, name: str) -> None:
        page.screenshot(path=FOLDER / f"case-{name}.png", full_page=True)

    pages = {name: arrive(browser, service, name, WIDTH) for name in PEOPLE}
    office = Office(pages, look, datetime.now(ZoneInfo("Asia/Shanghai")).date())
    walk(office)
    pages["officer"].goto("/work")
    look(pages["officer"], "desk")


def main() -> None:
    """Start, wait for the word Ready, take, stop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "fangzhi.cli", "up", "--port", str(free_port())]
        environment = {**os.environ, "FANGZHI_HOME": home}
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
            try:
                ready = next(line for line in server.stderr or [] if line.startswith("Ready "))
                address = ready.split()[1]
                with sync_playwright() as playwright:
                    chromium = shutil.which("chromium") or shutil.which("google-chrome")
                    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    overview(browser, address)
                    case(browser, Service(address.rstrip("/"), "", environment))
                    browser.close()
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
