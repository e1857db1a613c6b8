"""Requests between offices: a record for each office, the answer on the way back, the agreed day as clock."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from fangzhi.casework import acts, counting, offices, paperwork
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Deadline, Event, Office, Paper, Record
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import FOUNDED, Staff, done, office, opened, person, staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

    Receive = Callable[..., Record]

DAY, LATER, DUE = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 20)
REQUEST = {
    "kind": "evidence",
    "subject": "核实示例装置的销售情况",
    "particulars": "请到示例商场核实被控产品的销售情况。",
    "answer_by": DUE,
    "files": "请求书副本\n产品照片",
}
ANSWER = {"outcome": "done", "answer": "已核实，附笔录。", "enclosed": "询问笔录"}


class Offices(NamedTuple):
    """Who asks, who passes on, who is asked."""

    asking: Staff
    centre: Staff
    asked: Staff


@pytest.fixture
def three(city: Staff) -> Offices:
    """A city, the province's dispatch centre, and another city."""
    centre = staff(office("350000", "福建省知识产权局", "闽", "province"))
    return Offices(city, centre, staff(office("350500", "泉州市知识产权局", "泉")))


def drafted(place: Staff, **changes: Any) -> Record:
    """A request that has not been sent."""
    return opened(
        acts.open_record(register("cooperation"), place.office, place.officer, DAY, **(REQUEST | changes))
    )


def sent(place: Staff, to: Office) -> Record:
    """A request that has been sent."""
    record = drafted(place)
    done(record, "send", place.head, DAY, to_office=to, answer_by=DUE)
    return record


def arrived(viewer: Viewer) -> Record:
    """The request that an office received."""
    with scope(viewer):
        return Record.objects.get(register="cooperation")  # type: ignore[no-any-return]


def now(record: Record) -> Record:
    """The record as it stands."""
    with everything():
        return Record.objects.get(pk=record.pk)  # type: ignore[no-any-return]


def detail(record: Record) -> Any:
    """What the record says."""
    return register("cooperation").model._base_manager.get(pk=record.pk)


def papers(record: Record) -> list[str]:
    """The papers of a record; each can be printed."""
    with everything():
        rows = list(Paper.objects.filter(record=record.pk).order_by("pk"))
        assert all(paperwork.print_out(one).startswith(b"%PDF") for one in rows)
    return [one.template for one in rows]


def clocks(record: Record) -> dict[str, tuple[date | None, bool]]:
    """Rule → due day and whether it runs."""
    with everything():
        rows = Deadline.objects.filter(record=record.pk)
        return {one.rule: (one.due_on, one.running) for one in rows}


def client_of(viewer: Viewer) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


def test_a_request_goes_out_is_dealt_with_and_answered(three: Offices) -> None:
    record = sent(three.asking, three.asked.office)
    theirs = arrived(three.asked.officer)
    assert theirs.pk != record.pk
    assert (theirs.state, detail(theirs).direction) == ("received", "in")
    assert (detail(theirs).other_office, detail(theirs).letter) == ("厦门市知识产权局", "厦知协字〔2026〕1号")
    assert clocks(record) == {"coop.awaited": (DUE, True)}
    assert clocks(theirs) == {"coop.answer": (DUE, True)}
    done(theirs, "take_up", three.asked.officer, LATER)
    done(theirs, "reply", three.asked.head, LATER, **ANSWER)
    assert (now(theirs).state, now(theirs).result) == ("answered", "done")
    assert (now(record).state, detail(record).answer) == ("replied", ANSWER["answer"])
    assert not any(running for _due, running in (*clocks(record).values(), *clocks(theirs).values()))
    done(record, "close", three.asking.officer, LATER)
    done(record, "archive", three.asking.officer, LATER)
    done(theirs, "archive", three.asked.officer, LATER)
    assert (now(record).result, now(theirs).number) == ("done", "泉知协字〔2026〕1号")
    assert (papers(record), papers(theirs)) == (["cooperation-request"], ["cooperation-answer"])
    assert verify().ok


def test_each_office_sees_its_own_record_and_not_the_other_ones(three: Offices) -> None:
    record = sent(three.asking, three.asked.office)
    theirs = arrived(three.asked.officer)
    assert not three.asked.director.sees(record)
    assert not three.asking.director.sees(theirs)
    for viewer, hidden in ((three.asked.director, record), (three.asking.director, theirs)):
        assert client_of(viewer).get(f"/records/{hidden.pk}").status_code == 404
    page = client_of(three.asked.director).get(f"/records/{theirs.pk}").content.decode()
    assert f"/records/{record.pk}" not in page.replace(f"/records/{theirs.pk}", "")


