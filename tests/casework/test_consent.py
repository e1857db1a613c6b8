"""Who may take an act back, and whose approval an act has."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from fangzhi.casework import acts, approvals, attachments, offices
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.access.viewer import Viewer, viewer_of
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Deadline, Event, Record
from fangzhi.casework.refusals import Conflict, NotAllowed
from fangzhi.casework.verification import verify
from tests.casework.conftest import FOUNDED, Staff, done, office, opened, person, staff
from tests.casework.examples import PANEL, PETITION, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    Receive = Callable[..., Record]

TODAY = timezone.localdate()


def ago(days: int) -> date:
    """So many days before today: approvals count on the day they are given."""
    return TODAY - timedelta(days=days)


@pytest.fixture
def docketed(city: Staff, received: Receive) -> Record:
    """A case that has just been docketed."""
    case = received(ago(30))
    done(case, "docket", city.head, ago(28), panel=PANEL)
    return case


@pytest.fixture
def decided(city: Staff, docketed: Record) -> Record:
    """A case whose decision head and director have approved."""
    done(docketed, "serve", city.officer, ago(27), handed_on=ago(27), **PROOF)
    done(docketed, "answer", city.intake, ago(20), answer="不侵权。")
    done(docketed, "deliberate", city.officer, ago(10), opinions="一致认为侵权", conclusion="侵权")
    given: dict[str, Any] = {"finding": "infringing", "holding": "停止侵权。", "grounds": "落入保护范围。"}
    waiting = approvals.propose(docketed, "decide", city.officer, TODAY, **given)
    approvals.approve(waiting, city.head)
    approvals.approve(waiting, city.director)
    return docketed


def event(case: Record, kind: str) -> Event:
    """The last event of a kind."""
    with everything():
        found: Event = Event.objects.filter(record=case.pk, kind=kind).order_by("-seq")[0]
    return found


def state(case: Record) -> str:
    """Where the case stands."""
    with everything():
        return str(Record.objects.get(pk=case.pk).state)


def closes(case: Record) -> date | None:
    """When the case must be closed."""
    with everything():
        found: date | None = Deadline.objects.get(record=case.pk, rule="infr.close").due_on
    return found


def deputy_of(city: Staff, whom: Viewer) -> Viewer:
    """An intake officer who stands in for somebody."""
    person("deputy", city.office, "intake")
    user = User.objects.get(username="deputy")
    away = User.objects.get(pk=whom.user)
    grants.stand_in(away, user, city.office, ago(1), TODAY, reason="休假")
    return viewer_of(User.objects.get(pk=user.pk))


def test_who_approved_an_act_takes_it_back_and_nobody_else(city: Staff, decided: Record) -> None:
    for other in (city.officer, city.head):
        with pytest.raises(NotAllowed):
            acts.undo(decided, other, "有异议")
        with pytest.raises(NotAllowed):
            acts.correct_day(decided, event(decided, "decide").pk, ago(1), other, "笔误")
    acts.undo(decided, city.director, "有异议")
    assert state(decided) == "deliberated"
    assert verify().ok


def test_the_day_of_an_act_is_corrected_by_those_who_do_that_act(city: Staff, docketed: Record) -> None:
    """Whatever somebody else did last."""
    done(docketed, "attack", city.intake, TODAY, invalidity_on=ago(1))
    for other in (city.intake, city.officer):
        with pytest.raises(NotAllowed):
            acts.correct_day(docketed, event(docketed, "docket").pk, ago(29), other, "笔误")
    acts.correct_day(docketed, event(docketed, "docket").pk, ago(29), city.head, "笔误")


def test_a_file_or_a_recusal_hinders_no_undoing(city: Staff, docketed: Record) -> None:
    attachments.attach(docketed, city.officer, ContentFile("证据".encode(), name="证据.txt"))
    other = person("relative", city.office, "officer")
    done(docketed, "recuse", city.head, TODAY, person=other.user, why="亲属")
    acts.undo(docketed, city.head, "误立")
    assert state(docketed) == "received"
    assert verify().ok


def test_acts_are_taken_back_one_after_the_other(city: Staff, docketed: Record) -> None:
    done(docketed, "assign", city.head, TODAY, officer=city.officer.user)
    done(docketed, "set_level", city.head, TODAY, level=1, why="商业秘密")
    done(docketed, "pause", city.head, TODAY, pause_ground="appraisal", grounds="鉴定")
    for _turn in range(4):
        acts.undo(docketed, city.head, "重来")
        assert verify().ok
    with everything():
        case = Record.objects.get(pk=docketed.pk)
    assert (case.state, case.level, case.officer_id) == ("received", 0, None)
    done(docketed, "docket", city.head, ago(20), panel=PANEL)
    with everything():
        assert Record.objects.get(pk=docketed.pk).number == case.number


def test_an_approval_holds_only_for_what_was_submitted(city: Staff, docketed: Record) -> None:
    """Between proposal and approval the head extended the limit himself: the next extension is the office
    above's to approve."""
    given: dict[str, Any] = {"rule": "infr.close", "why": "案情复杂"}
    waiting = approvals.propose(docketed, "extend", city.officer, TODAY, **given)
    done(docketed, "extend", city.head, TODAY, **given)
    before = closes(docketed)
    with pytest.raises(Conflict):
        approvals.approve(waiting, city.head)
    assert closes(docketed) == before


