"""Numerals as officials write them: Arabic digits, Chinese characters, and the multipliers 百千万亿."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
MULTIPLIERS = {
    None: Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "百亿": Decimal(10_000_000_000),
    "千亿": Decimal(100_000_000_000),
    "万亿": Decimal(1_000_000_000_000),
}
_DIGIT_ROW = re.compile(r"[零一二三四五六七八九]{2,}")


def arabic(digits: str) -> Decimal:
    """`1,100.9` as a Decimal; blanks and thousands separators are dropped."""
    return Decimal(digits.replace(",", "") if "," in digits else digits)


def arabic_step(digits: str) -> Decimal:
    """The step in which the digits are printed: `12.33` in hundredths, `329` in ones."""
    point = digits.find(".")
    return Decimal(1) if point < 0 else Decimal(1).scaleb(point + 1 - len(digits))


def chinese(numeral: str) -> Decimal:
    """A numeral in characters (一百九十万零三千, 三点五, 二零一三) as a Decimal."""
    whole, _, fraction = numeral.partition("点")
    value = Decimal(_chinese_whole(whole))
    if fraction:
        value += Decimal("0." + "".join(str(DIGITS[sign]) for sign in fraction))
    return value


def _chinese_whole(numeral: str) -> int:
    if _DIGIT_ROW.fullmatch(numeral):
        return int("".join(str(DIGITS[sign]) for sign in numeral))
    total = section = digit = 0
    for sign in numeral:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in TENS:
            section += (digit or 1) * TENS[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit or 1) * 10_000
            section = digit = 0
        else:
            total = (total + section + digit or 1) * 100_000_000
            section = digit = 0
    return total + section + digit


def chinese_step(numeral: str) -> Decimal:
    """The step of a numeral in characters, that of its last place (一百二十 in tens, 三点五 in tenths)."""
    _, _, fraction = numeral.partition("点")
    if fraction:
        return Decimal(1).scaleb(-len(fraction))
    step = Decimal(1)
    for sign in reversed(numeral):
        if sign in DIGITS:
            return step
        step *= TENS.get(sign) or int(MULTIPLIERS[sign])
    return step
