"""Workbooks and tables made for a test."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import xlsxwriter

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.tables import TableReading, mappings, read_table
from fangzhi.indicators.tables.printed import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 3, 15)
HEADER = "year,region_code,region_zh,indicator,patent_type,value,unit,source"


def workbook(rows: Sequence[Sequence[object]], merged: Sequence[str] = (), sheet: str = "授权") -> bytes:
    """A workbook of one sheet; texts stay texts, whatever they begin with."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for area in merged:
            page.merge_range(area, "")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    page.write_string(at, column, cell)
                elif cell != "":
                    page.write(at, column, cell)
    return out.getvalue()


def csv(*lines: str, header: str = HEADER) -> bytes:
    """A CSV file in UTF-8."""
    return "\n".join((header, *lines)).encode()


def reading(content: bytes, name: str = "授权2013.csv", kind: str = "tables") -> TableReading:
    """A file of tables as it is read on a day in March 2026."""
    known = [one for one in mappings() if one.kind == kind]
    return read_table(content, known, Context(name, catalogue(), TODAY))


def refusals(read: TableReading) -> list[str]:
    """What was refused, each with its cell, in English."""
    return [one.sentence(chinese=False) for one in read.refused]


def remarks(read: TableReading) -> list[str]:
    """What was remarked, in English."""
    return [one.sentence(chinese=False) for one in read.remarks]
