"""Numbers of listed paragraphs, which Word does not keep as text: 一、 (1) a. and signs."""

from __future__ import annotations

import re
from typing import Any

from fangzhi.casework.papers.sandbox import han
from fangzhi.casework.papers.styles import Settings, W, merged, settings

LEVEL = re.compile(r"%(\d)")
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
HAN = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
)


def _roman(number: int) -> str:
    word = ""
    for value, sign in ROMAN:
        word += sign * (number // value)
        number %= value
    return word


def written(number: int, form: str) -> str:
    """A number in one of Word's forms; forms that are not known here are written in digits."""
    if form in HAN:
        return han(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form == "decimalEnclosedCircle" and number <= 20:
        return chr(0x245F + number)
    if form == "none":
        return ""
    return f"{number:02d}" if form == "decimalZero" else str(number)


class Lists:
    """The lists of one document, counted on as paragraphs come."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, Settings]] = {}
        self._counts: dict[str, list[int]] = {}
        self._abstract: dict[str, str] = {}
        if root is None:
            return
        for one in root.iterchildren(f"{W}abstractNum"):
            levels = {
                int(level.get(f"{W}ilvl", "0")): settings(level) for level in one.iterchildren(f"{W}lvl")
            }
            self._levels[one.get(f"{W}abstractNumId", "")] = levels
        for one in root.iterchildren(f"{W}num"):
            abstract = one.find(f"{W}abstractNumId")
            if abstract is not None:
                self._abstract[one.get(f"{W}numId", "")] = abstract.get(f"{W}val", "")

    def label(self, paragraph: Settings) -> tuple[str, Settings]:
        """The number that stands before a paragraph, with the indents of its list; empty in no list."""
        identity = paragraph.get("numPr/numId", {}).get("val", "0")
        abstract = self._abstract.get(identity)
        if abstract is None or identity == "0":
            return "", {}
        level = int(paragraph.get("numPr/ilvl", {}).get("val", "0") or 0)
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return "", {}
        counts = self._counts.setdefault(identity, [])
        self._advance(counts, level, levels)
        return self._words(counts, level, levels), _indents(levels[level])

    def _advance(self, counts: list[int], level: int, levels: dict[int, Settings]) -> None:
        del counts[level + 1 :]
        while len(counts) <= level:
            counts.append(_start(levels.get(len(counts), {})) - (len(counts) == level))
        counts[level] += 1

    def _words(self, counts: list[int], level: int, levels: dict[int, Settings]) -> str:
        own = levels[level]
        form = own.get("numFmt", {}).get("val", "decimal")
        words = own.get("lvlText", {}).get("val", "")
        if form == "bullet":
            return words if words and not 0xE000 <= ord(words[0]) <= 0xF8FF else "●"
        return LEVEL.sub(
            lambda mark: written(
                counts[int(mark[1]) - 1] if int(mark[1]) <= len(counts) else 1,
                levels.get(int(mark[1]) - 1, {}).get("numFmt", {}).get("val", "decimal"),
            ),
            words,
        )


def _start(level: Settings) -> int:
    value = level.get("start", {}).get("val", "1")
    return int(value) if value.isdigit() else 1


def _indents(level: Settings) -> Settings:
    return merged({"ind": level["pPr/ind"]} if "pPr/ind" in level else {})
