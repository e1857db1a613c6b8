"""Putting a right figure into a draft as the draft prints it: same unit, same decimals, same signs.

12.33万件 with 123456 becomes 12.35万件, 第三位 with 5 becomes 第五位, 下降5.3% with 2.1 becomes 增长2.1%.
Pure Python: no Django.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.reader.numerals import MULTIPLIERS, arabic, chinese

if TYPE_CHECKING:
    from fangzhi.reader import Observation

_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_NARROW = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_DIGITS = r"[0-9０-９]{1,18}(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?"
_ARABIC = re.compile(_DIGITS)
_RANGE = re.compile(
    rf"({_DIGITS})(?:[百千万亿億萬]{{1,2}})?[^0-9０-９]{{0,3}}?(?:-|－|—|~|～|至|到)({_DIGITS})"
)
_SCALED = re.compile(r"([余多几]?)(万亿|萬億|千亿|百亿|千万|百万|十万|[百千万亿萬億])")
_CHINESE = re.compile(r"[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?")
_VAGUE = re.compile(r"[余餘多几來来]")
_FIRST = re.compile(r"首位|榜首")
_SIGNS = "零一二三四五六七八九"
_TURNS = {
    "增长": "下降", "增加": "减少", "上升": "下降", "提高": "降低", "提升": "下降", "增": "降", "升": "降",
    "下降": "增长", "减少": "增加", "降低": "提高", "下滑": "增长", "回落": "增长", "降": "增", "减": "增",
}  # fmt: skip
_TURN = re.compile("|".join(word if len(word) > 1 else rf"{word}(?=了?$)" for word in _TURNS))
_CLAUSE = re.compile(r"[，。；、！？\n,;]")
_REACH = 20
"""Characters before a figure within which its verb stands."""
_MOVES = frozenset({"growth_rate", "avg_growth_rate", "growth_multiple", "change_abs", "change_points"})


class Edit(NamedTuple):
    """New characters for a stretch of the text."""

    start: int
    end: int
    text: str


def edits_of(text: str, figure: Observation, right: Decimal) -> tuple[Edit, ...]:
    """What to change so that a figure of the text says `right` (base units); nothing where no form is safe.

    A growth that turns into a fall turns its verb too.
    """
    new = requoted(figure, abs(right))
    if new is None:
        return ()
    edits = [Edit(figure.start, figure.end, new)]
    if figure.measure in _MOVES and right and (right < 0) != (figure.value < 0):
        verb = _verb(text, figure.start)
        if verb is None:
            return ()
        edits.insert(0, verb)
    return tuple(edits)


def _verb(text: str, start: int) -> Edit | None:
    """The nearest verb of rising or falling before a figure, turned round."""
    begin = max(0, start - _REACH)
    clause = [match.end() for match in _CLAUSE.finditer(text, begin, start)]
    found = [*_TURN.finditer(text, clause[-1] if clause else begin, start)]
    return Edit(*found[-1].span(), _TURNS[found[-1][0]]) if found else None


def requoted(figure: Observation, right: Decimal) -> str | None:
    """The quote of a figure with another value (base units, not negative), printed in the same way.

    None where the words have no such form (翻一番, 半数) or cannot print it.
    """
    quote = figure.quote
    if _FIRST.search(quote):
        return _FIRST.sub(f"第{_plain(right)}位", quote) if right != 1 else quote
    if figure.value_high is not None:
        return _of_range(figure, right)
    found = list(_ARABIC.finditer(quote))
    if len(found) == 1:
        return _of_arabic(figure, found[0], right)
    words = list(_CHINESE.finditer(quote))
    return _of_words(figure, words[0], right) if not found and len(words) == 1 else None


def _of_arabic(figure: Observation, numeral: re.Match[str], right: Decimal) -> str | None:
    printed = numeral[0].translate(_WIDE)
    old = arabic(printed)
    if not old or not figure.value:
        return _of_zero(figure, numeral, right)
    factor = abs(figure.value) / old
    new = _digits(
        right, factor, _places(printed), _floor(old, factor) if _VAGUE.search(figure.quote) else None
    )
    head, tail = figure.quote[: numeral.start()], figure.quote[numeral.end() :]
    if not Decimal(new) and right:
        scale = _SCALED.match(tail)
        if scale is None:
            return None
        new, tail = _plain(right), tail[scale.end() :]
    return f"{head}{_like(numeral[0], new)}{tail}"


def _of_zero(figure: Observation, numeral: re.Match[str], right: Decimal) -> str | None:
    """A zero tells no scale: it is read from the words behind it."""
    scale = _SCALED.match(figure.quote, numeral.end())
    factor = MULTIPLIERS.get(scale[2], Decimal(1)) if scale else Decimal(1)
    new = _digits(right, factor, _places(numeral[0].translate(_WIDE)), None)
    if not Decimal(new) and right:
        return None
    return f"{figure.quote[: numeral.start()]}{_like(numeral[0], new)}{figure.quote[numeral.end() :]}"


def _of_range(figure: Observation, right: Decimal) -> str | None:
    """A range becomes the one value that is known."""
    found = _RANGE.search(figure.quote)
    if found is None or figure.value_high is None:
        return None
    high = found[2].translate(_WIDE)
    factor = figure.value_high / arabic(high)
    new = _digits(right, factor, _places(high), None)
    if not Decimal(new) and right:
        return None
    return f"{figure.quote[: found.start()]}{_like(found[2], new)}{figure.quote[found.end() :]}"


def _of_words(figure: Observation, numeral: re.Match[str], right: Decimal) -> str | None:
    """A numeral in Chinese characters."""
    old = chinese(numeral[0])
    if not old or not figure.value or "分之" in figure.quote.replace("百分之", "") or "番" in figure.quote:
        return None
    factor = abs(figure.value) / old
    _, _, fraction = numeral[0].partition("点")
    number = Decimal(_digits(right, factor, len(fraction), None))
    if not number or number >= 10**8:
        return None
    return f"{figure.quote[: numeral.start()]}{in_characters(number)}{figure.quote[numeral.end() :]}"


def _digits(right: Decimal, factor: Decimal, places: int, floor: Decimal | None) -> str:
    if floor and right >= floor:
        right = (right / floor).quantize(Decimal(1), ROUND_DOWN) * floor
    return f"{(right / factor).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def _floor(old: Decimal, factor: Decimal) -> Decimal:
    """The step in which a vague number goes: 1200余 in hundreds."""
    zeros = len(str(int(old))) - len(str(int(old)).rstrip("0")) if old == int(old) else 0
    return factor.scaleb(zeros)


def _places(printed: str) -> int:
    return len(printed.partition(".")[2])


def _like(old: str, new: str) -> str:
    """New digits with the separators and the width of the old ones."""
    if "," in old or "，" in old:
        whole, _, rest = new.partition(".")
        new = f"{int(whole):,}" + (f".{rest}" if rest else "")
    return new.translate(_NARROW) if any("０" <= sign <= "９" for sign in old) else new


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def in_characters(number: Decimal) -> str:
    """A number below a hundred million in Chinese characters: 21 is 二十一, 20003 is 二万零三."""
    whole, _, rest = f"{number:f}".partition(".")
    high, low = divmod(int(whole), 10_000)
    words = f"{_thousands(high)}万" if high else ""
    if low or not high:
        words += ("零" if high and low < 1000 else "") + (_thousands(low) or "零")
    words = re.sub("^一十", "十", words)
    return words + ("点" + "".join(_SIGNS[int(sign)] for sign in rest) if rest else "")


def _thousands(number: int) -> str:
    words, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if gap and words else "") + _SIGNS[digit] + name
        gap = not digit
    return words
