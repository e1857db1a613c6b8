"""Signing in by another system's word: only a linked person, and only by an answer that nobody can forge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.accounts import people
from fangzhi.accounts.log import Act
from fangzhi.accounts.models import PersonSession, SecurityEvent, account_of
from fangzhi.accounts.policy import Issuer
from tests.accounts.conftest import Phone, let_in, person
from tests.accounts.issuer import CLIENT, SECRET, key, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.conf import LazySettings
    from django.http import HttpResponse

    from tests.accounts.issuer import FakeIssuer

pytestmark = pytest.mark.django_db
START, BACK = "/sign-in/issuer", "/sign-in/issuer/back"


@pytest.fixture
def issuer(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeIssuer]:
    """An issuer that the settings name."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        settings.OIDC = Issuer(running.address, CLIENT, SECRET, "市统一认证")
        yield running


@pytest.fixture
def linked(db: None) -> User:
    """Somebody whose account is linked to the identity `subject-1`."""
    user = person()
    people.link_identity(user, "subject-1")
    return user


def there_and_back(
    client: Client, issuer: FakeIssuer, subject: str = "subject-1", **changes: str
) -> HttpResponse:
    sent = client.get(START, {"next": "/upload"})
    assert sent.status_code == 302
    query = issuer.let_in(sent.headers["Location"], subject) | changes
    return client.get(BACK, query)  # type: ignore[return-value]


def test_a_linked_person_is_let_in_and_comes_to_where_they_wanted(issuer: FakeIssuer, linked: User) -> None:
    client = Client()
    assert "市统一认证" in client.get("/sign-in").content.decode()
    assert there_and_back(client, issuer).headers["Location"] == "/upload"
    assert let_in(client)
    assert SecurityEvent.objects.get(act=Act.SIGNED_IN).details["way"] == "issuer"


def test_somebody_unknown_is_told_their_word_and_not_registered(issuer: FakeIssuer, linked: User) -> None:
    client = Client()
    response = there_and_back(client, issuer, "stranger-7")
    assert response.status_code == 403
    assert "stranger-7" in response.content.decode()
    assert User.objects.count() == 1
    assert not let_in(client)
    event = SecurityEvent.objects.get(act=Act.UNKNOWN_IDENTITY)
    assert (event.result, event.details["identity"]) == ("refused", "stranger-7")


@pytest.mark.parametrize(
    "changes",
    [{"state": "forged"}, {"state": ""}, {"state": "é"}, {"code": ""}, {"code": "guessed"}],
    ids=str,
)
def test_an_answer_that_was_not_asked_for_is_refused(
    issuer: FakeIssuer, linked: User, changes: dict[str, str]
) -> None:
    client = Client()
    assert there_and_back(client, issuer, **changes).status_code == 403
    assert not let_in(client)


def test_an_answer_is_of_use_once_and_in_its_own_browser(issuer: FakeIssuer, linked: User) -> None:
    mine, theirs = Client(), Client()
    query = issuer.let_in(mine.get(START).headers["Location"], "subject-1")
    assert theirs.get(BACK, query).status_code == 403
    assert not let_in(theirs)
    assert mine.get(BACK, query).status_code == 302
    assert mine.get(BACK, query).status_code == 403


def test_a_sign_in_that_takes_too_long_begins_again(
    issuer: FakeIssuer, linked: User, later: Callable[[timedelta], None]
) -> None:
    client = Client()
    query = issuer.let_in(client.get(START).headers["Location"], "subject-1")
    later(timedelta(minutes=11))
    assert client.get(BACK, query).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1},
        {"azp": "another-client"},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": None},
        {"sub": "nul\x00"},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_refused(
    issuer: FakeIssuer, linked: User, changes: dict[str, Any]
) -> None:
    issuer.changes = changes
    client = Client()
    assert there_and_back(client, issuer).status_code == 403
    assert not let_in(client)


def test_a_token_signed_by_another_key_is_refused(issuer: FakeIssuer, linked: User) -> None:
    issuer.signing_key = key()
    assert there_and_back(Client(), issuer).status_code == 403


