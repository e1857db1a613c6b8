"""Registers over HTTP: what they declare, their lists and their counts, each as far as the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.casework.declaration import registers
from tests.api.conftest import Program, act, opened, person, program
from tests.casework.examples import PANEL

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

RECORDS = "/registers/infringement/records"


def ids(page: dict[str, Any]) -> list[int]:
    """The records of a page."""
    return [one["id"] for one in page["records"]]


def test_every_register_appears_with_what_it_declares(officer: Program) -> None:
    told = {one["id"]: one for one in officer.get("/registers")["registers"]}
    assert set(told) == set(registers())
    for kind in registers().values():
        one = told[kind.id]
        assert [each["id"] for each in one["states"]] == list(kind.state_names)
        assert [each["id"] for each in one["transitions"]] == list(kind.by_id)
        assert [each["id"] for each in one["counts"]] == [each.id for each in kind.counts]
        assert one == officer.get(f"/registers/{kind.id}")


def test_a_transition_says_who_does_it_and_what_it_asks(officer: Program) -> None:
    told = {one["id"]: one for one in officer.get("/registers/infringement")["transitions"]}
    assert told["receive"]["opens"]
    assert (told["docket"]["who"], told["docket"]["approval"]) == (["officer", "head"], ["head"])
    assert told["archive"]["bulk"]
    finding = told["decide"]["inputs"]["properties"]["finding"]
    assert {"const": "infringing", "title": "infringing"} in finding["oneOf"] or finding["oneOf"]
    assert told["decide"]["inputs"]["required"] == ["finding", "holding", "grounds"]
    assert told["assign"]["inputs"]["properties"]["officer"]["type"] == "string"
    assert told["set_level"]["inputs"]["properties"]["level"]["type"] == "integer"


def test_open_states_say_how_many_records_the_person_sees(
    intake: Program, officer: Program, stranger: Program
) -> None:
    opened(intake)
    opened(intake, patent_title="另一种装置")
    for speaker, number in ((officer, 2), (stranger, 0)):
        states = {one["id"]: one["records"] for one in speaker.get("/registers/infringement")["states"]}
        assert states["received"] == number
        assert states["archived"] is None


def test_a_register_that_the_person_has_nothing_to_do_with_is_not_found(city: Staff) -> None:
    speaker = program(person("mediator", city.office, "officer", registers=("mediation",)))
    assert [one["id"] for one in speaker.get("/registers")["registers"]] == ["mediation"]
    speaker.get("/registers/infringement", 404)
    speaker.get(RECORDS, 404)
    speaker.get("/registers/infringement/counts?first=2026-01-01&last=2026-12-31", 404)
    speaker.get("/registers/nothing", 404)
    body = {"office": "350200", "occurred_on": "2026-03-02", "inputs": {}}
    speaker.post(RECORDS, body, 404)


def test_a_list_goes_on_after_its_last_record(intake: Program) -> None:
    made = [opened(intake, patent_title=f"装置{n}")["id"] for n in range(5)]
    found: list[int] = []
    after = ""
    while True:
        page = intake.get(f"{RECORDS}?limit=2{after}")
        assert (page["total"], page["total_is_exact"]) == (5, True)
        found += ids(page)
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == made[::-1]
    assert not page["more"]


def test_a_list_is_narrowed_by_state_office_officer_and_text(intake: Program, head: Program) -> None:
    first, second = opened(intake), opened(intake, petitioner="他人公司")
    act(head, first, "docket", "2026-03-06", panel=PANEL)
    assert ids(head.get(f"{RECORDS}?state=docketed")) == [first["id"]]
    assert ids(head.get(f"{RECORDS}?state=received&office=350200")) == [second["id"]]
    assert ids(head.get(f"{RECORDS}?text=他人 示例制造")) == [second["id"]]
    act(head, second, "assign", "2026-03-06", officer="officer-350200")
    assert ids(head.get(f"{RECORDS}?officer=officer-350200")) == [second["id"]]
    assert ids(head.get(f"{RECORDS}?officer=none")) == [first["id"]]


def test_a_list_by_due_date_has_the_nearest_first(intake: Program, head: Program) -> None:
    later, sooner = opened(intake, "2026-03-05"), opened(intake, "2026-03-02")
    page = head.get(f"{RECORDS}?due=order&limit=1")
    assert ids(page) == [sooner["id"]]
    assert (page["more"], page["next"]) == (True, None)
    assert ids(head.get(f"{RECORDS}?due=order")) == [sooner["id"], later["id"]]


def test_rows_carry_the_columns_of_their_register(intake: Program) -> None:
    opened(intake)
    row = intake.get(RECORDS)["records"][0]
    assert row["columns"] == {"patent_number": "201320000001.7", "respondent": "示例制造有限公司"}
    assert row["office"] == {"code": "350200", "name": "厦门市知识产权局"}
    assert set(row["columns"]) == set(intake.get("/registers/infringement")["columns"])


def test_a_record_above_the_persons_level_is_in_no_list(intake: Program, head: Program, city: Staff) -> None:
    record = opened(intake)
    program(city.director).post(
        f"/records/{record['id']}/acts/set_level",
        {"occurred_on": "2026-03-02", "version": 1, "inputs": {"level": 2, "why": "涉密"}},
    )
    assert head.get(RECORDS)["total"] == 0
    assert program(city.director).get(RECORDS)["total"] == 1


def test_records_are_counted_in_a_period_by_office(intake: Program, head: Program) -> None:
    act(head, opened(intake), "docket", "2026-03-06", panel=PANEL)
    path = "/registers/infringement/counts"
    found = {one["id"]: one for one in head.get(f"{path}?first=2026-03-01&last=2026-03-31")["counts"]}
    assert found["accepted"]["number"] == 1
    assert found["accepted"]["offices"][0]["office"]["code"] == "350200"
    assert found["closed"]["number"] == 0
    before = head.get(f"{path}?first=2026-03-01&last=2026-03-31&as_of=2026-01-01T00:00:00")
    assert {one["number"] for one in before["counts"]} == {0}
    april = head.get(f"{path}?first=2026-04-01&last=2026-04-30&office=350200")
    assert {one["number"] for one in april["counts"]} == {0}


def test_a_statistician_reads_counts_and_no_record(intake: Program, city: Staff) -> None:
    record = opened(intake)
    speaker = program(person("counter", city.office, "statistician"))
    assert not speaker.get("/registers/infringement")["sees_records"]
    assert speaker.get(RECORDS)["total"] == 0
    speaker.get(f"/records/{record['id']}", 404)
    assert speaker.get("/registers/infringement/counts?first=2026-01-01&last=2026-12-31")["counts"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("first=2026-01-01", 422),
        ("first=2026-02-01&last=2026-01-01", 422),
        ("first=2026&last=2027", 422),
        ("first=2026-01-01&last=2026-12-31&as_of=soon", 422),
        ("first=2026-01-01&last=2026-12-31&offices=350200", 422),
        ("first=2026-01-01&last=2026-12-31&office=350100", 404),
        ("first=2026-01-01&last=2026-12-31&office=350200&office=nowhere", 404),
    ],
)
def test_counts_that_make_no_sense_are_refused(officer: Program, query: str, status: int) -> None:
    officer.get(f"/registers/infringement/counts?{query}", status)
