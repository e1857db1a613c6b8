"""`fangzhi demo`: an office to try things out in, never beside anything real."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


@pytest.mark.slow
def test_the_demonstration_is_made_once_and_marked(run: Callable[..., Ran], home: Path) -> None:
    made = run("demo")
    assert made.code == 0, made.err
    users = [line.split()[0] for line in made.out.splitlines()[1:]]
    assert {"demo-intake", "demo-officer", "demo-head", "demo-director", "demo-archivist"} <= set(users)
    assert (home / "demo" / "synthetic").is_file()
    assert run("verify").code == 0
    again = run("demo")
    assert (again.code, again.out) == (0, "")
    assert "holds the synthetic office already" in again.err


def test_a_folder_with_real_offices_is_refused(run: Callable[..., Ran], home: Path) -> None:
    assert run("user", "add", "li", "--role", "officer", "--office", "350200").code == 0
    refused = run("demo")
    assert (refused.code, refused.out) == (2, "")
    assert "holds offices or records already" in refused.err
    assert not (home / "demo").exists()
    with closing(sqlite3.connect(home / "fangzhi.sqlite3")) as kept:
        assert kept.execute("SELECT COUNT(*) FROM casework_record").fetchone() == (0,)


def test_a_demonstration_that_could_not_be_made_leaves_no_mark(run: Callable[..., Ran], home: Path) -> None:
    assert run("user", "add", "demo-officer").code == 0
    assert run("demo").code == 2
    assert not (home / "demo" / "synthetic").exists()
