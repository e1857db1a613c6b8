"""The pictures of the README, taken from the real pages in a browser.

`python -m tools.pictures` starts Fangzhi over a new state folder, takes docs/images/overview.*.png and
stops it. Needs Chromium, a font with Chinese characters and the tools of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from tools.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
SIZE: ViewportSize = {"width": 1180, "height": 880}


def take(address: str) -> None:
    """One picture of the overview for each language."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in ("en", "zh"):
            page = browser.new_page(viewport=SIZE)
            page.goto(f"{address}?lang={language}")
            page.screenshot(path=FOLDER / f"overview.{language}.png")
        browser.close()


def main() -> None:
    """Start, wait for the word Ready, take, stop."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "fangzhi.cli", "up", "--port", str(free_port())]
        environment = {**os.environ, "FANGZHI_HOME": home}
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
            try:
                ready = next(line for line in server.stderr or [] if line.startswith("Ready "))
                take(ready.split()[1])
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
