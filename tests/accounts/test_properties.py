"""What holds whatever people do, and in whatever order."""

from __future__ import annotations

import unicodedata

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from fangzhi.accounts import log, second_factor, sessions
from fangzhi.accounts.log import Act, Actor, record
from fangzhi.accounts.models import SecurityEvent, account_of
from fangzhi.accounts.tokens import authenticate_token, make_token
from tests.accounts.conftest import person, sign_in

pytestmark = pytest.mark.django_db
few = rules(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)


class Undone:
    """A stretch of work that leaves nothing behind."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@few
@given(st.lists(st.sampled_from(["in", "out", "end"]), max_size=8))
def test_a_person_never_has_more_sessions_than_allowed(steps: list[str]) -> None:
    with Undone():
        user, clients = person(), [Client()]
        for step in steps:
            if step == "in":
                clients.append(Client())
                sign_in(clients[-1])
            elif step == "out":
                clients[-1].post("/sign-out")
            else:
                clients[0].post("/account/sessions/end", {"session": "others"})
            assert len(sessions.living(user)) <= settings.POLICY.sessions


@few
@given(st.lists(st.integers(-3, 3), max_size=12))
def test_of_any_codes_in_any_order_none_is_taken_twice(offsets: list[int]) -> None:
    with Undone():
        user, secret = person(), second_factor.new_secret()
        now = second_factor.now_step()
        data = {"secret": second_factor.sealed(secret), "last": 0}
        Authenticator.objects.create(user=user, type="totp", data=data)
        taken = [
            offset
            for offset in offsets
            if second_factor.accept(user, second_factor.code_at(secret, now + offset))
        ]
        assert taken == sorted(set(taken))
        assert all(-2 <= offset <= 2 for offset in taken)


@few
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=6))
def test_whatever_words_are_logged_the_chain_holds(said: list[tuple[str, str, str]]) -> None:
    with Undone():
        for who, subject, reason in said:
            record(Act.ELEVATED, Actor(who), subject=subject, reason=reason)
        assert log.fault() is None
        assert SecurityEvent.objects.count() == len(said)


COLUMNS = ["who", "origin", "act", "subject", "algorithm", "digest"]


@few
@given(st.integers(1, 5), st.sampled_from(COLUMNS), st.text("abcxyz", min_size=1, max_size=8))
def test_any_change_of_any_row_is_found(number: int, column: str, word: str) -> None:
    with Undone(), connection.cursor() as cursor:
        for _ in range(5):
            record(Act.SIGNED_IN, Actor("zhang", "192.0.2.1"))
        take_triggers_away()
        cursor.execute(f"UPDATE accounts_securityevent SET {column} = %s WHERE number = %s", [word, number])
        assert log.fault() == log.Fault(number, "edited")


def take_triggers_away() -> None:
    """What somebody does first who owns the database."""
    lite = ["DROP TRIGGER security_event_no_update", "DROP TRIGGER security_event_no_delete"]
    big = ["DROP TRIGGER security_event_stays ON accounts_securityevent"]
    with connection.cursor() as cursor:
        for statement in lite if connection.vendor == "sqlite" else big:
            cursor.execute(statement)


@few
@given(st.integers(1, 5))
def test_any_row_that_is_missing_is_found(number: int) -> None:
    with Undone(), connection.cursor() as cursor:
        for _ in range(5):
            record(Act.SIGNED_IN, Actor("zhang"))
        take_triggers_away()
        cursor.execute("DELETE FROM accounts_securityevent WHERE number = %s", [number])
        fault = log.fault()
        assert fault is not None
        assert fault.number == number


@few
@given(words)
def test_no_word_but_the_token_itself_is_the_token(word: str) -> None:
    with Undone():
        value = make_token(person(), Actor("zhang"))
        assert authenticate_token(word) is None
        assert authenticate_token(value[:-1]) is None
        assert authenticate_token(value + "x") is None
        assert authenticate_token(value) is not None


@few
@given(words, words)
def test_whatever_is_typed_is_answered_with_a_page(name: str, password: str) -> None:
    with Undone():
        person()
        assert sign_in(Client(), name, password) in {"400", "429"}


@given(words)
def test_what_is_typed_as_a_code_is_read_as_its_digits(text: str) -> None:
    digits = [sign for sign in unicodedata.normalize("NFKC", text[:40]) if sign in "0123456789"]
    assert second_factor._plain(text) == "".join(digits)


@few
@given(words)
def test_what_is_sealed_is_opened_again_and_says_nothing(secret: str) -> None:
    kept = second_factor.sealed(secret)
    assert second_factor.opened(kept) == secret
    assert len(secret) < 6 or secret not in kept
    assert second_factor.opened(kept[:-2]) == ""


def test_an_account_of_a_person_is_made_once() -> None:
    user = person()
    assert account_of(user).pk == account_of(type(user).objects.get(pk=user.pk)).pk == user.pk
