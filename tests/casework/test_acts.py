"""Acts: what they change, when they are refused, and how they are taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone

from fangzhi.casework import acts, approvals
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Counter, Deadline, Delivery, Event, Paper, Proposal, Record
from fangzhi.casework.paperwork import document
from fangzhi.casework.refusals import Conflict, NotAllowed, Refused
from tests.casework.conftest import RECEIVED, Staff, done, office, opened, person, staff
from tests.casework.examples import PANEL, PETITION, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    Receive = Callable[..., Record]

DOCKETED, SERVED = date(2026, 3, 6), date(2026, 3, 9)


def fresh(record: Record) -> Record:
    """The record as it is now."""
    with everything():
        found: Record = Record.objects.select_related("office").get(pk=record.pk)
    return found


def due(record: Record, rule: str) -> date | None:
    """When the last clock of a rule is due."""
    with everything():
        found = Deadline.objects.filter(record=record, rule=rule).order_by("-turn").first()
    assert isinstance(found, Deadline)
    return found.due_on


@pytest.fixture
def docketed(city: Staff, received: Receive) -> Record:
    """A case on the docket."""
    case = received()
    done(case, "docket", city.head, DOCKETED, panel=PANEL)
    return fresh(case)


@pytest.fixture
def served(city: Staff, docketed: Record) -> Record:
    """A case whose petition has been served."""
    done(docketed, "serve", city.officer, SERVED, handed_on=SERVED, **PROOF)
    return fresh(docketed)


def test_a_petition_gets_a_patent_number_in_normal_form_and_its_first_clock(received: Receive) -> None:
    case = received()
    assert "201320000001.7" in case.search
    assert due(case, "infr.docket") == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patent_number", "201320000001.8"),
        ("patent_number", "nonsense"),
        ("respondent_code", "91110000600037341M"),
        ("petitioner", ""),
        ("filing_date", "yesterday"),
        ("source", "rumour"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(received: Receive, field: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        received(**{field: value})
    assert set(refused.value.fields) == {field}
    with everything():
        assert not Record.objects.exists()
        assert not Event.objects.filter(record__isnull=False).exists()


def test_an_act_takes_only_what_it_asks_for(city: Staff, received: Receive) -> None:
    with pytest.raises(Refused) as refused:
        received(state="decided")
    assert refused.value.fields.keys() == {"state"}


def test_an_act_in_the_wrong_state_says_in_which_it_is_done(city: Staff, received: Receive) -> None:
    with pytest.raises(Refused, match=r"立案|Docket|docketed"):
        done(received(), "serve", city.officer, DOCKETED, handed_on=DOCKETED, **PROOF)


def test_an_act_lies_neither_before_the_one_before_it_nor_in_the_future(
    city: Staff, received: Receive
) -> None:
    case, tomorrow = received(), timezone.localdate() + timedelta(days=1)
    for day in (RECEIVED - timedelta(days=1), tomorrow):
        with pytest.raises(Refused) as refused:
            done(case, "docket", city.head, day, panel=PANEL)
        assert "occurred_on" in refused.value.fields


def test_the_second_of_two_who_act_at_once_gets_a_conflict_and_loses_nothing(
    city: Staff, received: Receive
) -> None:
    case = received()
    seen = fresh(case).version
    acts.perform(case, "note", city.officer, DOCKETED, expected=seen, text="first")
    with pytest.raises(Conflict):
        acts.perform(case, "note", city.head, DOCKETED, expected=seen, text="second")
    acts.perform(case, "note", city.head, DOCKETED, expected=fresh(case).version, text="second")
    assert fresh(case).version == seen + 2


def test_numbers_have_no_gaps_when_acts_are_refused(city: Staff, received: Receive) -> None:
    first, second = received(), received(respondent="另一公司")
    done(first, "docket", city.head, DOCKETED, panel=PANEL)
    with pytest.raises(Refused):
        done(second, "docket", city.head, DOCKETED, panel="王一\n李二")
    done(second, "docket", city.head, DOCKETED, panel=PANEL)
    assert [fresh(one).number for one in (first, second)] == ["厦知裁字〔2026〕1号", "厦知裁字〔2026〕2号"]
    assert Counter.objects.get(kind="裁").last == 2


def test_a_panel_is_odd_and_at_least_three(city: Staff, received: Receive) -> None:
    case = received()
    for panel in ("王一", "王一\n李二", "王一\n李二\n张三\n赵四"):
        with pytest.raises(Refused):
            done(case, "docket", city.head, DOCKETED, panel=panel)


def test_missing_items_are_told_once(city: Staff, received: Receive) -> None:
    case = received()
    asked = {"missing_items": "证书", "supplement_until": date(2026, 3, 20)}
    done(case, "ask_supplement", city.officer, DOCKETED, **asked)
    done(case, "complete", city.officer, date(2026, 3, 12), **PETITION)
    assert due(case, "infr.docket") == date(2026, 3, 19)
    with pytest.raises(Refused):
        done(case, "ask_supplement", city.officer, date(2026, 3, 13), **asked)


def test_a_stay_moves_the_closing_date_by_the_days_stayed(city: Staff, served: Record) -> None:
    before = due(served, "infr.close")
    assert before == date(2026, 6, 8)
    done(served, "stay", city.head, date(2026, 4, 1), stay_ground="invalidity", grounds="已受理")
    assert (fresh(served).stopped, due(served, "infr.close")) == (True, None)
    done(served, "resume", city.head, date(2026, 4, 21), grounds="维持有效")
    assert fresh(served).state == "served"
    assert due(served, "infr.close") == date(2026, 6, 26)


def test_other_stops_move_it_too_and_never_twice(city: Staff, served: Record) -> None:
    done(served, "pause", city.head, date(2026, 4, 1), pause_ground="appraisal", grounds="鉴定")
    with pytest.raises(Refused):
        done(served, "pause", city.head, date(2026, 4, 2), pause_ground="settlement", grounds="和解")
    done(served, "go_on", city.head, date(2026, 4, 11))
    assert due(served, "infr.close") == date(2026, 6, 16)


def test_an_extension_needs_approval_before_the_date_and_by_the_right_person(
    city: Staff, served: Record
) -> None:
    inputs = {"rule": "infr.close", "why": "案情复杂"}
    with pytest.raises(Refused, match=r"approval|批准|审批"):
        done(served, "extend", city.officer, date(2026, 5, 6), **inputs)
    done(served, "extend", city.head, date(2026, 5, 6), **inputs)
    assert due(served, "infr.close") == date(2026, 7, 6)


def test_an_extension_after_the_date_is_refused(city: Staff, served: Record) -> None:
    with pytest.raises(Refused):
        done(served, "extend", city.head, date(2026, 6, 9), rule="infr.close", why="太晚")
    assert due(served, "infr.close") == date(2026, 6, 8)


def test_the_second_extension_is_approved_by_the_office_above(db: None) -> None:
    above = office("350000", "福建省知识产权局", "闽", "province")
    place = staff(office("350200", "厦门市知识产权局", "厦", parent=above))
    chief = person("chief", above, "director", below=True)
    case = opened(
        acts.open_record(register("infringement"), place.office, place.intake, RECEIVED, **PETITION)
    )
    done(case, "docket", place.head, DOCKETED, panel=PANEL)
    done(case, "extend", place.head, date(2026, 5, 6), rule="infr.close", why="复杂")
    waiting = approvals.propose(
        case, "extend", place.officer, date(2026, 6, 1), rule="infr.close", why="仍复杂"
    )
    assert approvals.approve(waiting, place.head) is None
    with pytest.raises(NotAllowed):
        approvals.approve(waiting, place.director)
    # The approval counts on its own day, which is today: too late for this case, and said so.
    with pytest.raises(Refused):
        approvals.approve(waiting, chief)


def test_undoing_is_an_act_with_a_reason_and_restores_the_record(city: Staff, served: Record) -> None:
    with pytest.raises(Refused):
        acts.undo(served, city.officer, "  ")
    acts.undo(served, city.officer, "送达回证写错")
    case = fresh(served)
    assert (case.state, case.number) == ("docketed", "厦知裁字〔2026〕1号")
    with everything():
        assert [one.kind for one in Event.objects.filter(record=case).order_by("seq")] == [
            "receive", "docket", "serve", "undo",
        ]  # fmt: skip
        assert Deadline.objects.get(record=case, rule="infr.serve").running
        assert not Deadline.objects.filter(record=case, rule="infr.answer").exists()


def test_what_opened_a_record_cannot_be_undone(city: Staff, received: Receive) -> None:
    with pytest.raises(Refused):
        acts.undo(received(), city.officer, "误收")


def test_correcting_the_day_of_an_act_moves_its_clocks(city: Staff, served: Record) -> None:
    with everything():
        event = Event.objects.get(record=served, kind="serve")
    acts.correct_day(served, event.pk, date(2026, 3, 12), city.officer, "回证日期为12日")
    assert due(served, "infr.answer") == date(2026, 3, 27)
    for day in (date(2026, 3, 5), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(Refused):
            acts.correct_day(served, event.pk, day, city.officer, "x")


def test_a_document_counts_as_served_only_with_its_proof_and_on_its_day(
    city: Staff, docketed: Record
) -> None:
    with pytest.raises(Refused) as refused:
        done(docketed, "serve", city.officer, SERVED, handed_on=SERVED, **(PROOF | {"signed_by": ""}))
    assert "signed_by" in refused.value.fields
    notice = PROOF | {"method": "public_notice", "signed_by": "示例日报"}
    with pytest.raises(Refused) as refused:
        done(docketed, "serve", city.officer, SERVED, handed_on=SERVED, **notice)
    assert refused.value.when == date(2026, 4, 8)
    done(docketed, "serve", city.officer, date(2026, 4, 8), handed_on=SERVED, **notice)
    with everything():
        assert Delivery.objects.get().paper.template == "infringement-answer"


def test_silence_is_established_only_after_the_time_for_the_answer(city: Staff, served: Record) -> None:
    with pytest.raises(Refused) as refused:
        done(served, "silence", city.officer, date(2026, 3, 24))
    assert refused.value.when == date(2026, 3, 25)
    done(served, "silence", city.officer, date(2026, 3, 25))
    assert fresh(served).state == "answered"


def test_a_hearing_is_announced_three_working_days_before(city: Staff, served: Record) -> None:
    with pytest.raises(Refused):
        done(
            served,
            "summon",
            city.officer,
            date(2026, 4, 8),
            hearing_on=date(2026, 4, 10),
            hearing_place="一室",
        )
    done(served, "summon", city.officer, date(2026, 4, 1), hearing_on=date(2026, 4, 10), hearing_place="一室")


def test_a_case_about_an_attacked_utility_model_is_stayed_before_it_is_decided(
    city: Staff, served: Record
) -> None:
    done(served, "attack", city.officer, date(2026, 3, 20), invalidity_on=date(2026, 3, 18))
    done(served, "deliberate", city.officer, date(2026, 3, 30), opinions="一致", conclusion="侵权")
    decision: dict[str, Any] = {"finding": "infringing", "holding": "停止", "grounds": "落入"}
    with pytest.raises(Refused):
        approvals.propose(served, "decide", city.officer, date(2026, 3, 31), **decision)
    done(served, "stay", city.head, date(2026, 4, 1), stay_ground="invalidity", grounds="已受理")
    done(served, "resume", city.head, date(2026, 4, 2), grounds="评价报告未发现缺陷")
    assert approvals.propose(served, "decide", city.officer, date(2026, 4, 3), **decision).state == "waiting"


def test_papers_are_numbered_after_the_case(city: Staff, served: Record) -> None:
    with everything():
        papers = dict(Paper.objects.values_list("template", "number"))
    assert papers == {
        "infringement-docketing": "厦知裁字〔2026〕1号",
        "infringement-answer": "厦知裁字〔2026〕1号之二",
        "infringement-docketing-approval": "厦知裁字〔2026〕1号之三",
    }


def test_a_person_without_the_role_is_told_who_does_it(city: Staff, received: Receive) -> None:
    with pytest.raises(NotAllowed):
        done(received(), "docket", city.intake, DOCKETED, panel=PANEL)


def test_somebody_of_another_office_neither_sees_nor_acts(city: Staff, received: Receive) -> None:
    other = staff(office("350100", "福州市知识产权局", "榕"))
    with pytest.raises(NotAllowed):
        done(received(), "docket", other.head, DOCKETED, panel=PANEL)


def test_a_deputy_acts_for_the_one_who_is_away(city: Staff, received: Receive) -> None:
    today = timezone.localdate()
    head, officer = User.objects.get(username=city.head.name), User.objects.get(username=city.officer.name)
    grants.stand_in(head, officer, city.office, today, today, reason="出差")
    case, eyes = received(), viewer_of(User.objects.get(pk=officer.pk))
    event = done(case, "set_level", eyes, DOCKETED, level=1, why="涉商业秘密")
    assert (event.by_id, event.behalf_id) == (officer.pk, head.pk)
    assert done(case, "docket", eyes, DOCKETED, panel=PANEL).behalf_id == head.pk
    own = done(case, "note", eyes, DOCKETED, text="本人所为")
    assert own.behalf_id is None


def test_a_recused_person_sees_the_case_no_more(city: Staff, received: Receive) -> None:
    case = received()
    officer = User.objects.get(username=city.officer.name)
    done(case, "recuse", city.head, DOCKETED, person=officer.pk, why="亲属")
    eyes = viewer_of(User.objects.get(pk=officer.pk))
    with scope(eyes):
        assert not Record.objects.exists()
    with pytest.raises(NotAllowed):
        done(case, "note", eyes, DOCKETED, text="x")


def test_a_proposal_is_returned_withdrawn_and_never_approved_by_its_author(
    city: Staff, received: Receive
) -> None:
    case = received()
    waiting = approvals.propose(case, "docket", city.officer, DOCKETED, panel=PANEL)
    with pytest.raises(Refused):
        approvals.propose(case, "refuse", city.officer, DOCKETED, grounds="不属受理范围")
    approvals.send_back(waiting, city.head, "补充材料")
    with pytest.raises(Conflict):
        approvals.approve(waiting, city.head)
    again = approvals.propose(case, "docket", city.officer, DOCKETED, panel=PANEL)
    with pytest.raises(NotAllowed):
        approvals.approve(again, city.officer)
    with pytest.raises(NotAllowed):
        approvals.withdraw(again, city.head)
    approvals.withdraw(again, city.officer)
    assert fresh(case).state == "received"
    with everything():
        assert list(Proposal.objects.order_by("pk").values_list("state", flat=True)) == [
            "returned", "withdrawn_proposal",
        ]  # fmt: skip


def test_every_act_raises_the_version_by_one(city: Staff, served: Record) -> None:
    with everything():
        assert Event.objects.filter(record=served).aggregate(top=Max("seq"))["top"] >= served.version == 3


def test_a_case_is_transferred_to_the_competent_office(city: Staff, received: Receive) -> None:
    case = received()
    inputs: dict[str, Any] = {
        "to_office": "福州市知识产权局",
        "reply_by": date(2026, 4, 1),
        "grounds": "不属管辖",
    }
    done(case, "transfer", city.head, DOCKETED, **inputs)
    assert (fresh(case).state, fresh(case).result) == ("closed", "transferred")
    with everything():
        assert Paper.objects.get(template="infringement-transfer").number.endswith("号")


def test_every_transition_of_a_register_can_be_reached_and_its_papers_can_be_made(
    city: Staff, received: Receive
) -> None:
    """The way to a court and back: no document of the register lacks a value."""
    case = received(respondent_code="91110000600037341L")
    days = iter(date(2026, 3, 6) + timedelta(days=n) for n in range(300))
    proof = PROOF | {"addressee": "各方"}

    def step(kind: str, **inputs: Any) -> None:
        day = next(days)
        served = {"handed_on": day, **proof} if register("infringement").by_id[kind].serves else {}
        done(case, kind, city.head, day, **served, **inputs)

    step("docket", panel=PANEL)
    step("join", joined="示例销售公司", grounds="共同侵权")
    step("serve")
    step("answer", answer="不侵权")
    step("forward")
    step("summon", hearing_on=date(2026, 3, 20), hearing_place="一室")
    while next(days) < date(2026, 3, 20):
        pass
    step("hear", attendance="both", hearing_record="双方陈述")
    step("pause", pause_ground="appraisal", grounds="鉴定")
    step("go_on")
    step("stay", stay_ground="other_case", grounds="另案")
    step("resume", grounds="另案已结")
    step("deliberate", opinions="一致", conclusion="侵权")
    waiting = approvals.propose(
        case, "decide", city.officer, next(days), finding="infringing", holding="停止侵权", grounds="落入"
    )
    approvals.approve(waiting, city.head)
    approvals.approve(waiting, city.director)
    with everything():
        papers = list(Paper.objects.order_by("pk"))
    assert [one.template for one in papers if not document(one).startswith(b"PK")] == []
    assert len({one.template for one in papers}) >= 9
