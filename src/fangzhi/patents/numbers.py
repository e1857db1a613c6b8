"""Chinese patent application numbers (专利申请号): printed forms, check digit, normal form, type and year.

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


def check_digit(digits: str) -> str:
    """The check digit of eight or twelve digits."""
    remainder = sum(int(one) * weight for one, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return "X" if remainder == 10 else str(remainder)


def parse(text: str) -> PatentNumber:
    """A number in any printed form: ZL or CN before it, blanks, full-width digits, small x, no dot, no check
    digit. Raises `BadNumber`."""
    folded = unicodedata.normalize("NFKC", text).upper()
    folded = re.sub(r"[\s\-．。·]", "", folded)
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


def _short_year(text: str) -> int:
    year = int(text)
    return 1900 + year if year >= 85 else 2000 + year