def test_a_centre_passes_a_request_on_and_the_answer_back(three: Offices) -> None:
    record = sent(three.asking, three.centre.office)
    middle = arrived(three.centre.head)
    done(middle, "pass_on", three.centre.head, LATER, to_office=three.asked.office, remark="请优先办理")
    theirs = arrived(three.asked.head)
    assert detail(theirs).other_office == "福建省知识产权局"
    assert clocks(middle) == {"coop.answer": (DUE, False), "coop.awaited": (DUE, True)}
    done(theirs, "take_up", three.asked.officer, LATER)
    done(theirs, "reply", three.asked.head, LATER, **ANSWER)
    assert [now(one).state for one in (theirs, middle, record)] == ["answered", "answered", "replied"]
    assert now(middle).result == "done"
    assert detail(record).enclosed == "询问笔录"
    assert papers(middle) == ["cooperation-dispatch"]
    assert verify().ok


def test_what_is_returned_can_be_sent_to_another_office(three: Offices) -> None:
    record = sent(three.asking, three.centre.office)
    middle = arrived(three.centre.head)
    done(middle, "pass_on", three.centre.officer, LATER, to_office=three.asked.office)
    theirs = arrived(three.asked.head)
    done(theirs, "send_back", three.asked.head, LATER, grounds="不属于本局职责")
    assert papers(theirs) == ["cooperation-return"]
    assert (now(theirs).state, now(middle).state) == ("returned", "received")
    assert now(record).state == "sent"
    assert clocks(middle)["coop.awaited"] == (DUE, False)
    with everything():
        running = Deadline.objects.filter(record=middle.pk, running=True).values_list("rule", flat=True)
        assert list(running) == ["coop.answer"]
    done(middle, "send_back", three.centre.head, LATER, grounds="省内没有承办单位")
    assert (now(record).state, detail(record).outcome) == ("drafted", "returned")
    done(record, "send", three.asking.head, LATER, to_name="示例海关", answer_by=DUE)
    assert (detail(record).other_office, detail(record).outcome) == ("示例海关", "")
    assert verify().ok


def test_a_body_that_is_not_in_the_list_gets_the_letter_on_paper(three: Offices) -> None:
    record = drafted(three.asking, kind="customs")
    done(record, "send", three.asking.head, DAY, to_name="示例海关", answer_by=DUE)
    done(record, "enter_answer", three.asking.intake, LATER, **ANSWER)
    done(record, "close", three.asking.officer, LATER)
    assert (now(record).state, now(record).result) == ("closed", "done")


def test_an_office_outside_reads_the_request_and_answers_it(three: Offices) -> None:
    stage = offices.Stage("示例海关", "", "prefecture", "patent_office")
    customs = offices.found("350200-customs", "350200", "关", FOUNDED, stage)
    Office.objects.filter(pk=customs.pk).update(outside=True)
    customs.refresh_from_db()
    partner = person("partner", customs, "partner")
    record = drafted(three.asking, kind="customs")
    done(record, "send", three.asking.head, DAY, to_office=customs, answer_by=DUE)
    page = client_of(partner).get(f"/shared/{record.pk}").content.decode()
    assert REQUEST["particulars"] in page
    assert client_of(partner).get(f"/records/{record.pk}").status_code != 200
    done(record, "enter_answer", partner, LATER, **ANSWER)
    assert now(record).state == "replied"
    with everything():
        assert Record.objects.count() == 1


@pytest.mark.parametrize("given", [{}, {"to_name": "示例海关", "to_office": True}])
def test_a_request_has_one_addressee(three: Offices, given: dict[str, Any]) -> None:
    record = drafted(three.asking)
    if "to_office" in given:
        given = given | {"to_office": three.asked.office}
    with pytest.raises(Refused):
        done(record, "send", three.asking.head, DAY, answer_by=DUE, **given)


def test_nobody_asks_the_own_office_or_sends_a_request_back_as_a_new_one(three: Offices) -> None:
    record = drafted(three.asking)
    with pytest.raises(Refused):
        done(record, "send", three.asking.head, DAY, to_office=three.asking.office, answer_by=DUE)
    sent(three.asking, three.centre.office)
    middle = arrived(three.centre.head)
    for wanted in (three.asking.office, three.centre.office):
        with pytest.raises(Refused):
            done(middle, "pass_on", three.centre.head, LATER, to_office=wanted)


@pytest.mark.parametrize("answer_by", [DAY, date(2026, 3, 1)])
def test_the_answer_is_due_after_the_request(three: Offices, answer_by: date) -> None:
    with pytest.raises(Refused):
        drafted(three.asking, answer_by=answer_by)
    with pytest.raises(Refused):
        done(drafted(three.asking), "send", three.asking.head, DAY, to_name="示例海关", answer_by=answer_by)


def test_nobody_answers_in_the_name_of_an_office_that_answers_itself(three: Offices) -> None:
    record = sent(three.asking, three.asked.office)
    with pytest.raises(Refused):
        done(record, "enter_answer", three.asking.officer, LATER, **ANSWER)
    with pytest.raises(NotAllowed):
        done(record, "answer_came", three.asking.head, LATER, **ANSWER)


