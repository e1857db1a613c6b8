"""Enforcement licences: issued, renewed, suspended, withdrawn, lapsed; and which offices can inspect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fangzhi.casework import acts, counting
from fangzhi.casework.access.scope import everything
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Deadline, Record
from fangzhi.casework.refusals import Refused
from fangzhi.casework.verification import verify
from fangzhi.registers.administration.licence.validity import standing
from tests.casework.conftest import Staff, done, office, opened, staff

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer

DAY, END = date(2026, 3, 2), date(2026, 10, 30)
LICENCE = {
    "holder": "示例甲",
    "licence_number": "示知执字001",
    "issuer": "province",
    "issued_on": date(2022, 1, 4),
    "valid_until": END,
    "scope": "示例市，专利行政执法",
}


def issued(place: Staff, **changes: Any) -> Record:
    """A licence that has been entered."""
    return opened(
        acts.open_record(register("licence"), place.office, place.officer, DAY, **(LICENCE | changes))
    )


def now(record: Record) -> Record:
    """The record as it stands."""
    with everything():
        return Record.objects.get(pk=record.pk)  # type: ignore[no-any-return]


def due(record: Record) -> date | None:
    """The day of the running clock; None without one."""
    with everything():
        return (
            Deadline.objects.filter(record=record.pk, running=True).values_list("due_on", flat=True).first()
        )


def told(*places: Staff, day: date = DAY) -> list[int]:
    """The numbers of the offices as they stand."""
    return [one.number for one in standing([one.office.pk for one in places], day)]


def client_of(viewer: Viewer) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


def test_a_licence_is_issued_renewed_suspended_and_withdrawn(city: Staff) -> None:
    record = issued(city)
    assert (now(record).state, due(record)) == ("valid", date(2026, 9, 30))
    done(record, "renew", city.officer, DAY, licence_number="示知执字001", valid_until=date(2030, 10, 30))
    assert due(record) == date(2030, 9, 30)
    done(record, "suspend", city.head, DAY, grounds="考核不合格")
    done(record, "restore", city.head, DAY, grounds="考核合格")
    done(record, "withdraw", city.head, DAY, grounds="调离执法岗位")
    assert (now(record).state, now(record).result, due(record)) == ("withdrawn", "withdrawn", None)
    assert verify().ok


def test_a_licence_lapses_after_its_last_day_and_not_before(city: Staff) -> None:
    record = issued(city)
    with pytest.raises(Refused) as refusal:
        done(record, "lapse", city.officer, END)
    assert refusal.value.when == END + timedelta(days=1)
    done(record, "lapse", city.officer, date(2026, 10, 31))
    assert (now(record).state, now(record).result) == ("lapsed", "lapsed")
    done(record, "renew", city.officer, date(2026, 11, 2), licence_number="示知执字001",
         valid_until=date(2030, 11, 1))  # fmt: skip
    assert (now(record).state, now(record).result) == ("valid", "")


def test_a_renewal_does_not_end_a_suspension(city: Staff) -> None:
    record = issued(city)
    done(record, "suspend", city.head, DAY, grounds="考核不合格")
    done(record, "renew", city.officer, DAY, licence_number="示知执字002", valid_until=date(2030, 10, 30))
    assert now(record).state == "suspended"


@pytest.mark.parametrize("until", [date(2022, 1, 4), date(2021, 12, 31)])
def test_a_licence_does_not_end_before_it_begins(city: Staff, until: date) -> None:
    with pytest.raises(Refused):
        issued(city, valid_until=until)
    with pytest.raises(Refused):
        done(issued(city), "renew", city.officer, DAY, licence_number="1", valid_until=until)


def test_suspending_and_withdrawing_are_approved(city: Staff) -> None:
    record = issued(city)
    for act in ("suspend", "withdraw"):
        with pytest.raises(Refused):
            done(record, act, city.officer, DAY, grounds="考核不合格")


def test_a_number_that_is_there_already_is_pointed_out(city: Staff) -> None:
    issued(city)
    fresh = acts.new_record(register("licence"), city.office, DAY)
    warned = acts.foresee(fresh, "issue", city.officer, DAY, **LICENCE)
    assert LICENCE["licence_number"] in warned[0]


def test_an_office_can_inspect_with_two_officers_whose_licences_hold(city: Staff) -> None:
    county = staff(office("350203", "思明区知识产权局", "思", "county"))
    assert told(city, county) == [0, 0, 0, 1, 0, 1]
    first = issued(city)
    issued(city, licence_number="示知执字009")
    assert told(city, county) == [1, 0, 0, 1, 0, 1]
    issued(city, holder="示例乙", licence_number="示知执字010")
    issued(county, holder="示例丙", licence_number="示知执字011")
    assert told(city, county) == [2, 1, 1, 1, 0, 1]
    assert told(city, county, day=date(2026, 10, 31)) == [0, 0, 0, 1, 0, 1]
    assert told(city, county, day=date(2021, 1, 1)) == [0, 0, 0, 1, 0, 1]
    done(first, "suspend", city.head, DAY, grounds="考核不合格")
    assert told(city, county) == [2, 1, 1, 1, 0, 1]
    assert told(county) == [1, 0, 0, 0, 1]


def test_a_closed_office_counts_for_no_coverage(city: Staff) -> None:
    type(city.office).objects.filter(pk=city.office.pk).update(closed=DAY)
    assert told(city) == [0, 0, 0, 0, 0]


def test_what_stands_is_shown_beside_the_counts_and_asks_three_queries(city: Staff) -> None:
    today = timezone.localdate()
    for n in range(3):
        issued(city, holder=f"示例{n}", licence_number=str(n), valid_until=today + timedelta(days=400))
    with CaptureQueriesContext(connection) as taken:
        assert told(city, day=today)[0] == 3
    assert len(taken) == 3
    client = client_of(city.director)
    page = client.get("/registers/licence/counts.json").json()
    assert page["standing"][0]["number"] == 3
    assert page["standing"][0]["office"] == "厦门市知识产权局"
    html = client.get("/registers/licence/counts").content.decode()
    assert str(today) in html
    past = client.get("/registers/licence/counts.json?as_of=2026-01-01T00:00").json()
    assert past["standing"] == []


def test_licences_are_counted_and_are_no_cases(city: Staff) -> None:
    done(issued(city), "withdraw", city.head, DAY, grounds="调离")
    found = counting.counts(register("licence"), Period(DAY, DAY), [city.office.pk])
    assert found["issued"] == found["withdrawn"] == {city.office.pk: 1}
    assert client_of(city.director).get("/statistics.json").json()["rows"] == []
