"""A case of infringement from petition to decision, by the verbs alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fangzhi.casework import approvals
from fangzhi.casework.access.scope import scope
from fangzhi.casework.models import Deadline, Record
from tests.casework.conftest import Staff, done
from tests.casework.examples import PANEL, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_petition_becomes_a_decision(city: Staff, received: Callable[..., Record]) -> None:
    case = received()
    done(case, "docket", city.head, date(2026, 3, 6), panel=PANEL)
    with scope(city.officer):
        case = Record.objects.get()
    assert (case.state, case.number) == ("docketed", "厦知裁字〔2026〕1号")
    done(case, "serve", city.officer, date(2026, 3, 9), handed_on=date(2026, 3, 9), **PROOF)
    done(case, "answer", city.intake, date(2026, 3, 20), answer="不侵权。")
    done(case, "deliberate", city.officer, date(2026, 4, 20), opinions="一致认为侵权", conclusion="侵权")
    waiting = approvals.propose(
        case,
        "decide",
        city.officer,
        date(2026, 4, 21),
        finding="infringing",
        holding="停止侵权。",
        grounds="落入保护范围。",
    )
    assert approvals.approve(waiting, city.head) is None
    event = approvals.approve(waiting, city.director)
    assert event is not None
    with scope(city.officer):
        case = Record.objects.get()
        clocks = {one.rule: one for one in Deadline.objects.filter(record=case)}
    assert (case.state, case.result) == ("decided", "infringing")
    assert clocks["infr.close"].due_on == date(2026, 6, 8)
    assert not clocks["infr.close"].running
