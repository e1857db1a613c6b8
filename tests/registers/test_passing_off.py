"""Passing-off: from the lead to the paid and published penalty, and what the law asks on the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from fangzhi.casework import acts, counting, offices, publishing
from fangzhi.casework.access.scope import everything
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import NotNow, register
from fangzhi.casework.forms import act_form
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Deadline, Event, Publication, Record
from fangzhi.casework.refusals import Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import FOUNDED, Staff, done, opened, staff
from tests.casework.examples import PROOF
from tests.registers.penalties import (
    DOCKETED,
    FINDINGS,
    GOODS,
    INSPECTED,
    LARGE,
    LEAD,
    PENALTY,
    REPORTED,
    SETTLED,
    SITE,
    TEAM,
    TOLD,
    _english,  # noqa: F401 - a fixture
    announce,
    both,
    detail,
    due,
    now,
    papers,
    refused,
)

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer
    from tests.registers.penalties import Case


def test_a_lead_becomes_a_paid_and_published_penalty(city: Staff, boss: Viewer, inspected: Record) -> None:
    case, officer = inspected, city.officer
    assert now(case).number == "厦知罚字〔2026〕1号"
    done(case, "preserve", boss, INSPECTED, **GOODS)
    done(case, "settle_preserved", officer, SETTLED, disposal="seized", grounds="属于假冒专利产品。")
    done(case, "seize", boss, SETTLED, mark_status="属于他人的专利", **GOODS)
    done(case, "report", officer, REPORTED, **FINDINGS)
    announce(case, officer, **LARGE)
    done(case, "release", officer, date(2026, 3, 24), grounds="已改正并去除标识。")
    done(case, "state", city.intake, date(2026, 3, 24), statement="认可事实，请求从轻。")
    done(case, "ask_hearing", city.intake, date(2026, 3, 25), asked_by="示例制造有限公司")
    told = {"hearing_on": date(2026, 4, 10), "hearing_place": "本局一楼会议室", "chair": "王示例"}
    done(case, "summon", officer, date(2026, 3, 26), **told)
    done(case, "hear", officer, date(2026, 4, 10), hearing_record="双方发表意见。")
    done(case, "review", officer, date(2026, 4, 13), reviewer="陈示例", opinion="程序合法。")
    done(case, "discuss", officer, date(2026, 4, 13), opinion="同意。")
    done(case, "penalize", boss, date(2026, 4, 14), **LARGE)
    day = date(2026, 4, 15)
    done(case, "serve_decision", officer, day, handed_on=day, **PROOF)
    done(case, "pay", city.intake, date(2026, 4, 20), amount_fen="200000", receipt="0001")
    done(case, "perform", officer, date(2026, 4, 21))
    with everything():
        text = publishing.masked(now(case), detail(case)).text
    done(case, "publish", city.head, date(2026, 4, 22), text=text)
    assert Publication._base_manager.get(record=case.pk).number == "厦知罚字〔2026〕1号之十一"
    done(case, "archive", officer, date(2026, 4, 23))
    assert (now(case).state, now(case).result) == ("archived", "penalized")
    assert detail(case).paid_fen == detail(case).owed_fen == 200_000_00
    assert papers(case) == [
        "docketing", "inspection", "preservation", "preserved", "seizure", "report", "notice", "release",
        "hearing", "review", "decision",
    ]  # fmt: skip
    assert not Deadline._base_manager.filter(record=case.pk, running=True).exists()
    assert verify().ok


def test_a_case_without_a_penalty_has_its_own_documents(city: Staff, boss: Viewer, lead: Case) -> None:
    kinds = {"order_correction": ("order", "serve_order"), "spare": ("exemption", "serve_exemption")}
    for act, (paper, serve) in kinds.items():
        case = lead()
        done(case, "docket", boss, DOCKETED)
        done(case, "inspect", city.officer, INSPECTED, **SITE)
        done(case, "report", city.officer, REPORTED, **FINDINGS)
        given = {"orders": "立即改正"} if act == "order_correction" else {}
        done(case, act, boss, TOLD, grounds="情节轻微，已经改正。", **given)
        other = next(one for _paper, one in kinds.values() if one != serve)
        assert "otherwise" in refused(case, other, city.officer, TOLD, handed_on=TOLD, **PROOF)
        done(case, serve, city.officer, TOLD, handed_on=TOLD, **PROOF)
        done(case, "archive", city.officer, TOLD)
        assert papers(case)[-1] == paper


def test_a_lead_that_is_not_docketed_is_no_case(city: Staff, boss: Viewer, lead: Case) -> None:
    refusal = lead()
    done(refusal, "refuse", boss, DOCKETED, grounds="没有违法事实。")
    done(lead(), "docket", boss, DOCKETED)
    period = Period(date(2026, 1, 1), date(2026, 12, 31))
    here = city.office.pk
    found = counting.counts(register("passing_off"), period, [here])
    assert found["accepted"] == found["refused"] == {here: 1}
    assert papers(refusal) == ["refusal"]


@pytest.mark.parametrize(
    "team", ["李示例（执法证号350200001）", "李示例（执法证号350200001）\n李示例（执法证号350200001）"]
)
def test_one_officer_inspects_nothing(city: Staff, boss: Viewer, lead: Case, team: str) -> None:
    case = lead()
    done(case, "docket", boss, DOCKETED)
    told = refused(case, "inspect", city.officer, INSPECTED, **SITE | {"officers": team})
    assert told == "An inspection is done by at least two officers; this one had 1."
    assert papers(case) == ["docketing"]


def test_an_officer_without_a_licence_is_named(city: Staff, boss: Viewer, lead: Case) -> None:
    case = lead()
    done(case, "docket", boss, DOCKETED)
    told = refused(case, "inspect", city.officer, INSPECTED, **SITE | {"officers": f"{TEAM}\n赵示例"})
    assert told == "The number of the enforcement licence is missing: 赵示例."


def test_a_licence_that_ran_out_inspects_nothing(city: Staff, boss: Viewer, lead: Case) -> None:
    """What the register of licences knows must hold on the day; what it does not know is pointed out."""
    given = {
        "holder": "李示例", "licence_number": "350200001", "issuer": "province",
        "issued_on": date(2021, 3, 1), "valid_until": INSPECTED - timedelta(days=1),
    }  # fmt: skip
    acts.open_record(register("licence"), city.office, city.officer, date(2021, 3, 1), **given)
    case = lead()
    done(case, "docket", boss, DOCKETED)
    told = refused(case, "inspect", city.officer, INSPECTED, **SITE)
    assert told == "The licence 350200001 is not valid on 2026-03-05."
    warned = acts.foresee(case, "inspect", city.officer, INSPECTED - timedelta(days=1), **SITE)
    assert warned == ["This licence is not in the register of licences: 350200002."]


def test_only_goods_that_are_proven_are_seized(boss: Viewer, inspected: Record) -> None:
    told = refused(inspected, "seize", boss, SETTLED, **GOODS)
    assert told.startswith("Only goods proven to be passed off are seized")
    done(inspected, "seize", boss, SETTLED, mark_status="查无此号", **GOODS)
    again = refused(inspected, "seize", boss, SETTLED, mark_status="查无此号", **GOODS)
    assert again == "Goods of this case are seized already; release them first."


def test_a_seizure_beyond_its_term_stops_everything_but_the_release(
    city: Staff, boss: Viewer, inspected: Record
) -> None:
    done(inspected, "seize", boss, SETTLED, mark_status="查无此号", **GOODS)
    last = due(inspected, "seizure")
    assert last == date(2026, 4, 8)
    late = last + timedelta(days=1)
    told = "The seizure ended on 2026-04-08: the goods must be released first."
    assert refused(inspected, "report", city.officer, late, **FINDINGS) == told
    assert refused(inspected, "seize", boss, late, mark_status="查无此号", **GOODS) == told
    assert refused(inspected, "dismiss", boss, late, grounds="证据不足") == told
    done(inspected, "release", city.officer, late, grounds="期限届满。")
    done(inspected, "report", city.officer, late, **FINDINGS)


def test_a_seizure_is_prolonged_once_by_the_head(city: Staff, boss: Viewer, inspected: Record) -> None:
    done(inspected, "seize", boss, SETTLED, mark_status="查无此号", **GOODS)
    done(inspected, "extend", boss, date(2026, 4, 7), rule="seizure", why="案情复杂")
    assert due(inspected, "seizure") == date(2026, 5, 8)
    done(inspected, "report", city.officer, date(2026, 4, 9), **FINDINGS)


def test_preserved_evidence_is_dealt_with_before_the_case_ends(
    city: Staff, boss: Viewer, inspected: Record
) -> None:
    done(inspected, "preserve", boss, INSPECTED, **GOODS)
    again = refused(inspected, "preserve", boss, SETTLED, **GOODS)
    assert again == "Evidence of this case is preserved already; deal with it first."
    done(inspected, "report", city.officer, REPORTED, **FINDINGS)
    announce(inspected, city.officer)
    told = "Deal with the preserved evidence first."
    for act, given in (("penalize", PENALTY), ("dismiss", {"grounds": "证据不足"})):
        assert refused(inspected, act, boss, date(2026, 4, 1), **given) == told
    given = {"disposal": "returned", "grounds": "与本案无关。"}
    done(inspected, "settle_preserved", city.officer, TOLD, **given)
    assert "nothing left" in refused(inspected, "settle_preserved", city.officer, TOLD, **given)
    done(inspected, "penalize", boss, date(2026, 4, 1), **PENALTY)


def test_nothing_is_reported_without_an_inspection(city: Staff, boss: Viewer, lead: Case) -> None:
    case = lead()
    done(case, "docket", boss, DOCKETED)
    assert refused(case, "report", city.officer, REPORTED, **FINDINGS) == "Enter the inspection first."
    other = lead(source="transfer")
    done(other, "docket", boss, DOCKETED)
    done(other, "report", city.officer, REPORTED, **FINDINGS)


@pytest.mark.parametrize(
    ("ended", "gains", "most"),
    [
        (date(2021, 5, 31), None, 200_000),
        (date(2021, 5, 31), 20_000, 80_000),
        (date(2021, 6, 1), None, 250_000),
        (date(2021, 6, 1), 50_000, 250_000),
        (date(2021, 6, 1), 60_000, 300_000),
        (None, 60_000, 300_000),
    ],
)
def test_a_fine_stays_within_the_limit_of_the_day_of_the_act(
    city: Staff, inspected: Record, ended: date | None, gains: int | None, most: int
) -> None:
    given = FINDINGS | {"gains_fen": str(gains) if gains else None, "ended_on": ended}
    done(inspected, "report", city.officer, REPORTED, **given)
    over = PENALTY | {"fine_fen": f"{most}.01", "handed_on": TOLD}
    told = refused(inspected, "announce", city.officer, TOLD, **PROOF, **over)
    assert f"A fine of {most:,}.01 yuan is above the limit of {most:,} yuan" in told
    assert "第六十三条" in told if most in (200_000, 80_000) else "第六十八条" in told
    announce(inspected, city.officer, **PENALTY | {"fine_fen": str(most)})
    assert detail(inspected).fine_fen == most * 100


def test_no_more_is_confiscated_than_was_gained(city: Staff, inspected: Record) -> None:
    done(inspected, "report", city.officer, REPORTED, **FINDINGS | {"gains_fen": "1000"})
    over = PENALTY | {"confiscated_fen": "1000.01", "handed_on": TOLD}
    told = refused(inspected, "announce", city.officer, TOLD, **PROOF, **over)
    assert told == "No more than the illegal gains is confiscated: 1,000 yuan."


def test_a_penalty_is_no_higher_than_announced(city: Staff, boss: Viewer, reported: Record) -> None:
    announce(reported, city.officer)
    more = PENALTY | {"fine_fen": "60000"}
    told = refused(reported, "penalize", boss, date(2026, 4, 1), **more)
    assert "higher than the one that was announced (50,000 yuan)" in told
    nothing = refused(reported, "penalize", boss, date(2026, 4, 1), **PENALTY | {"fine_fen": "0"})
    assert nothing == "A penalty names a fine, or gains that are confiscated."
    announce(reported, city.officer, date(2026, 3, 30), **more)
    done(reported, "penalize", boss, date(2026, 4, 1), **more)


def test_what_may_be_done_now_is_told_without_its_amounts(
    city: Staff, boss: Viewer, reported: Record
) -> None:
    """The page of the case says of each act why it must wait; of an amount it says nothing yet."""

    def why(act: str) -> object:
        with everything():
            past = past_of(Event.objects.filter(record=reported.pk).order_by("seq"))
            reasons = {one.id: why for one, why in acts.allowed(now(reported), boss, past, detail(reported))}
        return reasons[act]

    announce(reported, city.officer, timezone.localdate(), **LARGE)
    waiting = why("penalize")
    assert isinstance(waiting, NotNow)
    assert str(waiting.reason).startswith("The party may ask for a hearing until")
    done(reported, "waive_hearing", city.intake, timezone.localdate(), waived_by="示例制造有限公司")
    assert why("penalize") is None
    assert why("announce") is None


def test_the_points_of_a_decision_end_as_sentences_do(city: Staff, boss: Viewer, reported: Record) -> None:
    given = PENALTY | {"orders": "责令改正；\n消除标注"}
    announce(reported, city.officer, **given)
    done(reported, "penalize", boss, date(2026, 4, 1), **given)
    with everything():
        text = publishing.decision_text(now(reported))
    for point in ("一、罚款50,000元；", "二、责令改正；", "三、消除标注。"):
        assert point in text


def test_the_form_of_the_penalty_shows_what_was_announced(
    city: Staff, boss: Viewer, reported: Record
) -> None:
    announce(reported, city.officer)
    kind = register("passing_off")
    form = act_form(kind, kind.by_id["penalize"], record=reported, detail=detail(reported))
    assert (form["fine_fen"].value(), form["confiscated_fen"].value()) == ("50000", "0")
    empty = act_form(kind, kind.by_id["pay"], record=reported, detail=detail(reported))
    assert empty["amount_fen"].value() is None


def test_the_page_of_a_case_is_silent_about_what_never_happened(city: Staff, reported: Record) -> None:
    """A release where nothing was seized, a hearing where there is no right to one."""
    announce(reported, city.officer)
    client = Client()
    client.force_login(User.objects.get(pk=city.officer.user))
    page = client.get(f"/records/{reported.pk}?lang=en").content.decode()
    for act in ("Release seized goods", "Enter the hearing", "Let the clock run again"):
        assert act not in page
    assert "Impose the penalty" in page


def test_service_leaves_what_was_recorded_as_it_is(city: Staff, reported: Record) -> None:
    announce(reported, city.officer)
    assert detail(reported).seen_at == LEAD["seen_at"]


def test_gains_are_not_confiscated_beyond_what_was_announced(
    city: Staff, boss: Viewer, inspected: Record
) -> None:
    done(inspected, "report", city.officer, REPORTED, **FINDINGS | {"gains_fen": "1000"})
    announce(inspected, city.officer)
    more = PENALTY | {"confiscated_fen": "1000"}
    told = refused(inspected, "penalize", boss, date(2026, 4, 1), **more)
    assert told == "More is confiscated than was announced (0 yuan): announce it anew."


def test_a_large_fine_waits_for_the_hearing_that_may_be_asked_for(
    city: Staff, boss: Viewer, reported: Record
) -> None:
    announce(reported, city.officer, **LARGE)
    last = due(reported, "hearing.request")
    assert last == date(2026, 3, 30)
    with pytest.raises(Refused) as failed:
        done(reported, "penalize", boss, last, **LARGE)
    assert str(failed.value) == "The party may ask for a hearing until 2026-03-30."
    assert failed.value.when == date(2026, 3, 31)
    late = refused(reported, "ask_hearing", city.intake, date(2026, 3, 31), asked_by="当事人")
    assert late == "A hearing could be asked for until 2026-03-30."
    done(reported, "penalize", boss, date(2026, 3, 31), **LARGE)


def test_a_waived_hearing_is_not_waited_for(city: Staff, boss: Viewer, reported: Record) -> None:
    announce(reported, city.officer, **LARGE)
    done(reported, "waive_hearing", city.intake, date(2026, 3, 24), waived_by="示例制造有限公司")
    assert due(reported, "hearing.request") is None
    done(reported, "penalize", boss, date(2026, 3, 24), **LARGE)


def test_a_party_may_do_without_the_hearing_it_asked_for(city: Staff, boss: Viewer, reported: Record) -> None:
    announce(reported, city.officer, **LARGE)
    day = date(2026, 3, 24)
    done(reported, "ask_hearing", city.intake, day, asked_by="当事人")
    assert now(reported).stopped
    again = refused(reported, "ask_hearing", city.intake, day, asked_by="当事人")
    assert again == "A hearing has been asked for and was not held yet."
    done(reported, "waive_hearing", city.intake, day, waived_by="当事人")
    twice = refused(reported, "waive_hearing", city.intake, day, waived_by="当事人")
    assert twice == "It has been entered already that no hearing is wanted."
    assert not now(reported).stopped
    assert (
        refused(
            reported,
            "summon",
            city.officer,
            day,
            hearing_on=date(2026, 4, 10),
            hearing_place="本局",
            chair="王示例",
        )
        == "Nobody asked for a hearing."
    )
    done(reported, "penalize", boss, day, **LARGE)


def test_a_waiver_is_of_the_penalty_that_was_announced(city: Staff, boss: Viewer, reported: Record) -> None:
    """Announced anew, the party may ask again."""
    announce(reported, city.officer, **LARGE)
    done(reported, "waive_hearing", city.intake, date(2026, 3, 24), waived_by="示例制造有限公司")
    more = LARGE | {"fine_fen": "240000"}
    announce(reported, city.officer, date(2026, 3, 25), **more)
    told = refused(reported, "penalize", boss, date(2026, 3, 26), **more)
    assert told.startswith("The party may ask for a hearing until")


def test_a_small_fine_gives_no_right_to_a_hearing(city: Staff, boss: Viewer, reported: Record) -> None:
    announce(reported, city.officer)
    told = refused(reported, "ask_hearing", city.intake, TOLD, asked_by="当事人")
    assert told == "The penalty that was announced gives no right to a hearing."
    done(reported, "penalize", boss, date(2026, 4, 1), **PENALTY)


def test_a_person_may_be_heard_where_a_unit_may_not(city: Staff, boss: Viewer, lead: Case) -> None:
    case = lead(party="赵示例", party_kind="person")
    done(case, "docket", boss, DOCKETED)
    done(case, "inspect", city.officer, INSPECTED, **SITE)
    done(case, "report", city.officer, REPORTED, **FINDINGS)
    announce(case, city.officer)
    assert due(case, "hearing.request") == date(2026, 3, 30)


def test_a_hearing_that_was_asked_for_is_held_and_reviewed_first(
    city: Staff, boss: Viewer, reported: Record
) -> None:
    announce(reported, city.officer, **LARGE)
    told = {"hearing_on": date(2026, 4, 10), "hearing_place": "本局", "chair": "王示例"}
    assert refused(reported, "summon", city.officer, TOLD, **told) == "Nobody asked for a hearing."
    done(reported, "ask_hearing", city.intake, date(2026, 3, 24), asked_by="当事人")
    day = date(2026, 4, 1)
    assert "not held yet" in refused(reported, "penalize", boss, day, **LARGE)
    assert "has not been announced" in refused(reported, "hear", city.officer, day, hearing_record="略")
    late = refused(reported, "summon", city.officer, day, **told)
    assert late == "A hearing on 2026-04-10 must be announced by 2026-03-31."
    done(reported, "summon", city.officer, date(2026, 3, 31), **told)
    early = refused(reported, "hear", city.officer, date(2026, 4, 9), hearing_record="略")
    assert early == "The hearing was announced for 2026-04-10."
    done(reported, "hear", city.officer, date(2026, 4, 10), hearing_record="略")
    unread = refused(reported, "penalize", boss, date(2026, 4, 13), **LARGE)
    assert unread == "After a hearing the legal review comes first."
    done(reported, "review", city.officer, date(2026, 4, 13), reviewer="陈示例", opinion="合法")
    done(reported, "penalize", boss, date(2026, 4, 14), **LARGE)


def test_a_case_that_reaches_a_crime_ends_when_the_hand_over_is_decided(
    city: Staff, boss: Viewer, inspected: Record
) -> None:
    given = FINDINGS | {"turnover_fen": "260000", "patents": "2"}
    done(inspected, "report", city.officer, REPORTED, **given)
    announce(inspected, city.officer)
    told = refused(inspected, "penalize", boss, date(2026, 4, 1), **PENALTY)
    assert told == "The case reaches the threshold of a crime: open a hand-over, in which it is decided."
    suspicion = {
        "case": inspected.pk, "suspect": LEAD["party"], "offence": "passing_off", "ground": "threshold",
        "facts": LEAD["facts"], "team": TEAM, "turnover_fen": "260000", "patents": 2,
    }  # fmt: skip
    opening = acts.open_record(register("handover"), city.office, city.officer, TOLD, **suspicion)
    still = refused(inspected, "penalize", boss, date(2026, 4, 1), **PENALTY)
    assert still == "The hand-over of this case has not been decided yet."
    hand_over = opened(opening)
    done(hand_over, "report", city.officer, date(2026, 3, 24), findings="数额未达到。")
    done(hand_over, "decline", city.director, date(2026, 3, 25), grounds="数额未达到。")
    done(inspected, "penalize", boss, date(2026, 4, 1), **PENALTY)


@pytest.mark.parametrize(
    ("body", "source", "docket", "close"),
    [
        ("patent_office", "report", ("fake.docket.report", date(2026, 3, 16)), date(2026, 4, 7)),
        ("patent_office", "inspection", ("fake.docket.found", date(2026, 3, 9)), date(2026, 4, 7)),
        ("market_bureau", "report", ("fake.docket.market", date(2026, 3, 23)), date(2026, 6, 2)),
        ("market_bureau", "inspection", ("fake.docket.market", date(2026, 3, 23)), date(2026, 6, 2)),
    ],
)
def test_patent_offices_and_market_bureaus_have_their_own_clocks(
    city: Staff, lead: Case, body: str, source: str, docket: tuple[str, date], close: date
) -> None:
    stage = offices.Stage("示例市市场监督管理局", "", "prefecture", body, None)
    where = staff(offices.found("350300", "350300", "莆", FOUNDED, stage))
    case = lead(where=where, source=source)
    assert due(case, docket[0]) == docket[1]
    done(case, "docket", both(where), DOCKETED)
    assert due(case, docket[0]) is None
    assert due(case, "fake.close") == close


def test_an_act_long_past_is_pointed_out_before_docketing(city: Staff, boss: Viewer, lead: Case) -> None:
    case = lead(ended_on=date(2024, 2, 29))
    assert acts.foresee(case, "docket", boss, DOCKETED) == [
        "The act ended on 2024-02-29: a penalty is prescribed unless it was discovered before."
    ]
    assert acts.foresee(lead(ended_on=date(2025, 3, 1)), "docket", boss, DOCKETED) == []
