"""Signing in by forms: what waits, what is locked, what leads where, and what is forgotten in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from fangzhi.accounts import entry, passwords, people
from fangzhi.accounts.entry import NoEntry, Pending, Step, Way
from fangzhi.accounts.log import Act, Actor
from fangzhi.accounts.models import FailedAttempt, SecurityEvent, account_of
from fangzhi.accounts.sessions import SessionStore
from fangzhi.web.pages.account import enter
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, Phone, let_in, person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.conf import LazySettings
    from django.http import HttpRequest

pytestmark = pytest.mark.django_db


def form(**typed: str) -> HttpRequest:
    """A form about something else, in a session of nobody."""
    request = RequestFactory().post("/figures/x/correct", {"user": "zhang", "password": PASSWORD} | typed)
    request.session = SessionStore()
    return request


def test_failures_are_forgotten_after_fifteen_minutes(later: Callable[[timedelta], None]) -> None:
    person()
    for _ in range(5):
        sign_in(Client(), password="wrong")
    assert sign_in(Client()) == "429"
    later(timedelta(minutes=14))
    assert sign_in(Client()) == "429"
    later(timedelta(minutes=2))
    assert sign_in(Client()) == "/"
    sign_in(Client(), password="wrong")
    assert FailedAttempt.objects.count() == 1


def test_signing_in_forgets_the_failures_of_this_name_here_and_no_others() -> None:
    person()
    person("li")
    sign_in(Client(), password="wrong")
    sign_in(Client(), "li", "wrong")
    sign_in(Client(REMOTE_ADDR="192.0.2.9"), password="wrong")
    sign_in(Client())
    left = FailedAttempt.objects.order_by("pk").values_list("user_name", "address")
    assert list(left) == [("li", "127.0.0.1"), ("zhang", "192.0.2.9")]


def test_a_password_alone_forgets_no_wrong_codes(phone_of: Callable[[User], Phone]) -> None:
    phone_of(person())
    for _ in range(5):
        client = Client()
        sign_in(client)
        client.post("/sign-in/code", {"code": "000000"})
    assert sign_in(Client()) == "429"


def test_a_right_code_begins_the_count_of_wrong_ones_anew(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    for number in range(4):
        assert entry.by_code(user, "000000", f"192.0.2.{number}") is not None
    assert entry.by_code(user, phone.next_code(), "192.0.2.9") is None
    assert account_of(User.objects.get(pk=user.pk)).wrong_codes == 0


def test_a_locked_account_is_told_so_only_after_the_right_password() -> None:
    people.lock(person(), Actor("test"), "test")
    wrong = Client().post("/sign-in", {"user": "zhang", "password": "wrong"})
    right = Client().post("/sign-in", {"user": "zhang", "password": PASSWORD})
    assert "已锁定" not in wrong.content.decode()
    assert "已锁定" in right.content.decode()


def test_a_disabled_account_and_an_unknown_name_are_answered_alike() -> None:
    people.disable(person())
    typed = {"user": "zhang", "password": PASSWORD}
    disabled = Client().post("/sign-in", typed).content.decode()
    unknown = Client().post("/sign-in", typed | {"user": "nobody"}).content.decode()
    assert disabled.replace("zhang", "nobody").count("不符") == unknown.count("不符")
    assert "停用" not in disabled


def test_the_first_account_is_an_ordinary_one_whose_password_lasts() -> None:
    user, password = people.add_account("editor", lasting=True)
    client = Client()
    assert sign_in(client, "editor", password) == "/"
    assert let_in(client)
    assert account_of(user).administrator == ""


def test_locking_ends_what_is_going_on(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    inside, between = Client(), Client()
    sign_in(inside)
    inside.post("/sign-in/code", {"code": phone.next_code()})
    sign_in(between)
    people.lock(user, Actor("test"), "test")
    assert not let_in(inside)
    assert between.post("/sign-in/code", {"code": phone.next_code()}).status_code == 403


def test_a_new_password_ends_a_sign_in_between_two_steps(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    client = Client()
    sign_in(client)
    passwords.change(user, OTHER_PASSWORD, Actor("zhang"))
    assert client.post("/sign-in/code", {"code": phone.next_code()}).status_code == 403
    assert not let_in(client)


def test_a_step_of_the_sign_in_is_no_session_of_the_person(phone_of: Callable[[User], Phone]) -> None:
    phone_of(person())
    client = Client()
    sign_in(client)
    assert client.get("/account").status_code == 302
    assert client.get("/upload").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("way", "code_given", "changes", "step"),
    [
        (Way.PASSWORD, False, {}, None),
        (Way.PASSWORD, False, {"must_change_password": True}, Step.PASSWORD),
        (Way.ISSUER, False, {"must_change_password": True}, None),
        (Way.PASSWORD, False, {"administrator": "audit"}, Step.FACTOR),
        (Way.ISSUER, False, {"administrator": "audit"}, Step.FACTOR),
        (Way.PASSWORD, False, {"administrator": "audit", "must_change_password": True}, Step.PASSWORD),
        (Way.PASSWORD, True, {"administrator": "audit", "must_change_password": True}, Step.PASSWORD),
    ],
)
def test_the_next_step_follows_from_what_the_account_needs(
    way: Way, code_given: bool, changes: dict[str, object], step: Step | None
) -> None:
    user = person()
    account = account_of(user)
    for name, value in changes.items():
        setattr(account, name, value)
    assert entry.open_step(Pending(user, way, code_given, "")) == step


def test_the_code_comes_before_everything_else(phone_of: Callable[[User], Phone]) -> None:
    user = person("root", "system")
    phone_of(user)
    account_of(user).must_change_password = True
    for way in Way:
        assert entry.open_step(Pending(user, way, False, "")) == Step.CODE


def test_a_form_about_something_else_lets_in_and_logs_it() -> None:
    person()
    request = form()
    assert enter(request) is None
    assert SecurityEvent.objects.filter(act=Act.SIGNED_IN, who="zhang").exists()


@pytest.mark.parametrize("what", ["password", "factor"])
def test_a_form_about_something_else_does_not_skip_a_step(what: str, settings: LazySettings) -> None:
    user = person()
    typed = PASSWORD
    if what == "password":
        typed = passwords.give(user, Actor("root"))
    else:
        settings.POLICY = replace(settings.POLICY, require_totp=True)
    request = form(password=typed)
    refused = enter(request)
    assert isinstance(refused, NoEntry)
    assert refused.status == 403
    assert "_auth_user_id" not in request.session


def test_where_somebody_wanted_to_go_is_kept_over_all_steps(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    password = passwords.give(user, Actor("root"))
    client = Client()
    assert sign_in(client, password=password, next="/upload") == "/sign-in/code"
    sent = client.post("/sign-in/code", {"code": phone.next_code(), "next": "https://example.org/"})
    assert sent.headers["Location"] == "/account/password"
    sent = client.post("/account/password", {"new": OTHER_PASSWORD, "repeated": OTHER_PASSWORD})
    assert sent.headers["Location"] == "/upload"


def test_every_step_speaks_the_language_that_was_chosen(phone_of: Callable[[User], Phone]) -> None:
    phone = phone_of(person())
    client = Client()
    sent = client.post("/sign-in?lang=en", {"user": "zhang", "password": PASSWORD})
    assert sent.headers["Location"] == "/sign-in/code?lang=en"
    assert "Second step" in client.get("/sign-in/code").content.decode()
    assert client.post("/sign-in/code", {"code": phone.next_code()}).headers["Location"] == "/?lang=en"
