"""Enforcement statistics: what is counted, both closing rates, and the fast way beside that of the events."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangzhi.casework import acts, statistics
from fangzhi.casework.access.scope import everything
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Event, Record
from fangzhi.casework.refusals import Refused
from fangzhi.casework.statistics import Figures
from fangzhi.casework.verification import verify
from tests.casework.conftest import Staff, done, opened, staff
from tests.casework.conftest import office as make_office
from tests.casework.examples import PANEL, PETITION

if TYPE_CHECKING:
    from collections.abc import Callable

    Receive = Callable[..., Record]

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
NAMES = ("infringement", "mediation")


def year(city: Staff, period: Period = YEAR) -> Figures:
    """The figures of the city's infringement cases."""
    found = statistics.cells(period, [city.office.pk], NAMES)
    return statistics.totals(found, "register").get("infringement", Figures())


def docketed(city: Staff, received: Receive, day: date, n: int = 0) -> Record:
    """A case that is on the docket since a day."""
    case = received(day - timedelta(days=1), respondent=f"示例公司{n}")
    done(case, "docket", city.head, day, panel=PANEL)
    return case


def test_refused_petitions_are_no_cases_and_mediated_ones_are_closed(city: Staff, received: Receive) -> None:
    refused = received()
    done(refused, "refuse", city.head, date(2026, 3, 6), grounds="不属受理范围")
    case = docketed(city, received, date(2026, 3, 6))
    done(case, "mediate", city.officer, date(2026, 3, 16), agreement="和解")
    found = year(city)
    assert (found.accepted, found.closed, found.pending, found.mean_days) == (1, 1, 0, 10)


def test_days_leave_out_what_was_stopped(city: Staff, received: Receive) -> None:
    case = docketed(city, received, date(2026, 3, 2))
    done(case, "pause", city.head, date(2026, 3, 10), pause_ground="appraisal", grounds="鉴定")
    done(case, "go_on", city.head, date(2026, 3, 20))
    done(case, "mediate", city.officer, date(2026, 4, 1), agreement="和解")
    assert year(city).mean_days == 20


def test_both_closing_rates(city: Staff, received: Receive) -> None:
    old = docketed(city, received, date(2025, 12, 1))
    for n in range(2):
        case = docketed(city, received, date(2026, 2, 3), n)
        done(case, "mediate", city.officer, date(2026, 3, 1), agreement="和解")
    docketed(city, received, date(2026, 5, 6), 9)
    done(old, "mediate", city.officer, date(2026, 6, 1), agreement="和解")
    found = year(city)
    assert found[:3] == (1, 3, 3)
    assert (found.rate, found.full_rate, found.pending) == (100.0, 75.0, 1)


def test_a_rate_of_nothing_is_none() -> None:
    assert (Figures().rate, Figures().full_rate, Figures().mean_days) == (None, None, None)


def test_every_cut_adds_up_to_the_whole(city: Staff, received: Receive) -> None:
    for n, day in enumerate((date(2026, 1, 5), date(2026, 2, 3), date(2026, 2, 10))):
        case = docketed(city, received, day, n)
        if n:
            done(case, "mediate", city.officer, day + timedelta(days=n), agreement="和解")
    found = statistics.cells(YEAR, [city.office.pk], NAMES)
    whole = statistics.totals(found)[""]
    for cut in statistics.CUTS:
        parts = statistics.totals(found, cut).values()
        assert tuple(map(sum, zip(*parts, strict=True))) == tuple(whole), cut
    by_source = statistics.by_field(register("infringement"), "source", YEAR, [city.office.pk])
    assert by_source == {"petition": whole}
    assert statistics.totals(found, "month")["2026-02"].accepted == 2


def test_a_figure_opens_its_records_as_far_as_the_viewer_may_see(city: Staff, received: Receive) -> None:
    case = docketed(city, received, date(2026, 3, 6))
    done(case, "set_level", city.director, date(2026, 3, 6), level=2, why="涉密")
    for viewer, seen in ((city.director, 1), (city.officer, 0)):
        assert len(statistics.behind(viewer, "accepted", YEAR, "infringement")) == seen


