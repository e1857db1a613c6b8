"""Figures computed from figures: growth, share, rate, rank, per head, sums. The formulas are data; the
arithmetic is exact, and bounds of the inputs become bounds of the result.
"""

from __future__ import annotations

import csv
from decimal import Decimal, localcontext
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple

from fangzhi.indicators.verdicts import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DIGITS = 28
_HUNDRED = Decimal(100)


class Formula(NamedTuple):
    """How one figure follows from others.

    `measure` of `indicator` is `scale` × `numerator` ÷ `denominator`; several ids in one field, joined by
    `+`, are added. `shift` is how many years before the figure's own the denominator is taken; `vintage`
    chooses among editions of the denominator (`first_published` or `revised`); `rank` orders formulas of
    the same figure: the first is how the figure is defined, the others are alternatives.
    """

    indicator: str
    measure: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    shift: int
    vintage: str
    scale: Decimal
    rank: int
    name_zh: str
    name_en: str
    source: str


class Breakdown(NamedTuple):
    """Parts that make up a whole (发明、实用新型、外观设计 make up all patents)."""

    whole: str
    parts: tuple[str, ...]


@cache
def formulas() -> Mapping[tuple[str, str], tuple[Formula, ...]]:
    """All formulas by indicator and measure, the defining one first."""
    found: dict[tuple[str, str], list[Formula]] = {}
    for row in _rows("derived.csv"):
        formula = Formula(
            row["indicator"],
            row["measure"],
            tuple(row["numerator"].split("+")),
            tuple(filter(None, row["denominator"].split("+"))),
            int(row["shift"]),
            row["vintage"],
            Decimal(row["scale"]),
            int(row["rank"]),
            row["name_zh"],
            row["name_en"],
            row["source"],
        )
        found.setdefault((formula.indicator, formula.measure), []).append(formula)
    return {key: tuple(sorted(group, key=lambda one: one.rank)) for key, group in found.items()}


@cache
def breakdowns() -> tuple[Breakdown, ...]:
    """The wholes whose parts add up."""
    return tuple(Breakdown(row["whole"], tuple(row["parts"].split("+"))) for row in _rows("breakdowns.csv"))


class Group(NamedTuple):
    """Regions that are ranked among themselves, by their codes; `source` is who groups them so."""

    id: str
    name_zh: str
    name_en: str
    regions: tuple[str, ...]
    source: str


@cache
def groups() -> tuple[Group, ...]:
    """The groups of provinces in which a rank may be told (西部第一)."""
    return tuple(
        Group(row["id"], row["name_zh"], row["name_en"], tuple(row["regions"].split("+")), row["source"])
        for row in _rows("groups.csv")
    )


def _rows(name: str) -> Iterable[dict[str, str]]:
    text = files("fangzhi.indicators").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def total(parts: Iterable[Interval]) -> Interval:
    """The sum of values with bounds."""
    value = low = high = Decimal(0)
    for part in parts:
        value, low, high = value + part.value, low + part.low, high + part.high
    return Interval(value, low, high)


def quotient(numerator: Interval, denominator: Interval, scale: Decimal = Decimal(1)) -> Interval | None:
    """`scale` × numerator ÷ denominator; None where the denominator may be zero or less.

    Both are amounts, so the numerator is not negative.
    """
    if denominator.low <= 0:
        return None
    with localcontext(prec=DIGITS):
        return Interval(
            scale * numerator.value / denominator.value,
            scale * numerator.low / denominator.high,
            scale * numerator.high / denominator.low,
        )


def growth(now: Interval, before: Interval) -> Interval | None:
    """The growth in per cent from one value to another; None where the earlier one may be zero or less."""
    ratio = quotient(now, before, _HUNDRED)
    return Interval(*(bound - _HUNDRED for bound in ratio)) if ratio else None


def change(now: Interval, before: Interval) -> Interval:
    """The absolute change from one value to another."""
    return Interval(now.value - before.value, now.low - before.high, now.high - before.low)


Moved = Literal["growth_rate", "growth_multiple", "ratio_multiple", "change_abs"]


def moved(measure: Moved, now: Interval, before: Interval) -> Interval | None:
    """A figure that measures movement, from the values it moved between."""
    if measure == "change_abs":
        return change(now, before)
    if measure == "growth_rate":
        return growth(now, before)
    ratio = quotient(now, before)
    if ratio is None or measure == "ratio_multiple":
        return ratio
    return Interval(*(bound - 1 for bound in ratio))


def ranks(values: Mapping[str, Decimal]) -> dict[str, int]:
    """Places from the highest value down; equal values share the better place, the next is left out."""
    ordered: Sequence[Decimal] = sorted(values.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, 1):
        first.setdefault(value, place)
    return {name: first[value] for name, value in values.items()}


def shown(value: Decimal) -> str:
    """A computed value for the eye: four places, without zeros that say nothing, thousands apart."""
    text = f"{value:,.4f}"
    return text.rstrip("0").rstrip(".")
