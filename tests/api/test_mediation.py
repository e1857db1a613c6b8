"""A second register over the same operations: a mediation from the request to the court's confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import Program, act
from tests.casework.examples import PROOF

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

REQUEST = {
    "dispute": "ownership",
    "requester": "示例科技有限公司",
    "requester_contact": "李示例",
    "opponent": "示例制造有限公司",
    "opponent_address": "示例市示例路8号",
    "patent_number": "ZL201320000001.7",
    "patent_title": "一种示例装置",
    "requests": "确认权属。",
}
RECORDS = "/registers/mediation/records"


@pytest.fixture
def mediation(intake: Program) -> dict[str, Any]:
    """A requested mediation."""
    body = {"office": "350200", "occurred_on": "2026-03-02", "inputs": REQUEST}
    made: dict[str, Any] = intake.post(RECORDS, body, 201)["record"]
    return made


@pytest.fixture
def docketed(mediation: dict[str, Any], intake: Program, head: Program, officer: Program) -> dict[str, Any]:
    """A mediation to which both sides agreed."""
    told = act(officer, mediation, "notify", "2026-03-03", handed_on="2026-03-03", **PROOF)["record"]
    agreed = act(intake, told, "accept", "2026-03-09", position="同意调解。")["record"]
    made: dict[str, Any] = act(head, agreed, "docket", "2026-03-10", meeting="3月16日9时")["record"]
    return made


def test_a_mediation_ends_with_an_agreement_that_the_court_confirms(
    docketed: dict[str, Any], officer: Program, intake: Program
) -> None:
    assert docketed["number"] == "厦知调字〔2026〕1号"
    met = act(officer, docketed, "meet", "2026-03-16", record="双方到场，达成一致。")["record"]
    closed = act(officer, met, "agree", "2026-03-16", agreement="专利归双方共有。")["record"]
    assert (closed["state"], closed["result"], closed["closed_on"]) == ("closed", "agreed", "2026-03-16")
    act(intake, closed, "confirm", "2026-03-20", court="示例市中级人民法院")
    told = officer.get(f"/records/{closed['id']}")
    assert not [one for one in told["deadlines"] if one["running"]]
    assert told["events"][-1]["inputs"] == {"court": "示例市中级人民法院"}


def test_a_failed_mediation_cannot_be_confirmed(
    docketed: dict[str, Any], head: Program, intake: Program
) -> None:
    closed = act(head, docketed, "fail", "2026-03-16", grounds="双方分歧较大。")["record"]
    refused = act(intake, closed, "confirm", "2026-03-20", 422, court="示例市中级人民法院")
    assert refused["sentence"]
    confirm = {one["id"]: one for one in intake.get(f"/records/{closed['id']}")["acts"]}["confirm"]
    assert (confirm["now"], confirm["reason"]) == (False, refused["sentence"])


def test_a_fee_before_the_grant_is_taken_on_only_after_it(intake: Program) -> None:
    body = {"office": "350200", "occurred_on": "2026-03-02", "inputs": REQUEST | {"dispute": "fee"}}
    assert intake.post(RECORDS, body, 422)["sentence"]
    body["inputs"] = REQUEST | {"dispute": "fee", "granted_on": "2013-08-07"}
    assert intake.post(RECORDS, body, 201)["record"]["state"] == "requested"


def test_the_two_registers_are_listed_and_counted_apart(docketed: dict[str, Any], officer: Program) -> None:
    assert officer.get(RECORDS)["total"] == 1
    assert officer.get("/registers/infringement/records")["total"] == 0
    period = "first=2026-01-01&last=2026-12-31"
    counts = {
        name: officer.get(f"/registers/{name}/counts?{period}")["counts"]
        for name in ("mediation", "infringement")
    }
    assert {one["id"]: one["number"] for one in counts["mediation"]} == {
        "accepted": 1,
        "closed": 0,
        "agreed": 0,
    }
    assert {one["number"] for one in counts["infringement"]} == {0}


def test_counts_follow_undoing_and_are_kept_as_of_before(
    docketed: dict[str, Any], head: Program, city: Staff
) -> None:
    path = "/registers/mediation/counts?first=2026-03-01&last=2026-03-31"
    moment = head.get(f"/records/{docketed['id']}")["events"][-1]["recorded_at"].replace("+", "%2B")
    head.post(f"/records/{docketed['id']}/undo", {"version": docketed["version"], "reason": "误立"})
    now = {one["id"]: one["number"] for one in head.get(path)["counts"]}
    then = {one["id"]: one["number"] for one in head.get(f"{path}&as_of={moment}")["counts"]}
    assert (now["accepted"], then["accepted"]) == (0, 1)


def test_an_act_of_the_other_register_is_not_found(mediation: dict[str, Any], head: Program) -> None:
    act(head, mediation, "decide", "2026-03-10", 404)
    act(head, mediation, "request", "2026-03-10", 404)
