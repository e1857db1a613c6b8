"""What is searched in a text: its folded form, cut into units.

Full-width, traditional and capital characters are folded one to one, so that offsets stay. A unit (检索单元)
is a run of Latin letters and digits, or any other single character. A phrase is found where its units follow
one another, whatever blanks stand between: so 石墨烯 is found inside 石墨烯电池 and not in 石墨、烯, and
`led` is found in LED灯 and not in `called`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

BREAK = "\ue000"
"""Stands between title, abstract and applicants; no phrase reaches over it."""
WORD = re.compile(r"([a-z0-9]+)")
_BLANKS = re.compile(" {2,}")
_IDLE = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")


@cache
def _folding() -> tuple[re.Pattern[str], dict[str, str]]:
    # The table of traditional characters is kept beside the reader, which folds by the same one.
    table = files("fangzhi").joinpath("reader/data/traditional.txt").read_text(encoding="utf-8")
    old, new = table.split()
    folds = dict(zip(old, new, strict=True))
    folds.update({chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)})
    folds.update(dict.fromkeys(filter(str.isspace, map(chr, range(0x3001))), " "))
    folds.update({"「": "“", "」": "”", "『": "‘", "』": "’", "﹑": "、", "､": "、", "｡": "。", "〇": "零"})
    return re.compile("[" + "".join(map(re.escape, folds)) + "]"), folds


def fold(text: str) -> str:
    """The text in simplified, half-width and small characters: same length, same offsets."""
    pattern, table = _folding()
    small = text.lower()
    if len(small) != len(text):
        small = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return pattern.sub(lambda found: table[found[0]], small)


def normal(text: str) -> str:
    """The folded text without blanks, but for a single one between two runs of letters or digits."""
    folded = fold(text)
    return _IDLE.sub("", _BLANKS.sub(" ", folded).strip()) if " " in folded else folded


def spaced(text: str) -> str:
    """The units of a normal text with blanks between them, as a tokenizer takes them."""
    parts = WORD.split(text)
    parts[::2] = map(" ".join, parts[::2])
    return " ".join(parts)


class Phrase(NamedTuple):
    """Something to be found word for word, in its normal form."""

    text: str

    @property
    def units(self) -> list[str]:
        """The units that must follow one another."""
        return spaced(self.text).split()


def phrase(text: str) -> Phrase | None:
    """A text as a phrase; None when it holds nothing that could be searched."""
    plain = normal(text.replace(BREAK, " "))
    return Phrase(plain) if any(one.isalnum() for one in plain) else None


def contains(text: str, wanted: Phrase) -> bool:
    """Whether a text holds a phrase: the slow way, which the index must agree with."""
    return bool(_seeker((wanted,)).search(fold(text)))


def spans(text: str, wanted: tuple[Phrase, ...]) -> list[tuple[int, int]]:
    """Where any of the phrases stands in a text, as it is written; overlapping places become one."""
    merged: list[tuple[int, int]] = []
    folded = fold(text)
    found = sorted(match.span(1) for one in wanted for match in _seeker((one,)).finditer(folded))
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=256)
def _seeker(wanted: tuple[Phrase, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?=({_expression(one)}))" for one in wanted))


def _expression(wanted: Phrase) -> str:
    """A regular expression for a phrase in a folded text: blanks may stand between units, no word is cut."""
    units = wanted.units
    first = r"(?<![a-z0-9])" if WORD.match(units[0]) else ""
    last = r"(?![a-z0-9])" if WORD.match(units[-1]) else ""
    return first + _joined(units) + last


def _joined(units: list[str]) -> str:
    joined = re.escape(units[0])
    for before, after in pairwise(units):
        between = r"\s+" if WORD.match(before) and WORD.match(after) else r"\s*"
        joined += between + re.escape(after)
    return joined
