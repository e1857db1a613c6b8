"""A program that speaks to the interface; every answer it gets is held against the OpenAPI document."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from jsonschema_rs import Draft202012Validator

from fangzhi.accounts.log import Actor
from fangzhi.accounts.tokens import make_token
from fangzhi.api.document import document
from tests.casework.conftest import _fresh_eyes, city, office, person, received, staff
from tests.casework.examples import PETITION

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer
    from tests.casework.conftest import Staff

__all__ = ["_fresh_eyes", "city", "received"]
BINARY = ("application/pdf", "application/octet-stream", "application/vnd.openxml")


@cache
def _operations() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """The addresses of the document as patterns, with their methods."""
    found = []
    for path, methods in document()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+?", re.escape(path))
        found.append((re.compile(f"{pattern}$"), methods))
    return found


@cache
def _validator(schema: str) -> Draft202012Validator:
    whole = json.loads(schema) | {"components": document()["components"]}
    return Draft202012Validator(whole, validate_formats=True)


def validate(method: str, path: str, response: Any) -> None:
    """Hold an answer against the document: its status, its kind and its shape."""
    operation = next((one[method.lower()] for pattern, one in _operations() if pattern.match(path)), None)
    assert operation is not None, f"{method} {path} is not in the document"
    answer = operation["responses"].get(str(response.status_code))
    assert answer is not None, f"{method} {path} answers {response.status_code}, which the document lacks"
    kind = response.headers["Content-Type"].partition(";")[0]
    assert kind in answer["content"], f"{method} {path} answers {kind}"
    if not kind.startswith(BINARY):
        schema = answer["content"][kind]["schema"]
        _validator(json.dumps(schema)).validate(json.loads(response.content))


class Program:
    """Speaks to the interface with a person's token; `ask` returns the answer as data."""

    def __init__(self, token: str = "", *, lang: str = "en") -> None:
        self.client = Client()
        self.headers = {"authorization": f"Bearer {token}"} if token else {}
        self.lang = lang

    def request(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The answer, held against the document."""
        address = f"/api{path}{'&' if '?' in path else '?'}lang={self.lang}"
        if body is not None:
            options |= {"data": json.dumps(body, default=str), "content_type": "application/json"}
        response: Any = self.client.generic(method, address, headers=self.headers, **options)
        validate(method, f"/api{path.partition('?')[0]}", response)
        return response

    def get(self, path: str, status: int = 200) -> Any:
        """What stands at an address."""
        return self._answered(self.request("GET", path), status)

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        """What became of a request."""
        return self._answered(self.request("POST", path, body), status)

    def upload(self, path: str, status: int = 201, **fields: Any) -> Any:
        """Send a file."""
        response: Any = self.client.post(f"/api{path}?lang={self.lang}", fields, headers=self.headers)
        validate("POST", f"/api{path}", response)
        return self._answered(response, status)

    def _answered(self, response: Any, status: int) -> Any:
        said = json.loads(response.content)
        assert response.status_code == status, said
        return said


def program(viewer: Viewer) -> Program:
    """The program of a person."""
    user = User.objects.get(pk=viewer.user)
    return Program(make_token(user, Actor("test")))


@pytest.fixture
def officer(city: Staff) -> Program:
    """The program of the city's case officer."""
    return program(city.officer)


@pytest.fixture
def head(city: Staff) -> Program:
    """The program of the city's head of division."""
    return program(city.head)


@pytest.fixture
def intake(city: Staff) -> Program:
    """The program of the city's intake officer."""
    return program(city.intake)


@pytest.fixture
def stranger(city: Staff) -> Program:
    """The program of somebody who works in another city and sees nothing of this one."""
    other = office("350100", "福州市知识产权局", "榕")
    return program(staff(other).officer)


@pytest.fixture
def nobody(city: Staff) -> Program:
    """The program of an account that holds no role at all."""
    return Program(make_token(User.objects.create_user("nobody"), Actor("test")))


def petition(**changes: Any) -> dict[str, Any]:
    """A petition as a program sends it."""
    return {
        name: str(value) if name.endswith("_date") else value for name, value in PETITION.items()
    } | changes


def opened(speaker: Program, day: str = "2026-03-02", **changes: Any) -> dict[str, Any]:
    """The header of a record that the program has opened in the city."""
    body = {"office": "350200", "occurred_on": day, "inputs": petition(**changes)}
    made: dict[str, Any] = speaker.post("/registers/infringement/records", body, 201)["record"]
    return made


def act(speaker: Program, record: Any, name: str, day: str, status: int = 200, /, **inputs: Any) -> Any:
    """What an act answers; `record` is the header that was seen before."""
    number, version = record["id"], record["version"]
    body = {"occurred_on": day, "version": version, "inputs": inputs}
    return speaker.post(f"/records/{number}/acts/{name}", body, status)


__all__ += ["Program", "act", "office", "opened", "person", "petition", "program"]
