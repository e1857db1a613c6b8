"""Offices outside: how they are entered, who belongs to them, and that they open nothing by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.casework import offices
from fangzhi.casework.access import grants
from fangzhi.casework.access.roles import PARTNER, ROLES
from fangzhi.casework.access.viewer import Viewer, viewer_of
from fangzhi.casework.declaration import registers
from fangzhi.casework.models import Office
from fangzhi.casework.refusals import Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import FOUNDED, Staff, office, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.models import Record


def client_of(viewer: Viewer) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("350200-police", "厦门市公安局", "厦门公"),
        ("350200-procuratorate", "厦门市人民检察院", "厦门检"),
        ("350000-police", "福建省公安厅", "闽公"),
        ("450000-police", "广西壮族自治区公安厅", "桂公"),
        ("110000-police", "北京市公安局", "京公"),
        ("350000-procuratorate", "福建省人民检察院", "闽检"),
    ],
)
def test_police_and_procuratorate_are_entered_by_the_code_of_their_place(
    db: None, code: str, name: str, short: str
) -> None:
    found, new = offices.office_of(code)
    stage = found.stages.get()
    assert (new, found.outside, found.region) == (True, True, code[:6])
    assert (stage.name_zh, found.short, stage.parent) == (name, short, None)
    assert offices.office_of(code) == (found, False)
    assert verify().ok


@pytest.mark.parametrize("code", ["999999-police", "350200-army", "-police", "350200-", "police", "350200-2"])
def test_a_code_that_means_nothing_founds_nothing(db: None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        offices.office_of(code)
    assert "350200-police" in refused.value.sentence
    assert not Office.objects.exists()


@pytest.mark.parametrize("role", [one for one in ROLES if one != PARTNER])
def test_nobody_is_an_officer_of_an_office_outside(db: None, role: str) -> None:
    police, _new = offices.office_of("350200-police")
    with pytest.raises(Refused):
        grants.give(User.objects.create_user("x"), police, role, FOUNDED, reason="test")


def test_a_partner_belongs_to_an_office_outside(city: Staff) -> None:
    with pytest.raises(Refused):
        grants.give(User.objects.create_user("x"), city.office, PARTNER, FOUNDED, reason="test")


def test_an_office_outside_takes_no_part_in_the_tree(db: None) -> None:
    """Whoever sees the offices below sees nothing by the police, and an office founded later adopts none."""
    police, _new = offices.office_of("350200-police")
    province, _new = offices.office_of("350000")
    chief = person("chief", province, "director", below=True)
    assert chief.held[0].offices == (province.pk,)
    assert police.stages.get().parent is None


def test_a_partner_comes_to_what_is_shared_and_finds_no_register(
    city: Staff, received: Callable[..., Record]
) -> None:
    received()
    police, _new = offices.office_of("350200-police")
    client = client_of(person("partner", police, PARTNER))
    answer = client.get("/work")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/shared")
    assert client.get("/shared").status_code == 200
    for name in registers():
        for path in (f"/registers/{name}", f"/registers/{name}/counts", f"/registers/{name}/new"):
            assert client.get(path).status_code in (403, 404), path


def test_somebody_of_the_office_finds_nothing_under_shared(city: Staff) -> None:
    assert client_of(city.director).get("/shared").status_code == 404
    assert client_of(city.officer).get("/work").status_code == 200


def test_an_office_outside_is_offered_for_sharing_by_its_name(city: Staff) -> None:
    from fangzhi.casework.asking import outside

    offices.office_of("350200-police")
    closed, _new = offices.office_of("350200-procuratorate")
    offices.merge(closed, office("350100", "福州市知识产权局", "榕"), FOUNDED, "撤销")
    choices: Any = getattr(outside("police", "公安机关").field(), "choices", ())
    assert [str(words) for key, words in choices if key] == ["厦门市公安局"]


def test_what_is_granted_outside_shows_in_the_persons_eyes(db: None) -> None:
    police, _new = offices.office_of("350200-police")
    partner = person("partner", police, PARTNER)
    assert viewer_of(User.objects.get(pk=partner.user)).classes == ()
    assert partner.counts_of("infringement") == ()
