"""Thresholds of the crime of passing off a patent: which limb a case reaches, how near, and what is said."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework import acts
from fangzhi.casework.declaration import Situation, register
from fangzhi.casework.history import Past
from fangzhi.registers.protection.crime import warning
from fangzhi.registers.protection.crime.thresholds import FEN, flagged, limbs, nearness
from tests.casework.conftest import Staff, done, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.models import Record

THEN, LAST_OLD, FIRST_NEW, NOW = date(2013, 6, 1), date(2025, 4, 25), date(2025, 4, 26), date(2026, 3, 2)


def reached(day: date, **figures: Any) -> set[str]:
    """The limbs that a case reaches."""
    return {one.limb.id for one in nearness(day, **figures) if one.reached}


@pytest.mark.parametrize(
    ("day", "figures", "limbs_reached"),
    [
        (THEN, {"turnover_fen": 20_000_000}, {"turnover"}),
        (THEN, {"turnover_fen": 19_999_999}, set()),
        (THEN, {"gains_fen": 10_000_000}, {"gains"}),
        (THEN, {"loss_fen": 50_000_000}, {"loss"}),
        (THEN, {"loss_fen": 49_999_999}, set()),
        (THEN, {"turnover_fen": 10_000_000, "patents": 2}, {"turnover_patents"}),
        (THEN, {"gains_fen": 5_000_000, "patents": 2}, {"gains_patents"}),
        (THEN, {"turnover_fen": 10_000_000, "patents": 1}, set()),
        (THEN, {"turnover_fen": 10_000_000, "repeated": True}, set()),
        (NOW, {"turnover_fen": 20_000_000}, {"turnover"}),
        (NOW, {"loss_fen": 30_000_000}, {"loss"}),
        (NOW, {"loss_fen": 29_999_999}, set()),
        (NOW, {"turnover_fen": 10_000_000, "repeated": True}, {"turnover_repeated"}),
        (NOW, {"gains_fen": 5_000_000, "repeated": True}, {"gains_repeated"}),
        (NOW, {"turnover_fen": 10_000_000, "patents": 2, "repeated": True},
         {"turnover_patents", "turnover_repeated"}),
        (LAST_OLD, {"loss_fen": 30_000_000}, set()),
        (FIRST_NEW, {"loss_fen": 30_000_000}, {"loss"}),
        (date(2004, 12, 21), {"turnover_fen": 10**12}, set()),
        (date(2004, 12, 22), {"turnover_fen": 20_000_000}, {"turnover"}),
    ],
)  # fmt: skip
def test_each_limb_is_reached_at_its_amount_in_its_time(
    day: date, figures: dict[str, Any], limbs_reached: set[str]
) -> None:
    assert reached(day, **figures) == limbs_reached


def test_the_eras_of_a_limb_follow_one_another_without_a_gap() -> None:
    by_id: dict[str, list[Any]] = {}
    for one in limbs():
        by_id.setdefault(one.id, []).append(one)
    for eras in by_id.values():
        for before, after in pairwise(eras):
            assert before.until is not None
            assert before.until + timedelta(days=1) == after.since
        assert eras[-1].until is None
    assert {one.certainty for one in limbs()} <= {"V", "S", "K"}
    assert all(one.source and one.amount > 0 and one.amount % FEN == 0 for one in limbs())


AMOUNT = st.none() | st.integers(0, 10**11)
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


@given(DAYS, AMOUNT, AMOUNT, AMOUNT, st.integers(0, 9), st.booleans())
def test_the_nearest_comes_first_and_more_is_never_farther(
    day: date, turnover: int | None, gains: int | None, loss: int | None, patents: int, repeated: bool
) -> None:
    known: dict[str, Any] = {"turnover_fen": turnover, "gains_fen": gains, "loss_fen": loss}
    found = nearness(day, **known, patents=patents, repeated=repeated)
    shares = [one.value / one.limb.amount for one in found]
    assert shares == sorted(shares, reverse=True)
    assert all(one.reached == (one.value >= one.limb.amount) for one in found)
    more = {name: None if value is None else value + 1 for name, value in known.items()}
    before = {one.limb.id for one in found if one.reached}
    after = nearness(day, **more, patents=patents + 1, repeated=True)
    assert before <= {one.limb.id for one in after if one.reached}
    assert set(flagged(found)) >= {one for one in found if one.reached}


@given(st.integers(0, 10**9))
def test_a_case_is_pointed_out_from_80_per_cent_on(value: int) -> None:
    flags = {one.limb.id for one in flagged(nearness(NOW, turnover_fen=value))}
    assert flags == ({"turnover"} if value >= 16_000_000 else set())


def test_nothing_known_comes_near_nothing() -> None:
    assert nearness(NOW) == ()
    assert warning.warnings(NOW) == []


def test_a_measure_is_told_once_by_its_nearest_limb() -> None:
    with translation.override("en"):
        told = warning.warnings(NOW, turnover_fen=26_000_000, patents=2, repeated=True)
    assert len(told) == 2
    assert "100,000" in told[0]
    assert "must be decided" in told[1]


def test_what_comes_near_is_told_without_asking_for_a_decision() -> None:
    with translation.override("en"):
        told = warning.warnings(NOW, gains_fen=8_500_050, loss_fen=24_000_000)
    assert [one.partition(" ")[0] for one in told] == ["Gains", "Loss"]
    assert "85,000.50 yuan is 85 % of 100,000 yuan" in told[0]
    assert "80 %" in told[1]


def test_warn_lays_the_inputs_over_the_record() -> None:
    known = SimpleNamespace(turnover_fen=1, gains_fen=None, patents=None, repeated=False)
    record: Any = SimpleNamespace(pk=1)

    def told(**inputs: Any) -> list[str]:
        return warning.warn(Situation(record, known, Past(()), inputs, NOW))

    assert told() == []
    assert told(turnover_fen=None) == []
    assert len(told(turnover_fen=20_000_000)) == 2
    assert len(told(gains_fen=5_000_000, repeated=True)) == 2


def test_a_detail_without_any_figures_is_never_near() -> None:
    assert warning.figures_of(SimpleNamespace()) == {"patents": 1, "repeated": False}


def test_a_case_that_reaches_a_threshold_waits_for_the_decision(
    city: Staff, received: Callable[..., Record]
) -> None:
    case = received()
    figures = {"turnover_fen": 20_000_000}
    assert warning.undecided(case, NOW, turnover_fen=19_000_000) is None
    assert warning.undecided(case, NOW, **figures)
    given = {
        "case": case.pk, "suspect": "示例公司", "offence": "passing_off", "ground": "threshold",
        "facts": "销售假冒专利产品。", "team": "李示例（示例001）\n张示例（示例002）",
    }  # fmt: skip
    record = opened(acts.open_record(register("handover"), city.office, city.officer, NOW, **given))
    assert warning.undecided(case, NOW, **figures)
    done(record, "report", city.officer, NOW, findings="属实。")
    assert warning.undecided(case, NOW, **figures)
    done(record, "decline", city.director, NOW, grounds="已过追诉时效。")
    assert warning.undecided(case, NOW, **figures) is None
