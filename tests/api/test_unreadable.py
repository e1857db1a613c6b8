"""Requests that cannot be read, or ask for what cannot be: a sentence, never a fault of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import opened, petition

if TYPE_CHECKING:
    from tests.api.conftest import Program

OPENING = "/registers/infringement/records"
BODY: dict[str, Any] = {"office": "350200", "occurred_on": "2026-03-02", "inputs": {}}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 422),
        (b"[1]", "application/json", 422),
        (b"\xff\xfe", "application/json", 400),
        (b'{"office": NaN}', "application/json", 400),
        (b'{"office": "\\ud800"}', "application/json", 400),
        (b'{"office": "a\\u0000b"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"1" * 5000, "application/json", 400),
        (b'"' + b"x" * 2_000_000 + b'"', "application/json", 413),
        (b"office=350200", "application/x-www-form-urlencoded", 415),
        (b"<office/>", "text/xml", 415),
        (b"{}", "", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_words(
    intake: Program, body: bytes, kind: str, status: int
) -> None:
    response = intake.request("POST", OPENING, data=body, content_type=kind)
    assert response.status_code == status
    assert json.loads(response.content)["sentence"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"occurred_on": "2026-02-30"}, "occurred_on", "Write the day as 2026-03-02."),
        ({"occurred_on": "20260302"}, "occurred_on", "Write the day as 2026-03-02."),
        ({"occurred_on": 20260302}, "occurred_on", "Write the day as 2026-03-02."),
        ({"occurred_on": "0001-01-01"}, "occurred_on", "Write the day as 2026-03-02."),
        ({"occurred_on": "2026-03-02T00:00:00"}, "occurred_on", "Write the day as 2026-03-02."),
        ({"office": 350200}, "office", "Write a text."),
        ({"office": "999999"}, "office", "There is no office with the code 999999."),
        ({"office": "9" * 50}, "office", "At most 40."),
        ({"inputs": []}, "inputs", "Write an object with a value for each input."),
        ({"officer": "me"}, "officer", "There is no such input here."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    intake: Program, changes: dict[str, Any], field: str, sentence: str
) -> None:
    refused = intake.post(OPENING, BODY | changes, 422)
    assert refused["fields"] == {field: sentence}


def test_what_is_missing_is_named(intake: Program) -> None:
    assert intake.post(OPENING, {}, 422)["fields"] == dict.fromkeys(
        ("office", "occurred_on"), "This is needed."
    )
    assert "petitioner" in intake.post(OPENING, BODY, 422)["fields"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("petitioner", 5, "Write a text."),
        ("petitioner", ["x"], "Write a text."),
        ("no_suit", "yes", "Write true or false."),
        ("no_suit", 1, "Write true or false."),
        ("filing_date", "4 January 2013", "Write the day as 2026-03-02."),
        ("filing_date", True, "Write a text."),
    ],
)
def test_types_are_taken_strictly(intake: Program, name: str, value: Any, sentence: str) -> None:
    body = BODY | {"inputs": petition(**{name: value})}
    assert intake.post(OPENING, body, 422)["fields"] == {name: sentence}


def test_a_wrong_check_digit_is_said_as_on_the_page(intake: Program) -> None:
    body = BODY | {"inputs": petition(patent_number="ZL201320000001.5")}
    assert "check digit" in intake.post(OPENING, body, 422)["fields"]["patent_number"]


@pytest.mark.parametrize("version", ["1", 1.5, True, None, -1, 2**40])
def test_a_version_is_a_whole_number(intake: Program, version: Any) -> None:
    record = opened(intake)["id"]
    body = {"occurred_on": "2026-03-02", "version": version, "inputs": {"text": "x"}}
    assert "version" in intake.post(f"/records/{record}/acts/note", body, 422)["fields"]


@pytest.mark.parametrize("key", [0, 999, 2**63, 10**40])
def test_a_key_that_no_record_can_have_is_not_found(officer: Program, key: int) -> None:
    officer.get(f"/records/{key}", 404)
    officer.get(f"/proposals/{key}", 404)
    officer.get(f"/records/{key}/papers/{key}.pdf", 404)


def test_a_key_that_no_paper_can_have_is_not_found(intake: Program) -> None:
    record = opened(intake)["id"]
    intake.get(f"/records/{record}/papers/{10**40}.pdf", 404)
    intake.get(f"/records/{record}/attachments/{10**40}", 404)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sate=docketed", "sate"),
        ("state=nowhere", "state"),
        ("office=999999", "office"),
        ("officer=nobody%20here", "officer"),
        ("after=x", "after"),
        ("after=-1", "after"),
        ("after=99999999999999999999", "after"),
        ("limit=0", "limit"),
        ("limit=1000000", "limit"),
        ("due=tomorrow", "due"),
        ("due=order&after=5", "after"),
        (f"text={'x' * 101}", "text"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(officer: Program, query: str, field: str) -> None:
    assert list(officer.get(f"/registers/infringement/records?{query}", 422)["fields"]) == [field]


@pytest.mark.parametrize("text", ["%00", "%FF", "%25", "_", "'", "%F0%9F%99%82", "a%20b%20c%20d%20e%20f"])
def test_any_text_can_be_searched_for(officer: Program, text: str) -> None:
    assert officer.get(f"/registers/infringement/records?text={text}")["records"] == []


def test_a_reason_must_say_something(head: Program, intake: Program) -> None:
    record = opened(intake)
    for reason in ("", "   ", "x" * 501):
        body = {"version": 1, "reason": reason}
        assert "reason" in head.post(f"/records/{record['id']}/undo", body, 422)["fields"]
