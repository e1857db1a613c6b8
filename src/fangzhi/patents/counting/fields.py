"""The 35 technology fields of WIPO: which subclasses and main groups belong to each. A patent goes by its
main class.

Source: WIPO's concordance table, as it stood in 2019; later subclasses (B64U, G06V, G16Y, H10B, H10K, H10N)
have none.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Field(NamedTuple):
    """One field, by number, with its sector."""

    number: int
    sector_en: str
    sector_zh: str
    name_en: str
    name_zh: str


@cache
def fields() -> tuple[Field, ...]:
    """The fields, by number."""
    return tuple(Field(int(number), *names) for number, *names in _rows("fields.csv"))


@cache
def symbols(number: int) -> tuple[str, ...]:
    """The subclasses (A01B) and main groups (A61K8) of a field; no symbol belongs to two."""
    return tuple(symbol for symbol, field in _rows("field_symbols.csv") if int(field) == number)


def _rows(name: str) -> list[list[str]]:
    text = files("fangzhi.patents").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]
