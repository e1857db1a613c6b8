"""Hand-over to criminal justice: from the suspicion to its outcome, with police and procuratorate outside."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from fangzhi.casework import acts, counting, lists, offices, paperwork
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import register
from fangzhi.casework.forms import as_typed
from fangzhi.casework.lists import Asked
from fangzhi.casework.models import Deadline, Office, Paper, Record, Share
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from fangzhi.registers.protection.crime.warning import FIGURES
from tests.casework.conftest import Staff, done, opened, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

    Receive = Callable[..., Record]

FIRST, REPORTED, DECIDED, SENT = (
    date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 12),
)  # fmt: skip
ANSWERED, LATER, LAST = date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 20)
SUSPICION = {
    "suspect": "示例制造有限公司",
    "offence": "passing_off",
    "ground": "threshold",
    "facts": "在水杯上标注他人专利号并销售。",
    "team": "李示例（执法证号示例001）\n张示例（执法证号示例002）",
    "turnover_fen": "260000",
    "patents": 2,
}
PACKAGE = {
    "evidence_list": "现场检查笔录一份\n销售账册复印件一册",
    "goods_list": "水杯500只，存放于本局库房",
    "appraisal": "示例检验机构检验报告一份",
}


class Place(NamedTuple):
    """The office, a case of it, and the two bodies outside with one person each."""

    office: Staff
    case: Record
    police: Office
    officer: Viewer
    procuratorate: Office
    prosecutor: Viewer


@pytest.fixture
def place(city: Staff, received: Receive) -> Place:
    """A city with a case that shows a crime."""
    police, _new = offices.office_of("350200-police")
    procuratorate, _new = offices.office_of("350200-procuratorate")
    return Place(
        city,
        received(),
        police,
        person("police", police, "partner"),
        procuratorate,
        person("prosecutor", procuratorate, "partner"),
    )


def suspected(place: Place, day: date = FIRST, **changes: Any) -> Record:
    """A hand-over that has been opened."""
    given = SUSPICION | {"case": place.case.pk} | changes
    event = acts.open_record(register("handover"), place.office.office, place.office.officer, day, **given)
    return opened(event)


def approved(place: Place, at: str = "10:00") -> Record:
    """A hand-over that the head of the office has approved."""
    record = suspected(place)
    done(record, "report", place.office.officer, REPORTED, findings="经核实，数额属实。")
    done(record, "approve", place.office.director, DECIDED, occurred_at=at)
    return record


def sent(place: Place, at: str = "09:00") -> Record:
    """A hand-over that lies with the police."""
    record = approved(place)
    done(record, "send", place.office.officer, SENT, occurred_at=at, police=place.police.pk, **PACKAGE)
    return record


def taken(place: Place) -> Record:
    """A hand-over whose receipt the police have signed."""
    record = sent(place)
    done(record, "receipt", place.officer, SENT, occurred_at="11:00", signed_by="陈示例")
    return record


def refused(place: Place) -> Record:
    """A hand-over that the police do not docket."""
    record = taken(place)
    done(record, "refuse", place.officer, ANSWERED, police_reasons="现有证据不足。")
    return record


def docketed(place: Place) -> Record:
    """A hand-over that the police have docketed."""
    record = taken(place)
    done(record, "docket", place.officer, ANSWERED, police_number="示公立字〔2026〕1号")
    return record


def now(record: Record) -> Record:
    """The record as it stands."""
    with everything():
        return Record.objects.get(pk=record.pk)  # type: ignore[no-any-return]


def detail(record: Record) -> Any:
    """What the record says."""
    return register("handover").model._base_manager.get(pk=record.pk)


def papers(record: Record) -> list[str]:
    """The papers of a record; each can be printed."""
    with everything():
        rows = list(Paper.objects.filter(record=record.pk).order_by("pk"))
        assert all(paperwork.print_out(one).startswith(b"%PDF") for one in rows)
    return [one.template.removeprefix("handover-") for one in rows]


def clocks(record: Record) -> dict[str, tuple[date | None, bool]]:
    """Rule without crim. → due day and whether it runs; the last turn of each."""
    with everything():
        rows = list(Deadline.objects.filter(record=record.pk).order_by("turn"))
    return {one.rule.removeprefix("crim."): (one.due_on, one.running) for one in rows}


def test_a_suspicion_becomes_a_criminal_case(place: Place) -> None:
    record = docketed(place)
    assert (now(record).state, now(record).number) == ("docketed", "厦知移字〔2026〕1号")
    done(record, "hand_goods", place.office.officer, LATER, goods_list="水杯500只", received_by="陈示例")
    done(record, "outcome", place.officer, LAST, outcome="convicted", particulars="判处罚金。")
    assert (now(record).state, now(record).result) == ("closed", "convicted")
    done(record, "archive", place.office.officer, LAST)
    assert papers(record) == [
        "report", "approval", "letter", "investigation", "evidence", "goods", "receipt",
    ]  # fmt: skip
    assert not any(running for _due, running in clocks(record).values())
    assert verify().ok


def test_the_chain_of_time_limits(place: Place) -> None:
    """Three days to decide, 24 hours to send, three days each for docketing and the goods; what falls on a
    rest day moves on, hours do not."""
    record = suspected(place)
    done(record, "report", place.office.officer, REPORTED, findings="属实。")
    assert clocks(record) == {"approve": (date(2026, 3, 13), True)}
    done(record, "approve", place.office.director, DECIDED, occurred_at="10:00")
    assert clocks(record)["send"] == (SENT, True)
    with everything():
        row = Deadline.objects.get(record=record.pk, rule="crim.send")
    assert timezone.localtime(row.due_at).isoformat() == "2026-03-12T10:00:00+08:00"
    done(record, "send", place.office.officer, SENT, police=place.police.pk, **PACKAGE)
    done(record, "receipt", place.officer, SENT, occurred_at="11:00", signed_by="陈示例")
    assert clocks(record)["police_decide"] == (LATER, True)
    assert clocks(record)["police_pass_on"] == (ANSWERED, True)
    assert now(record).due_on is None
    done(record, "docket", place.officer, ANSWERED, police_number="1")
    assert clocks(record)["goods"] == (LATER, True)
    assert now(record).due_on == LATER


def test_only_the_head_of_the_office_decides(place: Place) -> None:
    record = suspected(place)
    done(record, "report", place.office.officer, REPORTED, findings="属实。")
    for viewer in (place.office.officer, place.office.head):
        for act, given in (("approve", {}), ("decline", {"grounds": "不构成"})):
            with pytest.raises(NotAllowed):
                done(record, act, viewer, DECIDED, **given)
    with pytest.raises(Refused):
        done(record, "decline", place.office.director, DECIDED)
    done(record, "decline", place.office.director, DECIDED, grounds="数额未达到追诉标准。")
    assert (now(record).state, now(record).result) == ("declined", "declined")
    assert papers(record) == ["report", "approval"]


@pytest.mark.parametrize("evidence", [None, "", " \n "])
def test_nothing_is_handed_over_without_its_evidence_list(place: Place, evidence: str | None) -> None:
    record = approved(place)
    given = PACKAGE | {"evidence_list": evidence}
    with pytest.raises(Refused) as failed:
        done(record, "send", place.office.officer, SENT, police=place.police.pk, **given)
    assert "evidence_list" in failed.value.fields
    assert now(record).state == "approved"
    assert not Share._base_manager.exists()
    assert papers(record) == ["report", "approval"]


def test_a_hand_over_without_goods_has_no_list_of_them(place: Place) -> None:
    record = approved(place)
    given = {"police": place.police.pk, "evidence_list": "笔录一份"}
    done(record, "send", place.office.officer, SENT, **given)
    assert papers(record)[2:] == ["letter", "investigation", "evidence"]
    done(record, "receipt", place.officer, SENT, signed_by="陈示例")
    done(record, "docket", place.officer, ANSWERED, police_number="1")
    done(record, "no_goods", place.office.officer, ANSWERED, grounds="没有涉案物品")
    assert now(record).state == "handed"


@pytest.mark.parametrize(
    "team", ["李示例（执法证号示例001）", "", "李示例\n\n \n", "李示例（示例001）\n李示例（示例001）"]
)
def test_one_officer_does_not_verify_a_suspicion(place: Place, team: str) -> None:
    with pytest.raises(Refused):
        suspected(place, team=team)
    with everything():
        assert not Record.objects.filter(register="handover").exists()


def test_a_hand_over_belongs_to_a_case_of_enforcement(place: Place, received: Receive) -> None:
    other = opened(
        acts.open_record(
            register("campaign"), place.office.office, place.office.officer, FIRST,
            name="专项行动", aims="打击假冒专利", begins_on=FIRST, ends_on=LAST,
        )
    )  # fmt: skip
    with pytest.raises(Refused):
        suspected(place, case=other.pk)
    with pytest.raises(Refused):
        suspected(place, case="404404")


def test_a_case_has_one_running_hand_over_about_a_suspect(place: Place) -> None:
    first = suspected(place)
    with pytest.raises(Refused):
        suspected(place)
    suspected(place, suspect="示例销售有限公司")
    done(first, "report", place.office.officer, REPORTED, findings="不属实。")
    done(first, "decline", place.office.director, DECIDED, grounds="不构成")
    assert suspected(place, DECIDED).pk != first.pk


@pytest.mark.parametrize(("day", "allowed"), [(date(2020, 8, 6), False), (date(2020, 8, 7), True)])
def test_a_suspicion_alone_is_enough_since_2020(
    place: Place, received: Receive, day: date, allowed: bool
) -> None:
    case = received(date(2020, 3, 2))
    if allowed:
        assert now(suspected(place, day, case=case.pk, ground="suspicion")).state == "suspected"
        return
    with pytest.raises(Refused) as failed:
        suspected(place, day, case=case.pk, ground="suspicion")
    assert "2020-08-07" in failed.value.sentence


def test_the_figures_of_the_case_are_taken_over(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that the form was given go before those of the case."""
    known = {"turnover_fen": 30_000_000, "gains_fen": 4_000_000, "patents": 3, "repeated": True}
    for name, value in known.items():
        monkeypatch.setattr(register("infringement").model, name, value, raising=False)
    record = suspected(place, patents=1)
    found = {name: getattr(detail(record), name) for name in FIGURES}
    assert found == {
        "turnover_fen": 26_000_000, "gains_fen": 4_000_000, "loss_fen": None, "patents": 1, "repeated": True,
    }  # fmt: skip
    assert verify().ok


