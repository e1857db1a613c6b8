"""A running Fangzhi with its own state folder, and a browser in front of it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

NARROW, WIDE = 390, 1440


class Service(NamedTuple):
    """Where it answers, and the password that it printed."""

    address: str
    password: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`fangzhi up` on a fresh state folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FANGZHI_", "DJANGO"))}
    environment = kept | {"FANGZHI_HOME": str(tmp_path_factory.mktemp("home"))}
    with subprocess.Popen(
        [sys.executable, "-m", "fangzhi.cli", "up", "--port", str(port)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stderr
        said = ""
        for line in process.stderr:
            said += line
            if line.startswith("Ready"):
                break
        found = re.search(r"password (\S+)", said)
        assert found, said
        yield Service(f"http://127.0.0.1:{port}", found[1], environment)
        process.terminate()
        process.stderr.read()


@pytest.fixture(params=[NARROW, WIDE], ids=["phone", "desk"])
def page(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone and on a desk; an error in its console fails the test (a form refused with 400 is
    none)."""
    context = browser.new_context(base_url=service.address, viewport={"width": request.param, "height": 900})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda said: _note(said, errors))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


def _note(said: ConsoleMessage, errors: list[str]) -> None:
    if said.type == "error" and "status of 400" not in said.text:
        errors.append(said.text)


def sign_in(page: Page, service: Service) -> None:
    """Sign in with the account that the first start printed."""
    page.goto("/sign-in")
    page.fill("[name=user]", "editor")
    page.fill("[name=password]", service.password)
    follow(page.locator("main button").first)


def follow(target: Locator) -> None:
    """Click what leads to another page, and wait until that page is loaded."""
    with target.page.expect_navigation():
        target.click()


def write(folder: Path, name: str, text: str) -> Path:
    """A file to upload."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
