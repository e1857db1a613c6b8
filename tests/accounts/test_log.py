"""The security log: everything is in it, nothing leaves it, and nobody rewrites it unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client

from fangzhi.accounts import log, people
from fangzhi.accounts.log import Act, Actor, Fault, record
from fangzhi.accounts.models import SecurityEvent, SecurityHead
from tests.accounts.conftest import PASSWORD, Phone, person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def fill(events: int = 4) -> None:
    for number in range(events):
        record(Act.SIGNED_IN, Actor("zhang", "192.0.2.1"), number=number)


def tampered(statement: str, *values: Any) -> None:
    """Change the table as somebody would who takes the triggers away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS security_event_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS security_event_no_delete")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS security_event_stays ON accounts_securityevent")
        cursor.execute(statement, values)


def test_events_are_numbered_without_a_gap_and_each_carries_the_one_before() -> None:
    fill()
    events = list(SecurityEvent.objects.order_by("number"))
    assert [one.number for one in events] == [1, 2, 3, 4]
    assert [one.previous for one in events] == ["", *(one.digest for one in events[:-1])]
    assert log.fault() is None


def test_an_empty_log_is_whole() -> None:
    assert log.fault() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda: SecurityEvent.objects.filter(number=2).update(who="li"),
        lambda: SecurityEvent.objects.filter(number=2).delete(),
        lambda: SecurityEvent.objects.all().delete(),
        lambda: SecurityEvent.objects.get(number=2).save(),
    ],
    ids=["update", "delete", "delete all", "save again"],
)
def test_the_database_refuses_to_change_or_delete_a_row(change: Callable[[], object]) -> None:
    fill()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        change()
    assert SecurityEvent.objects.count() == 4
    assert log.fault() is None


@pytest.mark.postgres
def test_the_table_cannot_be_emptied() -> None:
    fill()
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE accounts_securityevent")


@pytest.mark.parametrize("column", ["who", "origin", "act", "subject", "result", "digest", "previous"])
def test_a_row_that_was_edited_all_the_same_is_found(column: str) -> None:
    fill()
    tampered(f"UPDATE accounts_securityevent SET {column} = %s WHERE number = 2", "x")
    assert log.fault() == Fault(2, "edited")


def test_a_row_that_is_missing_is_found() -> None:
    fill()
    tampered("DELETE FROM accounts_securityevent WHERE number = 3")
    assert log.fault() == Fault(3, "missing")


def test_an_end_that_was_cut_off_is_found() -> None:
    fill()
    tampered("DELETE FROM accounts_securityevent WHERE number = 4")
    assert log.fault() == Fault(4, "end")
    SecurityHead.objects.filter(pk=1).update(number=3)
    assert log.fault() == Fault(4, "end")


def test_an_event_of_a_transaction_that_failed_is_not_there() -> None:
    fill(1)
    with transaction.atomic():
        record(Act.SIGNED_IN, Actor("li"))
        transaction.set_rollback(True)
    fill(1)
    assert [one.who for one in SecurityEvent.objects.order_by("number")] == ["zhang", "zhang"]
    assert log.fault() is None


def test_overlong_words_are_cut_and_odd_ones_kept() -> None:
    event = record(
        Act.WRONG_PASSWORD, Actor("名" * 500, "x" * 80), subject="é\U0001f600" * 200, reason='"\\\n'
    )
    assert (len(event.who), len(event.origin), len(event.subject)) == (150, 45, 150)
    assert log.fault() is None


def acts() -> list[str]:
    return list(SecurityEvent.objects.order_by("number").values_list("act", flat=True))


def test_a_sign_in_its_failures_and_the_wait_are_written_down() -> None:
    person()
    client = Client()
    for _ in range(5):
        sign_in(client, password="wrong")
    sign_in(client)
    sign_in(Client(REMOTE_ADDR="192.0.2.1"))
    assert acts() == [Act.WRONG_PASSWORD] * 5 + [Act.MUST_WAIT, Act.SIGNED_IN]
    last = SecurityEvent.objects.get(act=Act.SIGNED_IN)
    assert (last.who, last.origin, last.result) == ("zhang", "192.0.2.1", "done")
    assert set(SecurityEvent.objects.exclude(pk=last.pk).values_list("result", flat=True)) == {"refused"}


def test_no_password_no_code_and_no_token_stands_in_the_log(
    administrator: Callable[[str], Client], phone_of: Callable[[User], Phone]
) -> None:
    system = administrator("system")
    system.post("/people/new", {"name": "zhang"})
    user = User.objects.get(username="zhang")
    phone = phone_of(user)
    given = people.give_password(user)
    code = phone.next_code()
    client = Client()
    sign_in(client, "zhang", given)
    client.post("/sign-in/code", {"code": code})
    said = " ".join(str(log.fact(one)) for one in SecurityEvent.objects.all())
    for secret in (PASSWORD, given, phone.secret, f"'{code}'"):
        assert secret not in said


def test_every_act_has_words_in_both_languages() -> None:
    from django.utils import translation

    from fangzhi.web.pages.accounts.words import ACTS

    assert set(ACTS) == set(Act)
    with translation.override("en"):
        english = {str(words) for words in ACTS.values()}
    with translation.override("zh-hans"):
        assert not english & {str(words) for words in ACTS.values()}
    assert len(english) == len(ACTS)
