"""A reader, a person signed in, and documents kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.loads import shipped
from fangzhi.indicators.loads.documents import Loading, Outcome, load_text
from tests.casework.conftest import _fresh_eyes, city, received
from tests.examples import FUJIAN

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "open-sesame"
__all__ = ["_fresh_eyes", "city", "received"]


def keep(text: str = FUJIAN, name: str = "report.txt") -> Outcome:
    """Keep a text under a file name."""
    return load_text(name, text, Loading(by="tester", catalogue=catalogue()))


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody who reads without signing in; the shipped figures and one document are kept."""
    shipped.plant()
    keep()
    return Client()


@pytest.fixture
def editor(reader: Client) -> Client:
    """The person of the local account, signed in."""
    User.objects.create_user("editor", password=PASSWORD)
    reader.login(username="editor", password=PASSWORD)
    return reader


@pytest.fixture
def page(reader: Client) -> Callable[..., str]:
    """The HTML of an address, which must answer 200."""

    def get(address: str, **query: Any) -> str:
        response = reader.get(address, query)
        assert response.status_code == 200, address
        return response.content.decode()

    return get
