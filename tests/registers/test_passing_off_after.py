"""Passing-off after the penalty: payment, enforcement, remedies, publication."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from fangzhi.casework import acts, publishing
from fangzhi.casework.access.scope import everything
from fangzhi.casework.declaration import register
from fangzhi.casework.importing import Incoming, import_records
from fangzhi.casework.models import Publication, Record
from fangzhi.casework.refusals import Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import Staff, done
from tests.casework.examples import PROOF
from tests.registers.penalties import (
    LEAD,
    _english,  # noqa: F401 - a fixture
    detail,
    due,
    now,
    papers,
    penalized,
    refused,
)

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer


def test_a_fine_is_paid_in_parts_on_a_later_day(city: Staff, boss: Viewer, reported: Record) -> None:
    case = penalized(reported, boss)
    assert due(case, "penalty.pay") == date(2026, 4, 17)
    past = refused(case, "defer", boss, date(2026, 4, 10), pay_by=date(2026, 4, 10), grounds="困难")
    assert past == "The day by which is paid must lie after 2026-04-10."
    done(case, "defer", boss, date(2026, 4, 10), pay_by=date(2026, 5, 29), grounds="资金困难。")
    assert (due(case, "penalty.pay"), due(case, "penalty.deferred")) == (None, date(2026, 5, 29))
    done(case, "pay", city.intake, date(2026, 4, 20), amount_fen="20000", receipt="0001")
    assert refused(case, "perform", city.officer, date(2026, 4, 20)) == (
        "30,000 yuan have not been paid yet."
    )
    assert refused(case, "archive", city.officer, date(2026, 4, 20)) == (
        "30,000 yuan have not been paid yet."
    )
    done(case, "pay", city.intake, date(2026, 5, 29), amount_fen="30000", receipt="0002")
    done(case, "perform", city.officer, date(2026, 5, 29))
    assert papers(case)[-1] == "deferral"
    assert due(case, "penalty.deferred") is None


def test_who_pays_late_is_told_the_surcharge(city: Staff, boss: Viewer, reported: Record) -> None:
    case = penalized(reported, boss)
    given = {"amount_fen": "50000", "receipt": "0001"}
    on_time = acts.foresee(case, "pay", city.intake, date(2026, 4, 17), **given)
    assert on_time == ["Still owed: 50,000 yuan."]
    late = acts.foresee(case, "pay", city.intake, date(2026, 4, 19), **given)
    assert late[1:] == ["Surcharge for paying late: 3,000 yuan by today (3 % a day, no more than the fine)."]
    later = acts.foresee(case, "pay", city.intake, date(2026, 10, 30), **given)
    assert "50,000 yuan by today" in later[1]


def test_what_is_not_paid_is_enforced_by_the_court(city: Staff, boss: Viewer, reported: Record) -> None:
    case = penalized(reported, boss)
    court = {"court": "示例市中级人民法院"}
    day = date(2026, 5, 8)
    with pytest.raises(Refused) as early:
        done(case, "demand", city.officer, day, handed_on=day, **court, **PROOF)
    assert early.value.when == date(2026, 10, 9)
    first = refused(case, "apply", city.officer, date(2026, 10, 9), grounds="未缴", **court)
    assert first == "A demand to comply must be served first."
    day = date(2026, 10, 9)
    done(case, "demand", city.officer, day, handed_on=day, **court, **PROOF)
    assert "may still comply" in refused(case, "apply", city.officer, day, grounds="未缴", **court)
    done(case, "apply", city.officer, date(2026, 10, 26), grounds="未缴", **court)
    assert papers(case)[-2:] == ["demand", "enforcement"]
    done(case, "archive", city.officer, date(2026, 10, 27))


def test_a_remedy_has_an_outcome_before_the_case_is_archived(
    city: Staff, boss: Viewer, reported: Record
) -> None:
    case = penalized(reported, boss)
    result = {"outcome": "upheld", "particulars": "维持"}
    none = refused(case, "remedy_outcome", city.intake, date(2026, 4, 20), **result)
    assert none == "No reconsideration and no suit is pending."
    done(case, "reconsider", city.intake, date(2026, 4, 20), to_body="示例市人民政府")
    done(case, "pay", city.intake, date(2026, 4, 20), amount_fen="50000", receipt="0001")
    assert refused(case, "archive", city.officer, date(2026, 4, 21)) == "A remedy is pending."
    done(case, "remedy_outcome", city.intake, date(2026, 6, 1), **result)
    done(case, "archive", city.officer, date(2026, 6, 2))


@pytest.mark.parametrize(
    ("outcome", "given", "owed"),
    [
        ("upheld", {}, 50_000), ("withdrawn", {"fine_fen": "1"}, 50_000), ("revoked", {}, 0),
        ("changed", {"fine_fen": "20000"}, 20_000), ("changed", {}, 50_000),
    ],
)  # fmt: skip
def test_what_is_owed_follows_the_outcome_of_the_remedy(
    city: Staff, boss: Viewer, reported: Record, outcome: str, given: dict[str, str], owed: int
) -> None:
    case = penalized(reported, boss)
    done(case, "sue", city.intake, date(2026, 4, 20), court="示例市中级人民法院")
    done(
        case, "remedy_outcome", city.intake, date(2026, 6, 1), outcome=outcome, particulars="判决书", **given
    )
    assert detail(case).owed_fen == owed * 100
    if owed:
        assert "have not been paid yet" in refused(case, "archive", city.officer, date(2026, 6, 2))
        done(case, "pay", city.intake, date(2026, 6, 2), amount_fen=str(owed), receipt="0001")
    done(case, "archive", city.officer, date(2026, 6, 2))
    assert verify().ok


def test_nothing_is_published_that_names_a_person(city: Staff, boss: Viewer, reported: Record) -> None:
    case = penalized(reported, boss)
    assert due(case, "fake.publish") == date(2026, 4, 30)
    text = "行政处罚决定书\n当事人身份证号11010519491231002X。"
    told = refused(case, "publish", city.head, date(2026, 4, 3), text=text)
    assert told == (
        "The text cannot be published while it still holds: number of an identity document (line 2)."
    )
    assert not Publication._base_manager.exists()
    with everything():
        assert "示例制造有限公司" in publishing.masked(now(case), detail(case)).text


def test_an_old_case_comes_in_explained_by_its_event(city: Staff) -> None:
    """Also what its register says although no column did, such as one patent."""
    row = Incoming(date(2024, 3, 4), LEAD, [], number="厦知罚字〔2024〕7号", reference="旧-7")
    import_records(register("passing_off"), city.office, [row], city.head, source="旧台账", batch=1)
    with everything():
        case = Record.objects.get(register="passing_off")
    assert (detail(case).patents, case.number) == (1, "厦知罚字〔2024〕7号")
    assert verify().ok
