"""Campaigns: planned, started, sorties entered by every office, cases counted, reported and closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fangzhi.casework import acts, approvals, counted_figures, counting, statistics
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import Situation, register, registers
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Event, Notice, Record
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from fangzhi.indicators.models import Figure, Source
from tests.casework.conftest import Staff, done, office, opened, staff
from tests.casework.examples import PANEL, PETITION

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

    Receive = Callable[..., Record]

DAY = date(2026, 3, 2)
PLAN = {
    "name": "示例专项行动",
    "aims": "查处示例商场的假冒专利行为。",
    "begins_on": date(2026, 3, 2),
    "ends_on": date(2026, 6, 30),
    "people": "示例甲\n示例乙",
    "partners": "示例海关",
}
SORTIE = {"place": "示例商场", "officers": 6, "visits": 20}


def planned(place: Staff, day: date = DAY, **changes: Any) -> Record:
    """A campaign that is planned."""
    return opened(
        acts.open_record(register("campaign"), place.office, place.officer, day, **(PLAN | changes))
    )


@pytest.fixture
def running(city: Staff) -> Record:
    """A campaign that has started."""
    record = planned(city)
    done(record, "start", city.head, DAY)
    return record


@pytest.fixture
def neighbour(db: None) -> Staff:
    """The people of another city's office."""
    return staff(office("350500", "泉州市知识产权局", "泉"))


def now(record: Record) -> Record:
    """The record as it stands."""
    with everything():
        return Record.objects.get(pk=record.pk)  # type: ignore[no-any-return]


def tally(record: Record) -> dict[str, int]:
    """The numbers of the page."""
    kind = register("campaign")
    assert kind.tally is not None
    with everything():
        past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
        detail = kind.model._base_manager.get(pk=record.pk)
        told = kind.tally(Situation(now(record), detail, past, {}, DAY))
    return {str(label): number for label, number in told}


def client_of(viewer: Viewer) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


def test_a_campaign_runs_from_its_plan_to_the_archive(city: Staff) -> None:
    record = planned(city)
    proposal = approvals.propose(record, "start", city.officer, DAY)
    approvals.approve(proposal, city.head)
    assert (now(record).state, now(record).number) == ("running", "厦知专字〔2026〕1号")
    done(
        record,
        "sortie",
        city.officer,
        timezone.localdate(),
        **SORTIE,
        found="示例柜台一处",
        joint_with="示例海关",
    )
    done(record, "report", city.officer, timezone.localdate(), report="检查20户次。")
    done(record, "close", city.head, timezone.localdate(), end="completed")
    done(record, "archive", city.officer, timezone.localdate())
    assert (now(record).state, now(record).result) == ("archived", "completed")
    assert verify().ok


def test_a_plan_that_is_dropped_is_not_counted_as_carried_out(city: Staff) -> None:
    record = planned(city)
    done(record, "drop", city.head, DAY, grounds="与上级行动合并")
    assert (now(record).state, now(record).result) == ("closed", "dropped")
    kind = register("campaign")
    found = counting.counts(kind, Period(DAY, DAY), [city.office.pk])
    assert set(found) == {"started", "active", "sorties", "officers", "visits", "completed"}
    assert not any(found.values())


def test_campaigns_are_counted_by_what_was_done(city: Staff, running: Record) -> None:
    for _time in range(2):
        done(running, "sortie", city.officer, DAY, **SORTIE)
    done(running, "report", city.officer, DAY, report="小结")
    done(running, "close", city.head, DAY, end="completed")
    found = counting.counts(register("campaign"), Period(DAY, DAY), [city.office.pk])
    assert {name: found[name][city.office.pk] for name in found} == {
        "started": 1, "active": 1, "sorties": 2, "officers": 12, "visits": 40, "completed": 1,
    }  # fmt: skip


def test_sorties_and_officers_are_added_up_as_they_stand(city: Staff, running: Record) -> None:
    """Every sortie counts, on its day as corrected; one that was undone does not, except as of before."""
    later = date(2026, 3, 9)
    first = done(running, "sortie", city.officer, DAY, **SORTIE)
    done(running, "sortie", city.officer, later, **(SORTIE | {"officers": 4, "visits": 0}))
    before = timezone.now()
    acts.undo(running, city.officer, "重复登记")
    acts.correct_day(running, first.pk, later, city.officer, "笔误")

    def told(day: date, as_of: datetime | None = None) -> list[int]:
        found = counting.counts(register("campaign"), Period(day, day), [city.office.pk], as_of)
        return [found[name].get(city.office.pk, 0) for name in ("sorties", "officers", "visits")]

    assert (told(DAY), told(later)) == ([0, 0, 0], [1, 6, 20])
    assert (told(DAY, before), told(later, before)) == ([1, 6, 20], [1, 4, 0])