def test_a_token_signed_with_a_shared_word_is_refused(issuer: FakeIssuer, linked: User) -> None:
    issuer.algorithm = "HS256"
    assert there_and_back(Client(), issuer).status_code == 403


@pytest.mark.parametrize(
    "described",
    [{"issuer": "http://127.0.0.1:1"}, {"token_endpoint": None}, {"jwks_uri": 7}],
    ids=str,
)
def test_a_description_that_is_none_is_refused(
    issuer: FakeIssuer, linked: User, described: dict[str, Any]
) -> None:
    issuer.described = described
    response = Client().get(START)
    assert response.status_code == 502
    assert "未给出可信的应答" in response.content.decode()


def test_a_silent_issuer_leaves_the_way_by_password(issuer: FakeIssuer, linked: User) -> None:
    issuer.silent = True
    response = Client().get(START)
    assert response.status_code == 502
    assert 'name="password"' in response.content.decode()


def test_the_second_factor_is_asked_here_too(
    issuer: FakeIssuer, linked: User, phone_of: Callable[[User], Phone]
) -> None:
    phone = phone_of(linked)
    client = Client()
    assert there_and_back(client, issuer).headers["Location"] == "/sign-in/code"
    assert not let_in(client)
    assert client.post("/sign-in/code", {"code": phone.next_code()}).headers["Location"] == "/upload"
    assert let_in(client)


def test_a_disabled_or_locked_person_is_not_let_in(issuer: FakeIssuer, linked: User) -> None:
    people.lock(linked, people.MACHINE.actor, "test")
    assert there_and_back(Client(), issuer).status_code == 403
    people.unlock(linked)
    people.disable(linked)
    assert there_and_back(Client(), issuer).status_code == 403
    assert not PersonSession.objects.filter(user_id=linked.pk).exists()


def test_a_claim_that_the_settings_name_links_the_account_of_that_name(
    issuer: FakeIssuer, settings: LazySettings
) -> None:
    user = person()
    issuer.changes = {"preferred_username": "zhang"}
    assert there_and_back(Client(), issuer).status_code == 403
    assert settings.OIDC
    settings.OIDC = replace(settings.OIDC, claim="preferred_username")
    assert there_and_back(Client(), issuer).status_code == 302
    assert account_of(User.objects.get(pk=user.pk)).oidc_subject == "subject-1"
    issuer.changes = {"preferred_username": "zhang"}
    assert there_and_back(Client(), issuer, "somebody who got the name later").status_code == 403


def test_no_claim_makes_anybody_an_administrator(issuer: FakeIssuer, settings: LazySettings) -> None:
    person("root", "system")
    assert settings.OIDC
    settings.OIDC = replace(settings.OIDC, claim="preferred_username")
    issuer.changes = {"preferred_username": "root"}
    assert there_and_back(Client(), issuer).status_code == 403


def test_it_leads_to_no_other_site(issuer: FakeIssuer, linked: User) -> None:
    client = Client()
    sent = client.get(START, {"next": "https://example.org/"})
    query = issuer.let_in(sent.headers["Location"], "subject-1")
    assert client.get(BACK, query).headers["Location"] == "/"


def test_without_an_issuer_there_is_no_such_way() -> None:
    assert Client().get(START).status_code == 404
    assert Client().get(BACK).status_code == 404


def test_a_person_without_a_password_takes_no_rights_and_changes_none(
    issuer: FakeIssuer, linked: User
) -> None:
    linked.set_unusable_password()
    linked.save()
    client = Client()
    there_and_back(client, issuer)
    page = client.get("/account").content.decode()
    assert "没有密码" in page
    form = {"password": "", "new": "Barley-Field-77", "repeated": "Barley-Field-77"}
    assert client.post("/account/password", form).status_code == 400


@pytest.mark.parametrize("address", ["http://id.example.cn", "ftp://id.example.cn", "id.example.cn"])
def test_an_issuer_without_https_is_refused_unless_it_is_this_machine(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Issuer(address, CLIENT, SECRET)
    with pytest.raises(ValueError, match="CLIENT_ID"):
        Issuer("https://id.example.cn", "", SECRET)
    assert Issuer("http://127.0.0.1:8", CLIENT, SECRET).label