def test_a_case_that_comes_near_is_pointed_out_before_it_is_opened(place: Place) -> None:
    new = acts.new_record(register("handover"), place.office.office, FIRST)
    given = SUSPICION | {"case": place.case.pk}

    def told(**changes: Any) -> list[str]:
        return acts.foresee(new, "suspect", place.office.officer, FIRST, **(given | changes))

    assert len(told()) == 2
    assert "260,000" in told()[0]
    assert "200,000" in told(patents=1)[0]
    near = told(turnover_fen="160000", patents=1, ground="serious")
    assert len(near) == 1
    assert "80" in near[0]
    assert told(turnover_fen="159999.99", patents=1, ground="serious") == []
    assert len(told(turnover_fen="1000", patents=1)) == 1
    assert told(offence="other") == []


def test_keeping_a_case_that_reaches_the_threshold_is_warned_of(place: Place) -> None:
    record = suspected(place)
    done(record, "report", place.office.officer, REPORTED, findings="属实。")
    told = acts.foresee(record, "decline", place.office.director, DECIDED, grounds="暂不移送")
    assert len(told) == 3


def test_particulars_are_changed_while_it_is_verified(place: Place) -> None:
    record = suspected(place)
    given = {name: value for name, value in SUSPICION.items() if name != "turnover_fen"}
    done(record, "amend", place.office.officer, FIRST, **given, turnover_fen="150000.5")
    assert detail(record).turnover_fen == 15_000_050
    with pytest.raises(Refused):
        done(record, "amend", place.office.officer, FIRST, **(given | {"team": "李示例"}))
    assert verify().ok


