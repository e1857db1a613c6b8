"""The OpenAPI document: in step with the code, readable by everybody, and true of whatever is asked."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fangzhi.api.document import document, text
from fangzhi.casework.declaration import registers
from tests.api.conftest import Program, act, opened
from tests.casework.examples import PANEL
from tools.openapi import PLACE, main

OPERATIONS = [(method.upper(), path) for path, methods in document()["paths"].items() for method in methods]
APPLICATION = get_wsgi_application()


def application(environ: Any, start_response: Any) -> Any:
    """The application, which leaves the connection of the test's transaction open."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    return APPLICATION(environ, start_response)


SERVED = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
ACTS = list(registers()["infringement"].by_id)
HELD = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PLAIN = {"accept-encoding": "identity"}
FUZZ = settings(max_examples=25, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))


def test_the_kept_document_is_what_the_code_makes() -> None:
    assert PLACE.read_text(encoding="utf-8") == text()
    assert main(["check"]) is None


def test_the_document_is_readable_by_everybody() -> None:
    response = Client().get("/api/openapi.json")
    assert response.status_code == 200
    assert response.json() == document()


def test_every_operation_says_what_it_does_and_what_it_answers() -> None:
    for path, methods in document()["paths"].items():
        for one in methods.values():
            assert one["description"].endswith("."), path
            assert {"401", "403", "404", "422"} <= set(one["responses"]), path
            assert one["security"] == [{"ByToken": []}, {"BySession": []}]


def test_operations_have_names_of_their_own() -> None:
    names = [one["operationId"] for methods in document()["paths"].values() for one in methods.values()]
    assert len(set(names)) == len(names)


def test_the_page_names_every_operation_and_asks_nobody_else() -> None:
    response = Client().get("/api/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    for method, path in OPERATIONS:
        assert f"<code>{method} {path}</code>" in page
    for foreign in ("http://", "https://", "//cdn", "<script", "style=", "<style"):
        assert foreign not in page


@pytest.fixture
def case(intake: Program, head: Program) -> dict[str, Any]:
    """A docketed case, so that the first keys lead somewhere."""
    made: dict[str, Any] = act(head, opened(intake), "docket", "2026-03-06", panel=PANEL)["record"]
    return made


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda one: one.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_asked_is_answered_as_the_document_says(
    method: str, path: str, mode: schemathesis.GenerationMode, head: Program, case: dict[str, Any]
) -> None:
    """Requests that fit the document, and others that almost do: never a fault of ours, never an answer that
    the document lacks."""
    strategy = SERVED[path][method].as_strategy(generation_mode=mode)

    @FUZZ
    @given(strategy, st.sampled_from(ACTS))
    def ask(asked: schemathesis.Case, name: str) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE:
            known = {"number": case["id"], "name": "infringement", "act": name}
            asked.path_parameters |= {key: known[key] for key in asked.path_parameters if key in known}
        asked.call_and_validate(headers=head.headers | PLAIN, checks=HELD)

    ask()
    assert head.get(f"/records/{case['id']}", 200)["id"] == case["id"]
