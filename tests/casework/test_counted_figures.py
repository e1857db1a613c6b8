"""The office's own counts in the panel: before tables and documents, opened to records, never doubled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.test import Client

from fangzhi.casework import acts, counted_figures
from fangzhi.indicators.models import Figure, Source
from tests.casework.conftest import Staff, done
from tests.casework.examples import PANEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.models import Record

    Receive = Callable[..., Record]


def docketed(city: Staff, received: Receive, n: int = 0) -> Record:
    """A case docketed in March 2026."""
    case = received(respondent=f"公司{n}")
    done(case, "docket", city.head, date(2026, 3, 6), panel=PANEL)
    return case


def current() -> dict[tuple[str, str], str]:
    """(indicator, region) → value of the counted figures in force."""
    rows = Figure.objects.filter(source__kind=Source.Kind.QUERY, current=True)
    return {(one.indicator, one.region): one.value for one in rows}


def test_where_nothing_was_counted_there_is_no_figure(city: Staff) -> None:
    assert counted_figures.enter(2026, "x") is None


def test_a_count_is_a_figure_of_the_province_and_of_a_printed_city(city: Staff, received: Receive) -> None:
    docketed(city, received)
    assert counted_figures.enter(2026, "x") is not None
    assert current()["infringement_cases", "350000"] == "1"


def test_the_same_count_twice_changes_nothing_and_a_new_one_supersedes_it(
    city: Staff, received: Receive
) -> None:
    case = docketed(city, received)
    first = counted_figures.enter(2026, "x")
    assert counted_figures.enter(2026, "x") == first
    docketed(city, received, 1)
    second = counted_figures.enter(2026, "x")
    assert current()["infringement_cases", "350000"] == "2"
    assert Source.objects.get(pk=first.pk).superseded_by == second
    acts.undo(docketed(city, received, 2), city.head, "误立")
    assert counted_figures.enter(2026, "x") == second
    acts.correct_day(case, _docketing(case), date(2026, 3, 3), city.head, "笔误")
    assert counted_figures.enter(2026, "x") == second


def _docketing(case: Record) -> int:
    from fangzhi.casework.access.scope import everything
    from fangzhi.casework.models import Event

    with everything():
        found: int = Event.objects.get(record=case, kind="docket").pk
    return found


def test_a_counted_figure_leads_to_its_count_and_is_not_corrected(city: Staff, received: Receive) -> None:
    docketed(city, received)
    counted_figures.enter(2026, "x")
    figure = Figure.objects.get(indicator="infringement_cases", region="350000", current=True)
    html = Client().get(f"/figures/{figure.code}").content.decode()
    assert "/registers/infringement/counts?count=accepted" in html
    assert Client().get(f"/sources/{figure.source.code}").status_code == 200
    assert Client().get("/sources?kind=query").status_code == 200
    assert Client().get("/explain/infringement_cases/350000/2026").status_code == 200
    assert Client().get("/reconciliation/2026").status_code == 200
    assert Client().post(f"/figures/{figure.code}/correct", {"value": "9"}).status_code == 404