def test_sorties_and_officers_are_figures_of_the_panel(city: Staff, running: Record) -> None:
    for _time in range(2):
        done(running, "sortie", city.officer, DAY, **SORTIE)
    assert counted_figures.enter(2026, "x") is not None
    rows = Figure.objects.filter(current=True, region="350000", source__kind=Source.Kind.QUERY)
    assert {(one.indicator, one.value, one.unit) for one in rows} == {
        ("enforcement_actions", "2", "次"), ("enforcement_person_times", "12", "人次"),
    }  # fmt: skip


@pytest.mark.parametrize("officers", [1, 0, -3])
def test_an_inspection_by_one_officer_is_refused(city: Staff, running: Record, officers: int) -> None:
    with pytest.raises(Refused) as refusal:
        done(running, "sortie", city.officer, DAY, **(SORTIE | {"officers": officers}))
    assert officers != 1 or "至少两名" in refusal.value.sentence or "at least two" in refusal.value.sentence


def test_a_campaign_does_not_end_before_it_begins(city: Staff) -> None:
    with pytest.raises(Refused):
        planned(city, ends_on=date(2026, 3, 1))
    with everything():
        assert not Record.objects.exists()


def test_a_campaign_is_closed_with_its_report(city: Staff, running: Record) -> None:
    with pytest.raises(Refused):
        done(running, "close", city.head, DAY, end="completed")


def test_a_case_counts_towards_an_open_campaign_once(city: Staff, received: Receive, running: Record) -> None:
    case = received()
    done(case, "join_campaign", city.officer, DAY, campaign=running.number or running.pk)
    with pytest.raises(Refused):
        done(case, "join_campaign", city.officer, DAY, campaign=running.pk)
    done(running, "report", city.officer, DAY, report="小结")
    done(running, "close", city.head, DAY, end="completed")
    with pytest.raises(Refused):
        done(received(), "join_campaign", city.officer, DAY, campaign=running.pk)
    assert verify().ok


def test_every_register_but_campaigns_can_join_one() -> None:
    have = {one.id for one in registers().values() if "join_campaign" in one.by_id}
    assert have == set(registers()) - {"campaign"}


def test_joining_binds_no_later_act(city: Staff, received: Receive, running: Record) -> None:
    """The link is often entered when the case has gone on already."""
    case = received(date(2026, 3, 2))
    done(case, "join_campaign", city.officer, date(2026, 3, 9), campaign=running.pk)
    done(case, "ask_supplement", city.intake, date(2026, 3, 4), missing_items="登记簿副本",
         supplement_until=date(2026, 3, 20))  # fmt: skip


def test_the_tally_runs_with_the_sorties_and_the_cases(
    city: Staff, received: Receive, running: Record
) -> None:
    first, second = received(), received()
    for case in (first, second):
        done(case, "join_campaign", city.officer, DAY, campaign=running.pk)
    done(second, "refuse", city.head, DAY, grounds="不属于受理范围")
    done(running, "sortie", city.officer, DAY, **SORTIE)
    done(running, "sortie", city.officer, DAY, **(SORTIE | {"officers": 4, "visits": 1}))
    done(running, "sortie", city.officer, DAY, **SORTIE)
    acts.undo(running, city.officer, "重复登记")
    assert list(tally(running).values()) == [1, 2, 10, 21, 1, 1]
    acts.undo(first, city.officer, "登记错误")
    assert list(tally(running).values()) == [1, 2, 10, 21, 1]


def test_an_office_that_is_called_in_has_a_record_of_its_own(
    city: Staff, neighbour: Staff, running: Record, received: Receive
) -> None:
    done(running, "call_in", city.head, DAY, office=neighbour.office)
    with scope(neighbour.head):
        part = Record.objects.get()
    assert part.office_id == neighbour.office.pk
    assert (part.state, part.title, part.parties) == ("planned", PLAN["name"], "厦门市知识产权局")
    with scope(city.director):
        assert [one.pk for one in Record.objects.filter(register="campaign")] == [running.pk]
    done(part, "start", neighbour.head, DAY)
    done(part, "sortie", neighbour.officer, DAY, **SORTIE)
    done(running, "sortie", city.officer, DAY, **SORTIE)
    done(received(), "join_campaign", city.officer, DAY, campaign=running.pk)
    assert list(tally(running).values()) == [2, 2, 12, 40, 1]
    assert list(tally(part).values()) == [1, 1, 6, 20]
    with everything():
        told = Notice.objects.filter(record=part.pk).values_list("user", flat=True)
        assert set(told) == {neighbour.intake.user, neighbour.head.user}
    assert verify().ok


