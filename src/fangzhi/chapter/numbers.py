"""Figures as official prose prints them: 12.33万件, 27亿元, 41.3件, 第13位. Pure Python.

Rounding, stated once: counts from 100,000 up and amounts of money are printed in 万 or 亿 with at most two
decimals, computed percentages with one, halves away from zero. A figure that its source printed more coarsely
or finely keeps the steps of the source.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fangzhi.chapter.facts import Fact

WAN, YI = Decimal(10_000), Decimal(100_000_000)
_MANY = Decimal(100_000)
_PER = Decimal("0.1")
_MEASURES = {"rank": "位", "growth_rate": "%", "avg_growth_rate": "%", "share": "%", "relative_diff": "%",
             "growth_multiple": "倍", "ratio_multiple": "倍", "change_points": "个百分点"}  # fmt: skip
_PRINTED_AS = {"件/万人": "件", "件/亿元": "件", "月": "个月", "百分点": "个百分点"}


class Printed(NamedTuple):
    """A figure as it is printed, and what it then stands for."""

    text: str
    value: Decimal
    """The value that the printed figure states, in base units; its sign left to the words around it."""
    step: Decimal


def printed(fact: Fact) -> Printed:
    """A fact's figure with its unit, without hedging words."""
    value = abs(fact.value)
    if fact.measure == "rank":
        sign = "前" if fact.qualifier == "at_least" else "第"
        return Printed(f"{sign}{_plain(value)}位", value, Decimal(1))
    if doubles(fact):
        return Printed(_DOUBLED[int(value)], value, Decimal(1))
    unit = _unit(fact)
    scale, word = _scale(fact, value)
    step = _step(fact, value, scale)
    first = _rounded(value, step)
    text = _digits(first / scale, step / scale)
    if fact.qualifier == "range" and fact.high is not None:
        text = f"{text}至{_digits(_rounded(abs(fact.high), step) / scale, step / scale)}"
    return Printed(f"{text}{word}{unit}", first, step)


_DOUBLED = {2: "翻一番", 4: "翻两番"}


def doubles(fact: Fact) -> bool:
    """Whether a figure is a target told as a doubling (翻一番)."""
    return fact.measure == "ratio_multiple" and fact.status == "target" and fact.value in _DOUBLED


def _unit(fact: Fact) -> str:
    unit = _MEASURES.get(fact.measure) or fact.unit
    return _PRINTED_AS.get(unit, unit)


def _scale(fact: Fact, value: Decimal) -> tuple[Decimal, str]:
    """In what the figure is printed: ones, 万 or 亿."""
    if fact.measure not in ("level", "change_abs") or fact.unit in ("件/万人", "%", "分", "位"):
        return Decimal(1), ""
    if value >= YI:
        return YI, "亿"
    if fact.unit == "元" and value >= WAN:
        return WAN, "万"
    if value >= _MANY or (value >= WAN and fact.step >= 100):
        return WAN, "万"
    return Decimal(1), ""


def _step(fact: Fact, value: Decimal, scale: Decimal) -> Decimal:
    """The step to print in: that of the source where it is coarser or the figure was computed to it."""
    if scale == 1:
        return min(fact.step, Decimal(1)) if value == value.to_integral_value() else fact.step
    finest = scale / 100
    if fact.step > 1 and value % fact.step == 0 and (fact.step >= finest or value % finest):
        return min(fact.step, scale)
    return _shortest(_rounded(value, finest), finest, scale)


def _shortest(value: Decimal, finest: Decimal, scale: Decimal) -> Decimal:
    """The coarsest step of 1, 1/10 and 1/100 of the scale that still prints the value."""
    step = scale
    while step > finest and value % step:
        step /= 10
    return step


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _digits(number: Decimal, step: Decimal) -> str:
    places = max(0, -step.normalize().as_tuple().exponent)  # type: ignore[operator]  # finite, so an int
    return f"{number:.{places}f}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def computed(value: Decimal) -> Decimal:
    """A computed percentage or quotient in the step it is printed in."""
    return _rounded(value, _PER) if value >= 0 else -_rounded(-value, _PER)


COMPUTED_STEP = _PER

_COUNTED_BY_NAME = frozenset({"人", "人次"})
"""Units that the English name of what is counted says already."""
_ENGLISH_UNITS = {
    "元": " yuan", "%": "%", "个百分点": " percentage points", "倍": " times", "人": " people",
    "人次": " person-times", "年": " years", "个月": " months", "家": "", "件": "", "个": "", "项": "",
    "次": "", "所": "", "笔": "", "场": "", "条": "", "分": " points", "位": "",
}  # fmt: skip


def printed_english(fact: Fact) -> str:
    """The same figure in English: 123,300; 2.7 billion yuan; 41.3; 13th."""
    shown = printed(fact)
    if fact.measure == "rank":
        number = int(shown.value)
        return f"top {number}" if fact.qualifier == "at_least" else f"{number}{_ordinal(number)}"
    unit = _ENGLISH_UNITS.get(_unit(fact), f" {_unit(fact)}")
    if fact.unit == "元" and fact.measure in ("level", "change_abs"):
        return _money(shown) + unit
    number_text = _with_commas(shown.value)
    if fact.high is not None and fact.qualifier == "range":
        number_text += f" to {_with_commas(abs(fact.high))}"
    return number_text if fact.measure == "level" and fact.unit in _COUNTED_BY_NAME else number_text + unit


def _money(shown: Printed) -> str:
    for scale, word in ((Decimal(10**9), " billion"), (Decimal(10**6), " million")):
        if shown.value >= scale:
            return f"{_with_commas(shown.value / scale)}{word}"
    return _with_commas(shown.value)


def _with_commas(value: Decimal) -> str:
    whole, _, rest = f"{value:f}".partition(".")
    rest = rest.rstrip("0")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
