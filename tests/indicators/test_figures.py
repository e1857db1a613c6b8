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


def test_an_official_table_stands_before_a_document_wherever_it_begins() -> None:
    provisional = WHOLE._replace(code="t", start=900, source_id=7, source_kind="table", source_final=False)
    final = WHOLE._replace(code="f", start=950, source_id=6, source_kind="table", source_final=True)
    assert figures.standing([WHOLE, provisional])["350000"] == provisional
    assert figures.standing([WHOLE, provisional, final])["350000"] == final
    revised = final._replace(code="g", source_id=9)
    assert figures.standing([final, revised])["350000"] == revised


def test_a_document_stands_before_one_loaded_later_and_a_known_publisher_before_both() -> None:
    later = WHOLE._replace(code="a", start=1, source_id=2)
    published = WHOLE._replace(code="p", start=99, source_id=3, source_publisher="国家知识产权局")
    assert figures.standing([later, WHOLE])["350000"] == WHOLE
    assert figures.standing([later, WHOLE, published])["350000"] == published


def test_figures_of_several_sources_for_the_same_are_contested(load: Callable[..., Outcome]) -> None:
    load()
    assert figures.contested(figures.of_region("350000", 2014)) == set()
    load(FUJIAN.replace("58075件", "60000件"), name="another.txt")
    found = figures.of_region("350000", 2014)
    contested = {one.value for one in found if one.code in figures.contested(found)}
    assert {"58075", "60000"} <= contested
