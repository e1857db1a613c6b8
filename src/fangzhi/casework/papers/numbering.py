"""Numbers of documents (文号): 京知裁字〔2026〕1号 — office, kind, year in U+3014 and U+3015, serial.

The pattern follows the sample documents of the national handling guide for infringement adjudication (2019).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fangzhi.casework.papers.faults import InvalidNumber

KINDS = {"裁": "adjudication", "调": "mediation", "罚": "penalty", "移": "transfer", "展": "exhibition"}
"""Shipped kinds of numbers; an office may use others of one or more Chinese characters."""
_NUMBER = re.compile(r"([^\W\d_]{1,12})知([^\W\d_知]{1,4})字〔(\d{4})〕([1-9]\d{0,6})号")
_WORDS = re.compile(r"[^\W\d_]+")
_BRACKETS = str.maketrans("[［【（(]］】）)", "〔〔〔〔〔〕〕〕〕〕")


class DocumentNumber(NamedTuple):
    """The parts of a number: short name of the office, kind, year, serial."""

    office: str
    kind: str
    year: int
    n: int

    def __str__(self) -> str:
        return f"{self.office}知{self.kind}字〔{self.year}〕{self.n}号"


def document_number(office_short: str, kind: str, year: int, n: int) -> str:
    """The number as printed, such as 京知裁字〔2026〕1号; raises InvalidNumber for parts that make none."""
    number = str(DocumentNumber(office_short, kind, year, n))
    if not _WORDS.fullmatch(office_short) or not _WORDS.fullmatch(kind):
        raise InvalidNumber(number, "office and kind are Chinese characters", "单位简称和类别应当是汉字")
    if not 1949 <= year <= 9999 or n < 1:
        raise InvalidNumber(
            number, "the year has four digits, the serial begins at 1", "年份为四位数，序号从1开始"
        )
    if not _NUMBER.fullmatch(number):
        raise InvalidNumber(number, "a part is too long", "某一部分过长")
    return number


def parse_number(text: str) -> DocumentNumber:
    """The parts of a number; other brackets and spaces, common in typed text, are read as well.

    Raises InvalidNumber.
    """
    plain = re.sub(r"\s", "", text).translate(_BRACKETS)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise InvalidNumber(
            text,
            "office, 知, kind, 字, year in brackets, serial, 号",
            "应依次为单位、知、类别、字、年份、序号、号",
        )
    return DocumentNumber(found[1], found[2], int(found[3]), int(found[4]))
