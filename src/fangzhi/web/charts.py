"""Lines over years as SVG: where everything stands, worked out on the server, every line named at its end."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor, log10
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WIDTH, HEIGHT = 440, 300
LEFT, TOP, BOTTOM = 52, 14, 26
GAP = 15
"""Least distance between two names at the ends of lines."""
YEARS_NAMED = 5
STEPS = 5


class Dot(NamedTuple):
    """A figure on a line."""

    x: float
    y: float
    year: int
    words: str


class Line(NamedTuple):
    """The line of a region, broken where years are missing, with the place of its name."""

    region: str
    stretches: list[str]
    dots: list[Dot]
    name_y: float
    main: bool
    """The line that is highlighted."""


class Chart(NamedTuple):
    """Everything a template draws."""

    right: float
    lines: list[Line]
    years: list[tuple[float, int]]
    steps: list[tuple[float, str]]
    zero: float | None
    """Where zero stands when values lie on both sides of it."""


class _Scale(NamedTuple):
    """From values to places; ranks go from top to bottom."""

    low: float
    high: float
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return round((self.begin + self.end) / 2, 1)
        return round(self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin), 1)


def chart(
    values: Mapping[str, Mapping[int, tuple[float, str]]],
    years: Sequence[int],
    *,
    main: str,
    names: int,
    write: Callable[[float], str],
    ranks: bool = False,
) -> Chart:
    """The chart of some regions: for each its values by year with what is said of them.

    `names` is the room for names at the right, `write` writes a value beside the axis; with `ranks` 1 is at
    the top.
    """
    numbers = [number for line in values.values() for number, _words in line.values()]
    steps = _rank_steps(numbers) if ranks else nice_steps(min(numbers, default=0), max(numbers, default=1))
    right = WIDTH - names
    x = _Scale(years[0], years[-1], LEFT + 6, right - 6) if years else _Scale(0, 0, LEFT, right)
    ends = (TOP, HEIGHT - BOTTOM) if ranks else (HEIGHT - BOTTOM, TOP)
    y = _Scale(steps[0], steps[-1], *ends)
    lines = [
        Line(
            region,
            _stretches(line, years, x, y),
            [Dot(x(year), y(number), year, words) for year, (number, words) in sorted(line.items())],
            y(line[max(line)][0]),
            region == main,
        )
        for region, line in values.items()
        if line
    ]
    return Chart(
        right,
        _spread(lines),
        [(x(year), year) for year in _named_years(years)],
        [(y(step), write(step)) for step in steps],
        y(0) if steps[0] < 0 < steps[-1] else None,
    )


def nice_steps(low: float, high: float) -> list[float]:
    """Round values that span the range, from zero on where all values lie on one side of it."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / STEPS
    size = 10.0 ** floor(log10(rough))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough)
    return [round(at * step, 10) for at in range(floor(low / step), ceil(high / step) + 1)]


def _rank_steps(numbers: Sequence[float]) -> list[float]:
    last = max(numbers, default=1)
    every = max(1, ceil(last / STEPS))
    return sorted({1.0, *(float(at) for at in range(every, int(last), every)), float(last)})


def _named_years(years: Sequence[int]) -> list[int]:
    """Few enough years to be read, the last one among them."""
    every = max(1, ceil(len(years) / YEARS_NAMED))
    return list(years)[::-1][::every][::-1]


def _stretches(
    line: Mapping[int, tuple[float, str]], years: Sequence[int], x: _Scale, y: _Scale
) -> list[str]:
    """The points of a line, broken where a year that others have is missing."""
    parts: list[list[str]] = [[]]
    for year, following in [*pairwise(years), (years[-1], None)] if years else []:
        if year in line:
            parts[-1].append(f"{x(year)},{y(line[year][0])}")
        if following is not None and following not in line:
            parts.append([])
    return [" ".join(part) for part in parts if len(part) > 1]


def _spread(lines: list[Line]) -> list[Line]:
    """Names moved apart so that each can be read; the highlighted line is drawn last, over the others."""
    order = sorted(lines, key=lambda line: line.name_y)
    places = [line.name_y for line in order]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + GAP)
    lowest: float = HEIGHT - BOTTOM
    for at in reversed(range(len(places))):
        places[at] = min(places[at], lowest)
        lowest = places[at] - GAP
    moved = [line._replace(name_y=round(y, 1)) for line, y in zip(order, places, strict=True)]
    return sorted(moved, key=lambda line: line.main)
