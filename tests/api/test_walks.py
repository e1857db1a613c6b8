"""A program that knows nothing of any register but what the interface says walks through every one of them.

It reads the schema of each act, fills it in, does what is possible, and holds the answers against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fangzhi.casework.declaration import registers
from fangzhi.casework.verification import verify
from tests.api.conftest import Program, program
from tests.casework.examples import PANEL, PETITION

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

WALK = settings(max_examples=8, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
KNOWN = {name: str(value) if name.endswith("_date") else value for name, value in PETITION.items()} | {
    "panel": PANEL,
    "officer": "officer-350200",
    "person": "intake-350200",
    "level": 0,
    "method": "direct",
    "answer_by": "2026-12-31",
    "team": "李示例（示例001）\n张示例（示例002）",
    "valid_until": "2027-12-31",
}
"""Inputs that mean something; for all others anything of their type will do."""
FIRST = "2026-03-02"


def filled(schema: dict[str, Any], day: str) -> dict[str, Any]:
    """Values for everything that an act needs, as its schema says."""
    asked = {name: schema["properties"][name] for name in schema["required"]}
    return {name: KNOWN[name] if fits(name, said) else any_value(said, day) for name, said in asked.items()}


def fits(name: str, said: dict[str, Any]) -> bool:
    """Whether the known value of an input is one of those that this act takes."""
    if name not in KNOWN:
        return False
    return "oneOf" not in said or KNOWN[name] in [one["const"] for one in said["oneOf"]]


def any_value(said: dict[str, Any], day: str) -> Any:
    """Some value of an input."""
    if "oneOf" in said:
        return said["oneOf"][0]["const"]
    if said.get("format") == "date":
        return day
    words = "示例"[: said.get("maxLength", 2)]
    return {"string": words, "integer": 1, "number": 1, "boolean": True, "array": []}[said["type"]]


def begun(speaker: Program, kind: str) -> dict[str, Any]:
    """The header of a record that was opened by its schema alone."""
    told = speaker.get(f"/registers/{kind}")["transitions"]
    opening = next(one for one in told if one["opens"])
    inputs = filled(opening["inputs"], FIRST)
    if "case" in inputs:
        inputs["case"] = str(begun(speaker, "infringement")["id"])
    body = {"office": "350200", "occurred_on": FIRST, "inputs": inputs}
    made: dict[str, Any] = speaker.post(f"/registers/{kind}/records", body, 201)["record"]
    return made


def tried(speaker: Program, told: dict[str, Any], one: dict[str, Any], day: str) -> int:
    """Try an act that the record says is possible; the status of the answer."""
    inputs = filled(one["inputs"], day)
    if "paper" in inputs and told["papers"]:
        inputs["paper"] = told["papers"][-1]["id"]
    if "rule" in inputs:
        inputs["rule"] = next((each["rule"] for each in told["deadlines"] if each["running"]), "none")
    body = {"occurred_on": day, "version": told["version"], "inputs": inputs}
    status: int = speaker.request("POST", f"/records/{told['id']}/acts/{one['id']}", body).status_code
    return status


def holds_together(speaker: Program, before: dict[str, Any], kind: str) -> None:
    """The record, its past as of now, its place in the list and the ledger all say the same."""
    now = speaker.get(f"/records/{before['id']}")
    assert now["version"] >= before["version"]
    assert [one["id"] for one in before["events"]] == [one["id"] for one in now["events"]][
        : len(before["events"])
    ]
    moment = now["events"][-1]["recorded_at"].replace("+", "%2B")
    then = speaker.get(f"/records/{before['id']}?as_of={moment}")
    beside = {"as_of", "acts", "proposal"}
    for name in now.keys() - beside:
        assert then[name] == now[name], name
    row = next(one for one in speaker.get(f"/registers/{kind}/records")["records"] if one["id"] == now["id"])
    assert all(row[name] == now[name] for name in row if name != "columns")


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(registers()))
def test_a_walk_by_the_schemas_alone_keeps_record_past_list_and_ledger_together(
    kind: str, city: Staff
) -> None:
    speakers = [program(one) for one in (city.director, city.head, city.officer)]
    reader = program(city.director)
    opener = program(city.officer)

    @WALK
    @given(st.data())
    def walk(data: st.DataObject) -> None:
        record = begun(opener, kind)
        for step in range(6):
            speaker = data.draw(st.sampled_from(speakers))
            told = speaker.get(f"/records/{record['id']}")
            possible = [one for one in told["acts"] if one["now"] and one["id"] != "set_level"]
            if not possible:
                continue
            one = data.draw(st.sampled_from(possible))
            day = f"2026-03-{step + 3:02}"
            before = reader.get(f"/records/{record['id']}")
            assert tried(speaker, told, one, day) in (200, 422)
            holds_together(reader, before, kind)

    walk()
    assert verify().ok


@pytest.mark.parametrize("kind", list(registers()))
def test_a_record_opened_by_its_schema_is_in_the_state_that_the_register_says(
    kind: str, officer: Program
) -> None:
    record = begun(officer, kind)
    told = officer.get(f"/registers/{kind}")
    opening = next(one for one in told["transitions"] if one["opens"])
    assert record["state"] == opening["target"]
    assert record["register"] == kind
    states = {one["id"]: one["records"] for one in told["states"]}
    assert states[record["state"]] == 1


@pytest.mark.parametrize("kind", list(registers()))
def test_exactly_what_the_schema_requires_is_missed(kind: str, officer: Program) -> None:
    told = officer.get(f"/registers/{kind}")["transitions"]
    opening = next(one for one in told if one["opens"])
    needed = {
        name
        for name in opening["inputs"]["required"]
        if opening["inputs"]["properties"][name]["type"] != "boolean"
    }
    body: dict[str, Any] = {"office": "350200", "occurred_on": FIRST, "inputs": {}}
    refused = officer.post(f"/registers/{kind}/records", body, 422)
    assert set(refused["fields"]) == needed
    body["inputs"] = dict.fromkeys(needed)
    assert set(officer.post(f"/registers/{kind}/records", body, 422)["fields"]) == needed


@pytest.mark.parametrize("kind", list(registers()))
def test_acts_of_the_record_are_acts_of_the_register(kind: str, officer: Program, head: Program) -> None:
    record = begun(officer, kind)
    declared = {one["id"]: one for one in head.get(f"/registers/{kind}")["transitions"]}
    for one in head.get(f"/records/{record['id']}")["acts"]:
        known = declared[one["id"]]
        assert record["state"] in known["source"]
        assert {"head"} & set(known["who"])
        assert (one["name"], one["inputs"], one["approval"]) == (
            known["name"],
            known["inputs"],
            known["approval"],
        )


@pytest.mark.parametrize("kind", list(registers()))
def test_an_act_of_another_state_is_refused_in_words(kind: str, officer: Program, head: Program) -> None:
    record = begun(officer, kind)
    possible = {one["id"] for one in head.get(f"/records/{record['id']}")["acts"]}
    for one in head.get(f"/registers/{kind}")["transitions"]:
        if one["opens"] or one["id"] in possible or "head" not in one["who"]:
            continue
        body = {"occurred_on": FIRST, "version": 1, "inputs": {}}
        assert head.post(f"/records/{record['id']}/acts/{one['id']}", body, 422)["sentence"]
