"""A file becomes grids: CSV in the encodings of Chinese offices, XLSX with the values last computed, HTML
tables with their spans. What a file is, its content says, not its name."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from fangzhi.indicators.tables.cells import Area, Grid, tidy
from fangzhi.indicators.tables.reasons import UnusableTable
from fangzhi.marks import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

MAX_BYTES = 300 * 1024 * 1024
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
MAX_SPAN = 200
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd]")
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|table|div|meta|\?xml)\b", re.IGNORECASE | re.DOTALL
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(gb\w+|big5)", re.IGNORECASE)


def open_table(name: str, content: bytes) -> list[Grid]:
    """The grids of a file. Raises `UnusableTable` for a file that holds none."""
    if len(content) > MAX_BYTES:
        raise UnusableTable(name, "too_large", limit=MAX_BYTES // 1024**2)
    if not content.strip():
        raise UnusableTable(name, "empty")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        grids = _workbook(name, content)
    else:
        text = decoded(name, content)
        grids = _pages(text) if _HTML.match(text) else [_separated(name, text)]
    if not any(grid.rows for grid in grids):
        raise UnusableTable(name, "no_grid")
    return grids


def decoded(name: str, content: bytes) -> str:
    """The text of bytes: by byte order mark, else UTF-8, else UTF-16 by its empty bytes, else GB18030."""
    encoding = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    for one in (encoding,) if encoding else _guesses(content):
        try:
            text = content.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _CONTROL.search(text, 0, 200_000):
            return text
    raise UnusableTable(name, "encoding" if b"\0" not in content else "not_a_table")


def _guesses(content: bytes) -> Iterator[str]:
    head = content[:4096]
    if b"\0" in head:
        yield "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return
    yield "utf-8"
    declared = _DECLARED.search(head)
    if declared and declared[1].lower() == b"big5":
        yield "big5hkscs"
    yield "gb18030"


# --- CSV ------------------------------------------------------------------------------------------------


def _separated(name: str, text: str) -> Grid:
    separator = _separator(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:  # a cell of more than 128 KB: a quotation mark that is never closed
        raise UnusableTable(name, "quotes") from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return Grid("", rows)


def _separator(text: str) -> str:
    """The separator that divides the first lines into the most columns, outside quotation marks."""
    sample = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    bare = [re.sub(r'"[^"]*"', "", line) for line in sample]
    counts = {mark: sorted(line.count(mark) for line in bare) for mark in (",", "\t", ";", "，")}
    return max(counts, key=lambda mark: counts[mark][len(bare) // 2] if bare else 0)


# --- workbooks ------------------------------------------------------------------------------------------


def _workbook(name: str, content: bytes) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    _check_archive(name, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        return [_sheet(book.get_sheet_by_name(sheet)) for sheet in sheets]
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile):
        raise UnusableTable(name, "broken_workbook") from None


def _check_archive(name: str, content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise UnusableTable(name, "broken_workbook") from None
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnusableTable(name, "too_large", limit=MAX_UNPACKED // 1024**2)
    if not any(member.filename.startswith("xl/") or member.filename == "content.xml" for member in members):
        raise UnusableTable(name, "not_a_table")


def _sheet(sheet: object) -> Grid:
    from python_calamine import CalamineSheet

    assert isinstance(sheet, CalamineSheet)
    rows = [[_shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = tuple(
        (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
        for first, last in sheet.merged_cell_ranges or ()
    )
    return Grid(sheet.name, rows, merged)


def _shown(cell: object) -> str:
    """A cell's value as text, without the .0 that workbooks give to whole numbers."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


# --- HTML -----------------------------------------------------------------------------------------------


def _pages(text: str) -> list[Grid]:
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(text)
    grids = []
    for number, table in enumerate(page.css("table"), 1):
        if table.css_first("table table") is None:
            grids.append(_html_table(table, f"table {number}"))
    return grids


def _html_table(table: LexborNode, fallback: str) -> Grid:
    """A table of a page; a cell that spans others is at its first place and merged over them."""
    caption = table.css_first("caption")
    title = tidy(caption.text()) if caption else ""
    filled: dict[tuple[int, int], str] = {}
    merged: list[Area] = []
    for row, line in enumerate(table.css("tr"), 1):
        column = 1
        for cell in line.css("td, th"):
            while (row, column) in filled:
                column += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for at in _covered(row, column, down, across):
                filled[at] = ""
            filled[row, column] = tidy(cell.text())
            if down > 1 or across > 1:
                merged.append((row, column, row + down - 1, column + across - 1))
            column += across
    return Grid(fallback, _lines(filled), tuple(merged), title)


def _covered(row: int, column: int, down: int, across: int) -> Iterable[tuple[int, int]]:
    return ((row + i, column + j) for i in range(down) for j in range(across))


def _span(cell: LexborNode, name: str) -> int:
    given = cell.attributes.get(name) or "1"
    return max(1, min(int(given), MAX_SPAN)) if re.fullmatch("[0-9]{1,6}", given) else 1


def _lines(filled: dict[tuple[int, int], str]) -> list[list[str]]:
    if not filled:
        return []
    height, width = max(row for row, _ in filled), max(column for _, column in filled)
    return [[filled.get((row, column), "") for column in range(1, width + 1)] for row in range(1, height + 1)]


def file_title(name: str) -> str:
    """The file's name without folder and ending."""
    return PurePath(name).stem
