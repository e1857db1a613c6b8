"""Offices and roles on pages: who may change them, and that the ledger knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from fangzhi.accounts.people import MACHINE, appoint
from fangzhi.casework import offices
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.models import Deputy, Event, Grant, Office
from fangzhi.casework.refusals import Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import FOUNDED, Staff, office

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

TODAY = timezone.localdate()


@pytest.fixture
def administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    """The browser of an administrator who has taken the rights."""

    def make(kind: str) -> Client:
        user = User.objects.create_user(f"{kind}-administrator")
        appoint(user, kind, MACHINE)
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        return client

    later = timezone.now() + timedelta(minutes=10)
    monkeypatch.setattr("fangzhi.web.pages.accounts.guard.elevated_until", lambda request: later)
    return make


def client_of(viewer: Viewer) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


def stage(**changes: Any) -> dict[str, Any]:
    """A filled form of an office."""
    return {
        "name_zh": "厦门市市场监督管理局", "level": "prefecture", "body": "market_bureau",
        "first": str(TODAY), "reason": "机构改革",
    } | changes  # fmt: skip


def test_the_system_administrator_founds_and_renames_an_office(
    administrator: Callable[[str], Client],
) -> None:
    client = administrator("system")
    given = stage(
        code="350200", region="350200", short="厦", name_zh="厦门市知识产权局", body="patent_office"
    )
    assert client.post("/offices/new", given | {"first": "2020-01-01"}).status_code == 302
    place = Office.objects.get()
    assert client.post(f"/offices/{place.pk}/change", stage()).status_code == 302
    assert offices.stage_on(place, TODAY).body == "market_bureau"
    assert offices.stage_on(place, TODAY - timedelta(days=1)).name_zh == "厦门市知识产权局"
    assert "厦门市市场监督管理局" in client.get("/offices").content.decode()
    assert client.post("/offices/new", given).status_code == 400
    kinds = Event._base_manager.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["office_founded", "office_changed"]
    assert verify().ok


def test_the_system_administrator_enters_an_office_outside(
    administrator: Callable[[str], Client],
) -> None:
    client = administrator("system")
    given = stage(
        code="350200-customs", region="350200", short="厦关", name_zh="厦门海关", body="patent_office"
    )
    assert client.post("/offices/new", given | {"outside": "on"}).status_code == 302
    place = Office.objects.get()
    assert place.outside
    for path in ("/offices", f"/offices/{place.pk}"):
        page = client.get(path + "?lang=en").content.decode()
        assert "厦门海关" in page
        assert "outside" in page
    assert client.post("/offices/new", given | {"code": "350200"}).status_code == 302
    assert not Office.objects.get(code="350200").outside


def test_the_security_administrator_gives_and_ends_roles(
    administrator: Callable[[str], Client], city: Staff
) -> None:
    client, newcomer = administrator("security"), User.objects.create_user("newcomer")
    given = {"user": newcomer.pk, "role": "officer", "level": "1", "day": str(TODAY), "reason": "到岗"}
    assert client.post(f"/offices/{city.office.pk}/roles", given).status_code == 302
    held = Grant.objects.get(user=newcomer)
    assert viewer_of(User.objects.get(pk=newcomer.pk)).held
    assert client.get(f"/offices/{city.office.pk}").status_code == 200
    path = f"/offices/{city.office.pk}/roles/{held.pk}/end"
    assert client.post(path, {"reason": "离岗"}).status_code == 302
    assert Grant.objects.get(user=newcomer).valid_to == TODAY
    assert client.post(f"/offices/{city.office.pk}/roles", given | {"role": "king"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/offices/new", "/offices/{key}/change", "/offices/{key}/roles", "/offices/{key}/merge"]
)
def test_nobody_else_changes_the_house(
    administrator: Callable[[str], Client], city: Staff, path: str
) -> None:
    wrong = administrator("audit"), client_of(city.director), Client()
    for client in wrong:
        response = client.post(path.format(key=city.office.pk), stage())
        assert response.status_code in (302, 403), path
    assert Office.objects.count() == 1
    assert Grant.objects.count() == 4


def test_a_head_names_a_deputy_in_the_own_office(city: Staff) -> None:
    given = {
        "person": city.head.user, "deputy": city.officer.user, "first": str(TODAY), "last": str(TODAY),
        "reason": "出差",
    }  # fmt: skip
    path = f"/offices/{city.office.pk}/deputies"
    assert client_of(city.officer).post(path, given).status_code == 403
    assert client_of(city.head).post(path, given | {"last": "2001-01-01"}).status_code == 400
    assert client_of(city.head).post(path, given).status_code == 302
    assert Deputy.objects.count() == 1
    eyes = viewer_of(User.objects.get(pk=city.officer.user))
    assert eyes.roles("infringement", city.office.pk)["head"] == city.head.user


def test_an_office_never_stands_below_itself(db: None) -> None:
    above = office("350000", "福建省知识产权局", "闽", "province")
    below = office("350200", "厦门市知识产权局", "厦", parent=above)
    moved = offices.Stage("福建省知识产权局", "", "province", "patent_office", below)
    with pytest.raises(Refused):
        offices.change(above, TODAY, moved, "x")


def test_the_tree_is_that_of_the_day(db: None) -> None:
    above = office("350000", "福建省知识产权局", "闽", "province")
    other = office("330000", "浙江省知识产权局", "浙", "province")
    place = office("350200", "厦门市知识产权局", "厦", parent=above)
    offices.change(
        place, TODAY, offices.Stage("厦门市知识产权局", "", "prefecture", "patent_office", other), "划转"
    )
    assert offices.below(FOUNDED) == {above.pk: (place.pk,)}
    assert offices.below(TODAY) == {other.pk: (place.pk,)}


@pytest.mark.parametrize(
    ("code", "name", "short", "level"),
    [
        ("350000", "福建省知识产权局", "闽", "province"),
        ("350200", "厦门市知识产权局", "闽厦门", "prefecture"),
        ("350203", "思明区知识产权局", "闽思明", "county"),
    ],
)
def test_an_office_of_a_place_is_founded_under_its_usual_name(
    db: None, code: str, name: str, short: str, level: str
) -> None:
    place, founded = offices.office_of(code)
    assert founded
    assert (offices.stage_on(place, TODAY).name_zh, place.short) == (name, short)
    assert offices.stage_on(place, TODAY).level == level
    assert offices.office_of(code) == (place, False)
    with pytest.raises(Refused):
        offices.office_of("999999")


def test_offices_founded_in_any_order_stand_below_one_another(db: None) -> None:
    city, _new = offices.office_of("350200")
    province, _new = offices.office_of("350000")
    district, _new = offices.office_of("350203")
    assert offices.below(TODAY)[province.pk] == tuple(sorted((city.pk, district.pk)))
