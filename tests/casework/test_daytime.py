"""The time of day of an act: hours run from the instant, and without one from 00:00."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from fangzhi.casework import acts, deadlines
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.declaration import register
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Deadline, Event, Record
from fangzhi.casework.refusals import Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import Staff, done, opened

if TYPE_CHECKING:
    from fangzhi.casework.deadlines import Clock

DAY, NEXT = date(2026, 3, 5), date(2026, 3, 6)


def complained(city: Staff, at: str = "", day: date = DAY) -> Record:
    """A complaint at an exhibition; its office must have it within 24 hours."""
    told: dict[str, Any] = {"show": "示例展", "stand": "A1", "complainant": "示例公司"}
    return opened(
        acts.open_record(register("exhibition"), city.office, city.officer, day, **told, **_given(at))
    )


def _given(at: str) -> dict[str, str]:
    return {"occurred_at": at} if at else {}


def clock(record: Record) -> Clock:
    """The record's clock of 24 hours, counted from its events."""
    with everything():
        past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
        return deadlines.clocks_of(past, record)[0]


@pytest.mark.parametrize(
    ("at", "due"), [("14:30", "2026-03-06 14:30"), ("00:00", "2026-03-06 00:00"), ("", "2026-03-06 00:00")]
)
def test_hours_run_from_the_instant(city: Staff, at: str, due: str) -> None:
    record = complained(city, at)
    found = clock(record)
    assert f"{found.due_on}{found.due_time}" == due
    with everything():
        row = Deadline.objects.get(record=record.pk)
    assert timezone.localtime(row.due_at).strftime("%Y-%m-%d %H:%M") == due


@pytest.mark.parametrize(("at", "late"), [("14:30", False), ("14:31", True), ("09:00", False), ("", False)])
def test_what_is_done_after_the_hour_is_late(city: Staff, at: str, late: bool) -> None:
    """By the instant where it is known on both sides, else by the day."""
    record = complained(city, "14:30")
    done(record, "pass_on", city.officer, NEXT, **_given(at))
    assert clock(record).late is late
    assert verify().ok


def test_a_corrected_day_keeps_the_time(city: Staff) -> None:
    record = complained(city, "14:30", NEXT)
    with everything():
        event = Event.objects.get(record=record.pk)
    acts.correct_day(record, event.pk, DAY, city.officer, "日期录错")
    found = clock(record)
    assert (found.due_on, found.due_time) == (NEXT, " 14:30")


def test_the_time_lies_neither_before_the_act_before_it_nor_in_the_future(city: Staff) -> None:
    record = complained(city, "14:30")
    with pytest.raises(Refused) as refused:
        done(record, "pass_on", city.officer, DAY, occurred_at="14:29")
    assert "14:30" in refused.value.fields["occurred_at"]
    today, now = timezone.localdate(), timezone.localtime().time()
    if now < time(23, 59):
        with pytest.raises(Refused) as refused:
            complained(city, "23:59", today)
        assert refused.value.fields.keys() == {"occurred_at"}


@pytest.mark.parametrize("at", ["25:00", "noon", "14:30:61"])
def test_what_is_no_time_is_refused(city: Staff, at: str) -> None:
    with pytest.raises(Refused) as refused:
        complained(city, at)
    assert "occurred_at" in refused.value.fields


def test_an_act_that_does_not_ask_for_a_time_takes_none(city: Staff) -> None:
    record = complained(city)
    with pytest.raises(Refused):
        done(record, "close", city.head, DAY, end="withdrawn", occurred_at="10:00")


def test_undoing_takes_the_time_away_with_the_act(city: Staff) -> None:
    record = complained(city, "14:30")
    done(record, "pass_on", city.officer, NEXT, occurred_at="15:00")
    acts.undo(record, city.officer, "误点")
    assert clock(record).running
    done(record, "pass_on", city.officer, NEXT, occurred_at="14:00")
    assert not clock(record).late


def test_the_page_asks_for_the_time_and_shows_it(city: Staff) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=city.officer.user))
    form = client.get("/registers/exhibition/new").content.decode()
    assert 'type="time"' in form
    given = {"show": "示例展", "stand": "A1", "complainant": "示例公司", "occurred_on": str(DAY)}
    client.post("/registers/exhibition/new", given | {"occurred_at": "14:30", "office": city.office.pk})
    with scope(city.officer):
        record = Record.objects.get()
    page = client.get(f"/records/{record.pk}").content.decode()
    assert "2026-03-05 14:30" in page
    assert "2026-03-06 14:30" in page
