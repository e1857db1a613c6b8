"""The command as a person runs it: its own process, its own state folder."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.examples import FUJIAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = "Callable[..., Ran]"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A state folder that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The environment of a command in an English terminal that knows no UTF-8."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("FANGZHI_", "LC_", "LANG", "DJANGO"))
    }
    return kept | {"FANGZHI_HOME": str(home), "LC_ALL": "C"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Callable[..., Ran]:
    """Run `fangzhi` with arguments in an empty folder."""

    def run_one(*arguments: str, given: bytes = b"", **more: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "fangzhi.cli", *arguments],
            input=given,
            capture_output=True,
            env=environment | more,
            cwd=tmp_path,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run_one


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A document."""
    path = tmp_path / "报告.txt"
    path.write_text(FUJIAN, "utf-8")
    return path
