"""Time limits as the interface tells them: stops, extensions, service by public notice, corrections."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.casework.verification import verify
from tests.api.conftest import Program, act, opened
from tests.casework.examples import PANEL, PROOF

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

DOCKETED = "2026-03-06"


@pytest.fixture
def record(intake: Program, head: Program) -> dict[str, Any]:
    """A docketed case."""
    made: dict[str, Any] = act(head, opened(intake), "docket", DOCKETED, panel=PANEL)["record"]
    return made


def clock(speaker: Program, record: dict[str, Any], rule: str) -> dict[str, Any]:
    """The last clock of a rule."""
    told = speaker.get(f"/records/{record['id']}")["deadlines"]
    found: dict[str, Any] = [one for one in told if one["rule"] == rule][-1]
    return found


def test_a_met_time_limit_says_when_it_was_met(officer: Program, record: dict[str, Any]) -> None:
    docket = clock(officer, record, "infr.docket")
    assert (docket["running"], docket["met_on"]) == (False, DOCKETED)
    close = clock(officer, record, "infr.close")
    assert (close["running"], close["met_on"], close["started_on"]) == (True, None, DOCKETED)


def test_the_steps_of_a_reckoning_are_told_in_the_readers_language(
    officer: Program, record: dict[str, Any]
) -> None:
    english = clock(officer, record, "infr.close")["steps"]
    officer.lang = "zh"
    chinese = clock(officer, record, "infr.close")["steps"]
    assert [one["kind"] for one in english] == [one["kind"] for one in chinese]
    assert english[0]["words"].isascii()
    assert not chinese[0]["words"].isascii()
    assert english[0]["day"] == DOCKETED


def test_a_stay_stops_the_clock_until_it_is_resumed(head: Program, record: dict[str, Any]) -> None:
    told = {one["id"]: one for one in head.get(f"/records/{record['id']}")["acts"]}
    ground = told["stay"]["inputs"]["properties"]["stay_ground"]["oneOf"][0]["const"]
    before = clock(head, record, "infr.close")["due_on"]
    stayed = act(head, record, "stay", "2026-03-10", stay_ground=ground, grounds="无效宣告")["record"]
    assert stayed["stopped"]
    stopped = clock(head, record, "infr.close")
    assert stopped["due_on"] is None
    assert stopped["stops"] == [{"ground": "stay", "since": "2026-03-10", "until": None}]
    resumed = act(head, stayed, "resume", "2026-03-20", grounds="决定已作出")["record"]
    assert not resumed["stopped"]
    after = clock(head, record, "infr.close")
    assert after["stops"][0]["until"] == "2026-03-20"
    assert date.fromisoformat(after["due_on"]) > date.fromisoformat(before)


def test_an_extension_is_told_with_who_granted_it(head: Program, record: dict[str, Any]) -> None:
    before = clock(head, record, "infr.close")
    assert before["extensions_left"] > 0
    done = act(head, record, "extend", "2026-03-20", rule="infr.close", why="案情复杂")
    after = clock(head, record, "infr.close")
    assert after["extensions"][0]["approved"] == "2026-03-20"
    assert after["extensions_left"] == before["extensions_left"] - 1
    assert date.fromisoformat(after["due_on"]) > date.fromisoformat(before["due_on"])
    assert any(one["event"] == done["event"] for one in head.get(f"/records/{record['id']}")["papers"])


def test_a_time_limit_that_does_not_run_is_not_extended(head: Program, record: dict[str, Any]) -> None:
    refused = act(head, record, "extend", "2026-03-20", 422, rule="infr.docket", why="x")
    assert "not running" in refused["sentence"]
    act(head, record, "extend", "2026-03-20", 422, rule="no such rule", why="x")


def test_a_public_notice_says_from_which_day_it_counts(officer: Program, record: dict[str, Any]) -> None:
    proof = PROOF | {"method": "public_notice", "handed_on": "2026-03-09"}
    refused = act(officer, record, "serve", "2026-03-10", 422, **proof)
    assert refused["when"] == "2026-04-08"
    assert "30 days" in refused["sentence"]
    served = act(officer, record, "serve", "2026-04-08", **proof)["record"]
    assert served["state"] == "served"
    delivery = officer.get(f"/records/{record['id']}")["deliveries"][0]
    assert (delivery["handed_on"], delivery["served_on"]) == ("2026-03-09", "2026-04-08")


def test_an_act_that_comes_too_early_says_when_it_will_be_allowed(
    officer: Program, record: dict[str, Any]
) -> None:
    act(officer, record, "serve", "2026-03-09", handed_on="2026-03-09", **PROOF)
    told = officer.get(f"/records/{record['id']}")
    due = clock(officer, record, "infr.answer")["due_on"]
    refused = act(officer, told, "silence", "2026-03-10", 422)
    assert refused["when"] >= due
    assert {one["id"]: one for one in told["acts"]}["silence"]["now"]


@pytest.mark.parametrize("day", ["2026-03-01", "2199-01-01"])
def test_a_corrected_day_lies_between_its_neighbours(head: Program, record: dict[str, Any], day: str) -> None:
    event = head.get(f"/records/{record['id']}")["events"][-1]["id"]
    body = {"event": event, "day": day, "reason": "录错"}
    assert "day" in head.post(f"/records/{record['id']}/corrections", body, 422)["fields"]


def test_an_event_of_another_record_is_not_corrected(
    head: Program, intake: Program, record: dict[str, Any]
) -> None:
    other = opened(intake, patent_title="另一种装置")
    event = head.get(f"/records/{other['id']}")["events"][0]["id"]
    body = {"event": event, "day": "2026-03-02", "reason": "录错"}
    refused = head.post(f"/records/{record['id']}/corrections", body, 422)
    assert refused["sentence"] == "That act does not stand any more."


def test_an_undone_docketing_takes_its_clocks_back_and_keeps_its_number(
    city: Staff, head: Program, record: dict[str, Any]
) -> None:
    done = head.post(f"/records/{record['id']}/undo", {"version": 2, "reason": "误立"})
    assert (done["record"]["state"], done["record"]["number"]) == ("received", record["number"])
    told = head.get(f"/records/{record['id']}")
    assert {one["rule"] for one in told["deadlines"] if one["running"]} == {"infr.docket"}
    then = head.get(f"/records/{record['id']}?as_of=2199-01-01T00:00:00")
    assert then["number"] == record["number"]
    assert [one["state"] for one in (told, then)] == ["received", "received"]
    assert verify().ok
    again = act(head, told, "docket", DOCKETED, panel=PANEL)["record"]
    assert again["number"] == record["number"]
    assert verify().ok


def test_what_an_undone_act_made_is_withdrawn_and_what_it_served_is_not_served(
    officer: Program, head: Program, record: dict[str, Any]
) -> None:
    served = act(officer, record, "serve", "2026-03-09", handed_on="2026-03-09", **PROOF)["record"]
    path = f"/records/{record['id']}"
    assert len(officer.get(path)["deliveries"]) == 1
    head.post(f"{path}/undo", {"version": served["version"], "reason": "回证有误"})
    told = officer.get(path)
    assert told["deliveries"] == []
    assert {one["withdrawn"] for one in told["papers"]} == {False}
    head.post(f"{path}/undo", {"version": told["version"], "reason": "误立"})
    then = officer.get(f"{path}?as_of={told['events'][1]['recorded_at'].replace('+', '%2B')}")
    assert {one["withdrawn"] for one in officer.get(path)["papers"]} == {True}
    assert {one["withdrawn"] for one in then["papers"]} == {False}


def test_the_past_keeps_the_due_dates_it_had(head: Program, record: dict[str, Any]) -> None:
    events = head.get(f"/records/{record['id']}")["events"]
    moment = events[0]["recorded_at"].replace("+", "%2B")
    then = head.get(f"/records/{record['id']}?as_of={moment}")
    assert {one["rule"] for one in then["deadlines"] if one["running"]} == {"infr.docket"}
    assert then["due_rule"] == "infr.docket"
    assert then["due_on"] == min(one["due_on"] for one in then["deadlines"])