def test_an_approval_does_not_outlive_the_act_that_was_taken_back(city: Staff, docketed: Record) -> None:
    """What was submitted stood on the service; the service was taken back and entered anew."""
    done(docketed, "serve", city.officer, ago(27), handed_on=ago(27), **PROOF)
    given: dict[str, Any] = {"ground": "withdrawn", "grounds": "撤回"}
    waiting = approvals.propose(docketed, "cancel", city.officer, TODAY, **given)
    acts.undo(docketed, city.officer, "误送")
    done(docketed, "serve", city.officer, ago(26), handed_on=ago(26), **PROOF)
    with translation.override("en"), pytest.raises(Conflict) as refused:
        approvals.approve(waiting, city.head)
    assert str(refused.value).startswith("Since this was submitted an act of the record was taken back.")
    approvals.send_back(waiting, city.head, "重新提交")
    approvals.approve(approvals.propose(docketed, "cancel", city.officer, TODAY, **given), city.head)
    assert state(docketed) == "closed"


def test_what_waits_for_a_person_is_not_hidden_behind_what_waits_for_others(
    city: Staff, received: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much waits that the person sees and cannot approve."""
    monkeypatch.setattr(approvals, "SHOWN", 2)
    other = office("350300", "莆田市知识产权局", "莆")
    far = staff(other)
    for _n in range(3):
        event = acts.open_record(register("infringement"), other, far.intake, ago(2), **PETITION)
        approvals.propose(opened(event), "docket", far.officer, TODAY, panel=PANEL)
    mine = approvals.propose(received(ago(2)), "docket", city.officer, TODAY, panel=PANEL)
    user = User.objects.get(pk=city.head.user)
    grants.give(user, other, "officer", FOUNDED, reason="test")
    head = viewer_of(User.objects.get(pk=user.pk))
    with scope(head):
        assert approvals.waiting_for(head) == [mine]
    with scope(city.director):
        assert approvals.waiting_for(city.director) == [mine]
    with scope(city.intake):
        assert approvals.waiting_for(city.intake) == []
    with scope(far.officer):
        assert len(approvals.waiting_for(far.officer)) == 2


def test_the_second_step_waits_for_the_director_alone(city: Staff, docketed: Record) -> None:
    done(docketed, "serve", city.officer, ago(27), handed_on=ago(27), **PROOF)
    done(docketed, "answer", city.intake, ago(20), answer="不侵权。")
    done(docketed, "deliberate", city.officer, ago(10), opinions="一致", conclusion="侵权")
    given: dict[str, Any] = {"finding": "infringing", "holding": "停止侵权。", "grounds": "落入保护范围。"}
    waiting = approvals.propose(docketed, "decide", city.officer, TODAY, **given)

    def seen() -> list[bool]:
        found = []
        for one in (city.head, city.director):
            with scope(one):
                found.append(bool(approvals.waiting_for(one)))
        return found

    assert seen() == [True, True]
    approvals.approve(waiting, city.head)
    assert seen() == [False, True]


def test_a_deputy_who_endorses_or_returns_does_so_for_somebody(city: Staff, docketed: Record) -> None:
    deputy = deputy_of(city, city.head)
    given: dict[str, Any] = {"ground": "withdrawn", "grounds": "撤回"}
    approvals.send_back(
        approvals.propose(docketed, "cancel", city.officer, TODAY, **given), deputy, "理由不足"
    )
    assert event(docketed, "returned").behalf_id == city.head.user
    approvals.approve(approvals.propose(docketed, "cancel", city.officer, TODAY, **given), deputy)
    assert event(docketed, "cancel").behalf_id == city.head.user


def test_a_deputy_of_the_office_above_approves_for_its_director(city: Staff, docketed: Record) -> None:
    above = office("350000", "福建省知识产权局", "闽", "province")
    offices.change(
        city.office,
        ago(200),
        offices.Stage("厦门市知识产权局", "", "prefecture", "patent_office", above),
        "隶属",
    )
    chief = person("chief", above, "director", below=True)
    person("second", above, "officer", below=True)
    second = User.objects.get(username="second")
    grants.stand_in(User.objects.get(pk=chief.user), second, above, ago(1), TODAY, reason="休假")
    done(docketed, "extend", city.head, TODAY, rule="infr.close", why="复杂")
    waiting = approvals.propose(docketed, "extend", city.officer, TODAY, rule="infr.close", why="仍复杂")
    approvals.approve(waiting, city.head)
    with scope(chief):
        assert approvals.waiting_for(chief) == [waiting]
    with scope(city.director):
        assert approvals.waiting_for(city.director) == []
    found = approvals.approve(waiting, viewer_of(User.objects.get(pk=second.pk)))
    assert found is not None
    assert (found.behalf_id, json.loads(found.body)["extension"]["by"]) == (chief.user, "superior_office")


def test_a_new_role_counts_for_the_deputy_at_once(city: Staff) -> None:
    deputy = deputy_of(city, city.officer)
    grants.give(User.objects.get(pk=city.officer.user), city.office, "head", FOUNDED, reason="升任")
    deputy = viewer_of(User.objects.get(pk=deputy.user))
    assert deputy.roles("infringement", city.office.pk)["head"] == city.officer.user
