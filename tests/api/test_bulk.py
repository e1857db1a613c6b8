"""One act for many records: what would be done, what is done, and what is not, record by record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.casework import bulk
from fangzhi.casework.access.scope import scope
from fangzhi.casework.models import Event, Record
from fangzhi.casework.refusals import Refused
from tests.api.conftest import Program, act, opened
from tests.casework.examples import PANEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.casework.conftest import Staff

DAY = "2026-03-10"
ASSIGN = "/registers/infringement/acts/assign"
ARCHIVE = "/registers/infringement/acts/archive"


@pytest.fixture
def cases(intake: Program, head: Program) -> list[int]:
    """Two cases that were closed by mediation, one that is open."""
    found = []
    for n in range(3):
        record = act(head, opened(intake, patent_title=f"装置{n}"), "docket", "2026-03-06", panel=PANEL)[
            "record"
        ]
        if n < 2:
            act(head, record, "mediate", DAY, agreement="停止销售。")
        found.append(record["id"])
    return found


def asked(records: list[int], **inputs: Any) -> dict[str, Any]:
    """The body of a bulk act."""
    return {"records": records, "occurred_on": DAY, "inputs": inputs}


def test_a_preview_tells_what_would_be_done_and_changes_nothing(officer: Program, cases: list[int]) -> None:
    before = Event._base_manager.count()
    told = officer.post(f"{ARCHIVE}/preview", asked([*cases, 999_999]))
    assert (told["done"], told["refused"]) == (2, 2)
    assert [one["record"] for one in told["outcomes"]] == [*cases, 999_999]
    assert [one["done"] for one in told["outcomes"]] == [True, True, False, False]
    assert told["outcomes"][2]["sentence"]
    assert told["outcomes"][3]["sentence"] == "There is no such record among those that you may see."
    assert Event._base_manager.count() == before
    assert officer.get(f"/records/{cases[0]}")["state"] == "closed"


def test_doing_it_does_what_the_preview_told(officer: Program, cases: list[int]) -> None:
    preview = officer.post(f"{ARCHIVE}/preview", asked(cases))
    done = officer.post(f"{ARCHIVE}/do", asked(cases))
    assert [one["done"] for one in done["outcomes"]] == [one["done"] for one in preview["outcomes"]]
    assert [one["sentence"] for one in done["outcomes"]] == [one["sentence"] for one in preview["outcomes"]]
    told = officer.get(f"/records/{cases[0]}")
    assert told["state"] == "archived"
    assert told["events"][-1]["id"] == done["outcomes"][0]["event"]
    assert officer.get(f"/records/{cases[2]}")["state"] == "docketed"


def test_doing_it_twice_does_it_once(officer: Program, cases: list[int]) -> None:
    assert officer.post(f"{ARCHIVE}/do", asked([cases[0], cases[0]]))["done"] == 1
    assert officer.post(f"{ARCHIVE}/do", asked(cases[:1]))["refused"] == 1


def test_many_records_are_assigned_at_once(head: Program, cases: list[int]) -> None:
    body = asked(cases, officer="officer-350200")
    outcomes = head.post(f"{ASSIGN}/do", body)["outcomes"]
    assert [one["done"] for one in outcomes] == [False, False, True]
    assert head.get(f"/records/{cases[2]}")["officer"] == "officer-350200"


def test_who_may_not_do_it_is_told_so_for_each_record(officer: Program, cases: list[int]) -> None:
    told = officer.post(f"{ASSIGN}/preview", asked(cases[2:], officer="officer-350200"))
    assert "head of division" in told["outcomes"][0]["sentence"]


def test_inputs_are_held_against_the_act(head: Program, cases: list[int]) -> None:
    told = head.post(f"{ASSIGN}/preview", asked(cases[2:]))
    assert "officer" in told["outcomes"][0]["fields"]
    assert "officer" in head.post(f"{ASSIGN}/preview", asked(cases, officer="nobody here"), 422)["fields"]
    head.post(f"{ASSIGN}/preview", asked(cases, other="x"), 422)


@pytest.mark.parametrize("records", [[], ["1"], [0], [1.5], [2**63], list(range(1, 502)), "all", None])
def test_a_list_of_records_that_makes_no_sense_is_refused(head: Program, records: Any) -> None:
    body = {"records": records, "occurred_on": DAY, "inputs": {}}
    assert head.post(f"{ARCHIVE}/do", body, 422)["fields"]


def test_an_act_for_one_record_is_not_done_to_many(head: Program, cases: list[int]) -> None:
    refused = head.post("/registers/infringement/acts/stay/do", asked(cases), 422)
    assert refused["sentence"] == "This act is done to one record at a time."
    head.post("/registers/infringement/acts/nothing/do", asked(cases), 404)
    head.post("/registers/infringement/acts/receive/do", asked(cases), 404)


def test_the_verb_itself_refuses_what_is_not_for_many(city: Staff, received: Callable[..., Record]) -> None:
    case = received()
    for verb in (bulk.preview, bulk.perform_all):
        with pytest.raises(Refused):
            verb([case], "docket", city.head, date(2026, 3, 6), {"panel": PANEL})


def test_one_refusal_holds_up_none_of_the_others(city: Staff, received: Callable[..., Record]) -> None:
    first, second = received(), received(patent_title="另一种装置")
    inputs = {"officer": city.officer.user}
    with scope(city.head):
        Record.objects.filter(pk=first.pk).update(state="closed")
    found = bulk.perform_all([first, second], "assign", city.head, date(2026, 3, 6), inputs)
    assert [one.done for one in found] == [False, True]
    assert bulk.perform_all([], "assign", city.head, date(2026, 3, 6), inputs) == []
