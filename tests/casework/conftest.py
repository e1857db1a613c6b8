"""An office with its people, and cases in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.contrib.auth.models import User

from fangzhi.casework import acts, offices
from fangzhi.casework.access import grants
from fangzhi.casework.access.viewer import Viewer, forget, viewer_of
from fangzhi.casework.declaration import register
from tests.casework.examples import PETITION

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.models import Event, Office, Record

FOUNDED = date(2001, 1, 1)
RECEIVED = date(2026, 3, 2)


class Staff(NamedTuple):
    """The people of one office, as access sees them."""

    office: Office
    intake: Viewer
    officer: Viewer
    head: Viewer
    director: Viewer


def office(
    code: str, name: str, short: str, level: str = "prefecture", parent: Office | None = None
) -> Office:
    """An office that exists since 2001."""
    stage = offices.Stage(name, "", level, "patent_office", parent)
    return offices.found(code, code, short, FOUNDED, stage)


def person(name: str, place: Office, role: str, **options: Any) -> Viewer:
    """Somebody with a role in an office."""
    user = User.objects.create_user(name)
    grants.give(user, place, role, FOUNDED, reason="test", **options)
    return viewer_of(User.objects.get(pk=user.pk))


def staff(place: Office) -> Staff:
    """One person in each role."""
    return Staff(
        place,
        *(person(f"{role}-{place.code}", place, role) for role in ("intake", "officer", "head", "director")),
    )


@pytest.fixture(autouse=True)
def _fresh_eyes() -> None:
    """No viewer of an earlier test."""
    forget()


@pytest.fixture
def city(db: None) -> Staff:
    """The people of a city's office."""
    return staff(office("350200", "厦门市知识产权局", "厦"))


@pytest.fixture
def received(city: Staff) -> Callable[..., Record]:
    """Receives a petition in the city."""

    def make(day: date = RECEIVED, **changes: Any) -> Record:
        event = acts.open_record(
            register("infringement"), city.office, city.intake, day, **(PETITION | changes)
        )
        return opened(event)

    return make


def opened(event: Event) -> Record:
    """The record that an event opened."""
    assert event.record is not None
    return event.record


def done(record: Record, kind: str, by: Viewer, day: date, **inputs: Any) -> Event:
    """One act."""
    return acts.perform(record, kind, by, day, **inputs)
