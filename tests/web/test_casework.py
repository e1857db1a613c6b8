"""Pages of casework: what they ask of the database, and what they say when something is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.casework import acts, approvals
from fangzhi.casework.access.scope import everything
from fangzhi.casework.models import Event, Notice, Paper, Record
from fangzhi.casework.refusals import Refused
from fangzhi.home import home_folder
from tests.casework.conftest import Staff, done
from tests.casework.examples import PANEL, PETITION, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

    Receive = Callable[..., Record]

DOCKETED, SERVED = date(2026, 3, 6), date(2026, 3, 9)


def client_of(viewer: Viewer) -> Client:
    """A browser of that person, whose session has begun."""
    client = Client()
    client.force_login(User.objects.select_related("account").get(pk=viewer.user))
    client.get("/registers")
    return client


@pytest.fixture
def case(city: Staff, received: Receive) -> Record:
    """A case that has been served."""
    found = received()
    done(found, "docket", city.head, DOCKETED, panel=PANEL)
    done(found, "assign", city.head, DOCKETED, officer=city.officer.user)
    done(found, "serve", city.officer, SERVED, handed_on=SERVED, **PROOF)
    return found


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/registers/infringement", 7),
        ("/registers/infringement?state=served&q=示例&due=1", 7),
        ("/registers/infringement.json", 7),
        ("/registers/infringement/board", 7),
        ("/work", 10),
        ("/work?all=1", 10),
        ("/search?q=示例", 7),
        ("/registers/infringement/counts?count=accepted", 8),
        ("/records/{key}", 15),
        ("/records/{key}.json", 15),
        ("/records/{key}/acts/answer", 10),
        ("/registers/infringement/new", 7),
    ],
)
def test_a_page_asks_few_questions(
    city: Staff,
    case: Record,
    django_assert_max_num_queries: Any,
    path: str,
    most: int,
) -> None:
    client = client_of(city.officer)
    with django_assert_max_num_queries(most):
        assert client.get(path.format(key=case.pk)).status_code == 200


def test_closing_a_case_asks_at_most_twenty_five_questions(
    city: Staff,
    case: Record,
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(25):
        done(case, "mediate", city.officer, date(2026, 3, 10), agreement="停止制造\n互不追究")


def test_a_list_asks_the_same_for_many_rows(
    city: Staff,
    received: Receive,
    django_assert_max_num_queries: Any,
) -> None:
    for n in range(15):
        received(respondent=f"示例公司{n}")
    client = client_of(city.officer)
    with django_assert_max_num_queries(7):
        assert client.get("/registers/infringement").content.decode().count("示例公司") >= 15


def test_a_petition_is_received_on_a_page(city: Staff) -> None:
    client = client_of(city.intake)
    given = {key: str(value) for key, value in PETITION.items()} | {
        "no_suit": "on",
        "occurred_on": "2026-03-02",
    }
    response = client.post("/registers/infringement/new", given)
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(city: Staff) -> None:
    client = client_of(city.intake)
    given = {key: str(value) for key, value in PETITION.items()} | {"patent_number": "201320000001.8"}
    response = client.post("/registers/infringement/new?lang=en", given | {"occurred_on": "2026-03-02"})
    html = response.content.decode()
    assert response.status_code == 400
    assert "check digit" in html
    assert "示例制造有限公司" in html
    with everything():
        assert not Record.objects.exists()


def test_the_second_of_two_officers_gets_a_conflict_page(
    city: Staff,
    case: Record,
) -> None:
    first, second = client_of(city.officer), client_of(city.head)
    given = {"occurred_on": "2026-03-10", "version": str(_version(case)), "text": "一份意见"}
    assert first.post(f"/records/{case.pk}/acts/note", given).status_code == 302
    response = second.post(f"/records/{case.pk}/acts/note", given | {"text": "另一份意见"})
    assert response.status_code == 409
    assert "另一份意见" in response.content.decode()


def _version(case: Record) -> int:
    with everything():
        found: int = Record.objects.get(pk=case.pk).version
    return found


def test_an_act_that_is_not_possible_now_says_why_and_when(
    city: Staff,
    case: Record,
) -> None:
    client = client_of(city.officer)
    html = client.get(f"/records/{case.pk}?lang=en").content.decode()
    assert "The hearing has not been announced." in html
    html = client.get(f"/records/{case.pk}/acts/decide?lang=en").content.decode()
    assert "This is not done in the state" in html


def test_an_act_that_needs_approval_is_submitted_and_approved(
    city: Staff,
    case: Record,
) -> None:
    officer, head = client_of(city.officer), client_of(city.head)
    given = {"occurred_on": "2026-03-10", "stay_ground": "other_case", "grounds": "另案", "how": "propose"}
    assert officer.post(f"/records/{case.pk}/acts/stay", given).status_code == 302
    with everything():
        waiting = case.proposals.get()
    assert officer.post(f"/proposals/{waiting.pk}/approve").status_code == 403
    assert head.post(f"/proposals/{waiting.pk}/return", {"reason": ""}).status_code == 400
    assert head.post(f"/proposals/{waiting.pk}/approve").status_code == 302
    with everything():
        assert Record.objects.get().state == "stayed"
        assert Notice.objects.filter(user=city.officer.user, kind="approved").exists()


def test_a_record_is_shown_as_it_was_known(city: Staff, case: Record) -> None:
    with everything():
        moment = Event.objects.get(kind="docket").recorded_at.isoformat()
    told = client_of(city.officer).get(f"/records/{case.pk}.json", {"as_of": moment}).json()
    assert (told["state"], len(told["events"])) == ("docketed", 2)


def test_a_past_moment_shows_nothing_of_later(city: Staff, case: Record) -> None:
    done(case, "answer", city.intake, date(2026, 3, 20), answer="不落入保护范围。")
    done(case, "mediate", city.officer, date(2026, 3, 21), agreement="和解")
    with everything():
        moments = {one.kind: one.recorded_at.isoformat() for one in Event.objects.all()}
    client = client_of(city.officer)
    then = client.get(f"/records/{case.pk}.json", {"as_of": moments["serve"]}).json()
    assert (then["result"], then["closed_on"], then["fields"].get("answer")) == (None, None, None)
    assert then["due_on"] == "2026-06-08"
    assert "不落入" not in client.get(f"/records/{case.pk}", {"as_of": moments["serve"]}).content.decode()
    now = client.get(f"/records/{case.pk}.json").json()
    assert client.get(f"/records/{case.pk}.json", {"as_of": moments["mediate"]}).json() == now
    for moment in ("2026-01-01", "0001-01-01"):
        assert client.get(f"/records/{case.pk}", {"as_of": moment}).status_code in (200, 404)


def test_a_number_stays_given_at_a_past_moment_after_its_act_was_undone(
    city: Staff, received: Receive
) -> None:
    case = received()
    done(case, "docket", city.head, DOCKETED, panel=PANEL)
    acts.undo(case, city.head, "误立")
    with everything():
        moment = Event.objects.get(kind="undo").recorded_at.isoformat()
    told = client_of(city.officer).get(f"/records/{case.pk}.json", {"as_of": moment}).json()
    assert told["number"] == "厦知裁字〔2026〕1号"


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/records/{key}/acts/note", {"text": "x", "occurred_on": "2026-03-10", "version": "²"}),
        ("/records/{key}/undo", {"reason": "x", "version": "²"}),
        ("/registers/infringement/many/assign", {"record": ["²", "9" * 30]}),
        ("/work/hand-over", {"leaving": "²", "taking": "9" * 30}),
    ],
)
def test_a_number_that_is_none_is_no_fault_of_ours(
    city: Staff, case: Record, path: str, given: dict[str, Any]
) -> None:
    assert client_of(city.head).post(path.format(key=case.pk), given).status_code < 500


def test_counts_of_a_moment_that_cannot_be_are_those_of_now(city: Staff, case: Record) -> None:
    client = client_of(city.head)
    assert client.get("/registers/infringement/counts?as_of=0001-01-01").status_code == 200


def test_a_decision_is_served_on_the_other_party_too(city: Staff, case: Record) -> None:
    with everything():
        paper = Paper.objects.get(record=case.pk, template="infringement-answer")
    html = client_of(city.officer).get(f"/records/{case.pk}/acts/serve_paper").content.decode()
    assert f'value="{paper.pk}"' in html


def test_papers_are_made_as_word_and_pdf(city: Staff, case: Record) -> None:
    client = client_of(city.officer)
    with everything():
        paper = case.papers.first()
    first = client.get(f"/records/{case.pk}/papers/{paper.pk}.docx").content
    assert first[:2] == b"PK"
    assert client.get(f"/records/{case.pk}/papers/{paper.pk}.docx").content == first
    assert client.get(f"/records/{case.pk}/papers/{paper.pk}.pdf").content[:5] == b"%PDF-"


def test_the_calendar_feed_names_no_party_and_ends_with_a_new_address(
    city: Staff,
    case: Record,
) -> None:
    client = client_of(city.officer)
    first = _feed(client)
    body = Client().get(first).content.decode()
    assert "BEGIN:VEVENT" in body
    assert "示例制造" not in body
    _feed(client)
    assert Client().get(first).status_code == 404


def _feed(client: Client) -> str:
    html = client.post("/work/feed").content.decode()
    return "/feed/" + html.partition("/feed/")[2].partition("<")[0]


def test_everything_of_somebody_who_leaves_is_handed_over(
    city: Staff,
    case: Record,
) -> None:
    client = client_of(city.head)
    assert client_of(city.officer).get("/work/load").status_code == 403
    given = {"leaving": city.officer.user, "taking": city.head.user}
    assert client.post("/work/hand-over", given).status_code == 302
    with everything():
        assert Record.objects.get().officer_id == city.head.user


def test_counts_can_be_read_as_of_a_past_moment(city: Staff, case: Record) -> None:
    client = client_of(city.director)
    with everything():
        before = Event.objects.get(kind="receive").recorded_at.isoformat()
    period = {"first": "2026-01-01", "last": "2026-12-31"}
    now = client.get("/registers/infringement/counts.json", period).json()["counts"]
    then = client.get("/registers/infringement/counts.json", period | {"as_of": before}).json()["counts"]
    assert [(one["count"], one["number"]) for one in now] == [("accepted", 1)]
    assert then == []


def test_a_returned_proposal_is_told_on_the_desk(city: Staff, received: Receive) -> None:
    found = received()
    waiting = approvals.propose(found, "docket", city.officer, DOCKETED, panel=PANEL)
    approvals.send_back(waiting, city.head, "缺一份证据")
    assert "缺一份证据" in client_of(city.officer).get("/work").content.decode()


def test_an_undone_act_stays_visible(city: Staff, case: Record) -> None:
    acts.undo(case, city.officer, "误送")
    html = client_of(city.officer).get(f"/records/{case.pk}").content.decode()
    assert "误送" in html
    assert 'class="undone"' in html


def test_many_records_are_assigned_at_once_after_a_preview(city: Staff, received: Receive) -> None:
    keys = [received(respondent=f"公司{n}").pk for n in range(3)]
    client = client_of(city.head)
    given = {"record": keys, "officer": city.officer.user, "occurred_on": "2026-03-06"}
    path = "/registers/infringement/many/assign"
    assert 'name="officer"' in client.post(path, {"record": keys}).content.decode()
    client.post(path, given | {"step": "preview"})
    with everything():
        assert not Record.objects.filter(officer__isnull=False).exists()
    assert client.post(path, given | {"step": "do"}).status_code == 200
    with everything():
        assert Record.objects.filter(officer=city.officer.user).count() == 3
    assert client.post("/registers/infringement/many/decide", {"record": keys}).status_code == 404


def test_the_case_sheet_and_the_form_of_proof_of_service_are_printed(city: Staff, case: Record) -> None:
    client = client_of(city.officer)
    with everything():
        paper = case.papers.filter(secret=False).order_by("-pk").first()
    for path in ("sheet.pdf", f"papers/{paper.pk}/receipt.pdf"):
        with pypdfium2.PdfDocument(client.get(f"/records/{case.pk}/{path}").content) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert "厦知裁字〔2026〕1号" in text
        assert "示例制造有限公司" in text


def test_a_template_of_the_office_that_lacks_a_value_is_named_before_the_act(
    city: Staff, received: Receive
) -> None:
    from docx import Document

    folder = home_folder() / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    document = Document()
    document.add_paragraph("{{ petitioner }} {{ stamp_of_the_moon }}")
    document.save(str(folder / "infringement-docketing.docx"))
    try:
        found = received()
        with pytest.raises(Refused, match="stamp_of_the_moon"):
            done(found, "docket", city.head, DOCKETED, panel=PANEL)
    finally:
        (folder / "infringement-docketing.docx").unlink()
    done(found, "docket", city.head, DOCKETED, panel=PANEL)


@pytest.mark.parametrize("cut", ["register", "office", "month", "result", "body", "source"])
def test_statistics_are_cut_and_opened(
    city: Staff, case: Record, cut: str, django_assert_max_num_queries: Any
) -> None:
    client = client_of(city.director)
    given = {"first": "2026-01-01", "last": "2026-12-31", "cut": cut, "register": "infringement"}
    with django_assert_max_num_queries(8):
        html = client.get("/statistics", given | {"measure": "accepted"}).content.decode()
    assert "厦知裁字〔2026〕1号" in html
    rows = client.get("/statistics.json", given).json()["rows"]
    assert sum(row["accepted"] for row in rows) == 1
    assert client.get("/statistics.csv", given).status_code == 200


def test_a_second_case_about_the_same_dispute_is_pointed_out_before_it_is_opened(
    city: Staff, received: Receive
) -> None:
    received()
    client = client_of(city.intake)
    given = {key: str(value) for key, value in PETITION.items()} | {
        "no_suit": "on",
        "occurred_on": "2026-03-02",
    }
    html = client.post("/registers/infringement/new?lang=en", given).content.decode()
    assert "There is a case about the same patent and the same respondent" in html
    with everything():
        assert Record.objects.count() == 1
    assert client.post("/registers/infringement/new", given | {"knowing": "1"}).status_code == 302


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_never_taken_for_today(city: Staff, case: Record, day: str) -> None:
    client = client_of(city.officer)
    response = client.post(f"/records/{case.pk}/acts/note", {"occurred_on": day, "text": "x"})
    assert response.status_code == 400
    with everything():
        assert not Event.objects.filter(kind="note").exists()
