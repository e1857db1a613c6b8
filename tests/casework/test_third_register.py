"""A third register of a page gets lists, forms, permissions, exports and counts without further code."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from fangzhi.casework import acts, counting
from fangzhi.casework.access.scope import everything, scope
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Event, Record
from fangzhi.casework.verification import verify
from tests import thirdregister
from tests.casework.conftest import Staff, done, opened

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer

DAY = date(2026, 3, 2)
COMPLAINT = {
    "show": "示例博览会",
    "stand": "A1",
    "complainant": "示例公司",
    "phone": "139",
    "informer": "匿名",
}


@pytest.fixture
def complaint(city: Staff) -> Record:
    """A complaint that came in."""
    return opened(acts.open_record(register("exhibition"), city.office, city.intake, DAY, **COMPLAINT))


def signed_in(viewer: Viewer) -> Client:
    """A browser of that person."""
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


def test_it_is_declared_on_one_page() -> None:
    text = (Path(thirdregister.__file__).parent / "models.py").read_text("utf-8")
    assert len(text.splitlines()) <= 60


def test_its_record_lives_through_its_states(city: Staff, complaint: Record) -> None:
    done(complaint, "pass_on", city.officer, DAY)
    done(complaint, "close", city.head, DAY, end="withdrawn", remark="139")
    with scope(city.officer):
        found = Record.objects.get()
    assert (found.state, found.result, found.number) == ("closed", "withdrawn", "厦知展字〔2026〕1号")
    with everything():
        assert "139" not in "".join(Event.objects.values_list("body", flat=True))
    assert verify().ok


def test_it_is_counted(city: Staff, complaint: Record) -> None:
    found = counting.counts(register("exhibition"), Period(DAY, DAY), [city.office.pk])
    assert found == {"received": {city.office.pk: 1}, "withdrawn": {}}


@pytest.mark.parametrize(
    "path",
    [
        "/registers",
        "/registers/exhibition",
        "/registers/exhibition.json",
        "/registers/exhibition.csv",
        "/registers/exhibition/board",
        "/registers/exhibition/counts",
        "/registers/exhibition/new",
        "/search?q=博览会",
    ],
)
def test_it_has_pages(city: Staff, complaint: Record, path: str) -> None:
    response = signed_in(city.officer).get(path)
    assert response.status_code == 200
    assert "示例博览会" in b"".join(response).decode() or path.endswith(("new", "counts", "registers"))


def test_its_acts_are_done_on_a_page(city: Staff, complaint: Record) -> None:
    client = signed_in(city.officer)
    assert client.get(f"/records/{complaint.pk}/acts/pass_on").status_code == 200
    response = client.post(
        f"/records/{complaint.pk}/acts/pass_on", {"occurred_on": "2026-03-02", "version": "1"}
    )
    assert response.status_code == 302
    with everything():
        assert Record.objects.get().state == "passed"


def test_a_field_of_the_secret_part_is_shown_to_its_roles_alone(city: Staff, complaint: Record) -> None:
    path = f"/records/{complaint.pk}"
    assert "匿名" in signed_in(city.head).get(path).content.decode()
    for other in (city.officer, city.director, city.intake):
        for ending in ("", ".json", ".csv"):
            assert "匿名" not in signed_in(other).get(path + ending).content.decode()