def test_an_amount_that_is_kept_is_given_to_the_form_in_yuan() -> None:
    """As an approval does, which keeps what was proposed and gives it to the form again."""
    kind = register("handover")
    typed = as_typed(kind, kind.by_id["amend"], {"turnover_fen": 15_000_050, "suspect": "示例"}, None)
    assert typed == {"turnover_fen": "150000.5", "suspect": "示例"}


def test_missing_materials_are_completed(place: Place) -> None:
    record = taken(place)
    done(record, "ask_supplement", place.officer, ANSWERED, missing="账册原件")
    assert (now(record).state, clocks(record)["supplement"]) == ("incomplete", (LATER, True))
    assert not clocks(record)["police_decide"][1]
    done(record, "supplement", place.office.officer, LATER, evidence_list="笔录一份\n账册原件一册")
    assert now(record).state == "received"
    assert clocks(record)["police_decide"] == (date(2026, 3, 19), True)
    assert detail(record).goods_list == PACKAGE["goods_list"]
    assert papers(record)[-2:] == ["supplement", "evidence"]
    assert verify().ok


def test_a_refusal_is_reconsidered_supervised_and_docketed(place: Place) -> None:
    record = refused(place)
    assert clocks(record)["reconsider_ask"] == (LATER, True)
    done(record, "ask_reconsideration", place.office.officer, LATER, grounds="数额清楚。")
    assert clocks(record)["reconsider_decide"] == (date(2026, 3, 19), True)
    assert now(record).due_on is None
    done(
        record, "decide_reconsideration", place.officer, LATER, outcome="uphold", police_reasons="证据不足。"
    )
    assert clocks(record)["supervise_ask"] == (date(2026, 3, 19), True)
    given = {"procuratorate": place.procuratorate.pk, "grounds": "应当立案。"}
    done(record, "ask_supervision", place.office.officer, LATER, **given)
    done(record, "supervise", place.prosecutor, LAST, outcome="docket", answer="通知立案。")
    assert now(record).state == "ordered"
    done(record, "docket", place.officer, LAST, police_number="示公立字〔2026〕2号")
    assert (now(record).state, detail(record).progress, detail(record).police_reasons) == (
        "docketed", "docket", "",
    )  # fmt: skip
    assert papers(record)[-2:] == ["reconsideration", "supervision"]
    assert verify().ok


