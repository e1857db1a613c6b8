"""Cases of passing-off for the tests: the people, the inputs, and cases that have come some way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from fangzhi.casework import acts, paperwork
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Deadline, Paper, Record
from fangzhi.casework.refusals import Refused
from tests.casework.conftest import FOUNDED, Staff, done, opened, person
from tests.casework.examples import PROOF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fangzhi.casework.access.viewer import Viewer

    Case = Callable[..., Record]

TEAM = "李示例（执法证号350200001）\n张示例（执法证号350200002）"
LEAD = {
    "source": "report",
    "party": "示例制造有限公司",
    "party_kind": "entity",
    "party_address": "示例市示例路8号",
    "goods": "保温杯",
    "seen_at": "示例市示例商场",
    "mark": "ZL 2013 2 0000001.7",
    "facts": "在保温杯上标注他人专利号并销售。",
}
SITE = {"officers": TEAM, "inspected_place": "示例市示例商场二层", "found": "货架上有同款保温杯40只。"}
GOODS = {"goods_list": "保温杯40只，存放于本局库房", "officers": TEAM}
FINDINGS = {
    "conduct": "number",
    "facts": "在保温杯上标注他人专利号并销售40只。",
    "mark_status": "该专利权属于他人，未许可当事人使用",
    "evidence": "现场检查笔录一份\n销售单据三份",
    "proposal": "建议给予行政处罚。",
}
RECEIVED, DOCKETED, INSPECTED = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5)
SETTLED, REPORTED, TOLD = date(2026, 3, 9), date(2026, 3, 20), date(2026, 3, 23)
PENALTY = {"fine_fen": "50000", "confiscated_fen": "0", "orders": "责令改正", "grounds": "情节一般。"}
LARGE = PENALTY | {"fine_fen": "200000"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are asserted as the code has them."""
    with translation.override("en"):
        yield


@pytest.fixture
def boss(city: Staff) -> Viewer:
    """Somebody who is head and director: what he does needs no further approval."""
    return both(city)


def both(where: Staff) -> Viewer:
    name = f"both-{where.office.code}"
    person(name, where.office, "head")
    user = User.objects.get(username=name)
    grants.give(user, where.office, "director", FOUNDED, reason="test")
    return viewer_of(User.objects.get(pk=user.pk))


@pytest.fixture
def lead(city: Staff) -> Case:
    """Enters a lead in the city."""

    def make(day: date = RECEIVED, where: Staff = city, **changes: Any) -> Record:
        given = LEAD | changes
        return opened(acts.open_record(register("passing_off"), where.office, where.intake, day, **given))

    return make


@pytest.fixture
def inspected(city: Staff, boss: Viewer, lead: Case) -> Record:
    """A case that was docketed, and its site inspected."""
    case = lead()
    done(case, "docket", boss, DOCKETED)
    done(case, "inspect", city.officer, INSPECTED, **SITE)
    return case


@pytest.fixture
def reported(city: Staff, inspected: Record) -> Record:
    """A case that has been investigated."""
    done(inspected, "report", city.officer, REPORTED, **FINDINGS)
    return inspected


def announce(case: Record, by: Viewer, day: date = TOLD, /, **penalty: Any) -> None:
    """The penalty announced and the notice handed over on the same day."""
    done(case, "announce", by, day, handed_on=day, **PROOF, **(penalty or PENALTY))


def penalized(case: Record, by: Viewer, **penalty: Any) -> Record:
    """A penalty announced, imposed and served."""
    announce(case, by, **penalty)
    done(case, "penalize", by, date(2026, 4, 1), **(penalty or PENALTY))
    done(case, "serve_decision", by, date(2026, 4, 2), handed_on=date(2026, 4, 2), **PROOF)
    return case


def now(record: Record) -> Record:
    """The record as it stands."""
    with everything():
        return Record.objects.get(pk=record.pk)  # type: ignore[no-any-return]


def detail(record: Record) -> Any:
    """What the record says."""
    return register("passing_off").model._base_manager.get(pk=record.pk)


def papers(record: Record) -> list[str]:
    """The papers of a record; each can be printed."""
    with everything():
        rows = list(Paper.objects.filter(record=record.pk).order_by("pk"))
        assert all(paperwork.print_out(one).startswith(b"%PDF") for one in rows)
    return [one.template.removeprefix("passing-off-") for one in rows]


def due(record: Record, rule: str) -> date | None:
    """When a clock that runs is due; None when none of the rule runs."""
    with everything():
        row = Deadline.objects.filter(record=record.pk, rule=rule, running=True).order_by("turn").last()
    return row.due_on if row else None


def refused(record: Record, kind: str, by: Viewer, day: date, **inputs: Any) -> str:
    """The sentence with which an act is refused."""
    with pytest.raises(Refused) as failed:
        done(record, kind, by, day, **inputs)
    return str(failed.value)
