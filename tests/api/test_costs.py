"""What an answer costs: so many queries, however many rows and grants there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fangzhi.casework.access import grants
from fangzhi.casework.declaration import registers
from tests.api.conftest import Program, act, office, opened, program
from tests.api.test_walks import begun, tried
from tests.casework.examples import PANEL, PROOF

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

LIST, DETAIL, WORK, REGISTERS, ACT = 7, 15, 9, 3, 60


def cost(speaker: Program, path: str) -> int:
    """The queries of a request, once the person's eyes have been built and the token was used today."""
    speaker.get(path)
    with CaptureQueriesContext(connection) as caught:
        speaker.get(path)
    return len(caught)


def full(intake: Program, head: Program, officer: Program) -> int:
    """A case with many events, papers, files and a served document."""
    record = act(head, opened(intake), "docket", "2026-03-06", panel=PANEL)["record"]
    record = act(head, record, "assign", "2026-03-06", officer="officer-350200")["record"]
    record = act(officer, record, "serve", "2026-03-09", handed_on="2026-03-09", **PROOF)["record"]
    number: int = record["id"]
    return number


def test_a_list_costs_the_same_for_one_row_and_for_many(intake: Program, officer: Program) -> None:
    opened(intake)
    path = "/registers/infringement/records?office=350200&officer=none&text=示例&state=received"
    one = cost(officer, path)
    for n in range(30):
        opened(intake, patent_title=f"示例装置{n}")
    assert cost(officer, path) == one <= LIST
    assert cost(officer, "/registers/infringement/records?due=order") <= LIST


def test_a_record_costs_the_same_for_few_events_and_for_many(
    intake: Program, head: Program, officer: Program
) -> None:
    path = f"/records/{full(intake, head, officer)}"
    few = cost(officer, path)
    for n in range(15):
        record = officer.get(path)
        act(officer, record, "note", "2026-03-10", text=f"第{n}条")
    assert cost(officer, path) == few <= DETAIL
    assert cost(officer, f"{path}?as_of=2199-01-01T00:00:00") <= DETAIL


def test_what_waits_for_approval_costs_the_same_for_one_and_for_many(
    intake: Program, head: Program, officer: Program
) -> None:
    def propose() -> None:
        record = act(head, opened(intake), "docket", "2026-03-06", panel=PANEL)["record"]
        inputs = {"ground": "withdrawn", "grounds": "撤回"}
        body = {"act": "cancel", "occurred_on": "2026-03-10", "version": 2, "inputs": inputs}
        officer.post(f"/records/{record['id']}/proposals", body, 201)

    propose()
    one = cost(head, "/work?everybody=true")
    for _n in range(4):
        propose()
    assert cost(head, "/work?everybody=true") == one <= WORK


@pytest.mark.parametrize("path", ["/registers", "/registers/infringement/records", "/work", "/me"])
def test_no_answer_costs_more_for_many_grants(
    city: Staff, officer: Program, intake: Program, path: str
) -> None:
    opened(intake)
    few = cost(officer, path)
    user = User.objects.get(pk=city.officer.user)
    for n in range(20):
        place = office(f"3509{n:02}", f"某市{n}知识产权局", f"某{n}")
        grants.give(user, place, "officer", date(2020, 1, 1), reason="test")
    assert cost(officer, path) == few


def test_the_registers_cost_the_same_for_any_number_of_records(intake: Program) -> None:
    few = cost(intake, "/registers")
    opened(intake)
    opened(intake, patent_title="另一种装置")
    assert cost(intake, "/registers") == few <= REGISTERS


def test_counts_cost_three_queries(city: Staff, head: Program) -> None:
    assert cost(head, "/registers/infringement/counts?first=2026-01-01&last=2026-12-31") <= REGISTERS


def spent(speaker: Program, told: dict[str, Any], one: dict[str, Any]) -> tuple[int, int]:
    """Try an act: the status of the answer and its queries."""
    with CaptureQueriesContext(connection) as caught:
        status = tried(speaker, told, one, "2026-03-03")
    return status, len(caught)


@pytest.mark.parametrize("kind", list(registers()))
def test_a_list_of_any_register_costs_the_same_for_one_row_and_for_many(kind: str, officer: Program) -> None:
    begun(officer, kind)
    few = cost(officer, f"/registers/{kind}/records")
    for _n in range(12):
        begun(officer, kind)
    assert cost(officer, f"/registers/{kind}/records") == few <= LIST


@pytest.mark.parametrize("kind", list(registers()))
def test_an_act_of_any_register_costs_the_same_beside_few_records_and_many(
    kind: str, city: Staff, officer: Program
) -> None:
    """Every act that is possible in the first state, and again on a long record among many."""
    speakers = [program(one) for one in (city.officer, city.head, city.director)]

    def tour(notes: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for speaker in speakers:
            for one in speaker.get(f"/records/{begun(officer, kind)['id']}")["acts"]:
                record = begun(officer, kind)
                for n in range(notes):
                    record = act(officer, record, "note", "2026-03-02", text=f"第{n}条")["record"]
                status, queries = spent(speaker, speaker.get(f"/records/{record['id']}"), one)
                assert status in (200, 422)
                found |= {one["id"]: queries} if status == 200 else {}
        return found

    tour(0)  # draws the first number of each series
    few, many = tour(0), tour(4)
    assert few == many
    assert max(few.values()) <= ACT
