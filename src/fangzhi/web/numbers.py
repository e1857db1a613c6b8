"""Numbers as people read them: grouped digits, or 万 and 亿 where the reader prefers them, with the exact
value beside."""

from __future__ import annotations

from decimal import Decimal

from fangzhi.web.language import chinese

_STEPS_ZH = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_STEPS_EN = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))
_SMALL = 10_000
"""Below this a value is written exactly in either language."""


def exact(text: str) -> str:
    """Exact digits in groups of three: 123,300; -5.2 with a real minus sign."""
    sign = "−" if text.startswith("-") else ""
    whole, dot, rest = text.lstrip("-").partition(".")
    return f"{sign}{int(whole or 0):,}{dot}{rest}"


def short(text: str) -> str:
    """A value in 万 and 亿 (in English k, m, bn), four digits at most: 12.33万, 27亿, 123.3k; small ones
    exactly."""
    value = Decimal(text)
    if abs(value) < _SMALL:
        return exact(text)
    for step, name in _STEPS_ZH if chinese() else _STEPS_EN:
        if abs(value) >= step:
            scaled = value / step
            places = max(0, 4 - len(str(int(abs(scaled)))))
            digits = f"{scaled:.{min(places, 2)}f}"
            return (digits.rstrip("0").rstrip(".") if "." in digits else digits).replace("-", "−") + name
    return exact(text)
