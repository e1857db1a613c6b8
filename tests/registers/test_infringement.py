"""What the law asks in a case of infringement before an act."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from fangzhi.casework import acts
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Delivery, Event, Paper, Record
from fangzhi.casework.refusals import Refused
from tests.casework.conftest import FOUNDED, Staff, done, person
from tests.casework.examples import PANEL, PETITION, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    Receive = Callable[..., Record]

DOCKETED, SERVED, DECIDED = date(2026, 3, 4), date(2026, 3, 5), date(2026, 4, 20)
TOLD = date(2026, 4, 21)
CODE = "91350100M000100Y43"


@pytest.fixture
def served(city: Staff, received: Receive) -> Record:
    """A case whose respondent has the petition."""
    case = received(date(2026, 3, 2))
    done(case, "docket", city.head, DOCKETED, panel=PANEL)
    done(case, "serve", city.officer, SERVED, handed_on=SERVED, **PROOF)
    return case


def told(city: Staff, case: Record, finding: str = "infringing") -> Record:
    """The case decided, and the decision served."""
    done(case, "answer", city.intake, date(2026, 3, 10), answer="不侵权。")
    done(case, "deliberate", city.officer, date(2026, 4, 10), opinions="一致", conclusion="如裁决")
    person("both", city.office, "head")
    user = User.objects.get(username="both")
    grants.give(user, city.office, "director", FOUNDED, reason="test")
    both = viewer_of(User.objects.get(pk=user.pk))
    done(case, "decide", both, DECIDED, finding=finding, holding="如主文。", grounds="理由。")
    done(case, "serve_decision", city.officer, TOLD, handed_on=TOLD, **PROOF)
    return case


def demand(city: Staff, case: Record, day: date) -> Event:
    """A demand to comply."""
    return done(case, "demand", city.officer, day, court="厦门市中级人民法院", handed_on=day, **PROOF)


def test_nobody_is_asked_to_comply_with_a_finding_of_no_infringement(city: Staff, served: Record) -> None:
    told(city, served, "not_infringing")
    with pytest.raises(Refused):
        demand(city, served, date(2026, 6, 1))


def test_enforcement_is_applied_for_after_a_demand_and_not_after_compliance(
    city: Staff, served: Record
) -> None:
    told(city, served)
    court = {"court": "厦门市中级人民法院", "grounds": "未履行"}
    with pytest.raises(Refused):
        done(served, "apply", city.officer, date(2026, 6, 1), **court)
    demand(city, served, date(2026, 6, 1))
    done(served, "comply", city.officer, date(2026, 6, 2))
    for act in ("apply", "demand"):
        with pytest.raises(Refused):
            done(served, act, city.officer, date(2026, 7, 1), **court)


def test_a_case_is_not_archived_while_the_parties_may_sue(city: Staff, served: Record) -> None:
    told(city, served)
    with pytest.raises(Refused) as refused:
        done(served, "archive", city.officer, date(2026, 4, 22))
    assert refused.value.when == date(2026, 5, 7)
    done(served, "archive", city.officer, date(2026, 5, 7))


def sued(city: Staff, case: Record, outcome: str = "") -> Record:
    """A case about which somebody sued, and how the suit ended."""
    told(city, case)
    done(case, "sue", city.intake, date(2026, 5, 6), court="厦门市中级人民法院")
    if outcome:
        done(case, "remedy_outcome", city.intake, date(2026, 6, 1), outcome=outcome, particulars="判决书")
    return case


def test_a_case_is_not_archived_while_a_suit_is_pending(city: Staff, served: Record) -> None:
    sued(city, served)
    with translation.override("en"), pytest.raises(Refused, match="A suit is pending"):
        done(served, "archive", city.officer, date(2026, 6, 1))
    with translation.override("en"), pytest.raises(Refused, match="A suit is pending"):
        demand(city, served, date(2026, 6, 1))
    done(served, "remedy_outcome", city.intake, date(2026, 6, 1), outcome="upheld", particulars="驳回")
    with translation.override("en"), pytest.raises(Refused, match="no suit is pending"):
        done(served, "remedy_outcome", city.intake, date(2026, 6, 1), outcome="upheld", particulars="再次")
    done(served, "archive", city.officer, date(2026, 6, 2))


def test_after_a_suit_that_was_lost_compliance_is_demanded(city: Staff, served: Record) -> None:
    sued(city, served, "upheld")
    demand(city, served, date(2026, 6, 2))
    court = {"court": "厦门市中级人民法院", "grounds": "未履行"}
    done(served, "apply", city.officer, date(2026, 6, 23), **court)


def test_a_decision_that_was_revoked_is_not_enforced(city: Staff, served: Record) -> None:
    sued(city, served, "revoked")
    with translation.override("en"), pytest.raises(Refused, match="was revoked"):
        demand(city, served, date(2026, 6, 2))
    done(served, "archive", city.officer, date(2026, 6, 2))


def test_a_stay_that_was_lifted_before_the_attack_lifts_nothing(city: Staff, served: Record) -> None:
    done(served, "stay", city.head, date(2026, 3, 6), stay_ground="force_majeure", grounds="台风")
    done(served, "resume", city.head, date(2026, 3, 7), grounds="台风已过")
    done(served, "attack", city.intake, date(2026, 3, 9), invalidity_on=date(2026, 3, 9))
    with pytest.raises(Refused):
        told(city, served)


@pytest.mark.parametrize("day", [date(1, 1, 1), SERVED, date(2300, 1, 1), date(9999, 12, 31)])
def test_a_hearing_lies_ahead_and_within_reach(city: Staff, served: Record, day: date) -> None:
    with pytest.raises(Refused):
        done(served, "summon", city.officer, SERVED, hearing_on=day, hearing_place="第一审理庭")


def test_what_is_missing_is_handed_in_on_a_later_day(city: Staff, received: Receive) -> None:
    day = date(2026, 3, 3)
    with pytest.raises(Refused):
        done(received(), "ask_supplement", city.intake, day, missing_items="委托书", supplement_until=day)


def test_a_year_that_cannot_be_is_refused(city: Staff) -> None:
    with pytest.raises(Refused):
        acts.open_record(register("infringement"), city.office, city.intake, date(206, 3, 2), **PETITION)


@pytest.mark.parametrize(
    "changes", [{}, {"respondent": "示例 制造有限公司"}, {"respondent": "示例制造", "respondent_code": CODE}]
)
def test_a_second_case_is_pointed_out_however_the_respondent_is_written(
    city: Staff, received: Receive, changes: dict[str, str]
) -> None:
    received(respondent_code=CODE)
    record = acts.new_record(register("infringement"), city.office, date(2026, 3, 3))
    found = acts.foresee(record, "receive", city.intake, date(2026, 3, 3), **(PETITION | changes))
    assert len(found) == 1


def test_a_hidden_case_is_not_pointed_out(city: Staff, served: Record) -> None:
    done(served, "set_level", city.director, SERVED, level=2, why="保密")
    record = acts.new_record(register("infringement"), city.office, date(2026, 3, 9))
    for viewer, seen in ((city.intake, 0), (city.director, 1)):
        given = (record, "receive", viewer, date(2026, 3, 9))
        if viewer is city.director:
            person("late", city.office, "intake", level=2)
            given = (record, "receive", viewer_of(User.objects.get(username="late")), date(2026, 3, 9))
        assert len(acts.foresee(*given, **PETITION)) == seen


def papers(case: Record, **wanted: object) -> list[Paper]:
    """Papers of a case, the newest first."""
    with everything():
        return list(Paper.objects.filter(record=case.pk, **wanted).order_by("-pk"))


def test_neither_a_withdrawn_paper_nor_one_of_the_secret_part_is_served(
    city: Staff, received: Receive
) -> None:
    case = received()
    done(case, "docket", city.head, DOCKETED, panel=PANEL)
    acts.undo(case, city.head, "误立")
    done(case, "docket", city.head, DOCKETED, panel=PANEL)
    secret, withdrawn = papers(case, secret=True)[0], papers(case, secret=False)[-1]
    for one in (secret, withdrawn):
        with pytest.raises(Refused):
            done(case, "serve_paper", city.officer, SERVED, paper=one.pk, handed_on=SERVED, **PROOF)
    done(case, "serve", city.officer, SERVED, handed_on=SERVED, **PROOF)
    with everything():
        last = Event.objects.filter(record=case.pk, kind="docket").order_by("-seq")[0]
        assert Delivery.objects.get().paper.event_id == last.pk


def test_a_correction_prints_what_was_wrong_and_what_is_right(city: Staff, served: Record) -> None:
    told(city, served)
    slip = {"wrong": "示列公司", "right": "示例公司", "grounds": "笔误"}
    done(served, "correct_decision", city.head, TOLD, **slip)
    printed = json.loads(papers(served, template="infringement-correction")[0].values)
    assert printed["corrections"] == [{"wrong": "示列公司", "right": "示例公司"}]


def test_the_proof_of_service_follows_a_corrected_day(city: Staff, served: Record) -> None:
    with everything():
        event = Event.objects.get(record=served.pk, kind="serve")
    acts.correct_day(served, event.pk, date(2026, 3, 6), city.officer, "回证日期")
    with everything():
        found = Delivery.objects.get()
    assert (found.handed_on, found.served_on) == (date(2026, 3, 6), date(2026, 3, 6))
