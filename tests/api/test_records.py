"""A case over HTTP: opened, acted on, undone, corrected, and read as it is and as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.casework import attachments
from fangzhi.casework.access.scope import scope
from fangzhi.casework.models import Record
from tests.api.conftest import act, opened
from tests.casework.examples import PANEL, PROOF

if TYPE_CHECKING:
    from tests.api.conftest import Program
    from tests.casework.conftest import Staff

DOCKETED, SERVED = "2026-03-06", "2026-03-09"


@pytest.fixture
def docketed(intake: Program, head: Program) -> dict[str, Any]:
    """The header of a docketed case."""
    record: dict[str, Any] = act(head, opened(intake), "docket", DOCKETED, panel=PANEL)["record"]
    return record


def served(officer: Program, record: dict[str, Any]) -> dict[str, Any]:
    """The header after the petition was served."""
    done: dict[str, Any] = act(officer, record, "serve", SERVED, handed_on=SERVED, **PROOF)["record"]
    return done


def test_a_petition_is_received_docketed_and_served(officer: Program, docketed: dict[str, Any]) -> None:
    assert docketed["number"] == "厦知裁字〔2026〕1号"
    record = served(officer, docketed)
    told = officer.get(f"/records/{record['id']}")
    assert (told["state"], told["office"]["code"], told["version"]) == ("served", "350200", 3)
    assert told["fields"]["petitioner"] == "示例科技有限公司"
    assert [one["kind"] for one in told["events"]] == ["receive", "docket", "serve"]
    running = {one["rule"]: one for one in told["deadlines"] if one["running"]}
    assert running["infr.close"]["due_on"] == "2026-06-08"
    assert running["infr.close"]["steps"][0]["words"]
    assert [one["addressee"] for one in told["deliveries"]] == ["示例制造有限公司"]


def test_a_record_says_which_acts_are_possible_and_why_not_now(
    officer: Program, docketed: dict[str, Any]
) -> None:
    acts = {one["id"]: one for one in officer.get(f"/records/{docketed['id']}")["acts"]}
    assert acts["serve"]["now"]
    assert not acts["go_on"]["now"]
    assert acts["go_on"]["reason"]
    assert acts["stay"]["approval"] == ["head"]
    assert acts["serve"]["inputs"]["properties"]["handed_on"]["format"] == "date"
    assert "archive" not in acts


def test_somebody_who_looked_at_an_older_version_is_in_conflict(
    officer: Program, docketed: dict[str, Any]
) -> None:
    served(officer, docketed)
    refused = act(officer, docketed, "attack", "2026-03-10", 409, invalidity_on="2026-03-10")
    assert refused["sentence"].startswith("Somebody else has acted on")


def test_a_day_in_the_future_is_refused_with_the_field_and_the_day(
    officer: Program, docketed: dict[str, Any]
) -> None:
    refused = act(officer, docketed, "attack", "2199-01-01", 422, invalidity_on="2026-03-10")
    assert "occurred_on" in refused["fields"]
    assert refused["when"]


def test_an_act_that_the_role_may_not_do_is_forbidden(intake: Program, docketed: dict[str, Any]) -> None:
    refused = act(intake, docketed, "stay", "2026-03-10", 403, stay_ground="invalidity", grounds="x")
    assert "case officer" in refused["sentence"]


def test_an_act_that_needs_approval_is_refused_with_who_must_approve(
    officer: Program, docketed: dict[str, Any]
) -> None:
    refused = act(officer, docketed, "cancel", "2026-03-10", 422, ground="withdrawn", grounds="撤回")
    assert "head of division" in refused["sentence"]


def test_a_record_of_another_office_is_not_found_by_any_operation(
    stranger: Program, docketed: dict[str, Any]
) -> None:
    place = f"/records/{docketed['id']}"
    missing = stranger.get("/records/999999", 404)
    day = {"occurred_on": "2026-03-10", "version": 2}
    assert stranger.get(place, 404) == missing
    assert stranger.post(f"{place}/acts/attack", day, 404) == missing
    assert stranger.post(f"{place}/proposals", day | {"act": "stay"}, 404) == missing
    assert stranger.post(f"{place}/undo", {"version": 2, "reason": "x"}, 404) == missing
    correction = {"event": 1, "day": "2026-03-05", "reason": "x"}
    assert stranger.post(f"{place}/corrections", correction, 404) == missing
    assert stranger.get(f"{place}/papers/1.pdf", 404) == missing
    assert stranger.get(f"{place}/attachments/1", 404) == missing


def test_the_last_act_is_undone_with_a_reason(
    officer: Program, head: Program, docketed: dict[str, Any]
) -> None:
    record = served(officer, docketed)
    done = head.post(
        f"/records/{record['id']}/undo", {"version": record["version"], "reason": "送达回证有误"}
    )
    assert done["record"]["state"] == "docketed"
    events = officer.get(f"/records/{record['id']}")["events"]
    assert [(one["kind"], one["standing"]) for one in events[-2:]] == [("serve", False), ("undo", True)]
    assert events[-1]["refers"] == events[-2]["id"]
    assert events[-1]["reason"] == "送达回证有误"


def test_correcting_the_day_of_an_act_moves_its_time_limits(
    officer: Program, head: Program, docketed: dict[str, Any]
) -> None:
    event = head.get(f"/records/{docketed['id']}")["events"][-1]
    body = {"event": event["id"], "day": "2026-03-05", "reason": "立案日期录错"}
    head.post(f"/records/{docketed['id']}/corrections", body)
    told = officer.get(f"/records/{docketed['id']}")
    corrected = told["events"][1]
    assert (corrected["occurred_on"], corrected["entered_as"]) == ("2026-03-05", DOCKETED)
    assert {one["started_on"] for one in told["deadlines"] if one["rule"] == "infr.close"} == {"2026-03-05"}


def test_a_record_is_read_as_of_the_moment_of_each_of_its_events(
    officer: Program, docketed: dict[str, Any]
) -> None:
    served(officer, docketed)
    now = officer.get(f"/records/{docketed['id']}")
    states = []
    for event in now["events"]:
        moment = event["recorded_at"].replace("+", "%2B")
        then = officer.get(f"/records/{docketed['id']}?as_of={moment}")
        assert then["acts"] == []
        assert then["fields"]["petitioner_contact"] == now["fields"]["petitioner_contact"]
        states.append((then["state"], then["number"], then["version"], len(then["papers"])))
    number = docketed["number"]
    assert states == [("received", None, 1, 0), ("docketed", number, 2, 3), ("served", number, 3, 3)]


def test_read_as_of_now_a_record_is_as_it_is(
    officer: Program, head: Program, docketed: dict[str, Any]
) -> None:
    record = served(officer, docketed)
    record = act(head, record, "assign", SERVED, officer="officer-350200")["record"]
    officer.post(f"/records/{record['id']}/undo", {"version": record["version"], "reason": "x"}, 403)
    head.post(f"/records/{record['id']}/undo", {"version": record["version"], "reason": "误派"})
    now = officer.get(f"/records/{record['id']}")
    then = officer.get(f"/records/{record['id']}?as_of=2199-01-01T00:00:00")
    for told in (now, then):
        for name in ("acts", "as_of"):
            told.pop(name)
    assert now == then


def test_before_its_first_event_a_record_is_not_found(officer: Program, docketed: dict[str, Any]) -> None:
    officer.get(f"/records/{docketed['id']}?as_of=2001-01-01T00:00:00", 404)


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-01", "0001-01-01T00:00:00", "9" * 30])
def test_a_moment_that_is_none_is_refused(officer: Program, docketed: dict[str, Any], moment: str) -> None:
    assert officer.get(f"/records/{docketed['id']}?as_of={moment}", 422)["fields"]["as_of"]


def test_what_the_panel_said_is_for_the_panel_alone(
    officer: Program, intake: Program, head: Program, docketed: dict[str, Any]
) -> None:
    record = act(officer, served(officer, docketed), "answer", "2026-03-20", answer="不侵权。")["record"]
    act(officer, record, "deliberate", "2026-04-20", opinions="合议庭意见", conclusion="侵权")
    read = {"officer": officer, "intake": intake}
    told = {name: who.get(f"/records/{record['id']}") for name, who in read.items()}
    assert told["officer"]["events"][-1]["inputs"] == {"opinions": "合议庭意见", "conclusion": "侵权"}
    assert told["intake"]["events"][-1]["inputs"] == {}
    assert "合议庭意见" not in str(told["intake"])
    papers = {name: {one["template"] for one in each["papers"]} for name, each in told.items()}
    secret = {"infringement-panel-record", "infringement-docketing-approval"}
    assert papers["officer"] - papers["intake"] == secret
    hidden = next(one["id"] for one in told["officer"]["papers"] if one["secret"])
    intake.get(f"/records/{record['id']}/papers/{hidden}.pdf", 404)


def test_papers_are_fetched_as_word_and_pdf(officer: Program, docketed: dict[str, Any]) -> None:
    papers = officer.get(f"/records/{docketed['id']}")["papers"]
    for ending, mark in (("docx", b"PK"), ("pdf", b"%PDF")):
        response = officer.request("GET", papers[0][ending].removeprefix("/api"))
        assert response.content.startswith(mark)
        assert response.headers["Content-Disposition"].endswith(f".{ending}")
    officer.get(f"/records/{docketed['id']}/papers/999999.pdf", 404)
    officer.get(f"/records/{docketed['id']}/papers/{papers[0]['id']}.exe", 422)


def test_a_destroyed_personal_value_is_gone_from_every_past(
    city: Staff, officer: Program, head: Program, docketed: dict[str, Any]
) -> None:
    act(head, docketed, "mediate", "2026-03-10", agreement="停止销售。")
    with scope(city.director):
        record = Record.objects.get(pk=docketed["id"])
    attachments.shred(record, city.director, ["petitioner_contact"], "保管期满")
    then = officer.get(f"/records/{docketed['id']}?as_of=2199-01-01T00:00:00")
    assert then["fields"]["petitioner_contact"] == ""
    assert then["events"][0]["changes"]["petitioner_contact"] is None
    assert "0592-0000000" not in str(officer.get(f"/records/{docketed['id']}"))


def test_people_are_written_by_their_user_names(head: Program, docketed: dict[str, Any]) -> None:
    record = act(head, docketed, "assign", DOCKETED, officer="officer-350200")["record"]
    assert record["officer"] == "officer-350200"
    event = head.get(f"/records/{record['id']}")["events"][-1]
    assert event["inputs"] == event["changes"] == {"officer": "officer-350200"}
    refused = act(head, record, "assign", DOCKETED, 422, officer="somebody else")
    assert refused["fields"] == {"officer": "There is nobody with the user name somebody else."}


def test_who_shuts_himself_out_is_not_told_of_the_record_any_more(
    head: Program, officer: Program, docketed: dict[str, Any]
) -> None:
    done = act(head, docketed, "set_level", DOCKETED, level=2, why="涉密")
    assert done["record"] is None
    head.get(f"/records/{docketed['id']}", 404)


def test_an_input_may_be_called_record(intake: Program, head: Program, officer: Program) -> None:
    """The session of a mediation has a record of its own."""
    given = {
        "dispute": "other", "requester": "甲", "requester_contact": "1", "opponent": "乙",
        "opponent_address": "示例市", "patent_number": "ZL201320000001.7", "patent_title": "装置",
        "requests": "调解。",
    }  # fmt: skip
    body = {"office": "350200", "occurred_on": "2026-03-02", "inputs": given}
    record = intake.post("/registers/mediation/records", body, 201)["record"]
    proof = PROOF | {"handed_on": "2026-03-03"}
    record = act(officer, record, "notify", "2026-03-03", **proof)["record"]
    record = act(intake, record, "accept", "2026-03-04", position="同意")["record"]
    record = act(head, record, "docket", "2026-03-05", meeting="3月9日9时")["record"]
    act(officer, record, "meet", "2026-03-09", record="双方到场。")
    assert officer.get(f"/records/{record['id']}")["events"][-1]["inputs"] == {"record": "双方到场。"}
