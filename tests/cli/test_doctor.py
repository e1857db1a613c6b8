"""`fangzhi doctor`: one line a check, exit 1 when something is not well."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


def test_a_fresh_installation_is_well(run: Callable[..., Ran]) -> None:
    ran = run("doctor", "--format", "json")
    found = json.loads(ran.out)
    assert ran.code == 0, found
    assert found["ok"]
    assert {one["check"] for one in found["checks"]} >= {"database", "catalogue", "page assets"}


def test_an_empty_secret_is_made_anew_and_one_that_others_can_read_is_found(
    run: Callable[..., Ran], home: Path
) -> None:
    secret = home / "keys" / "secret"
    secret.parent.mkdir(parents=True)
    secret.write_text("\n")
    assert run("doctor").code == 0
    made = secret.read_text()
    assert len(made) >= 50
    assert secret.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in secret.parent.iterdir()} == {"secret", "lock"}
    secret.chmod(0o644)
    ran = run("doctor")
    assert ran.code == 1
    assert "NOT OK  secret key" in ran.out
    assert secret.read_text() == made


def test_a_broken_catalogue_is_found(run: Callable[..., Ran], home: Path) -> None:
    run("user", "password")
    (home / "catalogue" / "office.csv").write_text("id\nx\n", "utf-8")
    ran = run("doctor")
    assert ran.code == 1
    assert "NOT OK  catalogue: office.csv: line 1" in ran.out
