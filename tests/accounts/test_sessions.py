"""Sessions: they end when nobody works in them, there are only so many, and an ordinary page asks twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.accounts import sessions
from fangzhi.accounts.log import Act
from fangzhi.accounts.models import PersonSession, SecurityEvent
from tests.accounts.conftest import let_in, person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def visitor() -> tuple[Client, str]:
    """Somebody with a session who is not signed in, and its key."""
    client = Client()
    session = client.session
    session["entry"] = {}
    session.save()
    key = str(session.session_key)
    client.cookies["sessionid"] = key
    return client, key


def test_an_ordinary_page_costs_one_query_for_the_session_and_one_for_the_person(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person()
    client = Client()
    sign_in(client)
    with django_assert_num_queries(2):
        assert "zhang" in client.get("/sign-in").content.decode()
    with django_assert_num_queries(0):
        Client().get("/sign-in")


def test_the_account_comes_with_the_user(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    from fangzhi.accounts import is_administrator
    from fangzhi.accounts.backend import AccountBackend

    user = person("root", "system")
    with django_assert_num_queries(1):
        found = AccountBackend().get_user(user.pk)
        assert found is not None
        assert is_administrator(found)


def test_a_session_is_written_only_now_and_then(later: Callable[[timedelta], None]) -> None:
    person()
    client = Client()
    sign_in(client)
    first = PersonSession.objects.get().seen_at
    later(timedelta(minutes=2))
    assert let_in(client)
    assert PersonSession.objects.get().seen_at == first
    later(timedelta(minutes=2))
    assert let_in(client)
    assert PersonSession.objects.get().seen_at > first


def test_a_session_ends_when_it_stays_idle(later: Callable[[timedelta], None]) -> None:
    person()
    client = Client()
    sign_in(client)
    for _ in range(3):
        later(timedelta(minutes=25))
        assert let_in(client)
    later(timedelta(minutes=31))
    assert not let_in(client)


def test_a_session_ends_after_twelve_hours_whatever_is_done(later: Callable[[timedelta], None]) -> None:
    person()
    client = Client()
    sign_in(client)
    for _ in range(35):
        later(timedelta(minutes=20))
        assert let_in(client)
    later(timedelta(minutes=20))
    assert not let_in(client)


def test_a_visit_before_the_sign_in_takes_nothing_of_its_time(later: Callable[[timedelta], None]) -> None:
    person()
    client, _key = visitor()
    later(timedelta(minutes=20))
    sign_in(client)
    began = PersonSession.objects.get(user_id__isnull=False)
    assert (began.expire_date - began.seen_at) > timedelta(minutes=29)
    assert (began.seen_at - began.began_at) < timedelta(minutes=1)


def test_a_fourth_session_ends_the_oldest() -> None:
    user = person()
    clients = [Client() for _ in range(4)]
    for client in clients:
        sign_in(client)
    assert [let_in(client) for client in clients] == [False, True, True, True]
    assert len(sessions.living(user)) == 3
    assert SecurityEvent.objects.filter(act=Act.SIGNED_IN).last().details["sessions_ended"] == 1


def test_sessions_of_others_do_not_count() -> None:
    person()
    person("li")
    mine, theirs = Client(), [Client() for _ in range(3)]
    sign_in(mine)
    for client in theirs:
        sign_in(client, "li")
    assert let_in(mine)


def test_a_person_sees_and_ends_their_sessions() -> None:
    user = person()
    here, there = Client(), Client(REMOTE_ADDR="192.0.2.8", HTTP_USER_AGENT="Loongson browser")
    sign_in(here)
    sign_in(there)
    html = here.get("/account").content.decode()
    assert "192.0.2.8" in html
    assert "Loongson browser" in html
    for one in sessions.living(user):
        assert one.session_key not in html
    from fangzhi.web.pages.accounts.mine import mark

    other = next(one for one in sessions.living(user) if one.origin == "192.0.2.8")
    here.post("/account/sessions/end", {"session": mark(other)})
    assert let_in(here)
    assert not let_in(there)


def test_all_other_sessions_end_at_once_and_this_one_stays() -> None:
    person()
    clients = [Client() for _ in range(3)]
    for client in clients:
        sign_in(client)
    clients[0].post("/account/sessions/end", {"session": "others"})
    assert [let_in(client) for client in clients] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else() -> None:
    from fangzhi.web.pages.accounts.mine import mark

    person()
    other = person("li")
    mine, theirs = Client(), Client()
    sign_in(mine)
    sign_in(theirs, "li")
    mine.post("/account/sessions/end", {"session": mark(sessions.living(other)[0])})
    mine.post("/account/sessions/end", {"session": "nonsense"})
    mine.post("/account/sessions/end")
    assert let_in(theirs)
    assert let_in(mine)


def test_signing_out_is_logged_and_ends_the_session() -> None:
    person()
    client = Client()
    sign_in(client)
    client.post("/sign-out")
    assert not PersonSession.objects.exists()
    assert SecurityEvent.objects.filter(act=Act.SIGNED_OUT, who="zhang").exists()


def test_the_key_changes_at_the_sign_in() -> None:
    person()
    client, key = visitor()
    sign_in(client)
    assert client.cookies["sessionid"].value != key
    assert not PersonSession.objects.filter(session_key=key).exists()


def test_somebody_else_who_signs_in_finds_nothing_of_the_person_before() -> None:
    person()
    person("li")
    client = Client()
    sign_in(client)
    session = client.session
    session["draft"] = "of zhang"
    session.save()
    sign_in(client, "li")
    assert "draft" not in client.session
    assert client.session["_auth_user_id"] == str(User.objects.get(username="li").pk)


def test_ended_rows_are_cleared_away(later: Callable[[timedelta], None]) -> None:
    person()
    sign_in(Client())
    later(timedelta(hours=1))
    sign_in(Client())
    assert PersonSession.objects.count() == 1
