"""From a one-time password to the security log, in a real browser: every step is read, typed and
accessible."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fangzhi.accounts import second_factor
from tests.accounts.conftest import OTHER_PASSWORD
from tests.journeys.conftest import Service, follow, page, service
from tests.journeys.test_journeys import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["page", "service"]
pytestmark = pytest.mark.journey


def add(service: Service, *arguments: str) -> str:
    """Make an account on the machine itself; its one-time password."""
    done = subprocess.run(
        [sys.executable, "-m", "fangzhi.cli", "user", "add", *arguments],
        env=service.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()[0]


def go_on(page: Page, **typed: str) -> list[str]:
    """Fill the form of the page and send it; what is wrong with the page that follows."""
    for name, words in typed.items():
        page.fill(f"main [name={name}]", words)
    follow(page.locator("main form button").last)
    return violations(page)


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_administrator_begins_to_work(page: Page, service: Service, kind: str, language: str) -> None:
    size = page.viewport_size
    assert size
    name = f"{kind}-{language}-{size['width']}"
    password = add(service, name, "--administrator", kind)
    page.goto(f"/sign-in?lang={language}")
    problems = go_on(page, user=name, password=password)
    assert "/account/password" in page.url
    problems += go_on(page, new=OTHER_PASSWORD, repeated=OTHER_PASSWORD)
    assert "/account/second-factor" in page.url
    secret = page.inner_text("code.digest").replace(" ", "")
    step = second_factor.now_step()
    problems += go_on(page, code=second_factor.code_at(secret, step))
    assert page.locator("main li code").count() == 10
    follow(page.locator("main form button"))
    page.goto("/security-log" if kind == "audit" else "/people")
    problems += violations(page)
    code = second_factor.code_at(secret, step + 1)
    problems += go_on(page, reason="monthly review", password=OTHER_PASSWORD, code=code)
    assert ("/security-log" if kind == "audit" else "/people") in page.url
    for address in ["/account", *(["/people/1", "/people/new"] if kind == "system" else [])]:
        page.goto(address)
        problems += violations(page)
    assert problems == []
