"""People with accounts, their phones, a clock that can be turned on, and the three administrators at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from fangzhi.accounts import people, second_factor
from fangzhi.accounts.log import Actor
from fangzhi.accounts.models import account_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

PASSWORD = "Open-Sesame-2026"
OTHER_PASSWORD = "Barley-Field-77"


def person(name: str = "zhang", administrator: str = "") -> User:
    """Somebody with an account and the password `PASSWORD`, which is their own."""
    user = User.objects.create_user(name, password=PASSWORD)
    if administrator:
        people.appoint(user, administrator)
    return user


class Phone:
    """An authenticator app whose clock stands still until it is asked for the next code."""

    def __init__(self, secret: str, step: int) -> None:
        self.secret, self.step = secret, step

    def code(self) -> str:
        """The code shown now."""
        return second_factor.code_at(self.secret, self.step)

    def next_code(self) -> str:
        """The code of the next half minute."""
        self.step += 1
        return self.code()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What one test made the server remember of issuers is unknown to the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def phone_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[User], Phone]:
    """Put a second factor in force for somebody; the server's clock follows the phone's."""

    def enrol(user: User) -> Phone:
        phone = Phone(second_factor.new_secret(), 1_000_000)
        monkeypatch.setattr(second_factor, "now_step", lambda: phone.step)
        assert second_factor.enrol(user, phone.secret, phone.code(), Actor(user.get_username()))
        user.refresh_from_db()
        return phone

    return enrol


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Turn the clock on."""
    true_now = timezone.now
    gone: list[timedelta] = []

    def turn(by: timedelta) -> None:
        gone.append(by)
        total = sum(gone[1:], gone[0])
        monkeypatch.setattr("django.utils.timezone.now", lambda: true_now() + total)

    return turn


def sign_in(client: Client, name: str = "zhang", password: str = PASSWORD, **more: str) -> str:
    """Give name and password; where that leads, or the status where it leads nowhere."""
    response = client.post("/sign-in", {"user": name, "password": password} | more)
    return response.headers.get("Location", str(response.status_code))


def let_in(client: Client) -> bool:
    """Whether the person of this client is signed in."""
    return client.get("/account").status_code == 200


@pytest.fixture
def administrator(db: None, phone_of: Callable[[User], Phone]) -> Callable[[str], Client]:
    """An administrator signed in with password and code, with rights taken."""

    def at_work(kind: str) -> Client:
        user = person(f"the-{kind}", kind)
        phone = phone_of(user)
        client = Client()
        assert sign_in(client, user.get_username()) == "/sign-in/code"
        client.post("/sign-in/code", {"code": phone.next_code()})
        taken = {"reason": "monthly review", "password": PASSWORD, "code": phone.next_code()}
        assert client.post("/account/rights", taken).status_code == 302
        assert account_of(user).administrator == kind
        return client

    return at_work
