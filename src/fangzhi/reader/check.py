"""The check of a catalogue: every row's example must be read as the row states."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fangzhi.reader.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.indicators.catalogue import Catalogue, Indicator
    from fangzhi.reader.observation import Observation

_YEAR = 2013


def check_catalogue(indicators: Catalogue, ids: Iterable[str] | None = None) -> dict[str, str]:
    """The rows whose example is not read as stated, with the reason; empty when all are.

    The examples are read with the whole of `indicators`, as any text will be; `ids` limits which rows are
    checked.
    """
    names = list(indicators) if ids is None else list(ids)
    problems = {name: _problem(indicators[name], indicators) for name in names}
    return {name: problem for name, problem in problems.items() if problem}


def example_reading(row: Indicator, indicators: Catalogue) -> Observation | None:
    """What is read in a row's example where its quote stands; None when nothing is."""
    figures = read(row.example, region="110000", year=_YEAR, indicators=indicators, events=False).observations
    at = row.example.index(row.quote)
    return next((figure for figure in figures if figure.start <= at < figure.end), None)


def _problem(row: Indicator, indicators: Catalogue) -> str | None:
    found = example_reading(row, indicators)
    if found is None:
        return f"nothing is read at {row.quote} in the example {row.example}"
    wrong = _differences(row, found)
    return f"{row.quote} in the example {row.example} is read with {'; '.join(wrong)}" if wrong else None


def _differences(row: Indicator, found: Observation) -> list[str]:
    wrong = []
    if found.quote != row.quote:
        wrong.append(f"quote {found.quote}")
    if row.id not in (found.indicator, *found.also):
        wrong.append(
            f"indicator {found.indicator} (by {found.rule}), not {row.id}: its aliases need a word for this"
        )
    if found.value != Decimal(row.value):
        wrong.append(f"value {found.value}, not {row.value}")
    if found.measure != row.measure:
        wrong.append(f"measure {found.measure}, not {row.measure}")
    return wrong
