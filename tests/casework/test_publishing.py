"""Published decisions: the masked text and nothing else, gone when withdrawn, never with a person in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.casework import acts, approvals, publishing
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import Situation, register
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Deadline, Event, Publication, Record
from fangzhi.casework.publishing import decision_text, persons_among, preview, proposed
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import FOUNDED, Staff, done, person
from tests.casework.examples import PANEL, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

    Receive = Callable[..., Record]

IDENTITY, PHONE = "11010519491231002X", "13800138000"
DECIDED, PUBLISHED, LATER = date(2026, 4, 21), date(2026, 4, 24), date(2026, 5, 8)
HOME = "示例市示例区示例路8号301室"


@pytest.fixture
def decided(city: Staff, received: Receive) -> Record:
    """A decision against a person, with more of the person in it than the public may read."""
    case = received(
        respondent="张三丰",
        respondent_address=HOME,
        facts=f"张三丰（身份证号码{IDENTITY}，电话{PHONE}）在示例商场销售被控产品。",
    )
    done(case, "docket", city.head, date(2026, 3, 6), panel=PANEL)
    done(case, "serve", city.officer, date(2026, 3, 9), handed_on=date(2026, 3, 9), **PROOF)
    done(case, "answer", city.intake, date(2026, 3, 20), answer="不侵权。")
    done(case, "deliberate", city.officer, date(2026, 4, 20), opinions="一致认为侵权", conclusion="侵权")
    given = {"finding": "infringing", "holding": "张三丰停止侵权。", "grounds": "落入保护范围。"}
    done(case, "decide", _head_and_director(city), DECIDED, **given)
    with everything():
        return Record.objects.select_related("office").get(pk=case.pk)  # type: ignore[no-any-return]


def _head_and_director(city: Staff) -> Viewer:
    """Somebody who needs nobody's approval."""
    person("both", city.office, "head")
    user = User.objects.get(username="both")
    grants.give(user, city.office, "director", FOUNDED, reason="test")
    return viewer_of(User.objects.get(pk=user.pk))


def detail(case: Record) -> Any:
    """What the case says."""
    return register("infringement").model._base_manager.get(pk=case.pk)


def text(case: Record) -> str:
    """The text that the form proposes."""
    with everything():
        return str(proposed(case, detail(case)))


def publish(case: Record, city: Staff, **changes: Any) -> Event:
    """Publish what the form proposes."""
    return done(case, "publish", city.head, PUBLISHED, **({"text": text(case)} | changes))


def pages(case: Record, client: Client | None = None) -> list[str]:
    """Everything that somebody who has not signed in can read, as text; nothing for what is not there."""
    reader = client or Client()
    paths = [
        path + twin for path in ("/decisions", f"/decisions/{case.pk}") for twin in ("", ".json", ".csv")
    ]
    answers = [reader.get(path) for path in paths]
    return [b"".join(one).decode() for one in answers if one.status_code == 200]


def client_of(viewer: Viewer) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user))
    return client


def test_the_decision_is_read_by_everybody_with_persons_hidden(city: Staff, decided: Record) -> None:
    with everything():
        source = decision_text(decided)
    assert IDENTITY in source
    publish(decided, city)
    told = pages(decided)
    assert len(told) == 6
    for page in told:
        for hidden in (IDENTITY, PHONE, "张三丰", "示例路8号301室"):
            assert hidden not in page
    assert "张某某停止侵权" in told[3]
    assert "示例科技有限公司" in told[3]
    assert "#" not in text(decided)
    assert verify().ok


def test_nothing_else_of_the_case_is_public(city: Staff, decided: Record) -> None:
    publish(decided, city)
    told = "".join(pages(decided))
    for secret in ("一致认为侵权", "李示例", "officer-350200", "王一系"):
        assert secret not in told
    reader = Client()
    for path in ("", ".json", "/papers/1.pdf", "/whole.pdf"):
        assert reader.get(f"/records/{decided.pk}{path}").status_code in (302, 403, 404)


def test_before_it_is_published_nothing_is_there(decided: Record) -> None:
    assert Client().get(f"/decisions/{decided.pk}").status_code == 404
    assert Client().get("/decisions.json").json()["decisions"] == []


@pytest.mark.parametrize(
    "left", [IDENTITY, PHONE, "张三丰", HOME, "a@example.com", "闽D12345", "身份证350203000000000000"]
)
def test_a_text_that_still_holds_a_person_is_not_published(city: Staff, decided: Record, left: str) -> None:
    with pytest.raises(Refused) as refusal:
        publish(decided, city, text=f"第一行\n第二行{left}")
    assert "2" in refusal.value.sentence
    assert left not in refusal.value.sentence
    assert not Publication.objects.exists()
    with pytest.raises(Refused):
        approvals.propose(decided, "publish", city.officer, PUBLISHED, text=f"第二行{left}")


def test_the_head_approves_a_publication(city: Staff, decided: Record) -> None:
    with pytest.raises(Refused):
        done(decided, "publish", city.officer, PUBLISHED, text=text(decided))
    waiting = approvals.propose(decided, "publish", city.officer, PUBLISHED, text=text(decided))
    assert len(pages(decided)) == 3
    approvals.approve(waiting, city.head)
    assert len(pages(decided)) == 6
    with pytest.raises(NotAllowed):
        done(decided, "withdraw_publication", city.intake, LATER, grounds="撤销")


