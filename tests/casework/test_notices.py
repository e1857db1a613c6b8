"""Notices: written once with what they tell of, delivered in the end, and reminders on their days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework import daily, notices
from fangzhi.casework.access.scope import everything
from fangzhi.casework.models import DailyHead, Notice, Record
from fangzhi.commands.worker import go_round
from tests.casework.conftest import Staff, done

if TYPE_CHECKING:
    from collections.abc import Callable

DOCKETED = date(2026, 3, 6)


@pytest.fixture
def mine(city: Staff, received: Callable[..., Record]) -> Record:
    """A petition that an officer has."""
    case = received()
    done(case, "assign", city.head, DOCKETED, officer=city.officer.user)
    return case


def told() -> list[tuple[str, int]]:
    """Kinds of the notices and whose they are."""
    with everything():
        return list(Notice.objects.order_by("pk").values_list("kind", "user"))


def test_an_officer_is_told_what_others_do(city: Staff, mine: Record) -> None:
    assert told() == [("act", city.officer.user)]
    done(mine, "note", city.officer, DOCKETED, text="自己的")
    assert len(told()) == 1


def test_reminders_come_at_half_time_three_working_days_before_and_on_the_day(
    city: Staff, mine: Record
) -> None:
    with everything():
        Notice.objects.all().delete()
    # The petition came in on Monday 2026-03-02; it must be docketed by Monday 2026-03-09.
    for day in range(3, 10):
        daily.remind(date(2026, 3, day))
        daily.remind(date(2026, 3, day))
    assert [kind for kind, _user in told()] == ["soon", "half", "today"]


@given(
    begun=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 400),
    gone=st.integers(-5, 405),
)
def test_half_is_gone_on_the_day_in_the_middle_rounded_down(begun: date, length: int, gone: int) -> None:
    due, today = begun + timedelta(days=length), begun + timedelta(days=gone)
    assert (begun in daily.half_gone(due, today)) is (today == begun + (due - begun) // 2)


def test_many_reminders_are_written_portion_by_portion_and_nobody_waits_for_the_reading(
    city: Staff, received: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        done(received(respondent=f"示例{n}"), "assign", city.head, DOCKETED, officer=city.officer.user)
    portions: list[int] = []
    keep = notices.keep

    def counted(rows: list[Notice]) -> None:
        portions.append(len(rows))
        keep(rows)

    monkeypatch.setattr(daily, "PORTION", 2)
    monkeypatch.setattr(notices, "keep", counted)
    with CaptureQueriesContext(connection) as taken:
        assert daily.remind(date(2026, 3, 9)) == 5
    assert portions == [2, 2, 1]
    first = next(n for n, one in enumerate(taken) if "SAVEPOINT" in one["sql"] or "BEGIN" in one["sql"])
    assert all("INSERT" in one["sql"] or "SAVEPOINT" in one["sql"] for one in list(taken)[first:])
    assert [kind for kind, _user in told()].count("today") == 5


def test_without_a_mail_server_the_inbox_is_the_delivery(mine: Record) -> None:
    assert notices.deliver() == 1
    assert notices.deliver() == 0
    assert mail.outbox == []


def test_mail_that_fails_is_tried_again_until_it_succeeds(
    city: Staff, mine: Record, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = "mail.example"
    User.objects.filter(pk=city.officer.user).update(email="officer@example.cn")

    def fail(*_words: Any, **_more: Any) -> None:
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as patched:
        patched.setattr("fangzhi.casework.notices.send_mail", fail)
        assert notices.deliver() == 0
        assert notices.deliver() == 0
    with everything():
        kept = Notice.objects.get()
    assert (kept.attempts, kept.problem) == (1, "no server")
    assert notices.deliver(timezone.now() + timedelta(hours=7)) == 1
    assert len(mail.outbox) == 1
    assert "示例" not in mail.outbox[0].body


def test_who_may_not_see_a_case_any_more_gets_no_mail_of_it(city: Staff, mine: Record, settings: Any) -> None:
    """A notice waits in the outbox while the case becomes confidential, or the account is disabled."""
    settings.EMAIL_HOST = "mail.example"
    User.objects.filter(pk=city.officer.user).update(email="officer@example.cn")
    done(mine, "set_level", city.director, date(2026, 3, 9), level=2, why="保密")
    assert notices.deliver() == 2
    assert mail.outbox == []
    done(mine, "set_level", city.director, date(2026, 3, 9), level=0, why="解密")
    User.objects.filter(pk=city.officer.user).update(is_active=False)
    assert notices.deliver() == 1
    assert mail.outbox == []


def test_the_worker_does_a_days_work_once(mine: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    today = timezone.localdate()
    assert go_round(None) == today
    assert go_round(today) == today
    assert list(DailyHead.objects.values_list("day", flat=True)) == [today - timedelta(days=1)]


def test_every_notice_has_its_sentence(city: Staff, mine: Record) -> None:
    words = {"by": "x", "act": "docket", "on": "2026-03-06", "reason": "y", "rule": "z", "due": "2026-03-09"}
    for kind in ("act", "undone", "approval", "approved", "returned", "half", "soon", "today"):
        notices.write([city.officer.user], mine, kind, f"test:{kind}", **words)
    with everything():
        assert all(notices.sentence(one) for one in Notice.objects.select_related("record"))