def test_an_undone_docketing_is_not_counted_and_a_corrected_day_is(city: Staff, received: Receive) -> None:
    case = docketed(city, received, date(2026, 1, 5))
    with everything():
        event = Event.objects.get(kind="docket")
        before = event.recorded_at
    acts.correct_day(case, event.pk, date(2026, 1, 4), city.head, "笔误")
    january = Period(date(2026, 1, 5), date(2026, 1, 31))
    assert year(city, january).accepted == 0
    then = statistics.counted_from_events(january, [city.office.pk], before)
    assert then["infringement"].accepted == 1
    acts.undo(case, city.head, "误立")
    assert year(city).accepted == 0


def test_a_corrected_closing_day_is_the_closing_day(city: Staff, received: Receive) -> None:
    case = docketed(city, received, date(2026, 3, 6))
    event = done(case, "mediate", city.officer, date(2026, 3, 16), agreement="和解")
    acts.correct_day(case, event.pk, date(2026, 3, 13), city.officer, "笔误")
    with everything():
        assert Record.objects.get().closed_on == date(2026, 3, 13)
    assert year(city).mean_days == 7
    assert verify().ok
    acts.undo(case, city.officer, "未成")
    with everything():
        assert Record.objects.get().closed_on is None
    assert verify().ok


ACTS = ("docket", "mediate", "cancel", "pause", "go_on", "stay", "resume", "undo", "correct", "refuse")


@pytest.fixture
def towns(db: None) -> list[Staff]:
    """Two offices."""
    return [
        staff(make_office(code, f"{code}局", short)) for code, short in (("350200", "厦"), ("350100", "榕"))
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_the_fast_way_counts_what_the_events_say(towns: list[Staff], seed: int) -> None:
    dice = Random(seed)
    for n in range(3):
        _live(towns[dice.randrange(2)], dice, n)
    places = [one.office.pk for one in towns]
    for first, last in ((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 2, 1), date(2026, 4, 30))):
        period = Period(first, last)
        fast = statistics.totals(statistics.cells(period, places, NAMES), "register")
        slow = statistics.counted_from_events(period, places)
        assert verify().ok
        assert {key: row for key, row in fast.items() if any(row)} == slow


def _live(town: Staff, dice: Random, n: int) -> None:
    """A case that goes through whatever the dice say; what is refused is passed over."""
    day = date(2025, 11, 1) + timedelta(days=dice.randrange(120))
    petition = PETITION | {"respondent": f"公司{n}"}
    case = opened(acts.open_record(register("infringement"), town.office, town.intake, day, **petition))
    for _step in range(dice.randrange(8)):
        day = min(day + timedelta(days=dice.randrange(40)), timezone.localdate())
        try:
            _step_of(dice.choice(ACTS), case, town, day, dice)
        except Refused:
            continue


def _step_of(kind: str, case: Record, town: Staff, day: date, dice: Random) -> None:
    inputs: dict[str, Any] = {
        "docket": {"panel": PANEL},
        "mediate": {"agreement": "和解"},
        "cancel": {"ground": "withdrawn", "grounds": "撤回"},
        "pause": {"pause_ground": "appraisal", "grounds": "鉴定"},
        "stay": {"stay_ground": "other_case", "grounds": "另案"},
        "resume": {"grounds": "已结"},
        "refuse": {"grounds": "不属"},
    }.get(kind, {})
    if kind == "undo":
        acts.undo(case, town.head, "误")
    elif kind == "correct":
        with everything():
            event = (
                Event.objects.filter(record=case).exclude(kind__in=("undo", "correct")).order_by("-seq")[0]
            )
        acts.correct_day(case, event.pk, day - timedelta(days=dice.randrange(5)), town.head, "误")
    else:
        done(case, kind, town.head, day, **inputs)
