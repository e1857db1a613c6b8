"""Access: who sees what, by every path; and its two answers, "may I" and "which rows", agree."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangzhi.accounts.people import MACHINE, Unfit, appoint
from fangzhi.api.document import document
from fangzhi.casework import acts, approvals, lists, offices, worklists
from fangzhi.casework.access import grants
from fangzhi.casework.access.roles import ROLES
from fangzhi.casework.access.scope import OutsideScope, everything, scope
from fangzhi.casework.access.viewer import Held, OfRegister, Viewer, access_class, viewer_of
from fangzhi.casework.attachments import attach
from fangzhi.casework.declaration import register, registers
from fangzhi.casework.lists import Asked
from fangzhi.casework.models import Attachment, Deadline, Event, Paper, Record
from fangzhi.casework.refusals import Refused
from fangzhi.web.urls import urlpatterns
from tests.casework.conftest import FOUNDED, RECEIVED, Staff, done, office, opened, person, staff
from tests.casework.examples import PANEL, PETITION, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    Receive = Callable[..., Record]

DAY = date(2026, 3, 6)
MARK = "绝密标记甲乙丙"
"""Stands in the title of the hidden case, so that a leak shows in any answer."""


def client_of(viewer: Viewer | User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(viewer if isinstance(viewer, User) else User.objects.get(pk=viewer.user))
    return client


def test_nothing_is_read_outside_a_scope(db: None) -> None:
    for model in (Record, Event, Deadline, Paper, Attachment):
        with pytest.raises(OutsideScope):
            model.objects.count()


def test_a_director_above_sees_the_cases_below_and_not_those_of_another_province(db: None) -> None:
    fujian = office("350000", "福建省知识产权局", "闽", "province")
    zhejiang = office("330000", "浙江省知识产权局", "浙", "province")
    place = staff(office("350200", "厦门市知识产权局", "厦", parent=fujian))
    case = opened(
        acts.open_record(register("infringement"), place.office, place.intake, RECEIVED, **PETITION)
    )
    above = person("above", fujian, "director", below=True)
    beside = person("beside", fujian, "director")
    elsewhere = person("elsewhere", zhejiang, "director", below=True)
    for viewer, sees in ((above, True), (beside, False), (elsewhere, False)):
        with scope(viewer):
            assert Record.objects.exists() is sees
        assert viewer.sees(case) is sees


def test_an_office_founded_later_is_seen_from_above_at_once(db: None) -> None:
    fujian = office("350000", "福建省知识产权局", "闽", "province")
    chief = person("chief", fujian, "director", below=True)
    place = staff(office("350200", "厦门市知识产权局", "厦", parent=fujian))
    kind = register("infringement")
    acts.open_record(kind, place.office, place.intake, RECEIVED, **PETITION)
    with scope(viewer_of(User.objects.get(pk=chief.user))):
        assert Record.objects.exists()


def test_a_merged_office_is_seen_from_the_one_it_went_into(city: Staff, received: Receive) -> None:
    received()
    other = office("350100", "福州市知识产权局", "榕")
    chief = person("chief", other, "director", below=True)
    with scope(chief):
        assert not Record.objects.exists()
    offices.merge(city.office, other, date(2026, 11, 1), "合并")
    with scope(viewer_of(User.objects.get(pk=chief.user))):
        assert Record.objects.exists()


def test_a_confidential_case_is_seen_by_those_of_its_level(city: Staff, received: Receive) -> None:
    case = received()
    done(case, "set_level", city.director, DAY, level=2, why="涉密")
    for viewer, sees in (
        (city.intake, False),
        (city.officer, False),
        (city.head, False),
        (city.director, True),
    ):
        with scope(viewer):
            assert Record.objects.exists() is sees


def test_a_role_that_has_ended_opens_nothing(city: Staff, received: Receive) -> None:
    received()
    user = User.objects.get(pk=city.officer.user)
    held = user.grants.get()
    grants.end(held, date(2026, 3, 1), reason="调离")
    with scope(viewer_of(User.objects.get(pk=user.pk))):
        assert not Record.objects.exists()


def test_a_role_for_one_register_opens_no_other(city: Staff, received: Receive) -> None:
    received()
    mediator = person("mediator", city.office, "officer", registers=["mediation"])
    with scope(mediator):
        assert not Record.objects.exists()


def test_an_administrator_holds_no_role_and_who_holds_one_is_no_administrator(city: Staff) -> None:
    system = User.objects.create_user("system")
    appoint(system, "system", MACHINE)
    with pytest.raises(Refused):
        grants.give(User.objects.get(pk=system.pk), city.office, "officer", FOUNDED, reason="x")
    with pytest.raises(Unfit):
        appoint(User.objects.get(pk=city.officer.user), "audit", MACHINE)


HELD = st.builds(
    Held,
    office=st.integers(1, 3),
    role=st.sampled_from(list(ROLES)),
    registers=st.sampled_from([frozenset(), frozenset({"infringement"}), frozenset({"mediation"})]),
    level=st.integers(0, 2),
    offices=st.sampled_from([(1,), (2,), (1, 2), (1, 2, 3)]),
)


@pytest.fixture
def many(db: None) -> list[Record]:
    """One bare header of every office, register and level."""
    made = []
    for code in ("350200", "350100", "350300"):
        place = office(code, f"{code}局", "厦")
        for kind in ("infringement", "mediation"):
            for level in (0, 1, 2):
                made.append(_bare(place, kind, level))
    return made


def _bare(place: Any, kind: str, level: int) -> Record:
    with everything():
        found: Record = Record.objects.create(
            register=kind,
            office=place,
            level=level,
            access_class=access_class(place.pk, register(kind).code, level),
            title="x",
            state="received",
            opened_on=DAY,
            body="patent_office",
            region="350200",
        )
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(held=st.lists(HELD, max_size=3))
def test_may_i_and_which_rows_agree(many: list[Record], held: list[Held]) -> None:
    first = min(one.office_id for one in many)
    moved = tuple(
        one._replace(office=one.office + first - 1, offices=tuple(place + first - 1 for place in one.offices))
        for one in held
    )
    viewer = Viewer(1, "x", moved, recused=False, day=DAY)
    expected = {one.pk for one in many if viewer.sees(one)}
    with scope(viewer):
        assert set(Record.objects.values_list("pk", flat=True)) == expected
    for kind in ("infringement", "mediation"):
        wanted = {one.pk for one in many if one.pk in expected and one.register == kind}
        for spread in (False, True):
            with scope(OfRegister(viewer, kind, spread=spread)):
                assert set(Record.objects.values_list("pk", flat=True)) == wanted


class Town(NamedTuple):
    """A hidden case with everything on it, and the people who must not see it."""

    case: Record
    city: Staff
    strangers: list[User]


@pytest.fixture
def town(city: Staff, received: Receive) -> Town:
    """A confidential case, served, with papers, a file, a proposal and notices; and everybody who may not see
    it: people of another office in every role, the lower levels of its own office, administrators, a recused
    person and somebody without any role."""
    case = received(patent_title=MARK)
    done(case, "docket", city.head, DAY, panel=PANEL)
    done(case, "assign", city.head, DAY, officer=city.officer.user)
    done(case, "serve", city.officer, date(2026, 3, 9), handed_on=date(2026, 3, 9), **PROOF)
    attach(case, city.officer, ContentFile(MARK.encode(), f"{MARK}.txt"))
    approvals.propose(case, "stay", city.officer, date(2026, 3, 10), stay_ground="other_case", grounds=MARK)
    done(case, "recuse", city.director, date(2026, 3, 10), person=city.intake.user, why=MARK)
    done(case, "set_level", city.director, date(2026, 3, 10), level=2, why=MARK)
    other = staff(office("350100", "福州市知识产权局", "榕"))
    strangers = [User.objects.get(pk=one.user) for one in (*other[1:], city.intake, city.officer, city.head)]
    strangers.append(User.objects.get(pk=person("stat", city.office, "statistician").user))
    strangers.append(User.objects.create_user("nobody"))
    for kind in ("system", "security", "audit"):
        user = User.objects.create_user(f"{kind}-administrator")
        appoint(user, kind, MACHINE)
        strangers.append(user)
    return Town(case, city, [User.objects.get(pk=one.pk) for one in strangers])


def addresses(case: Record) -> list[str]:
    """Every address of the pages of casework, its twins and filters, filled with what belongs to the case."""
    with everything():
        event = Event.objects.filter(record=case).order_by("seq").first()
        paper = Paper.objects.filter(record=case).first()
        file = Attachment.objects.filter(record=case).first()
        deadline = Deadline.objects.filter(record=case).first()
        proposal = case.proposals.first()
    filled = {
        "number": case.pk, "event": event.pk, "key": paper.pk, "transition": "note", "name": case.register,
        "verb": "approve", "ending": "pdf", "deadline": deadline.pk, "grant": 1,
    }  # fmt: skip
    found = []
    for pattern in urlpatterns:
        text = str(pattern.pattern)
        if not re.match(r"\^?(records|registers|work|search|ledger|proposals|feed)", text):
            continue
        path = re.sub(r"\(\?P<twin>.*", "", text)
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda part: str(filled.get(part[1], 1)), path)
        path = re.sub(r"<\w+:(\w+)>", lambda part: str(filled.get(part[1], 1)), path)
        path = "/" + path.lstrip("^").rstrip("$").replace("\\.", ".")
        twins = ("", ".json", ".csv") if "twin" in text else ("",)
        found += [path + twin for twin in twins]
    found += [f"/records/{case.pk}/files/{file.pk}", f"/records/{case.pk}/whole.pdf?for=party"]
    if proposal is not None:
        found += [f"/proposals/{proposal.pk}/{verb}" for verb in ("approve", "return", "withdraw")]
    filled |= {"name": case.register, "act": "note", "ending": "pdf"}
    for path, methods in document()["paths"].items():
        if "get" in methods:
            found.append(re.sub(r"\{(\w+)\}", lambda part: str(filled.get(part[1], 1)), path))
    found += [f"/api/registers/{case.register}/records?text={MARK}", "/api/work?everybody=true"]
    found += [f"/search?q={word}" for word in (MARK, "示例", "201320000001.7")]
    found += [f"/registers/{case.register}?q={MARK}", f"/registers/{case.register}?state=served"]
    found += [f"/registers/{case.register}/counts?count={one.id}" for one in register(case.register).counts]
    found += ["/work?all=1", *(f"/work?all=1&list={one}" for one in worklists.LISTS)]
    return found


def test_the_walk_meets_every_kind_of_page(town: Town) -> None:
    """The generated list of addresses is not empty by mistake: its owner can open most of them."""
    client = client_of(town.city.director)
    answers = {path: client.get(path).status_code for path in addresses(town.case)}
    assert sum(code == 200 for code in answers.values()) >= 25, answers
    assert not [path for path, code in answers.items() if code >= 500], answers
    body = b"".join(client.get(f"/records/{town.case.pk}")).decode()
    assert MARK in body


def test_no_page_shows_a_hidden_case_to_anybody(town: Town) -> None:
    leaks = []
    for user in town.strangers:
        client = client_of(user)
        for path in addresses(town.case):
            response = client.get(path)
            body = b"".join(response) if response.streaming else response.content
            told = MARK.encode() in body.replace(path.partition("q=")[2].encode() or b"\0", b"")
            if told or response.status_code >= 500:
                leaks.append((user.username, path, response.status_code))
            if re.match(rf"(/api)?/records/{town.case.pk}\b", path) and response.status_code == 200:
                leaks.append((user.username, path, 200))
    assert leaks == []


def test_no_act_reaches_a_hidden_case(town: Town) -> None:
    done_by = []
    for user in town.strangers:
        client = client_of(user)
        for transition in registers()[town.case.register].by_id:
            response = client.post(
                f"/records/{town.case.pk}/acts/{transition}", {"occurred_on": "2026-03-11", "text": "x"}
            )
            if response.status_code not in (403, 404):
                done_by.append((user.username, transition, response.status_code))
        for path in ("undo", "files", "shred", "events/1/correct"):
            code = client.post(f"/records/{town.case.pk}/{path}", {"reason": "x"}).status_code
            if code not in (403, 404):
                done_by.append((user.username, path, code))
    assert done_by == []


def test_somebody_who_is_not_signed_in_sees_nothing_of_casework(town: Town) -> None:
    client = Client()
    for path in addresses(town.case):
        response = client.get(path)
        open_to_all = path in ("/api/openapi.json", "/api/docs")
        assert open_to_all or response.status_code in (302, 401, 403, 404, 405), (path, response.status_code)


def test_a_party_never_gets_the_secret_part(city: Staff, received: Receive) -> None:
    import pypdfium2

    case = received()
    done(case, "docket", city.head, DAY, panel=PANEL)
    done(case, "serve", city.officer, date(2026, 3, 9), handed_on=date(2026, 3, 9), **PROOF)
    done(case, "deliberate", city.officer, date(2026, 3, 10), opinions=MARK, conclusion=MARK)
    attach(case, city.officer, ContentFile(MARK.encode(), "内部意见.txt"), secret=True)
    client = client_of(city.director)
    texts = []
    for query in ("", "?for=party"):
        body = b"".join(client.get(f"/records/{case.pk}/whole.pdf{query}"))
        with pypdfium2.PdfDocument(body) as pdf:
            texts.append("".join(page.get_textpage().get_text_range() for page in pdf))
    assert MARK in texts[0]
    assert MARK not in texts[1]
    assert "内部意见" not in texts[1]


def test_lists_cost_the_same_for_one_row_and_for_many_and_for_any_grants(
    city: Staff, received: Receive, django_assert_num_queries: Any
) -> None:
    received()
    kind = register("infringement")
    wide = Viewer(
        city.officer.user,
        "x",
        tuple(Held(n, "head", frozenset(), 2, tuple(range(1, 400))) for n in range(1, 9)),
        False,
        DAY,
    )
    for viewer in (city.officer, wide):
        with django_assert_num_queries(3):
            assert len(lists.listed(viewer, kind, Asked()).rows) == 1
    for n in range(12):
        received(respondent=f"公司{n}")
    for viewer in (city.officer, wide):
        with django_assert_num_queries(3):
            assert len(lists.listed(viewer, kind, Asked()).rows) == 13
