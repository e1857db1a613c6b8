"""`fangzhi user`: accounts made on the machine itself, secrets on stdout alone and once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import environment, home, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

__all__ = ["environment", "home", "run"]
pytestmark = pytest.mark.slow


def listed(run: Callable[..., Ran]) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads(run("user", "list", "--format", "json").out)["users"]}


def test_accounts_are_made_listed_and_given_passwords(run: Callable[..., Ran]) -> None:
    first = run("user", "add", "root", "--administrator", "system")
    assert (first.code, len(first.out.split())) == (0, 1)
    assert "user editor, password" in first.err
    second = run("user", "add", "张三", "--token")
    password, token = second.out.split()
    assert token.startswith("fz_")
    assert password not in second.err
    people = listed(run)
    assert set(people) == {"editor", "root", "张三"}
    assert people["root"]["administrator"] == "system"
    assert people["张三"]["active"] is True
    table = run("user", "list")
    assert "张三" in table.out
    assert password not in table.out
    renewed = run("user", "password", "张三")
    assert renewed.out.strip() not in ("", password)
    assert "next sign-in" in renewed.err
    assert run("user", "unlock", "张三").code == 0


def test_the_only_account_gets_a_password_that_lasts(run: Callable[..., Ran]) -> None:
    ran = run("user", "password")
    assert (ran.code, len(ran.out.split())) == (0, 1)
    assert "next sign-in" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "editor"), "taken"),
        (("add", "a b"), "letters, digits"),
        (("password", "nobody"), "no account nobody"),
        (("unlock", "nobody"), "no account nobody"),
        (("add", "x", "--administrator", "root"), "root"),
    ],
)
def test_wrong_use_is_one_sentence(run: Callable[..., Ran], arguments: tuple[str, ...], said: str) -> None:
    ran = run("user", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_terminal_in_chinese_is_answered_in_chinese(run: Callable[..., Ran]) -> None:
    run("user", "list")
    assert "已被使用" in run("user", "add", "editor", LC_ALL="zh_CN.UTF-8").err


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FANGZHI_SESSIONS", "0"),
        ("FANGZHI_PASSWORD_DAYS", "-1"),
        ("FANGZHI_OIDC_ISSUER", "http://id.example.cn"),
        ("FANGZHI_IDLE_MINUTES", "soon"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    run: Callable[..., Ran], home: Path, variable: str, value: str
) -> None:
    ran = run("user", "list", **{variable: value})
    assert ran.code == 2
    assert variable in ran.err or "settings cannot be used" in ran.err
    assert "Traceback" not in ran.err
    assert not (home / "fangzhi.sqlite3").exists()
