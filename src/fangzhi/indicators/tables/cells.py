"""Cells with their address: what every form of table (CSV, XLSX, HTML) is turned into before it is read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, counted from 1."""


class Grid(NamedTuple):
    """One sheet: its rows of cell texts as printed; row 1 of the sheet is `rows[0]`, column A is cell 0."""

    sheet: str
    rows: list[list[str]]
    merged: tuple[Area, ...] = ()
    title: str = ""
    """What stands above the table outside its cells (the caption of an HTML table)."""

    def text(self, row: int, column: int) -> str:
        """The text of a cell, both counted from 1; empty outside the sheet."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        return cells[column - 1] if 0 < column <= len(cells) else ""


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """The letters of a column counted from 1: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def address(row: int, column: int) -> str:
    """The address of a cell as a person sees it: row 7, column 2 is B7."""
    return f"{letters(column)}{row}"


def place(sheet: str, row: int, column: int) -> str:
    """The address with its sheet: Sheet1!B7; a CSV file has no sheet."""
    return f"{sheet}!{address(row, column)}" if sheet else address(row, column)


def area_name(area: Area) -> str:
    """The address of merged cells: B5:C6."""
    return f"{address(area[0], area[1])}:{address(area[2], area[3])}"


_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A name for comparison: full-width letters folded, small letters, no blanks."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """A text with full-width letters folded and blanks at the ends and doubled ones taken out."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