def test_what_is_withdrawn_vanishes_and_can_be_published_again(city: Staff, decided: Record) -> None:
    publish(decided, city)
    with pytest.raises(Refused):
        publish(decided, city)
    done(decided, "withdraw_publication", city.officer, LATER, grounds="更正")
    told = pages(decided)
    assert len(told) == 3
    assert "示例装置" not in "".join(told)
    with pytest.raises(Refused):
        done(decided, "withdraw_publication", city.officer, LATER, grounds="更正")
    done(decided, "publish", city.head, LATER, text="决定书（更正后）")
    assert "更正后" in pages(decided)[3]
    assert verify().ok


def test_undoing_takes_a_publication_back_and_its_withdrawal_too(city: Staff, decided: Record) -> None:
    publish(decided, city)
    acts.undo(decided, city.head, "误点")
    assert len(pages(decided)) == 3
    publish(decided, city)
    done(decided, "withdraw_publication", city.officer, LATER, grounds="更正")
    acts.undo(decided, city.officer, "误点")
    assert len(pages(decided)) == 6
    assert verify().ok


def test_a_corrected_day_is_the_day_of_publication(city: Staff, decided: Record) -> None:
    event = publish(decided, city)
    acts.correct_day(decided, event.pk, date(2026, 4, 22), city.head, "登记错误")
    assert Publication.objects.get().published_on == date(2026, 4, 22)
    assert verify().ok


def test_a_case_that_becomes_confidential_is_no_longer_public(city: Staff, decided: Record) -> None:
    publish(decided, city)
    done(decided, "set_level", city.director, LATER, level=2, why="涉密")
    assert len(pages(decided)) == 3


def test_the_decision_of_a_confidential_case_is_not_published(city: Staff, decided: Record) -> None:
    done(decided, "set_level", city.director, DECIDED, level=1, why="涉密")
    with pytest.raises(Refused):
        publish(decided, city)


def clocks(case: Record) -> dict[str, tuple[date | None, bool]]:
    """Rule → due day and whether it runs."""
    with everything():
        rows = Deadline.objects.filter(record=case.pk)
        return {one.rule: (one.due_on, one.running) for one in rows}


def test_publishing_ends_its_clock_and_setting_aside_starts_that_of_removal(
    city: Staff, decided: Record
) -> None:
    assert clocks(decided)["infr.publish"] == (date(2026, 5, 21), True)
    done(decided, "set_aside", city.intake, DECIDED, grounds="复议机关撤销")
    assert "publ.withdraw" not in clocks(decided)
    publish(decided, city)
    assert not clocks(decided)["infr.publish"][1]
    done(decided, "set_aside", city.intake, LATER, grounds="法院撤销")
    assert clocks(decided)["publ.withdraw"] == (date(2026, 5, 12), True)
    done(decided, "withdraw_publication", city.officer, LATER, grounds="法院撤销")
    assert not clocks(decided)["publ.withdraw"][1]


def test_a_published_text_that_somebody_changed_is_found(city: Staff, decided: Record) -> None:
    publish(decided, city)
    Publication.objects.update(text="换过的决定")
    fault = verify().faults[0]
    assert (fault.kind, fault.record, fault.field) == ("unexplained", decided.pk, "publication")


def test_a_publication_that_no_act_made_is_found(city: Staff, decided: Record) -> None:
    publish(decided, city)
    row = Publication.objects.get()
    done(decided, "withdraw_publication", city.officer, LATER, grounds="更正")
    row.save(force_insert=True)
    assert not verify().ok


def test_the_preview_names_what_is_hidden_by_line_and_kind(city: Staff, decided: Record) -> None:
    with everything():
        past = past_of(Event.objects.filter(record=decided.pk).order_by("seq"))
        said = preview(Situation(decided, detail(decided), past, {}, PUBLISHED))
        source = decision_text(decided)
    line = next(n for n, words in enumerate(source.split("\n"), 1) if IDENTITY in words)
    assert any(str(line) in one and str(publishing.KIND_NAMES["identity"]) in one for one in said)
    page = client_of(city.officer).get(f"/records/{decided.pk}/acts/publish").content.decode()
    assert str(publishing.KIND_NAMES["identity"]) in page
    assert "张某某" in page
    assert IDENTITY not in page


def test_the_page_refuses_a_text_and_keeps_it_for_another_try(city: Staff, decided: Record) -> None:
    client = client_of(city.head)
    given = {"text": f"甲{PHONE}", "occurred_on": str(PUBLISHED), "version": ""}
    answer = client.post(f"/records/{decided.pk}/acts/publish", given)
    assert answer.status_code == 400
    assert PHONE in answer.content.decode()


def test_persons_are_told_from_bodies_by_their_names() -> None:
    names = (
        "张三",
        "欧阳示例",
        "阿里木·买买提",
        "John Smith",
        "示例公司",
        "示例厂",
        "Example Company",
        "",
        "某",
    )
    assert persons_among(names) == ("张三", "欧阳示例", "阿里木·买买提", "John Smith")


def test_markup_in_a_decision_is_text(city: Staff, decided: Record) -> None:
    publish(decided, city, text="=cmd <script>alert(1)</script>")
    told = pages(decided)
    assert "<script>alert(1)" not in told[3]
    assert "'=cmd" in told[5]
