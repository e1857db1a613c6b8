"""Every act of every register: nobody without a role does it, and what makes no sense is refused in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.casework.declaration import registers
from fangzhi.casework.models import Event
from tests.api.conftest import Program, opened, program

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

ACTS = [(kind.id, one.id) for kind in registers().values() for one in kind.by_id.values() if not one.opening]
OPENINGS = [kind.id for kind in registers().values()]
DAY = "2026-03-02"
WRONG: list[Any] = [
    {"no such input": 1},
    {"occurred_on": DAY},
    {"record": "x", "by": "y", "expected": 1, "transition": "z"},
    ["not", "an", "object"],
    "text",
    None,
]
UNLIKELY: list[Any] = [[], {}, {"~": "x"}, 1e400, -(2**70), 2**63, "", "x" * 400_000, True, None, 0]


def wrongly_given(kind: str, act: str) -> list[dict[str, Any]]:
    """For each unlikely value an object that gives it for every input of the act."""
    asked = schema(kind, act)["properties"]
    days = {name: "9999-12-31" for name, said in asked.items() if said.get("format") == "date"}
    return [*(dict.fromkeys(asked, value) for value in UNLIKELY), days]


def schema(kind: str, act: str) -> dict[str, Any]:
    """The schema of an act's inputs."""
    from fangzhi.api.inputs import schema_of_inputs

    return schema_of_inputs(registers()[kind], registers()[kind].by_id[act])


@pytest.mark.parametrize("kind", OPENINGS)
def test_nobody_without_a_role_opens_a_record(kind: str, nobody: Program, stranger: Program) -> None:
    body = {"office": "350200", "occurred_on": DAY, "inputs": {}}
    nobody.post(f"/registers/{kind}/records", body, 403)
    stranger.post(f"/registers/{kind}/records", body, 403)
    nobody.get(f"/registers/{kind}", 403)
    nobody.get(f"/registers/{kind}/records", 403)
    nobody.get(f"/registers/{kind}/counts?first={DAY}&last={DAY}", 403)
    assert stranger.get(f"/registers/{kind}/records")["records"] == []


@pytest.mark.parametrize(("kind", "act"), ACTS)
def test_nobody_without_a_role_does_an_act(
    kind: str, act: str, intake: Program, nobody: Program, stranger: Program
) -> None:
    record = opened(intake)["id"]
    body = {"occurred_on": DAY, "version": 1, "inputs": {}}
    for speaker, status in ((nobody, 403), (stranger, 404)):
        speaker.post(f"/records/{record}/acts/{act}", body, status)
        speaker.post(f"/records/{record}/proposals", body | {"act": act}, status)
    many = {"records": [record], "occurred_on": DAY, "inputs": {}}
    for verb in ("preview", "do"):
        nobody.post(f"/registers/{kind}/acts/{act}/{verb}", many, 403)
        if registers()[kind].by_id[act].bulk and not schema(kind, act)["required"]:
            outcome = stranger.post(f"/registers/{kind}/acts/{act}/{verb}", many)["outcomes"][0]
            assert outcome["sentence"] == "There is no such record among those that you may see."
    assert Event._base_manager.filter(record=record).count() == 1


def refused(speaker: Program, path: str, body: Any) -> None:
    """The request is refused with a sentence."""
    response = speaker.request("POST", path, body)
    assert 400 <= response.status_code < 500, (path, str(body)[:200], response.content[:300])
    assert json.loads(response.content)["sentence"]


@pytest.mark.parametrize(("kind", "act"), [one for one in ACTS if one[0] == "infringement"])
def test_inputs_that_make_no_sense_are_refused_in_words(
    kind: str, act: str, city: Staff, intake: Program
) -> None:
    record = opened(intake)["id"]
    speakers = [program(one) for one in (city.officer, city.head, city.director)]
    for inputs in [*WRONG, *wrongly_given(kind, act)]:
        body = {"occurred_on": "2026-03-01", "version": 1, "inputs": inputs}
        for speaker in speakers:
            refused(speaker, f"/records/{record}/acts/{act}", body)
    assert Event._base_manager.filter(record=record).count() == 1


@pytest.mark.parametrize("kind", OPENINGS)
def test_an_opening_that_makes_no_sense_is_refused_in_words(kind: str, intake: Program) -> None:
    opening = registers()[kind].opening.id
    for inputs in [*WRONG, *wrongly_given(kind, opening)]:
        body = {"office": "350200", "occurred_on": DAY, "inputs": inputs}
        refused(intake, f"/registers/{kind}/records", body)
    assert intake.get(f"/registers/{kind}/records")["total"] == 0


@pytest.mark.parametrize("kind", OPENINGS)
def test_every_input_of_every_act_has_a_type_and_a_label(kind: str, officer: Program) -> None:
    for one in officer.get(f"/registers/{kind}")["transitions"]:
        for name, said in one["inputs"]["properties"].items():
            assert said["type"] in ("string", "integer", "number", "boolean", "array"), name
            assert said["title"], (one["id"], name)
