"""Approval over HTTP: proposed, endorsed, approved, returned, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.api.conftest import Program, act, opened, program
from tests.casework.examples import PANEL

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

DAY = "2026-03-10"


@pytest.fixture
def waiting(intake: Program, head: Program, officer: Program) -> dict[str, Any]:
    """A stay that waits for the head of division."""
    record = act(head, opened(intake), "docket", "2026-03-06", panel=PANEL)["record"]
    body = {
        "act": "stay",
        "occurred_on": DAY,
        "version": 2,
        "inputs": {"stay_ground": ground(officer), "grounds": "x"},
    }
    made: dict[str, Any] = officer.post(f"/records/{record['id']}/proposals", body, 201)
    return made


def ground(speaker: Program) -> str:
    """The first ground for a stay that the register declares."""
    told = {one["id"]: one for one in speaker.get("/registers/infringement")["transitions"]}
    first: str = told["stay"]["inputs"]["properties"]["stay_ground"]["oneOf"][0]["const"]
    return first


def test_an_act_waits_for_approval_and_then_takes_effect(
    waiting: dict[str, Any], head: Program, officer: Program
) -> None:
    assert (waiting["state"], waiting["steps"], waiting["step"]) == ("waiting", ["head"], 0)
    assert (waiting["proposed_by"], waiting["may_decide"]) == ("officer-350200", False)
    assert head.get(f"/proposals/{waiting['id']}")["may_decide"]
    assert officer.get(f"/records/{waiting['record']}")["proposal"] == waiting
    decided = head.post(f"/proposals/{waiting['id']}/approve")
    assert decided["proposal"]["state"] == "approved"
    assert decided["record"]["state"] == "stayed"
    told = officer.get(f"/records/{waiting['record']}")
    assert told["events"][-1]["id"] == decided["event"]
    assert told["events"][-1]["occurred_on"] == str(timezone.localdate())
    assert told["proposal"] is None


def test_a_proposal_is_approved_step_by_step(
    city: Staff, intake: Program, head: Program, officer: Program
) -> None:
    record = act(head, opened(intake), "docket", "2026-03-06", panel=PANEL)["record"]
    from tests.casework.examples import PROOF

    record = act(officer, record, "serve", "2026-03-09", handed_on="2026-03-09", **PROOF)["record"]
    record = act(intake, record, "answer", "2026-03-20", answer="不侵权。")["record"]
    record = act(officer, record, "deliberate", "2026-04-20", opinions="一致", conclusion="侵权")["record"]
    inputs = {"finding": "infringing", "holding": "停止侵权。", "grounds": "落入保护范围。"}
    body = {"act": "decide", "occurred_on": "2026-04-21", "version": record["version"], "inputs": inputs}
    made = officer.post(f"/records/{record['id']}/proposals", body, 201)
    assert made["steps"] == ["head", "director"]
    endorsed = head.post(f"/proposals/{made['id']}/approve")
    assert (endorsed["event"], endorsed["proposal"]["step"]) == (None, 1)
    head_again = head.post(f"/proposals/{made['id']}/approve", status=403)
    assert "director" in head_again["sentence"]
    done = program(city.director).post(f"/proposals/{made['id']}/approve")
    assert done["record"]["result"] == "infringing"


def test_a_proposal_is_returned_with_a_reason(
    waiting: dict[str, Any], head: Program, officer: Program
) -> None:
    head.post(f"/proposals/{waiting['id']}/return", {"reason": ""}, 422)
    returned = head.post(f"/proposals/{waiting['id']}/return", {"reason": "理由不足"})
    assert (returned["proposal"]["state"], returned["proposal"]["reason"]) == ("returned", "理由不足")
    head.post(f"/proposals/{waiting['id']}/approve", status=409)


def test_only_who_proposed_withdraws(waiting: dict[str, Any], head: Program, officer: Program) -> None:
    head.post(f"/proposals/{waiting['id']}/withdraw", status=403)
    assert officer.post(f"/proposals/{waiting['id']}/withdraw")["proposal"]["state"] == "withdrawn"
    officer.post(f"/proposals/{waiting['id']}/withdraw", status=409)


def test_who_may_not_approve_is_told_who_may(
    waiting: dict[str, Any], officer: Program, intake: Program
) -> None:
    for speaker in (officer, intake):
        refused = speaker.post(f"/proposals/{waiting['id']}/approve", status=403)
        assert "head of division" in refused["sentence"]


def test_a_proposal_about_a_hidden_record_is_not_found(
    waiting: dict[str, Any], stranger: Program, nobody: Program
) -> None:
    missing = stranger.get("/proposals/999999", 404)
    assert stranger.get(f"/proposals/{waiting['id']}", 404) == missing
    for verb, body in (("approve", None), ("withdraw", None), ("return", {"reason": "x"})):
        assert stranger.post(f"/proposals/{waiting['id']}/{verb}", body, 404) == missing
        nobody.post(f"/proposals/{waiting['id']}/{verb}", body, 403)


def test_only_one_act_of_a_record_waits(waiting: dict[str, Any], officer: Program) -> None:
    body = {"act": "stay", "occurred_on": DAY, "version": 2, "inputs": waiting["inputs"]}
    officer.post(f"/records/{waiting['record']}/proposals", body, 422)


def test_the_desk_shows_what_waits(
    waiting: dict[str, Any], head: Program, officer: Program, intake: Program
) -> None:
    assert [one["id"] for one in officer.get("/work")["proposals"]] == [waiting["id"]]
    assert head.get("/work")["proposals"][0]["may_decide"]
    assert intake.get("/work")["proposals"] == []


def test_the_work_lists_are_those_of_the_person_or_of_everybody(
    intake: Program, head: Program, officer: Program
) -> None:
    record = act(head, opened(intake), "assign", "2026-03-02", officer="officer-350200")["record"]
    mine = officer.get("/work")
    assert mine["kind"] == "overdue"
    assert [one["id"] for one in mine["records"]] == [record["id"]]
    assert head.get("/work")["numbers"]["overdue"] == 0
    assert head.get("/work?everybody=true")["numbers"]["overdue"] == 1
    assert head.get("/work?everybody=true&kind=today")["records"] == []
    assert "kind" in head.get("/work?kind=never", 422)["fields"]
    head.get("/work?list=today", 422)
