"""The documents say what is so: their commands run as printed, every setting is in the operators' guides."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from fangzhi.reader import read
from fangzhi.reader.observation import observation_json
from tools.tour import PAGES, run, steps

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\bFANGZHI_[A-Z_]+\b")
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
DEVELOPERS = [ROOT / "docs" / language / "developers.md" for language in ("en", "zh")]
GUIDES = [ROOT / "docs" / "en" / "operators.md", ROOT / "docs" / "zh" / "operators.md"]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_tour_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """Every command of the tour, run in one folder one after another, prints exactly the lines below it."""
    tour = steps(page)
    assert len(tour) >= 4
    for command, printed in tour:
        assert run(command, tmp_path) == printed, command


def test_both_languages_take_the_same_tour() -> None:
    """The commands and their answers are the same, only the words around them differ."""
    english, chinese = (steps(page) for page in PAGES)
    assert english == chinese


def test_every_command_that_a_page_names_exists() -> None:
    """`fangzhi …` in running text and code names a command that answers --help."""
    pages = [*PAGES, *(ROOT / "docs").rglob("*.md"), *ROOT.glob("[A-Z]*.md")]
    words = {
        tuple(re.findall(r"[a-z]+", command)[:2])
        for page in pages
        for command in re.findall(r"`fangzhi ([a-z][a-z ]*)", page.read_text(encoding="utf-8"))
    }
    for names in sorted(words):
        known = subprocess.run(
            [sys.executable, "-m", "fangzhi.cli", *names, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert known.returncode == 0, f"fangzhi {shlex.join(names)}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.parent.name)
def test_every_setting_is_named_in_the_operators_guide(guide: Path) -> None:
    """Every environment variable that the code reads is explained, and none that it does not read."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = {name for text in sources for name in VARIABLE.findall(text)}
    named = set(VARIABLE.findall(guide.read_text(encoding="utf-8")))
    assert named == {name for name in read if not name.endswith("_")}


@pytest.mark.parametrize("guide", DEVELOPERS, ids=lambda path: path.parent.name)
def test_the_python_of_a_guide_runs(guide: Path) -> None:
    """Every example runs as printed, in an interpreter of its own, and prints something."""
    examples = PYTHON.findall(guide.read_text(encoding="utf-8"))
    assert examples
    for example in examples:
        done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


@pytest.mark.parametrize("guide", DEVELOPERS, ids=lambda path: path.parent.name)
def test_every_field_of_a_figure_is_explained(guide: Path) -> None:
    """The table of fields names every key that the command line prints."""
    figure = read("2013年，专利申请量达12.33万件。").observations[0]
    named = set(re.findall(r"`(\w+)`", guide.read_text(encoding="utf-8")))
    assert set(observation_json("", figure)) <= named
