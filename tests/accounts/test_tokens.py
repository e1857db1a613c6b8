"""Tokens of the interface: shown once, kept as a hash, and of no use once ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from fangzhi.accounts import people
from fangzhi.accounts.log import Act, Actor
from fangzhi.accounts.models import ApiToken, SecurityEvent, account_of
from fangzhi.accounts.tokens import authenticate_token, end_token, make_token
from tests.accounts.conftest import person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
ZHANG = Actor("zhang")


def test_a_token_says_whose_it_is_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = person()
    account_of(user)
    value = make_token(user, ZHANG)
    with django_assert_num_queries(2):
        found = authenticate_token(value)
    assert found == user
    assert ApiToken.objects.get().last_used_on == timezone.localdate()
    with django_assert_num_queries(1):
        found = authenticate_token(value)
        assert found
        assert found.account.administrator == ""


def test_only_a_hash_of_it_is_kept() -> None:
    value = make_token(person(), ZHANG)
    row = ApiToken.objects.get()
    assert value not in str(vars(row))
    assert len(value) > 40
    assert value not in str(SecurityEvent.objects.get(act=Act.TOKEN_MADE).details)


@pytest.mark.parametrize("value", ["", "fz_", "fz_" + "x" * 43, "nonsense", "fz_\x00", "FZ_é"])
def test_what_is_no_token_is_nobodys(value: str) -> None:
    make_token(person(), ZHANG)
    assert authenticate_token(value) is None


def test_a_token_ends_by_itself(later: Callable[[timedelta], None]) -> None:
    user = person()
    short, standard = make_token(user, ZHANG, days=10), make_token(user, ZHANG)
    later(timedelta(days=11))
    assert authenticate_token(short) is None
    assert authenticate_token(standard) == user
    later(timedelta(days=360))
    assert authenticate_token(standard) is None


def test_a_locked_person_has_no_token() -> None:
    user = person()
    value = make_token(user, ZHANG)
    people.lock(user, ZHANG, "lost")
    assert authenticate_token(value) is None
    people.unlock(user)
    assert authenticate_token(value) == user


def test_a_person_ends_their_own_token_and_nobody_elses() -> None:
    user, other = person(), person("li")
    value, theirs = make_token(user, ZHANG), make_token(other, Actor("li"))
    number = ApiToken.objects.get(user=user).pk
    client = Client()
    sign_in(client)
    assert f"/account/tokens/{number}/end" in client.get("/account").content.decode()
    client.post(f"/account/tokens/{ApiToken.objects.get(user=other).pk}/end")
    assert authenticate_token(theirs) == other
    client.post(f"/account/tokens/{number}/end")
    assert authenticate_token(value) is None
    assert not end_token(user, number, ZHANG)
    assert SecurityEvent.objects.filter(act=Act.TOKEN_ENDED).count() == 1
