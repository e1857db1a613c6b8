"""Small parts of the interface by themselves: words of problems, the page of the document, what is hidden."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from fangzhi.api import document, registers
from fangzhi.api.interface import build
from fangzhi.api.problems import _place, _wrong, status_of
from fangzhi.api.reading import only
from fangzhi.api.shapes import RecordFilters
from fangzhi.api.telling import Curtain, inputs_for_some
from fangzhi.casework.declaration import registers as all_registers
from fangzhi.casework.refusals import Conflict, NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.conftest import Program


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences in English."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("error", "status"), [(Refused("x"), 422), (NotAllowed("x"), 403), (Conflict("x"), 409)]
)
def test_each_kind_of_refusal_has_its_status(error: Refused, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize(
    ("loc", "name"),
    [
        (("body", "given", "office"), "office"),
        (("body", "given"), "body"),
        (("body", "given", "records", 3), "records.3"),
        (("query", "filters", "limit"), "limit"),
        (("query", "limit"), "limit"),
        (("file", "file"), "file"),
        (("path", "ending"), "ending"),
    ],
)
def test_an_error_is_named_by_the_input_alone(loc: tuple[Any, ...], name: str) -> None:
    assert _place(loc) == name


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({"type": "missing"}, "This is needed."),
        ({"type": "int_parsing"}, "Write a whole number that can be."),
        ({"type": "int_type"}, "Write a whole number that can be."),
        ({"type": "int_from_float"}, "Write a whole number that can be."),
        ({"type": "less_than_equal", "ctx": {"le": 5}}, "Write a whole number that can be."),
        ({"type": "bool_parsing"}, "Write true or false."),
        ({"type": "string_type"}, "Write a text."),
        ({"type": "list_type"}, "Write a list."),
        ({"type": "dict_type"}, "Write an object with a value for each input."),
        ({"type": "extra_forbidden"}, "There is no such input here."),
        ({"type": "literal_error", "ctx": {"expected": "'a' or 'b'"}}, "Choose one of: 'a' or 'b'."),
        ({"type": "string_too_long", "ctx": {"max_length": 40}}, "At most 40."),
        ({"type": "too_long", "ctx": {"max_length": 500}}, "At most 500."),
        ({"type": "string_too_short", "ctx": {"min_length": 1}}, "At least 1."),
        ({"type": "value_error", "ctx": {"error": "Write the day."}}, "Write the day."),
        ({"type": "something_new"}, "This value cannot be taken."),
    ],
)
def test_what_is_wrong_is_said_in_words(error: dict[str, Any], words: str) -> None:
    assert _wrong(error) == words


def test_the_language_is_no_filter() -> None:
    only(RequestFactory().get("/?state=received&lang=en"), RecordFilters)
    with pytest.raises(Refused) as refused:
        only(RequestFactory().get("/?states=received&lang=en"), RecordFilters)
    assert refused.value.fields == {"states": "There is no such filter: states."}


def test_a_curtain_hides_what_is_for_some_roles() -> None:
    kind = all_registers()["infringement"]
    assert set(inputs_for_some("infringement", "deliberate")) == {"opinions", "conclusion"}
    assert inputs_for_some("infringement", "undo") == {}
    values = {"opinions": "x", "conclusion": "y", "other": "z"}
    assert Curtain(kind, frozenset({"intake"})).open(values, "deliberate") == {"other": "z"}
    assert Curtain(kind, frozenset({"officer"})).open(values, "deliberate") == values
    assert Curtain(kind, frozenset()).open(values) == values


@pytest.mark.django_db
def test_a_fault_of_ours_is_told_without_its_cause_and_written_in_the_log(
    officer: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: Any) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(registers, "_numbers", broken)
    with caplog.at_level(logging.ERROR):
        response = officer.client.get("/api/registers?lang=en", headers=officer.headers)
    assert response.status_code == 500
    assert response.json()["sentence"] == "A fault of ours. What happened is written in the log."
    assert b"fire" not in response.content
    assert "the disk is on fire" in caplog.text


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/Row"}, "Row"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"enum": ["docx", "pdf"], "type": "string"}, "docx or pdf"),
        ({"const": "order"}, "order"),
        ({"type": "array", "items": {"type": "integer"}}, "list of integer"),
        ({"type": "array"}, "list of any value"),
        ({"type": "string", "format": "date"}, "date"),
        ({}, "any value"),
    ],
)
def test_a_schema_is_said_in_a_word_or_two(schema: dict[str, Any], words: str) -> None:
    assert document._type(schema) == words


def test_backticks_become_code_and_nothing_else_becomes_markup() -> None:
    assert document._words("`next` of <b>") == "<code>next</code> of &lt;b&gt;"


def test_the_page_links_every_shape_it_names() -> None:
    page = Client().get("/api/docs").content.decode()
    for name in document.document()["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    assert 'href="#shape-Problem"' in page


def test_every_answer_of_the_document_is_described_by_a_shape_or_a_kind_of_file() -> None:
    for path, methods in document.document()["paths"].items():
        for one in methods.values():
            for status, answer in one["responses"].items():
                assert answer["content"], (path, status)


def test_the_interface_can_be_built_again_with_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    made = json.loads(json.dumps(build().get_openapi_schema(path_prefix="/api/")))
    assert made == document.document()


def test_no_shape_of_a_request_takes_what_it_does_not_name() -> None:
    shapes = document.document()["components"]["schemas"]
    asked = {name: shape for name, shape in shapes.items() if name.startswith("To")}
    assert len(asked) >= 6
    assert all(shape["additionalProperties"] is False for shape in asked.values())