def test_reconsideration_can_lead_to_docketing_at_once(place: Place) -> None:
    record = refused(place)
    done(record, "ask_reconsideration", place.office.officer, LATER, grounds="数额清楚。")
    done(
        record, "decide_reconsideration", place.officer, LATER, outcome="docket", police_reasons="同意立案。"
    )
    assert "supervise_ask" not in clocks(record)
    done(record, "docket", place.officer, LATER, police_number="1")
    assert now(record).state == "docketed"


@pytest.mark.parametrize("upheld", [False, True])
def test_after_a_refusal_administrative_handling_goes_on(place: Place, upheld: bool) -> None:
    record = refused(place)
    if upheld:
        given = {"procuratorate": place.procuratorate.pk, "grounds": "应当立案。"}
        done(record, "ask_supervision", place.office.officer, LATER, **given)
        done(record, "supervise", place.prosecutor, LATER, outcome="uphold", answer="理由成立。")
    done(record, "resume", place.office.officer, LATER)
    assert (now(record).state, now(record).result) == ("returned", "returned")
    assert not any(running for _due, running in clocks(record).values())


def test_the_police_pass_it_on_and_the_competent_ones_answer(place: Place) -> None:
    record = taken(place)
    done(record, "pass_on", place.officer, ANSWERED, occurred_at="10:00", to_body="泉州市公安局")
    assert not clocks(record)["police_pass_on"][1]
    other, _new = offices.office_of("350500-police")
    with pytest.raises(Refused):
        done(record, "resend", place.office.officer, ANSWERED, police=place.police.pk)
    done(record, "resend", place.office.officer, ANSWERED, police=other.pk)
    theirs = person("other", other, "partner")
    done(record, "receipt", theirs, ANSWERED, signed_by="林示例")
    done(record, "docket", theirs, LATER, police_number="泉公立字〔2026〕1号")
    assert now(record).state == "docketed"
    assert verify().ok


def test_what_comes_on_paper_is_entered_by_the_office(place: Place) -> None:
    record = sent(place)
    done(record, "receipt", place.office.officer, SENT, signed_by="陈示例")
    done(record, "docket", place.office.officer, ANSWERED, police_number="1")
    assert now(record).state == "docketed"


