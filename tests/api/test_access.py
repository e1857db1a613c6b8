"""Whose eyes an answer looks through: levels, recusal, deputies, offices below, administrators."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from fangzhi.accounts.models import Account
from fangzhi.casework.access import grants
from fangzhi.casework.access.viewer import forget, viewer_of
from fangzhi.casework.models import Grant
from tests.api.conftest import Program, act, office, opened, person, program
from tests.casework.examples import PANEL

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer
    from tests.casework.conftest import Staff

RECORDS = "/registers/infringement/records"
TODAY = timezone.localdate()


@pytest.fixture
def record(intake: Program) -> dict[str, Any]:
    """A received petition."""
    return opened(intake)


def sees(speaker: Program, record: dict[str, Any]) -> bool:
    """Whether the record is in the list; the record itself must answer the same."""
    listed = record["id"] in [one["id"] for one in speaker.get(RECORDS)["records"]]
    speaker.get(f"/records/{record['id']}", 200 if listed else 404)
    return listed


def hidden(city: Staff, record: dict[str, Any], level: int) -> None:
    """Make a record more confidential."""
    act(program(city.director), record, "set_level", "2026-03-02", level=level, why="涉密")


def user(viewer: Viewer) -> User:
    """The account behind a pair of eyes."""
    return User.objects.get(pk=viewer.user)


@pytest.mark.parametrize(
    ("level", "seeing"),
    [(0, {"intake", "officer", "head", "director"}), (1, {"officer", "head", "director"}), (2, {"director"})],
)
def test_a_level_hides_a_record_from_those_below_it(
    city: Staff, record: dict[str, Any], level: int, seeing: set[str]
) -> None:
    if level:
        hidden(city, record, level)
    people = {name: program(getattr(city, name)) for name in ("intake", "officer", "head", "director")}
    assert {name for name, speaker in people.items() if sees(speaker, record)} == seeing


def test_a_recused_person_does_not_find_the_record_any_more(
    city: Staff, record: dict[str, Any], officer: Program, head: Program
) -> None:
    assert sees(officer, record)
    done = act(head, record, "recuse", "2026-03-02", person="officer-350200", why="近亲属")
    assert done["record"]["version"] == 2
    forget()
    assert not sees(officer, record)
    assert sees(head, record)
    body = {"occurred_on": "2026-03-02", "version": 2, "inputs": {"text": "x"}}
    officer.post(f"/records/{record['id']}/acts/note", body, 404)
    many = {"records": [record["id"]], "occurred_on": "2026-03-02", "inputs": {}}
    outcome = officer.post("/registers/infringement/acts/archive/preview", many)["outcomes"][0]
    assert (outcome["done"], outcome["number"]) == (False, None)


def test_a_deputy_acts_for_who_is_away_and_the_event_says_for_whom(
    city: Staff, record: dict[str, Any], head: Program
) -> None:
    deputy = person("deputy", city.office, "intake")
    grants.stand_in(user(city.head), user(deputy), city.office, TODAY, TODAY, reason="出差")
    speaker = program(viewer_of(user(deputy)))
    assert "head-350200" in [one["behalf"] for one in speaker.get("/me")["roles"]]
    docketed = act(speaker, record, "docket", "2026-03-06", panel=PANEL)["record"]
    event = speaker.get(f"/records/{docketed['id']}")["events"][-1]
    assert (event["by"], event["behalf"]) == ("deputy", "head-350200")


def test_an_ended_role_ends_what_its_program_sees(
    city: Staff, record: dict[str, Any], officer: Program
) -> None:
    assert sees(officer, record)
    grant = Grant.objects.get(user=city.officer.user)
    grants.end(grant, TODAY - timedelta(days=1), reason="调离")
    officer.get(RECORDS, 403)
    assert officer.get("/me")["roles"] == []


def test_an_office_above_reads_and_does_not_act(city: Staff, intake: Program) -> None:
    above = office("350000", "福建省知识产权局", "闽", "province")
    speaker = program(person("inspector", above, "officer", below=False))
    record = opened(intake)
    assert not sees(speaker, record)
    grants.give(
        User.objects.get(username="inspector"), city.office, "archivist", date(2020, 1, 1), reason="检查"
    )
    assert sees(speaker, record)
    refused = act(speaker, record, "docket", "2026-03-06", 403, panel=PANEL)
    assert "of this office" in refused["sentence"]
    assert speaker.get(f"/records/{record['id']}")["acts"] == []


def test_somebody_without_the_role_adds_no_file(city: Staff, record: dict[str, Any]) -> None:
    from tests.api.test_files import TEXT, file

    speaker = program(person("archivist", city.office, "archivist"))
    speaker.upload(f"/records/{record['id']}/attachments", 403, file=file("证据.txt", TEXT))
    assert speaker.get(f"/records/{record['id']}")["attachments"] == []


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_an_administrator_of_the_system_reads_no_case(
    kind: str, record: dict[str, Any], nobody: Program
) -> None:
    account = User.objects.get(username="nobody")
    Account.objects.update_or_create(user=account, defaults={"administrator": kind})
    nobody.get("/registers", 403)
    nobody.get("/work", 403)
    nobody.get(f"/records/{record['id']}", 403)
    assert nobody.get("/me")["roles"] == []


def test_a_person_of_two_offices_chooses_where_a_record_is_opened(city: Staff) -> None:
    other = office("350100", "福州市知识产权局", "榕")
    grants.give(user(city.intake), other, "intake", date(2020, 1, 1), reason="兼任")
    speaker = program(viewer_of(user(city.intake)))
    from tests.api.conftest import petition

    body = {"office": "350100", "occurred_on": "2026-03-02", "inputs": petition()}
    made = speaker.post(RECORDS, body, 201)["record"]
    assert made["office"] == {"code": "350100", "name": "福州市知识产权局"}
    assert speaker.get(f"{RECORDS}?office=350100")["total"] == 1
    assert speaker.get(f"{RECORDS}?office=350200")["total"] == 0


def test_a_register_that_a_grant_leaves_out_is_closed_to_acts_too(
    city: Staff, record: dict[str, Any]
) -> None:
    speaker = program(person("mediator", city.office, "head", registers=("mediation",)))
    act(speaker, record, "docket", "2026-03-06", 404, panel=PANEL)
    many = {"records": [record["id"]], "occurred_on": "2026-03-06", "inputs": {}}
    speaker.post("/registers/infringement/acts/archive/do", many, 404)
    outcome = speaker.post("/registers/mediation/acts/archive/do", many)["outcomes"][0]
    assert not outcome["done"]


def test_two_programs_that_act_at_the_same_version_do_one_act(
    intake: Program, head: Program, record: dict[str, Any]
) -> None:
    act(head, record, "docket", "2026-03-06", panel=PANEL)
    act(head, record, "docket", "2026-03-06", 409, panel=PANEL)
    events = head.get(f"/records/{record['id']}")["events"]
    assert [one["kind"] for one in events] == ["receive", "docket"]


def test_a_refused_act_leaves_nothing_behind(head: Program, record: dict[str, Any]) -> None:
    before = head.get(f"/records/{record['id']}")
    act(head, record, "docket", "2026-03-06", 422)
    act(head, record, "docket", "2026-03-01", 422, panel=PANEL)
    act(head, record, "hear", "2026-03-06", 422, attendance="both", hearing_record="x")
    assert head.get(f"/records/{record['id']}") == before
