"""Whether two statements of one figure agree: equal, equal after rounding or truncation, within the words
that hedge it, or contradicting, and by how much. Pure arithmetic on exact decimals.

A figure printed in steps of `r` may have been rounded or cut off, so the true value lies in [v − r/2, v + r).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

Verdict = Literal["equal", "rounded", "truncated", "within_qualifier", "differs", "not_comparable"]
APPROXIMATE = Decimal("0.05")
"""How far from the stated value an approximate figure (约) may be, as a share of it."""
NEARLY = Decimal("0.8")
"""How much of the stated value there must be where a text says nearly (近), as a share of it."""
_HALF = Decimal("0.5")
_ZERO = Decimal(0)


class Stated(NamedTuple):
    """A figure as a text prints it: its value, the step it is printed in, and how firmly it is stated.

    `high` is the upper end of a range; all in base units of the indicator.
    """

    value: Decimal
    step: Decimal
    qualifier: str = "exact"
    high: Decimal | None = None


class Interval(NamedTuple):
    """A value with the bounds within which it must lie; the bounds coincide where the value is exact."""

    value: Decimal
    low: Decimal
    high: Decimal

    @classmethod
    def exact(cls, value: Decimal) -> Interval:
        """A value without doubt."""
        return cls(value, value, value)

    @classmethod
    def printed(cls, value: Decimal, step: Decimal) -> Interval:
        """What a printed figure may stand for, whether it was rounded or cut off.

        A count printed to the last unit is exact.
        """
        if step <= 1 and value == value.to_integral_value():
            return cls.exact(value)
        if value < 0:
            return cls(value, value - step, value + step * _HALF)
        return cls(value, max(_ZERO, value - step * _HALF), value + step)


class Finding(NamedTuple):
    """A verdict and the difference claimed − expected (0 where they agree)."""

    verdict: Verdict
    difference: Decimal


def compare(stated: Stated, expected: Interval) -> Finding:
    """Whether a stated figure agrees with an expected value.

    An expected value with bounds agrees when any value within them does.
    """
    if stated.qualifier != "exact":
        within = _within(stated, expected)
        return Finding("within_qualifier", _ZERO) if within else Finding("differs", _off(stated, expected))
    value, step = stated.value, stated.step
    if expected.low == expected.high == value:
        return Finding("equal", _ZERO)
    if _rounds_to(value, step * _HALF, expected):
        return Finding("rounded" if expected.value != value else "equal", _ZERO)
    if _cut_off(value, step, expected):
        return Finding("truncated", _ZERO)
    return Finding("differs", _off(stated, expected))


def _rounds_to(value: Decimal, half: Decimal, expected: Interval) -> bool:
    """Whether rounding an expected value, halves away from zero, gives the stated one."""
    if value < 0:
        return expected.high > value - half and expected.low <= value + half
    return expected.low < value + half and expected.high >= value - half


def _cut_off(value: Decimal, step: Decimal, expected: Interval) -> bool:
    """Whether cutting an expected value off at the printed step gives the stated one."""
    if value < 0:
        return expected.high > value - step and expected.low <= value
    return expected.low < value + step and expected.high >= value


def _meets(expected: Interval, low: Decimal, high: Decimal) -> bool:
    return expected.low <= high and expected.high >= low


def _within(stated: Stated, expected: Interval) -> bool:
    value = stated.value
    if stated.qualifier == "at_least":
        return expected.high >= value and (value <= 0 or expected.low < value + _leading(value))
    if stated.qualifier == "below":
        return expected.low <= value and (value <= 0 or expected.high >= value * NEARLY)
    if stated.qualifier == "range" and stated.high is not None:
        return _meets(expected, value, stated.high)
    margin = max(stated.step, abs(value) * APPROXIMATE)
    return _meets(expected, value - margin, value + margin)


def _leading(value: Decimal) -> Decimal:
    """One of the value's first digit: 100,000 for 240,000. Who has more than that says a higher number."""
    return Decimal(1).scaleb(value.adjusted())


def _off(stated: Stated, expected: Interval) -> Decimal:
    """Claimed − expected, to the nearer end of a range."""
    if stated.high is not None and expected.value > stated.high:
        return stated.high - expected.value
    return stated.value - expected.value
