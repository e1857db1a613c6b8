"""Amounts as tables print them: thousands separators, 万 and 亿, per cent, and the unit a header names.

Values stay exact: what is kept is text, computed in `Decimal`.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "萬": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
}
ENGLISH_UNITS = {
    "case": "件", "cases": "件", "piece": "件", "pieces": "件", "patents": "件", "applications": "件",
    "item": "件", "items": "件", "persons": "人", "person": "人", "people": "人", "yuan": "元", "rmb": "元",
    "percent": "%", "enterprises": "家", "percentage points": "百分点",
}  # fmt: skip
ENGLISH_SCALES = {
    "thousand": 1000,
    "10000": 10**4,
    "10,000": 10**4,
    "10 000": 10**4,
    "million": 10**6,
    "100 million": 10**8,
    "billion": 10**9,
}
COUNTED = frozenset("件家人个项次场所笔条位年户名起宗") | {"人次", "个月"}
UNITS = COUNTED | {"元", "%", "百分点", "倍", "件/万人", "件/亿元", "分"}
SAME = (
    {"件", "项", "个", "起", "宗", "笔"},
    {"人", "名", "人次"},
    {"家", "个", "户", "所"},
    {"次", "场", "个"},
)
BLANK = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "–",
        "…",
        "……",
        "...",
        "..",
        "/",
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "无",
        "空",
        "×",
        "*",
    }
)
"""What tables print where they have no figure."""

LONGEST = 40
"""Characters of the longest cell that is taken for a number."""
LARGEST = 10**24
"""In base units: beyond it a number is a code or a slip."""
_NUMBER = re.compile(r"([+-]?)(\d+(?:[, ]\d+)*)(\.\d+)?\s*(.*)")
_GROUPED = re.compile(r"\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")


class BadAmount(ValueError):  # noqa: N818 - it is a cell, not a fault of ours
    """A cell that holds no number; `code` is a key of `REASONS`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


class Unit(NamedTuple):
    """A unit as printed: how many base units it stands for, and the base unit (empty when only a scale)."""

    scale: int
    base: str


class Amount(NamedTuple):
    """A number in base units: its digits, a double for sorting, and the step that was printed."""

    value: str
    number: float
    resolution: str


PLAIN = Unit(1, "")


def check_count(found: Amount, text: str, unit: str, given: str) -> None:
    """Raise `BadAmount` where what is counted in whole units is told in parts of one or below zero."""
    if "." in found.value:
        raise BadAmount("fraction", value=found.value, unit=unit, given=given)
    if found.number < 0:
        raise BadAmount("negative", text=text.strip())


@lru_cache(maxsize=2048)
def unit_of(text: str) -> Unit | None:
    """The unit that a text names (万人, 亿元, 件, %, 10 000 persons), None when it is none."""
    tidy = unicodedata.normalize("NFKC", text).strip().casefold().removeprefix("单位").lstrip(":： ")
    tidy = tidy.removeprefix("unit").lstrip(": ")
    if not tidy:
        return None
    for word in sorted(SCALES, key=len, reverse=True):
        rest = tidy.removeprefix(word)
        if rest != tidy and (rest == "" or rest in UNITS):
            return Unit(SCALES[word], rest)
    if tidy in UNITS:
        return Unit(1, tidy)
    return _english_unit(tidy)


def _english_unit(tidy: str) -> Unit | None:
    for word, scale in ENGLISH_SCALES.items():
        rest = tidy.removeprefix(word).strip()
        if rest != tidy and rest in ENGLISH_UNITS:
            return Unit(scale, ENGLISH_UNITS[rest])
    return Unit(1, ENGLISH_UNITS[tidy]) if tidy in ENGLISH_UNITS else None


def fits(unit: str, wanted: str) -> bool:
    """Whether a base unit may stand where the catalogue counts in `wanted` (件 and 项 are both cases)."""
    return unit == wanted or any(unit in group and wanted in group for group in SAME)


def is_blank(text: str) -> bool:
    """Whether a cell says that it holds no figure."""
    return text.strip().casefold() in BLANK


def amount(text: str, unit: Unit) -> Amount:
    """The number in a cell of this unit, in base units. Raises `BadAmount`."""
    if len(text) > LONGEST:
        raise BadAmount("long_number", text=_short(text))
    if unit.scale == 1 and text.isascii() and text.isdigit():
        value = text.lstrip("0") or "0"
        found = Amount(value, float(value), "1")
    else:
        found = _composed(text, unit)
    if abs(found.number) >= LARGEST:
        raise BadAmount("long_number", text=_short(text))
    return found


def _composed(text: str, unit: Unit) -> Amount:
    tidy = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-").replace("\u00a0", " ")
    if _PLAIN.fullmatch(tidy):
        return _scaled(Decimal(tidy), unit.scale)
    found = _NUMBER.fullmatch(tidy)
    if found is None:
        raise BadAmount(_fault(tidy), text=_short(text))
    sign, whole, fraction, rest = found.groups()
    if not whole.isdigit() and not _GROUPED.fullmatch(whole):
        raise BadAmount("thousands", text=_short(text))
    scale = unit.scale if not rest else _own_scale(text, rest, unit)
    digits = whole.replace(",", "").replace(" ", "")
    return _scaled(Decimal(f"{sign}{digits}{fraction or ''}"), scale)


def _own_scale(text: str, rest: str, unit: Unit) -> int:
    """The scale of a unit written into the cell itself (1.2万件)."""
    own = unit_of(rest)
    if own is None or (unit.base and own.base and not fits(own.base, unit.base)):
        raise BadAmount(_fault(text.strip()), text=_short(text))
    return own.scale if own.scale != 1 else unit.scale


def _scaled(value: Decimal, scale: int) -> Amount:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    step = Decimal(1).scaleb(min(exponent, 0)) * scale
    whole = value * scale
    return Amount(_digits(whole), float(whole), _digits(step))


def _digits(value: Decimal) -> str:
    digits = format(value, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits in {"-0", ""} else digits


def _fault(text: str) -> str:
    if text.startswith("#"):
        return "error_value"
    return "formula" if text[:1] in "=+-@" else "number"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