PROCURATORIAL = {"outcome": "docket", "answer": "通知立案。"}
OF_POLICE: list[tuple[str, dict[str, Any]]] = [
    ("docket", {"police_number": "1"}),
    ("refuse", {"police_reasons": "不构成"}),
    ("ask_supplement", {"missing": "账册"}),
    ("pass_on", {"to_body": "泉州市公安局"}),
]


@pytest.mark.parametrize(("act", "given"), OF_POLICE)
def test_the_procuratorate_does_not_act_for_the_police(place: Place, act: str, given: dict[str, Any]) -> None:
    record = taken(place)
    done(record, "share", place.office.officer, SENT, procuratorate=place.procuratorate.pk)
    with pytest.raises(NotAllowed):
        done(record, act, place.prosecutor, ANSWERED, **given)
    done(record, act, place.officer, ANSWERED, **given)


def test_the_police_do_not_supervise_themselves(place: Place) -> None:
    record = refused(place)
    with pytest.raises(Refused):
        done(
            record, "ask_supervision", place.office.officer, LATER, procuratorate=place.police.pk, grounds="x"
        )
    given = {"procuratorate": place.procuratorate.pk, "grounds": "应当立案。"}
    done(record, "ask_supervision", place.office.officer, LATER, **given)
    with pytest.raises(NotAllowed):
        done(record, "supervise", place.officer, LATER, **PROCURATORIAL)
    done(record, "supervise", place.prosecutor, LATER, **PROCURATORIAL)


def test_a_partner_does_nothing_that_is_the_offices(place: Place) -> None:
    record = taken(place)
    kind = register("handover")
    for one in kind.by_id.values():
        if not one.opening and "partner" not in one.who:
            with pytest.raises(NotAllowed):
                done(record, one.id, place.officer, ANSWERED)
    with pytest.raises(NotAllowed):
        acts.undo(record, place.officer, "误点")


def test_undoing_the_sharing_takes_the_view_and_the_acts_away(place: Place) -> None:
    record = sent(place)
    acts.undo(record, place.office.officer, "误发")
    assert not Share._base_manager.exists()
    assert clocks(record)["send"] == (SENT, True)
    with pytest.raises(NotAllowed):
        done(record, "receipt", place.officer, SENT, signed_by="陈示例")
    assert verify().ok


def test_undoing_a_second_sharing_leaves_the_first(place: Place) -> None:
    record = refused(place)
    done(record, "share", place.office.officer, LATER, procuratorate=place.procuratorate.pk)
    given = {"procuratorate": place.procuratorate.pk, "grounds": "应当立案。"}
    done(record, "ask_supervision", place.office.officer, LATER, **given)
    acts.undo(record, place.office.officer, "误点")
    kinds = Share._base_manager.filter(record=record.pk).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["police", "procuratorate"]


def test_hand_overs_are_counted_from_their_acts(place: Place) -> None:
    record = refused(place)
    done(record, "ask_reconsideration", place.office.officer, LATER, grounds="数额清楚。")
    done(record, "decide_reconsideration", place.officer, LATER, outcome="docket", police_reasons="同意。")
    done(record, "docket", place.officer, LATER, police_number="1")
    done(record, "outcome", place.office.officer, LAST, outcome="convicted", particulars="判处罚金。")
    places = [place.office.office.pk]
    found = counting.counts(register("handover"), Period(FIRST, LAST), places)
    assert {name for name, one in found.items() if one} == {
        "sent", "refused", "reconsidered", "docketed", "convicted",
    }  # fmt: skip
    assert all(one in ({}, {places[0]: 1}) for one in found.values())


def test_the_hand_over_stands_with_its_case(place: Place) -> None:
    record = suspected(place)
    client = Client()
    client.force_login(User.objects.get(pk=place.office.officer.user))
    assert f"/records/{record.pk}" in client.get(f"/records/{place.case.pk}").content.decode()
    page = client.get(f"/records/{record.pk}").content.decode()
    assert f"/records/{place.case.pk}" in page
    assert "260,000" in page


def test_the_list_costs_the_same_for_one_and_for_many(place: Place, django_assert_num_queries: Any) -> None:
    suspected(place)
    for number in (1, 5):
        with django_assert_num_queries(3), scope(place.office.officer):
            found = lists.listed(place.office.officer, register("handover"), Asked())
        assert len(found.rows) == number
        for n in range(4):
            suspected(place, suspect=f"示例{number}{n}公司")