def test_an_office_is_called_in_once_and_never_by_one_that_was_called_in(
    city: Staff, neighbour: Staff, running: Record
) -> None:
    done(running, "call_in", city.head, DAY, office=neighbour.office)
    for wanted in (neighbour.office, city.office):
        with pytest.raises(Refused):
            done(running, "call_in", city.head, DAY, office=wanted)
    with scope(neighbour.head):
        part = Record.objects.get()
    with pytest.raises(Refused):
        done(part, "call_in", neighbour.head, DAY, office=city.office)


def test_what_reached_another_office_is_not_undone(city: Staff, neighbour: Staff, running: Record) -> None:
    done(running, "call_in", city.head, DAY, office=neighbour.office)
    with pytest.raises(Refused):
        acts.undo(running, city.head, "误选")
    with everything():
        assert Record.objects.filter(register="campaign").count() == 2


def test_nobody_does_by_hand_what_only_comes_with_another_act(city: Staff, running: Record) -> None:
    fresh = acts.new_record(register("campaign"), city.office, DAY)
    with pytest.raises(NotAllowed):
        done(fresh, "take_part", city.head, DAY, **PLAN, leader="示例")


def test_the_leader_is_told_who_has_not_closed(city: Staff, neighbour: Staff, running: Record) -> None:
    done(running, "call_in", city.head, DAY, office=neighbour.office)
    done(running, "report", city.officer, DAY, report="小结")
    warned = acts.foresee(running, "close", city.head, DAY, end="completed")
    assert len(warned) == 1
    assert "泉州市知识产权局" in warned[0]


def test_a_campaign_that_one_cannot_see_is_as_good_as_none(
    neighbour: Staff, running: Record, received: Receive, city: Staff
) -> None:
    """Whatever is wrong with it, nothing is said about it."""
    other = planned(neighbour)
    case = received()
    sentences = set()
    for wanted in (other.pk, 99_999_999):
        with pytest.raises(Refused) as refusal:
            done(case, "join_campaign", city.officer, DAY, campaign=wanted)
        sentences.add(refusal.value.fields["campaign"])
    assert len(sentences) == 1


def test_the_page_shows_the_tally_and_the_cases(city: Staff, received: Receive, running: Record) -> None:
    case = received()
    done(case, "join_campaign", city.officer, DAY, campaign=running.pk)
    done(running, "sortie", city.officer, DAY, **(SORTIE | {"officers": 4267}))
    client = client_of(city.officer)
    page = client.get(f"/records/{running.pk}").content.decode()
    assert "4,267" in page
    assert f"/records/{case.pk}" in page
    assert client.get(f"/records/{running.pk}.json").json()["tally"]
    with everything():
        moment = Event.objects.filter(record=running.pk).order_by("seq").first().recorded_at
    before = client.get(f"/records/{running.pk}", {"as_of": moment.isoformat()}).content.decode()
    assert "4,267" not in before


def test_the_tally_asks_as_many_queries_for_many_cases_as_for_one(
    city: Staff, neighbour: Staff, received: Receive, running: Record
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            tally(running)
        return len(taken)

    done(received(), "join_campaign", city.officer, DAY, campaign=running.pk)
    few = queries()
    for _time in range(4):
        done(received(), "join_campaign", city.officer, DAY, campaign=running.pk)
        done(running, "sortie", city.officer, DAY, **SORTIE)
    assert queries() == few


def test_statistics_of_a_campaign_are_those_of_the_cases_of_all_its_offices(
    city: Staff, neighbour: Staff, running: Record, received: Receive
) -> None:
    done(running, "call_in", city.head, DAY, office=neighbour.office)
    with scope(neighbour.head):
        part = Record.objects.get()
    kind = register("infringement")
    there = opened(acts.open_record(kind, neighbour.office, neighbour.intake, DAY, **PETITION))
    cases = [(received(), city, running), (there, neighbour, part), (received(), city, None)]
    for case, place, campaign in cases:
        done(case, "docket", place.head, DAY, panel=PANEL)
        if campaign:
            done(case, "join_campaign", place.officer, DAY, campaign=campaign.pk)
    places, period = [city.office.pk, neighbour.office.pk], Period(DAY, DAY)

    def accepted(campaign: int | None) -> int:
        return sum(one.accepted for one in statistics.cells(period, places, ["infringement"], campaign))

    assert [accepted(one) for one in (None, running.pk, part.pk)] == [3, 2, 1]
    assert list(tally(running).values())[-1] == 2


def test_campaigns_are_no_cases_in_the_statistics(city: Staff, running: Record) -> None:
    told = client_of(city.director).get("/statistics.json?first=2026-01-01&last=2026-12-31").json()
    assert told["rows"] == []
