"""A register is a page: how long the declarations are, and that the tutorial's register is one that runs."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

import pytest

from fangzhi import registers as package
from fangzhi.casework.declaration import registers
from tests import thirdregister

ROOT = Path(__file__).resolve().parents[2]
DECLARING = sorted(
    path
    for path in Path(package.__path__[0]).glob("*/*/__init__.py")
    if "enter(Register(" in path.read_text("utf-8")
)
KERNEL = ("fangzhi.web", "fangzhi.api", "fangzhi.casework.ledger", "fangzhi.casework.lists")
"""What has lists, forms, interface and ledger: a register imports nothing of it."""


def test_half_of_the_declarations_are_a_page() -> None:
    lines = [len(path.read_text("utf-8").splitlines()) for path in DECLARING]
    assert len(lines) == len([one for one in registers() if one != "exhibition"])
    assert median(lines) <= 150
    assert max(lines) <= 180


def test_the_register_of_the_tutorial_is_the_one_that_the_tests_run() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    block = page.partition("### A register in one page")[2].partition("```python\n")[2].partition("```")[0]
    assert block == Path(thirdregister.__file__).with_name("models.py").read_text("utf-8")
    assert "exhibition" in registers()


@pytest.mark.parametrize("path", DECLARING, ids=lambda path: path.parent.name)
def test_no_register_has_code_of_its_own_for_what_the_kernel_does(path: Path) -> None:
    for file in path.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not [one for one in names if one.startswith(KERNEL)], file
