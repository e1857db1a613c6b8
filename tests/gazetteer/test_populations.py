"""Populations and their vintages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fangzhi.gazetteer import population, populations, region
from fangzhi.gazetteer.populations import FIRST_PUBLISHED, REVISED

FIGURES = st.sampled_from(populations())


def test_a_rate_of_2013_is_computed_with_the_population_published_then():
    assert population("110000", 2013).value == 21_150_000
    assert population("110000", 2013).vintage == FIRST_PUBLISHED


def test_the_revised_population_is_given_when_asked_for():
    revised = population("110000", 2013, REVISED)
    assert revised.vintage == REVISED
    assert revised.value != population("110000", 2013).value


def test_years_that_were_only_revised_give_the_revised_figure():
    assert population("310000", 2024).vintage == REVISED
    assert population("310000", 2024, FIRST_PUBLISHED) is None


def test_there_is_no_population_of_the_country_the_corps_or_a_city():
    for code in ("000000", "660000", "440300"):
        assert population(code, 2013) is None
        assert populations(code) == ()


@given(FIGURES)
def test_every_figure_is_found_again_by_its_vintage(figure):
    assert population(figure.region, figure.year, figure.vintage) == figure


@given(FIGURES)
def test_every_figure_counts_the_people_of_a_province_and_names_its_source(figure):
    assert region(figure.region).kind == "province"
    assert 2_000_000 < figure.value < 150_000_000
    assert figure.definition
    assert figure.source


def test_each_vintage_covers_31_provinces_in_each_of_its_years():
    assert len(populations()) == 31 * (10 + 20)
    assert [figure.year for figure in populations("530000") if figure.vintage == REVISED] == [
        *range(2005, 2025)
    ]
