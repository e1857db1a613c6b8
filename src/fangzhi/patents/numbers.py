"""Chinese patent numbers: application (专利申请号) with check digit, publication, PCT.

Source: standard ZC 0006-2003. Since 2003-10-01 a number has twelve digits and a check digit, before that
eight and a check digit. Weights 2 to 9 and again from 2 over the digits, sum modulo 11; 10 is
written X.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
TYPES = {"1": "invention", "2": "utility_model", "3": "design", "8": "invention", "9": "utility_model"}
_FORM = re.compile(r"(?:CN)?(?:ZL:?)?(\d{12}|\d{8})(?:\.?([\dX]))?", re.ASCII)
# The words that stand before a number in papers and forms, and the marks around it.
_NAME = re.compile(
    r"[(\[“\"]*(?P<name>专利申请号|申请专利号|专利号|申请号)?:?(?P<rest>.*?)[)\]”\",;]*", re.DOTALL
)
# Databases abroad print an application with its country before it and the letter of its type behind it.
_LETTERED = re.compile(r"(CN(?:\d{12}(?:\.?[\dX])?|\d{8}\.[\dX]))([AUF])", re.ASCII)
_LETTERS = {"A": "invention", "U": "utility_model", "F": "design"}
# ZC 0007: the type digit and a serial of six to eight digits, then the kind code of ZC 0008.
_PUBLICATION = re.compile(r"CN([1-3])(\d{6,8})([ABCDUSY]\d?)?", re.ASCII)
_PCT = re.compile(r"PCT/?([A-Z]{2})(\d{4}|\d{2})/?(\d{5,6})", re.ASCII)
_WO = re.compile(r"WO(\d{4}|\d{2})/?(\d{5,6})(?:A\d)?", re.ASCII)
FIRST, FIRST_PCT = 1985, 1978
"""The first years of Chinese patents and of the treaty."""
_CHINA = timezone(timedelta(hours=8))


class BadNumber(ValueError):  # noqa: N818 - the number is bad
    """Not a patent application number; the message says why."""


class PatentNumber(NamedTuple):
    """A number taken apart."""

    digits: str
    check: str
    """The check digit that belongs to the digits."""
    type: str
    """invention · utility_model · design"""
    year: int
    stated: str
    """ok when the check digit was given, missing when it was not."""

    @property
    def key(self) -> str:
        """The normal form: digits and check digit, without a dot."""
        return self.digits + self.check

    @property
    def written(self) -> str:
        """As it is written on documents, for example 201710601862.3."""
        return f"{self.digits}.{self.check}"


class Described(NamedTuple):
    """What a printed number is: `kind` is application, patent (ZL or 专利号 before it), publication, pct or
    unknown.

    `number` is the normal form, or for a wrong check digit the number as printed; `check` is ok, wrong or
    missing, and None for numbers that have none. `expected` is the check digit that belongs to the digits,
    where another one is printed.
    """

    input: str
    number: str | None
    kind: str
    type: str | None
    year: int | None
    check: str | None
    valid: bool
    expected: str | None = None


def this_year() -> int:
    """The year in China: no number is of a later one."""
    return datetime.now(_CHINA).year


def check_digit(digits: str) -> str:
    """The check digit of eight or twelve digits."""
    remainder = sum(int(one) * weight for one, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return "X" if remainder == 10 else str(remainder)


def _folded(text: str) -> str:
    return re.sub(r"[\s\-．。·]", "", unicodedata.normalize("NFKC", text).upper())


def _taken(text: str) -> tuple[str, bool]:
    """A number without the words and marks around it, and whether they say that it is a patent's."""
    found = _NAME.fullmatch(_folded(text))
    assert found is not None  # every text is a name that may be missing, and a rest
    return found["rest"], found["name"] == "专利号" or "ZL" in found["rest"]


def _without_letter(number: str) -> str:
    """An application without the letter behind it, where that is the letter of its type."""
    found = _LETTERED.fullmatch(number)
    if found is None:
        return number
    taken = _FORM.fullmatch(found[1])
    return found[1] if taken and TYPES.get(_type_digit(taken[1])) == _LETTERS[found[2]] else number


def _type_digit(digits: str) -> str:
    return digits[4] if len(digits) == 12 else digits[2]


def parse(text: str) -> PatentNumber:
    """A number in any printed form: ZL or CN before it, 专利号 or 申请号 before these, blanks, full-width
    digits, small x, no dot, no check digit. Raises `BadNumber`."""
    return _parsed(_taken(text)[0])


def _parsed(number: str) -> PatentNumber:
    found = _FORM.fullmatch(_without_letter(number))
    if found is None:
        raise BadNumber("form")
    digits, given = found[1], found[2]
    type_digit = _type_digit(digits)
    year = int(digits[:4]) if len(digits) == 12 else _short_year(digits[:2])
    if type_digit not in TYPES or not int(digits[-7 if len(digits) == 12 else -5 :]):
        raise BadNumber("type" if type_digit not in TYPES else "serial")
    if not _can_be(year, len(digits)):
        raise BadNumber("year")
    check = check_digit(digits)
    if given and given != check:
        raise BadNumber("check")
    return PatentNumber(digits, check, TYPES[type_digit], year, "ok" if given else "missing")


def _can_be(year: int, digits: int) -> bool:
    """Whether a number of so many digits can be of a year."""
    return FIRST <= year <= 2003 if digits == 8 else 2003 <= year <= this_year()


def describe(text: str) -> Described:
    """What a printed number is, valid or not: the answer of `fangzhi patents number`."""
    number, patent = _taken(text)
    kind = "patent" if patent else "application"
    try:
        found = _parsed(number)
    except BadNumber as error:
        return _wrong(text, number, kind) if str(error) == "check" else _other(text, number)
    return Described(text, found.written, kind, found.type, found.year, found.stated, True)


def _wrong(text: str, number: str, kind: str) -> Described:
    """An application number whose check digit is not the one of its digits. It is not repaired."""
    taken = _FORM.fullmatch(_without_letter(number))
    assert taken is not None
    right = _parsed(taken[1])
    printed = f"{taken[1]}.{taken[2]}"
    return Described(text, printed, kind, right.type, right.year, "wrong", False, right.check)


def _other(text: str, number: str) -> Described:
    if found := _PUBLICATION.fullmatch(number):
        return Described(text, number, "publication", TYPES[found[1]], None, None, True)
    if found := _PCT.fullmatch(number):
        return _international(text, f"PCT/{found[1]}", found[2], f"{found[3]:0>6}")
    if found := _WO.fullmatch(number):
        return _international(text, "WO", found[1], f"{found[2]:0>6}")
    return _unknown(text)


def _international(text: str, before: str, stated: str, serial: str) -> Described:
    year = _full_year(stated)
    if not FIRST_PCT <= year <= this_year():
        return _unknown(text)
    return Described(text, f"{before}{year}/{serial}", "pct", None, year, None, True)


def _unknown(text: str) -> Described:
    return Described(text, None, "unknown", None, None, None, False)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else (1900 if int(text) >= FIRST_PCT % 100 else 2000) + int(text)


def _short_year(text: str) -> int:
    year = int(text)
    return 1900 + year if year >= FIRST % 100 else 2000 + year
