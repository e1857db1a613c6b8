"""Accounts are made and changed by the administrator whose duty it is; the three are three people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.accounts import is_administrator, people
from fangzhi.accounts.log import Act
from fangzhi.accounts.models import Account, FailedAttempt, SecurityEvent, account_of
from fangzhi.accounts.people import By, NotYours, Unfit
from fangzhi.accounts.tokens import authenticate_token, make_token
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, Phone, let_in, person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def acting(kind: str) -> By:
    return By(person(f"the-{kind}", kind), "192.0.2.1")


def again(user: User) -> User:
    return User.objects.select_related("account").get(pk=user.pk)


def test_an_account_begins_with_a_password_that_must_be_changed() -> None:
    user, password = people.add_account("zhang", full_name="张三")
    assert user.first_name == "张三"
    assert user.check_password(password)
    assert account_of(again(user)).must_change_password
    client = Client()
    assert sign_in(client, "zhang", password) == "/account/password"
    client.post("/account/password", {"new": OTHER_PASSWORD, "repeated": OTHER_PASSWORD})
    assert let_in(client)


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "<b>", "x" * 65, "a\nb", "x\x00y", "张 三"])
def test_a_name_that_is_none_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(Unfit, match=r"用户名"):
        people.add_account(name)
    assert not User.objects.exists()


@pytest.mark.parametrize("twin", ["zhang", "Zhang", "ＺＨＡＮＧ", " zhang "])
def test_two_people_never_share_a_name_that_reads_alike(twin: str) -> None:
    people.add_account("zhang")
    with pytest.raises(Unfit, match="已被使用"):
        people.add_account(twin)


def test_everybody_is_at_most_one_of_the_three_administrators() -> None:
    user = person("root", "system")
    with pytest.raises(Unfit, match="三员分立"):
        people.appoint(again(user), "audit")
    people.appoint(again(user), "")
    assert not is_administrator(again(user))
    people.appoint(again(user), "audit")
    assert is_administrator(again(user))


@pytest.mark.parametrize("kind", ["root", "systemaudit"[:8], "AUDIT"])
def test_the_database_knows_no_fourth_administrator(kind: str) -> None:
    user = person()
    account_of(user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(user=user).update(administrator=kind)


def test_an_account_has_one_person_and_a_person_one_account() -> None:
    user = person()
    account_of(user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(user=user, administrator="audit")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_account WHERE user_id = %s", [user.pk])
        assert cursor.fetchone()[0] == 1


def test_who_holds_roles_becomes_no_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "before_appointment", [lambda user: f"{user.get_username()} handles cases."])
    with pytest.raises(Unfit, match="zhang handles cases"):
        person("zhang", "system")
    people.appoint(User.objects.get(username="zhang"), "")


def test_a_disabled_administrator_and_a_reader_are_none() -> None:
    user = person("root", "system")
    people.disable(user)
    assert not is_administrator(again(user))
    assert not is_administrator(AnonymousUser())


DUTIES = {
    "disable": ("system", lambda user, by: people.disable(user, by)),
    "enable": ("system", lambda user, by: people.enable(user, by)),
    "password": ("system", lambda user, by: people.give_password(user, by)),
    "link": ("system", lambda user, by: people.link_identity(user, "subject", by)),
    "add": ("system", lambda user, by: people.add_account("new", by)),
    "unlock": ("security", lambda user, by: people.unlock(user, by)),
    "factor": ("security", lambda user, by: people.reset_second_factor(user, by)),
    "sessions": ("security", lambda user, by: people.end_sessions(user, by)),
}


@pytest.mark.parametrize("verb", DUTIES)
def test_each_duty_belongs_to_one_administrator(verb: str) -> None:
    owner, act = DUTIES[verb]
    user, events = person(), SecurityEvent.objects.count()
    others = [By(person("li")), *(acting(kind) for kind in people.ADMINISTRATORS if kind != owner)]
    events = SecurityEvent.objects.count()
    for by in others:
        with pytest.raises(NotYours):
            act(user, by)
    assert SecurityEvent.objects.count() == events
    act(user, acting(owner))
    assert SecurityEvent.objects.last().who == f"the-{owner}"


@pytest.mark.parametrize(
    ("verb", "kind"), [("disable", "system"), ("password", "system"), ("factor", "security")]
)
def test_nobody_does_it_to_their_own_account(verb: str, kind: str) -> None:
    by = acting(kind)
    assert by.user
    with pytest.raises(Unfit, match="自己的账号"):
        DUTIES[verb][1](by.user, by)


def test_administrators_are_made_on_the_machine_alone() -> None:
    by = acting("system")
    with pytest.raises(NotYours):
        people.add_account("another", by, administrator="audit")
    with pytest.raises(NotYours):
        people.appoint(person(), "audit", by)
    with pytest.raises(Unfit, match="三种"):
        people.add_account("another", administrator="root")
    assert people.add_account("another", administrator="audit").user.account.administrator == "audit"


def test_a_disabled_person_is_out_at_once_and_in_again_when_enabled() -> None:
    user, client = person(), Client()
    sign_in(client)
    token = make_token(user, people.MACHINE.actor)
    people.disable(user)
    assert not let_in(client)
    assert authenticate_token(token) is None
    assert sign_in(client) == "400"
    people.enable(user)
    assert sign_in(client) == "/"


def test_an_identity_belongs_to_one_account() -> None:
    first, second = person(), person("li")
    people.link_identity(first, " subject-1 ")
    assert account_of(again(first)).oidc_subject == "subject-1"
    with pytest.raises(Unfit, match="另一账号"):
        people.link_identity(second, "subject-1")
    people.link_identity(first, "")
    people.link_identity(second, "subject-1")
    with pytest.raises(Unfit, match="255"):
        people.link_identity(first, "x" * 256)


def test_unlocking_lifts_the_lock_and_forgets_the_failures() -> None:
    user = person()
    for _ in range(5):
        sign_in(Client(), password="wrong")
    people.lock(user, people.MACHINE.actor, "stolen phone")
    people.unlock(user)
    assert not FailedAttempt.objects.exists()
    assert sign_in(Client()) == "/"


def test_who_lost_the_phone_signs_in_without_a_code_after_the_reset(
    phone_of: Callable[[User], Phone],
) -> None:
    user = person()
    phone_of(user)
    people.reset_second_factor(user, acting("security"))
    assert sign_in(Client()) == "/"
    event = SecurityEvent.objects.get(act=Act.FACTOR_RESET)
    assert (event.who, event.subject) == ("the-security", "zhang")


@given(st.text(max_size=20))
def test_any_word_as_a_name_makes_an_account_or_is_refused(word: str) -> None:
    with transaction.atomic():
        try:
            user, _password = people.add_account(word)
        except Unfit:
            return
        assert sign_in(Client(), user.get_username(), PASSWORD) == "400"
        transaction.set_rollback(True)
