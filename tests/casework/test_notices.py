"""Notices: written once with what they tell of, delivered in the end, and reminders on their days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

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


def test_the_worker_does_a_days_work_once(mine: Record) -> None:
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
