"""Partners outside: they see what is shared with them through the narrow view, and nothing otherwise."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fangzhi.casework import acts, offices, paperwork
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything
from fangzhi.casework.attachments import attach
from fangzhi.casework.declaration import register, registers
from fangzhi.casework.models import Event, Grant, Paper, Record
from tests.casework.conftest import Staff, done, opened, person
from tests.casework.examples import PANEL
from tests.casework.test_access import addresses

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

    Receive = Callable[..., Record]

DAY, SENT = date(2026, 3, 9), date(2026, 3, 12)
MARK = "绝密标记甲乙丙"
"""Stands in all that is not for partners, so that a leak shows in any answer."""
SHARED = "示例共享单位丁戊己"
"""Stands in what is shared."""


class Sharing(NamedTuple):
    """A hand-over that is shared with the police of the city, its case, and people outside."""

    record: Record
    case: Record
    office: Staff
    officer: Viewer
    strangers: dict[str, Viewer]


@pytest.fixture
def sharing(city: Staff, received: Receive) -> Sharing:
    """A hand-over with everything on it; the police of another city, the procuratorate, a partner for another
    register alone and one whose role has ended take no part."""
    police, _new = offices.office_of("350200-police")
    people = {
        "other": person("other", offices.office_of("350500-police")[0], "partner"),
        "prosecutor": person("prosecutor", offices.office_of("350200-procuratorate")[0], "partner"),
        "narrow": person("narrow", police, "partner", registers=("cooperation",)),
        "past": person("past", police, "partner", until=date(2026, 3, 11)),
    }
    case = received(facts=MARK)
    done(case, "docket", city.head, date(2026, 3, 6), panel=PANEL)
    attach(case, city.officer, ContentFile(MARK.encode(), f"{MARK}.txt"))
    given = {
        "case": case.pk, "suspect": SHARED, "offence": "passing_off", "ground": "serious",
        "facts": "标注他人专利号。", "team": "李示例（示例001）\n张示例（示例002）",
    }  # fmt: skip
    record = opened(acts.open_record(register("handover"), city.office, city.officer, DAY, **given))
    done(record, "note", city.officer, DAY, text=MARK)
    done(record, "report", city.officer, DAY, findings="属实。")
    done(record, "approve", city.director, SENT, grounds=MARK)
    attach(record, city.officer, ContentFile(MARK.encode(), f"{MARK}.txt"))
    done(record, "send", city.officer, SENT, police=police.pk, evidence_list="笔录一份")
    return Sharing(record, case, city, person("officer", police, "partner"), people)


def client_of(viewer: Viewer) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


def theirs(record: Record) -> list[str]:
    """The addresses of the narrow view of a record, with every paper that it has."""
    with everything():
        papers = list(Paper.objects.filter(record=record.pk).values_list("pk", flat=True))
    return [f"/shared/{record.pk}", *(f"/shared/{record.pk}/papers/{key}.pdf" for key in papers)]


def body_of(client: Client, path: str) -> tuple[int, str]:
    """The answer of an address: its status and its text. A search asks for half the mark, because pages
    repeat what was asked for."""
    answer = client.get(path.replace(MARK, MARK[:4]))
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, content.decode(errors="replace")


def test_the_walk_is_not_empty(sharing: Sharing) -> None:
    client = client_of(sharing.office.director)
    answers = [body_of(client, path) for path in addresses(sharing.record)]
    assert sum(status == 200 and SHARED in text for status, text in answers) >= 8
    assert any(MARK in text for _status, text in answers)


def test_the_police_see_what_is_shared_through_the_narrow_view_alone(sharing: Sharing) -> None:
    client = client_of(sharing.officer)
    for record in (sharing.record, sharing.case):
        for path in addresses(record):
            status, text = body_of(client, path)
            assert status < 500, path
            assert SHARED not in text, path
            assert MARK not in text, path
            if path.startswith((f"/records/{record.pk}", f"/api/records/{record.pk}")):
                assert status in (403, 404, 405), path
    status, text = body_of(client, f"/shared/{sharing.record.pk}")
    assert (status, SHARED in text, MARK in text) == (200, True, False)


def test_the_narrow_view_shows_the_papers_for_partners_and_no_other(sharing: Sharing) -> None:
    client = client_of(sharing.officer)
    with everything():
        papers = list(Paper.objects.filter(record=sharing.record.pk))
    allowed = register("handover").papers_for_partners
    assert {one.template in allowed for one in papers} == {True, False}
    for one in papers:
        status, _text = body_of(client, f"/shared/{sharing.record.pk}/papers/{one.pk}.pdf")
        assert status == (200 if one.template in allowed else 404), one.template
        if one.template in allowed:
            assert paperwork.print_out(one).startswith(b"%PDF")
            assert MARK not in one.values


@pytest.mark.parametrize("who", ["other", "prosecutor", "narrow", "past"])
def test_whoever_takes_no_part_finds_nothing(sharing: Sharing, who: str) -> None:
    client = client_of(sharing.strangers[who])
    for path in [*addresses(sharing.record), "/shared", *theirs(sharing.record), *theirs(sharing.case)]:
        status, text = body_of(client, path)
        assert status < 500, path
        assert SHARED not in text, path
        assert MARK not in text, path
        assert not (path.startswith("/shared/") and status == 200), path


def test_no_other_record_is_found_by_its_number(sharing: Sharing) -> None:
    client = client_of(sharing.officer)
    for path in theirs(sharing.case):
        assert body_of(client, path)[0] == 404
    assert f"/shared/{sharing.record.pk}" in body_of(client, "/shared")[1]
    assert f"/shared/{sharing.case.pk}" not in body_of(client, "/shared")[1]


def test_no_act_of_a_partner_goes_by_another_path(sharing: Sharing) -> None:
    client = client_of(sharing.officer)
    given = {"occurred_on": str(SENT), "signed_by": "陈示例", "text": "x", "reason": "x"}
    key = sharing.record.pk
    for act in registers()["handover"].by_id:
        assert client.post(f"/records/{key}/acts/{act}", given).status_code in (403, 404), act
        body = {"occurred_on": str(SENT), "version": 6, "inputs": {"signed_by": "陈示例"}}
        answer = client.post(f"/api/records/{key}/acts/{act}", body, "application/json")
        assert answer.status_code in (401, 403, 404), act
    for verb in ("undo", "files", "shred", "events/1/correct"):
        assert client.post(f"/records/{sharing.record.pk}/{verb}", given).status_code in (403, 404)
    assert client.post("/registers/handover/new", given).status_code in (403, 404)
    with everything():
        assert Event.objects.filter(record=sharing.record.pk).order_by("-seq")[0].kind == "send"


def test_the_police_sign_the_receipt_and_answer_on_the_page(sharing: Sharing) -> None:
    client, path = client_of(sharing.officer), f"/shared/{sharing.record.pk}"
    failed = client.post(path, {"act": "receipt", "occurred_on": str(SENT), "signed_by": ""})
    assert failed.status_code == 400
    given = {"act": "receipt", "occurred_on": str(SENT), "occurred_at": "11:00", "signed_by": "陈示例"}
    answer = client.post(path, given)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{path}?done=1")
    page = client.get(path).content.decode()
    assert [
        one for one in ("docket", "refuse", "pass_on", "ask_supplement") if f'value="{one}"' not in page
    ] == []
    assert 'value="supervise"' not in page
    assert client.post(path, given | {"act": "supplement"}).status_code == 403
    assert client.post(path, given | {"act": "no such act"}).status_code in (400, 403)
    refusal = {"act": "refuse", "occurred_on": str(SENT), "police_reasons": "证据不足。"}
    assert client.post(path, refusal).status_code == 302
    assert "证据不足。" in client.get(path).content.decode()
    with everything():
        event = Event.objects.filter(record=sharing.record.pk).order_by("-seq")[0]
    assert (event.kind, event.by_id, event.chain_id) == (
        "refuse", sharing.officer.user, sharing.office.office.pk,
    )  # fmt: skip


def test_what_failed_stands_in_its_form_again(sharing: Sharing) -> None:
    client, path = client_of(sharing.officer), f"/shared/{sharing.record.pk}"
    given = {"act": "receipt", "occurred_on": "2026-03-01", "signed_by": "陈示例"}
    page = client.post(path, given).content.decode()
    assert 'value="陈示例"' in page
    assert 'id="receipt-occurred_on"' in page


def test_undoing_the_sharing_takes_the_view_away(sharing: Sharing) -> None:
    client = client_of(sharing.officer)
    acts.undo(sharing.record, sharing.office.officer, "误发")
    for path in theirs(sharing.record):
        assert body_of(client, path)[0] == 404
    assert SHARED not in body_of(client, "/shared")[1]
    given = {"act": "receipt", "occurred_on": str(SENT), "signed_by": "陈示例"}
    assert client.post(f"/shared/{sharing.record.pk}", given).status_code == 404


def test_ending_the_role_takes_the_view_away(sharing: Sharing) -> None:
    client = client_of(sharing.officer)
    held = Grant.objects.get(user=sharing.officer.user)
    grants.end(held, date(2026, 3, 13), reason="调离")
    assert timezone.localdate() > date(2026, 3, 13)
    for path in ("/shared", *theirs(sharing.record)):
        assert body_of(client, path)[0] == 404


def test_nobody_who_is_not_signed_in_sees_what_is_shared(sharing: Sharing) -> None:
    for path in ("/shared", *theirs(sharing.record)):
        assert Client().get(path).status_code == 302


def test_what_is_shared_costs_the_same_for_one_and_for_many(sharing: Sharing) -> None:
    client = client_of(sharing.officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/shared").status_code == 200
        return len(asked)

    client.get("/shared")
    first = cost()
    police = offices.office_of("350200-police")[0]
    for n in range(4):
        given = {
            "case": sharing.case.pk, "suspect": f"示例{n}公司", "offence": "other", "ground": "serious",
            "facts": "x", "team": "李示例（示例001）\n张示例（示例002）",
        }  # fmt: skip
        place = sharing.office
        record = opened(acts.open_record(register("handover"), place.office, place.officer, DAY, **given))
        done(record, "report", place.officer, DAY, findings="属实。")
        done(record, "approve", place.director, SENT)
        done(record, "send", place.officer, SENT, police=police.pk, evidence_list="笔录一份")
    assert cost() == first
