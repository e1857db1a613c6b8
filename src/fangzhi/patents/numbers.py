"""Chinese patent numbers: application (专利申请号) with check digit, publication, PCT.

Source: standard ZC 0006-2003. Since 2003-10-01 a number has twelve digits and a check digit, before that
eight and a check digit. Weights 2 to 9 and again from 2 over the digits, sum modulo 11; 10 is
written X.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
TYPES = {"1": "invention", "2": "utility_model", "3": "design", "8": "invention", "9": "utility_model"}
_FORM = re.compile(r"(?:CN)?(?:ZL)?(\d{12}|\d{8})(?:\.?([\dX]))?", re.ASCII)
# ZC 0007: the type digit and a serial of six to eight digits, then the kind code of ZC 0008.
_PUBLICATION = re.compile(r"CN([1-3])(\d{6,8})([ABCDUSY]\d?)?", re.ASCII)
_PCT = re.compile(r"PCT/?([A-Z]{2})(\d{4}|\d{2})/?(\d{5,6})", re.ASCII)
_WO = re.compile(r"WO(\d{4}|\d{2})/?(\d{5,6})(?:A\d)?", re.ASCII)


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
    """What a printed number is: `kind` is application, patent (ZL before it), publication, pct or unknown.

    `number` is the normal form, or for a wrong check digit the number as printed; `check` is ok, wrong or
    missing, and None for numbers that have none.
    """

    input: str
    number: str | None
    kind: str
    type: str | None
    year: int | None
    check: str | None
    valid: bool


def check_digit(digits: str) -> str:
    """The check digit of eight or twelve digits."""
    remainder = sum(int(one) * weight for one, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return "X" if remainder == 10 else str(remainder)


def _folded(text: str) -> str:
    return re.sub(r"[\s\-．。·]", "", unicodedata.normalize("NFKC", text).upper())


def parse(text: str) -> PatentNumber:
    """A number in any printed form: ZL or CN before it, blanks, full-width digits, small x, no dot, no check
    digit. Raises `BadNumber`."""
    folded = _folded(text)
    found = _FORM.fullmatch(folded)
    if found is None:
        raise BadNumber("form")
    digits, given = found[1], found[2]
    type_digit = digits[4] if len(digits) == 12 else digits[2]
    year = int(digits[:4]) if len(digits) == 12 else _short_year(digits[:2])
    if type_digit not in TYPES or not int(digits[-7 if len(digits) == 12 else -5 :]):
        raise BadNumber("type" if type_digit not in TYPES else "serial")
    if not 1985 <= year <= 2100 or (len(digits) == 8 and year > 2003) or (len(digits) == 12 and year < 2003):
        raise BadNumber("year")
    check = check_digit(digits)
    if given and given != check:
        raise BadNumber("check")
    return PatentNumber(digits, check, TYPES[type_digit], year, "ok" if given else "missing")


def describe(text: str) -> Described:
    """What a printed number is, valid or not: the answer of `fangzhi patents number`."""
    folded = _folded(text)
    try:
        found = parse(text)
    except BadNumber as error:
        return _wrong(text, folded) if str(error) == "check" else _other(text, folded)
    kind = "patent" if "ZL" in folded else "application"
    return Described(text, found.written, kind, found.type, found.year, found.stated, True)


def _wrong(text: str, folded: str) -> Described:
    """An application number whose check digit is not the one of its digits. It is not repaired."""
    taken = _FORM.fullmatch(folded)
    assert taken is not None
    right = parse(taken[1])
    kind = "patent" if "ZL" in folded else "application"
    return Described(text, f"{taken[1]}.{taken[2]}", kind, right.type, right.year, "wrong", False)


def _other(text: str, folded: str) -> Described:
    if found := _PUBLICATION.fullmatch(folded):
        kind = TYPES[found[1]]
        return Described(text, folded, "publication", kind, None, None, True)
    if found := _PCT.fullmatch(folded):
        year = _full_year(found[2])
        return Described(text, f"PCT/{found[1]}{year}/{found[3]:0>6}", "pct", None, year, None, True)
    if found := _WO.fullmatch(folded):
        year = _full_year(found[1])
        return Described(text, f"WO{year}/{found[2]:0>6}", "pct", None, year, None, True)
    return Described(text, None, "unknown", None, None, None, False)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else (1900 if int(text) >= 78 else 2000) + int(text)


def _short_year(text: str) -> int:
    year = int(text)
    return 1900 + year if year >= 85 else 2000 + year
