"""Asking for figures: which one stands for a region, and that every question is one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.indicators import figures
from fangzhi.indicators.figures import Cell
from tests.examples import FUJIAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from fangzhi.indicators.loads.documents import Outcome

WHOLE = Cell("b", "350000", 2014, "9", 9.0, None, "件", "exact", "2014", "actual", False, 50, "auto", 1)


def test_the_whole_year_stands_before_its_first_half() -> None:
    half = WHOLE._replace(code="a", period="2014H1", start=1)
    assert figures.standing([half, WHOLE])["350000"] == WHOLE


def test_what_is_so_stands_before_what_is_planned() -> None:
    target = WHOLE._replace(code="a", status="target", start=1)
    assert figures.standing([target, WHOLE])["350000"] == WHOLE


def test_of_equal_figures_the_first_in_the_text_stands() -> None:
    earlier = WHOLE._replace(code="c", start=1)
    assert figures.standing([WHOLE, earlier])["350000"] == earlier


def test_years_and_indicators_are_found_by_one_query_each(
    load: Callable[..., Outcome], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(FUJIAN)
    load(FUJIAN.replace("2014", "2012"), name="earlier.txt")
    with django_assert_num_queries(2):
        assert figures.years() == [2014, 2012]
        assert {"patent_applications", "patent_grants"} <= set(figures.indicators_of(2012))
    assert figures.years_of_region("360000") == [2012, 2014]
    assert figures.indicators_of(1999) == []


def test_a_citys_figure_is_not_taken_for_its_provinces(load: Callable[..., Outcome]) -> None:
    load()
    found = figures.of_year("patent_applications", 2014)
    assert {one.value for one in found if one.region == "350000" and one.measure == "level"} == {"58075"}
    whole = figures.of_region("350000", 2014)
    assert "10423" in {one.value for one in whole if one.place}


def test_a_fact_carries_exactly_the_columns_of_the_downloads(load: Callable[..., Outcome]) -> None:
    load()
    assert tuple(figures.of_region("350000", 2014)[0].fact()) == figures.FACT_COLUMNS
