"""What a password must be like, and what follows when it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.accounts import passwords
from fangzhi.accounts.log import Act, Actor
from fangzhi.accounts.models import PastPassword, SecurityEvent, account_of
from fangzhi.accounts.policy import Policy
from fangzhi.config import settings as shipped
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, let_in, person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.conf import LazySettings

ZHANG = Actor("zhang")


def refused(password: str, name: str = "zhang") -> list[str]:
    with pytest.raises(passwords.UnfitPassword) as unfit:
        passwords.change(person(name), password, ZHANG)
    return unfit.value.sentences


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab1-Ab1-x", "至少有 10 个字符"),
        ("A1-" * 86, "至少有 10 个字符"),
        ("onlysmallletters", "至少包含"),
        ("smalland12345", "至少包含"),
        ("xxZHANG-2026xx", "用户名"),
        ("gnahz-Gate-42", "用户名"),
        (PASSWORD, "最近 5 个"),
        ("Password123", "常见"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, said: str) -> None:
    assert any(said in one for one in refused(password))


@pytest.mark.django_db
def test_the_last_five_passwords_are_not_taken_again_and_the_sixth_is() -> None:
    user = person()
    taken = [f"Harvest-Moon-{number}" for number in range(6)]
    for password in taken:
        passwords.change(user, password, ZHANG)
    for password in taken[1:]:
        with pytest.raises(passwords.UnfitPassword):
            passwords.change(user, password, ZHANG)
    passwords.change(user, taken[0], ZHANG)
    assert PastPassword.objects.filter(user=user).count() == Policy.password_history


def test_a_drawn_password_fits_the_rules_itself() -> None:
    drawn = {passwords.new_password() for _ in range(50)}
    assert len(drawn) == 50
    for password in drawn:
        passwords.LengthRule().validate(password)
        passwords.ClassesRule().validate(password)
        assert set(password) <= set("abcdefghjkmnpqrstuvwxyz23456789-")


@given(st.text(max_size=40))
def test_a_password_of_enough_kinds_holds_that_many(text: str) -> None:
    kinds = [
        any(sign.islower() for sign in text),
        any(sign.isupper() for sign in text),
        any(sign.isdigit() for sign in text),
        any(not sign.isalnum() for sign in text),
    ]
    try:
        passwords.ClassesRule().validate(text)
        passed = True
    except ValidationError:
        passed = False
    assert passed == (sum(kinds) >= 3)


@pytest.mark.django_db
def test_passwords_are_kept_as_argon2_hashes() -> None:
    with override_settings(PASSWORD_HASHERS=shipped.PASSWORD_HASHERS):
        user = person()
        assert identify_hasher(user.password).algorithm == "argon2"
        assert PASSWORD not in user.password


@pytest.mark.django_db
def test_a_hash_of_the_older_kind_is_renewed_at_the_sign_in() -> None:
    older = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=older):
        user = person()
    with override_settings(PASSWORD_HASHERS=shipped.PASSWORD_HASHERS):
        client = Client()
        sign_in(client)
        user.refresh_from_db()
        assert user.password.startswith("argon2")
        assert let_in(client)


@pytest.mark.django_db
def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one() -> None:
    person()
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    form = {"password": PASSWORD, "new": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}
    assert here.post("/account/password", form).headers["Location"] == "/account?changed=password"
    assert let_in(here)
    assert not let_in(elsewhere)
    assert sign_in(Client(), password=PASSWORD) == "400"
    assert sign_in(Client(), password=OTHER_PASSWORD) == "/"
    assert SecurityEvent.objects.get(act=Act.PASSWORD_CHANGED).details == {"sessions_ended": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "这不是您的密码"),
        ({"repeated": "Another-One-5"}, "两次输入的新密码不一致"),
        ({"new": "short", "repeated": "short"}, "至少有 10 个字符"),
        ({"new": "", "repeated": ""}, "至少有 10 个字符"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_changes_nothing(changes: dict[str, str], said: str) -> None:
    user, client = person(), Client()
    sign_in(client)
    form = {"password": PASSWORD, "new": OTHER_PASSWORD, "repeated": OTHER_PASSWORD} | changes
    response = client.post("/account/password", form)
    assert response.status_code == 400
    assert said in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_password_set_by_somebody_else_must_be_changed_before_the_first_page() -> None:
    user, client = person(), Client()
    given_password = passwords.give(user, Actor("the-system"))
    assert sign_in(client, password=given_password) == "/account/password"
    assert not let_in(client)
    form = {"new": given_password, "repeated": given_password}
    assert "最近 5 个" in client.post("/account/password", form).content.decode()
    form = {"new": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}
    assert client.post("/account/password", form).headers["Location"] == "/"
    assert let_in(client)
    assert not account_of(type(user).objects.get(pk=user.pk)).must_change_password


@pytest.mark.django_db
def test_an_old_password_must_be_changed_at_the_sign_in(
    later: Callable[[timedelta], None], settings: LazySettings
) -> None:
    person()
    later(timedelta(days=89))
    assert sign_in(Client()) == "/"
    later(timedelta(days=2))
    assert sign_in(Client()) == "/account/password"
    settings.POLICY = replace(settings.POLICY, password_days=0)
    assert sign_in(Client()) == "/"


@pytest.mark.django_db
def test_a_step_that_takes_too_long_begins_again(later: Callable[[timedelta], None]) -> None:
    user, client = person(), Client()
    password = passwords.give(user, Actor("the-system"))
    sign_in(client, password=password)
    later(timedelta(minutes=11))
    response = client.post("/account/password", {"new": OTHER_PASSWORD, "repeated": OTHER_PASSWORD})
    assert response.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "changes",
    [{"password_days": -1}, {"sessions": 0}, {"idle": timedelta(0)}, {"elevation": timedelta(seconds=5)}],
)
def test_a_policy_that_nobody_could_work_under_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"FANGZHI_|minute"):
        Policy(**changes)  # type: ignore[arg-type]