def test_an_answer_still_arrives_when_the_request_was_withdrawn(three: Offices) -> None:
    record = sent(three.asking, three.asked.office)
    done(record, "close", three.asking.officer, LATER, remark="案件已结")
    theirs = arrived(three.asked.officer)
    done(theirs, "take_up", three.asked.officer, LATER)
    done(theirs, "reply", three.asked.head, LATER, **ANSWER)
    assert (now(record).state, now(record).result) == ("closed", "withdrawn")
    assert detail(record).answer == ANSWER["answer"]
    assert verify().ok


def test_sending_is_approved_and_reaches_nobody_before(three: Offices) -> None:
    record = drafted(three.asking)
    with pytest.raises(Refused):
        done(record, "send", three.asking.officer, DAY, to_office=three.asked.office, answer_by=DUE)
    with scope(three.asked.director):
        assert not Record.objects.exists()


def test_what_was_sent_is_not_undone_on_either_side(three: Offices) -> None:
    record = sent(three.asking, three.asked.office)
    theirs = arrived(three.asked.officer)
    with pytest.raises(Refused):
        acts.undo(record, three.asking.head, "误发")
    page = client_of(three.asking.head).get(f"/records/{record.pk}").content.decode()
    assert f"/records/{record.pk}/undo" not in page
    done(theirs, "take_up", three.asked.officer, LATER)
    acts.undo(theirs, three.asked.officer, "误点")
    done(theirs, "send_back", three.asked.head, LATER, grounds="不属于本局职责")
    for one, viewer in ((record, three.asking.head), (theirs, three.asked.head)):
        with pytest.raises(Refused):
            acts.undo(one, viewer, "误点")
    assert verify().ok


def test_an_act_that_fails_in_the_other_office_leaves_nothing_in_either(
    three: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = drafted(three.asking)
    Office.objects.filter(pk=three.asked.office.pk).update(closed=DAY)
    with pytest.raises(Refused):
        done(record, "send", three.asking.head, DAY, to_office=three.asked.office, answer_by=DUE)
    with everything():
        assert (Record.objects.count(), Event.objects.filter(record__isnull=False).count()) == (1, 1)


def test_each_step_stands_in_the_chain_of_its_office_under_who_did_it(three: Offices) -> None:
    record = sent(three.asking, three.asked.office)
    theirs = arrived(three.asked.officer)
    with everything():
        event = Event.objects.get(record=theirs.pk)
        assert (event.kind, event.chain_id, event.by_id) == (
            "arrive",
            three.asked.office.pk,
            three.asking.head.user,
        )
        assert Event.objects.filter(record=record.pk, chain=three.asking.office.pk).count() == 2


def test_an_answer_entered_late_does_not_stumble_over_later_acts(three: Offices) -> None:
    """The day on which it arrives is never before the last act of the record."""
    record = sent(three.asking, three.asked.office)
    theirs = arrived(three.asked.officer)
    done(record, "close", three.asking.officer, date(2026, 3, 9))
    done(theirs, "take_up", three.asked.officer, LATER)
    done(theirs, "reply", three.asked.head, LATER, **ANSWER)
    with everything():
        came = Event.objects.get(record=record.pk, kind="answer_came")
    assert came.occurred_on == date(2026, 3, 9)


def test_a_request_names_its_case_and_only_one_that_is_seen(three: Offices, received: Receive) -> None:
    case = received()
    record = drafted(three.asking, case=case.pk)
    page = client_of(three.asking.officer).get(f"/records/{record.pk}").content.decode()
    assert f"/records/{case.pk}" in page
    with pytest.raises(Refused):
        drafted(three.asked, case=case.pk)
    done(record, "send", three.asking.head, DAY, to_office=three.asked.office, answer_by=DUE)
    theirs = arrived(three.asked.officer)
    there = client_of(three.asked.officer).get(f"/records/{theirs.pk}").content.decode()
    assert f"/records/{case.pk}" not in there


def test_the_other_offices_time_limit_never_makes_this_one_overdue(three: Offices) -> None:
    record = sent(three.asking, three.asked.office)
    assert timezone.localdate() > DUE
    assert now(record).due_on is None
    assert arrived(three.asked.officer).due_on == DUE


def test_requests_are_counted_by_office(three: Offices) -> None:
    sent(three.asking, three.asked.office)
    theirs = arrived(three.asked.officer)
    done(theirs, "take_up", three.asked.officer, LATER)
    done(theirs, "reply", three.asked.head, LATER, **ANSWER)
    places = [three.asking.office.pk, three.asked.office.pk]
    found = counting.counts(register("cooperation"), Period(DAY, LATER), places)
    assert found == {
        "sent": {three.asking.office.pk: 1},
        "taken_up": {three.asked.office.pk: 1},
        "passed_on": {},
        "answered": {three.asked.office.pk: 1},
        "returned": {},
    }


def test_the_form_offers_the_offices_by_their_names(three: Offices) -> None:
    record = drafted(three.asking)
    page = client_of(three.asking.head).get(f"/records/{record.pk}/acts/send").content.decode()
    assert "泉州市知识产权局" in page
