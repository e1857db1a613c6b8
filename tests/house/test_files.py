"""The shape of the house: no file grows beyond reading, no link leads nowhere, the notice is in step."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tools.notice import notice

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")
LINES = 600


def kept_files(suffix: str) -> list[Path]:
    """The files of the checkout with this suffix, without what is built."""
    folders = [ROOT / name for name in ("src", "tests", "tools", "benchmarks", "docs")]
    found = [path for folder in folders for path in folder.rglob(f"*{suffix}")]
    return sorted([*found, *ROOT.glob(f"*{suffix}")])


def anchors(page: str) -> set[str]:
    """The anchors of a Markdown page's headings, as the common renderers name them."""
    heads = re.findall(r"^#+ +(.+?) *$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_no_source_file_is_longer_than_a_person_reads() -> None:
    """600 lines, the limit that the house has set itself."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in kept_files(".py")}
    assert {path.name: lines for path, lines in lengths.items() if lines > LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    """A module with anything in it opens with a docstring."""
    modules = [path for path in kept_files(".py") if "migrations" not in path.parts]
    texts = {path: path.read_text(encoding="utf-8") for path in modules}
    assert [
        path for path, text in texts.items() if text.strip() and not text.lstrip().startswith('"""')
    ] == []


@pytest.mark.parametrize("page", kept_files(".md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """Relative links name a file that exists, with the heading they point at."""
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{page.name}: {link}"


def test_the_notice_is_in_step_with_the_locks() -> None:
    """`make notice` would change nothing."""
    assert (ROOT / "NOTICE").read_text(encoding="utf-8") == notice()


def test_the_locks_carry_no_address() -> None:
    """Names, versions and hashes: whose registry serves them is the machine's affair."""
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]
    assert [lock.name for lock in locks if "://" in lock.read_text(encoding="utf-8")] == []


def test_every_locked_package_carries_a_hash() -> None:
    """Python packages by sha256, npm packages by their integrity."""
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        assert [entry for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_nothing_vendored_is_committed() -> None:
    """Third-party files and compiled translations are built, not kept."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("what git keeps: this is no git checkout")
    built = [name for name in listed.stdout.splitlines() if "/vendor/" in name or name.endswith(".mo")]
    assert built == []
