"""Synthetic offices: all in them is by real acts, explained by the ledger, and says that it is made up."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fangzhi import home
from fangzhi.accounts.models import account_of
from fangzhi.casework.access.roles import PARTNER, ROLES
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import register
from fangzhi.casework.models import (
    Attachment,
    Deadline,
    Event,
    Grant,
    Notice,
    Office,
    OfficeStage,
    Paper,
    Proposal,
    Record,
    Recusal,
)
from fangzhi.casework.verification import verify
from fangzhi.patents.numbers import parse
from fangzhi.registers import stories
from fangzhi.registers.protection.infringement.model import InfringementCase
from fangzhi.registers.stories import STORIES, tell
from fangzhi.registers.synthetic import make_many, make_office

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.registers.synthetic import Person

TODAY = date(2026, 6, 15)


@pytest.fixture
def demo(db: None) -> list[Person]:
    """The demonstration, with each story once."""
    number = {kind: len(each) for kind, each in STORIES.items()}
    return make_office(
        infringement=number["infringement"],
        mediation=number["mediation"],
        passing_off=number["passing_off"],
    )


@pytest.mark.slow
def test_the_demonstration_has_cases_in_every_state(demo: list[Person]) -> None:
    with everything():
        found = set(Record.objects.values_list("register", "state"))
    for kind in STORIES:
        states = {(kind, state.id) for state in register(kind).states}
        assert states - found == set()


@pytest.mark.slow
def test_the_demonstration_has_everything_that_happens_in_an_office(demo: list[Person]) -> None:
    from django.utils import timezone

    today = timezone.localdate()
    with everything():
        running = Deadline.objects.filter(running=True)
        assert running.filter(due_on__lt=today).exists()
        assert running.filter(due_on__gte=today, due_on__lte=today + timedelta(days=7)).exists()
        assert Record.objects.filter(stopped=True, state="stayed").exists()
        assert set(Proposal.objects.values_list("state", "step")) == {
            ("waiting", 0),
            ("waiting", 1),
            ("returned", 0),
        }
        assert Paper.objects.count() > 100
        assert Event.objects.filter(kind="undo").exists()
        assert Event.objects.filter(kind="extend").exists()
        assert Record.objects.filter(level=1).exists()
        assert Record.objects.filter(officer__isnull=True, closed_on__isnull=True).exists()
        assert Recusal.objects.exists()
        assert Attachment.objects.exists()
        assert Notice.objects.filter(kind="approval").exists()
    assert verify().ok


@pytest.mark.slow
def test_somebody_holds_every_role_and_can_sign_in_at_once(demo: list[Person]) -> None:
    assert set(Grant.objects.values_list("role", flat=True)) == set(ROLES) - {PARTNER}
    for one in demo:
        user = User.objects.get(username=one.user)
        assert user.check_password(one.password)
        assert not account_of(user).must_change_password
    levels = Counter(OfficeStage.objects.values_list("level", flat=True))
    assert levels == {"province": 1, "prefecture": 2, "county": 1}


@pytest.mark.slow
def test_the_province_sees_the_cases_below_it_and_a_city_only_its_own(demo: list[Person]) -> None:
    from fangzhi.casework.access.scope import scope

    seen = {}
    for name in ("demo-province", "demo-b-officer"):
        with scope(viewer_of(User.objects.get(username=name))):
            seen[name] = set(Record.objects.values_list("office__code", flat=True))
    assert seen["demo-b-officer"] <= {"990200"}
    assert "990100" in seen["demo-province"]


@pytest.mark.slow
def test_every_name_says_that_it_is_made_up(demo: list[Person]) -> None:
    assert all("示例" in name for name in OfficeStage.objects.values_list("name_zh", flat=True))
    assert all(code.startswith("99") for code in Office.objects.values_list("region", flat=True))
    assert all(one.user.startswith("demo-") for one in demo)
    with everything():
        for title, parties in Record.objects.values_list("title", "parties"):
            assert title.startswith("示例")
            assert all(party.startswith("示例") for party in parties.split(" / "))
    for number in InfringementCase._base_manager.values_list("patent_number", flat=True):
        assert int(parse(number).digits[5:]) >= 9_900_000


@pytest.mark.slow
def test_a_demonstration_that_fails_leaves_nothing_behind(db: None) -> None:
    User.objects.create_user("demo-county-officer")
    with pytest.raises(Exception, match="demo-county-officer"):
        make_office()
    assert not Office.objects.exists()
    assert User.objects.count() == 1


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(sorted(STORIES)), data=st.data())
def test_a_story_never_runs_past_the_day_it_is_told(seed: int, kind: str, data: st.DataObject) -> None:
    """And its days never go back."""
    story = STORIES[kind][data.draw(st.sampled_from(sorted(STORIES[kind])))]
    dice = Random(seed)
    received = TODAY - timedelta(days=story.length + dice.randint(*story.since))
    days = [one.day for one in tell(story, received, {}, "示例公司")]
    assert days == sorted(days)
    assert all(received <= day <= TODAY for day in days)


@given(serial=st.integers(0, 10**6), year=st.integers(2010, 2026), kind=st.sampled_from("123"))
def test_made_up_patent_numbers_are_well_formed_and_out_of_reach(serial: int, year: int, kind: str) -> None:
    number, filed, granted = stories.patent(serial, date(year, 5, 1), kind)
    parsed = parse(number)
    assert (parsed.stated, parsed.year) == ("ok", filed.year)
    assert int(parsed.digits[5:]) >= 9_900_000
    assert filed < granted < date(year, 5, 1)


def told() -> list[tuple[Any, ...]]:
    """What many cases are, without what differs from run to run."""
    with everything():
        header = (
            "number",
            "title",
            "state",
            "level",
            "opened_on",
            "closed_on",
            "due_on",
            "due_rule",
            "result",
        )
        return list(Record.objects.order_by("pk").values_list("office__code", *header))


def test_many_cases_stand_mixed_over_offices_levels_and_years(db: None) -> None:
    offices = make_many(600, 3, seed=7, today=TODAY)
    rows = told()
    assert len(rows) == 600
    assert Counter(row[0] for row in rows) == {one.code: 200 for one in offices[1:]}
    assert {row[4] for row in rows} == {0, 1, 2}
    assert len({row[3] for row in rows}) >= 10
    assert len({row[5].year for row in rows}) >= 5
    assert any(row[7] and row[7] < TODAY for row in rows)
    assert any(row[7] and row[7] >= TODAY for row in rows)
    with everything():
        assert Event.objects.filter(record__isnull=False).count() > 3000
    assert verify().ok


def test_the_same_seed_gives_the_same_cases(db: None) -> None:
    made = []
    for _ in range(2):
        with transaction.atomic():
            make_many(60, 2, seed=5, today=TODAY)
            made.append(told())
            transaction.set_rollback(True)
    assert len(made[0]) == 60
    assert made[0] == made[1]


@pytest.mark.parametrize("marked", [True, False])
def test_pages_say_so_where_the_folder_is_marked(
    db: None, marked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    if marked:
        home.demo_mark().parent.mkdir()
        home.demo_mark().touch()
    page = Client().get("/indicators").content.decode()
    assert ("合成数据：" in page) is marked
