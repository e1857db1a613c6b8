"""Rights of an administrator: taken with a reason by who shows again who they are, and logged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from fangzhi.accounts import people
from fangzhi.accounts.elevation import elevate, elevated_until, lay_down
from fangzhi.accounts.log import Act
from fangzhi.accounts.models import FailedAttempt, SecurityEvent, account_of
from fangzhi.accounts.sessions import SessionStore
from tests.accounts.conftest import PASSWORD, Phone, person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from fangzhi.accounts.entry import NoEntry

pytestmark = pytest.mark.django_db
REASON = "a new colleague"


def request_of(user: User) -> HttpRequest:
    """A page in a session of somebody."""
    request = RequestFactory().get("/account/rights")
    request.session, request.user = SessionStore(), user
    return request


@pytest.fixture
def root(phone_of: Callable[[User], Phone]) -> tuple[User, Phone]:
    """The system administrator and their phone."""
    user = person("root", "system")
    return user, phone_of(user)


def taken(
    request: HttpRequest, user: User, code: str, *, password: str = PASSWORD, reason: str = REASON
) -> NoEntry | None:
    return elevate(request, user, reason, password=password, code=code, origin="192.0.2.1")


def test_rights_last_half_an_hour(root: tuple[User, Phone], later: Callable[[timedelta], None]) -> None:
    user, phone = root
    request = request_of(user)
    assert elevated_until(request) is None
    assert taken(request, user, phone.next_code()) is None
    until = elevated_until(request)
    assert until is not None
    later(timedelta(minutes=29, seconds=55))
    assert elevated_until(request) == until
    later(timedelta(seconds=10))
    assert elevated_until(request) is None


def test_they_are_laid_down_before_their_time(root: tuple[User, Phone]) -> None:
    user, phone = root
    request = request_of(user)
    taken(request, user, phone.next_code())
    lay_down(request)
    lay_down(request)
    assert elevated_until(request) is None


@pytest.mark.parametrize("reason", ["", "   ", "abc", "x" * 201, "a\n\n b"])
def test_a_reason_that_says_nothing_is_refused_before_a_code_is_used(
    root: tuple[User, Phone], reason: str
) -> None:
    user, phone = root
    request, code = request_of(user), phone.next_code()
    refused = taken(request, user, code, reason=reason)
    assert refused is not None
    assert "事由" in refused.sentence
    assert elevated_until(request) is None
    assert taken(request, user, code) is None


def test_rights_taken_in_one_session_are_of_no_use_in_another(root: tuple[User, Phone]) -> None:
    user, phone = root
    mine, elsewhere = request_of(user), request_of(user)
    taken(mine, user, phone.next_code())
    assert elevated_until(elsewhere) is None


def test_rights_do_not_pass_to_who_signs_in_after(root: tuple[User, Phone]) -> None:
    user, phone = root
    request = request_of(user)
    taken(request, user, phone.next_code())
    request.user = person("li")
    assert elevated_until(request) is None


def test_failures_count_to_the_wait(root: tuple[User, Phone]) -> None:
    user, phone = root
    for number in range(5):
        refused = taken(request_of(user), user, "000000", password=PASSWORD if number % 2 else "wrong")
        assert refused is not None
        assert refused.status == 400
    refused = taken(request_of(user), user, phone.next_code())
    assert refused is not None
    assert refused.status == 429
    assert FailedAttempt.objects.filter(user_name="root", address="192.0.2.1").count() == 5


def test_the_reason_stands_in_the_log_on_one_line(root: tuple[User, Phone]) -> None:
    user, phone = root
    taken(request_of(user), user, phone.next_code(), reason="  new\n colleague  ")
    event = SecurityEvent.objects.get(act=Act.ELEVATED)
    assert event.details["reason"] == "new colleague"
    assert event.details["administrator"] == "system"
    assert event.origin == "192.0.2.1"


def test_an_administrator_without_a_second_factor_takes_nothing() -> None:
    user = person("root", "audit")
    refused = taken(request_of(user), user, "")
    assert refused is not None
    assert refused.status == 403
    assert "双因素" in refused.sentence


def test_an_administrator_cannot_switch_the_second_factor_off(
    administrator: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fangzhi.accounts import entry

    client = administrator("system")
    assert "/account/second-factor/off" not in client.get("/account").content.decode()
    monkeypatch.setattr(entry, "again", lambda *_asked: None)
    response = client.post("/account/second-factor/off", {"password": PASSWORD})
    assert response.status_code == 403
    assert "必须使用双因素认证" in response.content.decode()
    user = User.objects.get(username="the-system")
    assert account_of(user).second_factor_at


def test_an_administrator_without_a_password_takes_rights_by_the_code(root: tuple[User, Phone]) -> None:
    user, phone = root
    user.set_unusable_password()
    user.save()
    assert taken(request_of(user), user, "000000", password="") is not None
    assert taken(request_of(user), user, phone.next_code(), password="") is None


def test_who_is_no_administrator_any_more_opens_no_page(
    administrator: Callable[[str], Client],
) -> None:
    client = administrator("security")
    people.appoint(User.objects.get(username="the-security"), "")
    assert client.get("/people").headers["Location"].startswith("/sign-in")
    again = Client()
    assert sign_in(again, "the-security") == "/sign-in/code"
