"""Populations of the provinces at year end, each with the vintage in which it was published.

国家统计局 revises past years after a census. A rate "per 10,000 people" that an office printed in 2014 was
computed with the figure first published, so that is the one given unless a vintage is asked for.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.gazetteer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_PUBLISHED = "first_published"
REVISED = "revised"
PREFERRED = (FIRST_PUBLISHED, REVISED)


class Population(NamedTuple):
    """Population of a region at year end; `value` counts persons, `vintage` is one of `PREFERRED`."""

    region: str
    year: int
    value: int
    vintage: str
    definition: str
    source: str


@cache
def _vintages() -> Mapping[str, tuple[str, str]]:
    return {vintage: (definition, source) for vintage, definition, source in rows("vintages.csv")}


@cache
def _all() -> Mapping[tuple[str, int, str], Population]:
    found = {}
    for year, region, vintage, persons in rows("populations.csv"):
        definition, source = _vintages()[vintage]
        figure = Population(region, int(year), int(persons), vintage, definition, source)
        found[region, figure.year, vintage] = figure
    return found


def population(region: str, year: int, vintage: str | None = None) -> Population | None:
    """The population of a region at year end, as first published where that is known, else as revised.

    None where none is on file: the sum of the provinces is never offered for the country.
    """
    for wanted in (vintage,) if vintage else PREFERRED:
        if figure := _all().get((region, year, wanted)):
            return figure
    return None


def populations(region: str | None = None) -> tuple[Population, ...]:
    """All populations, or those of one region, by region, year and vintage."""
    return tuple(figure for key, figure in sorted(_all().items()) if region in (None, key[0]))
