"""What every test may ask for, and what is left out where the machine lacks something.

On a bare machine the tests that need a browser, PostgreSQL or the shared texts are left out, each kind with
one line that names what to install. With FANGZHI_TEST_REQUIRE=all what is missing fails instead.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = os.environ.get("FANGZHI_TEST_REQUIRE") == "all"
ON_POSTGRES = os.environ.get("FANGZHI_DATABASE_URL", "").startswith("postgres")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}

# Programs that a test starts are those of a person: they read the project's settings, not those of the tests.
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

settings.register_profile("fangzhi", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("fangzhi")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that use the database; drop those of PostgreSQL where it is not the database."""
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
        if item.get_closest_marker("postgres"):
            item.add_marker("database")
            (kept if ON_POSTGRES else dropped).append(item)
        else:
            kept.append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=dropped)


def leave_out(what: str, remedy: str) -> NoReturn:
    """Skip the asking test with its reason, or fail it where everything is required."""
    sentence = f"{what}: {remedy}"
    if REQUIRED:
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each kind of test that was left out, with what to install."""
    reasons = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reasons):
        terminalreporter.write_line(f"left out, {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts and gold readings beside the checkout; FANGZHI_SHARED names another place."""
    folder = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared"))
    if not (folder / "gold").is_dir():
        leave_out(
            "tests on the shared texts",
            f"{folder.name}/ is not beside the checkout (FANGZHI_SHARED)",
        )
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        leave_out("journeys in a browser", "Chromium is missing (Debian, Ubuntu: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium for the whole run, which talks to 127.0.0.1 only."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=quiet)
        yield started
        started.close()
