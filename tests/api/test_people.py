"""Who may speak to the interface: a token that holds, or a session that sends the CSRF token."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone

from fangzhi.accounts.models import Account, ApiToken
from tests.api.conftest import Program, opened, petition, validate

if TYPE_CHECKING:
    from tests.casework.conftest import Staff

OPENING = "/api/registers/infringement/records"


def opening() -> str:
    """The body of an opening act."""
    return json.dumps({"office": "350200", "occurred_on": "2026-03-02", "inputs": petition()})


@pytest.mark.parametrize("path", ["/me", "/work", "/registers", "/records/1"])
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer fz_guessed", "Basic YTpi", "Bearer é"])
@pytest.mark.django_db
def test_without_a_token_that_holds_nobody_is_answered(path: str, header: str | None) -> None:
    speaker = Program()
    speaker.headers = {} if header is None else {"authorization": header}
    response = speaker.request("GET", path)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "Bearer TOKEN" in json.loads(response.content)["sentence"]


def test_an_ended_token_is_refused(officer: Program) -> None:
    officer.get("/me")
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    officer.get("/me", 401)


def test_the_token_of_a_locked_or_disabled_account_is_refused(city: Staff, officer: Program) -> None:
    Account.objects.filter(user=city.officer.user).update(locked_at=timezone.now())
    officer.get("/me", 401)
    Account.objects.filter(user=city.officer.user).update(locked_at=None)
    officer.get("/me")
    User.objects.filter(pk=city.officer.user).update(is_active=False)
    officer.get("/me", 401)


def test_a_wrong_token_is_refused_although_there_is_a_session(city: Staff) -> None:
    speaker = Program("fz_guessed")
    speaker.client.force_login(User.objects.get(pk=city.officer.user))
    speaker.get("/me", 401)


def test_a_session_reads_without_and_writes_with_the_csrf_token(city: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=city.intake.user))
    assert client.get("/api/me").json()["user"] == "intake-350200"
    refused = client.post(OPENING, opening(), content_type="application/json")
    validate("POST", OPENING, refused)
    assert refused.status_code == 403
    assert "X-CSRFToken" in refused.json()["sentence"]
    request = RequestFactory().get("/")
    token = get_token(request)
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    done = client.post(OPENING, opening(), content_type="application/json", headers={"X-CSRFToken": token})
    assert done.status_code == 201


def test_a_token_needs_no_csrf_token(intake: Program) -> None:
    intake.client = Client(enforce_csrf_checks=True)
    assert opened(intake)["state"] == "received"


def test_me_names_the_roles_with_their_offices(officer: Program, nobody: Program) -> None:
    me = officer.get("/me")
    assert me["user"] == "officer-350200"
    role = {"office": {"code": "350200", "name": "厦门市知识产权局"}, "role": "officer", "registers": []}
    assert me["roles"] == [role | {"level": 1, "offices": ["350200"], "behalf": None}]
    assert nobody.get("/me") == {"user": "nobody", "roles": []}


def test_answers_are_kept_by_no_cache(officer: Program) -> None:
    assert officer.request("GET", "/me").headers["Cache-Control"] == "no-store"
    assert officer.request("GET", "/records/1").headers["Cache-Control"] == "no-store"


def test_sentences_are_chinese_unless_english_is_asked_for(officer: Program) -> None:
    assert officer.get("/records/1", 404)["sentence"].isascii()
    officer.lang = "zh"
    assert not officer.get("/records/1", 404)["sentence"].isascii()


@pytest.mark.parametrize("path", ["/", "/nothing", "/records/x", "/records/-1", "/me/"])
@pytest.mark.django_db
def test_an_address_that_is_none_answers_in_json(path: str) -> None:
    response = Client().get(f"/api{path}?lang=en")
    assert response.status_code == 404
    assert response.json()["sentence"].startswith("No part of the interface")


def test_a_method_that_an_address_does_not_take_is_405(officer: Program) -> None:
    response = officer.client.delete("/api/me", headers=officer.headers)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
