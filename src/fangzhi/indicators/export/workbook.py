"""A workbook (XLSX) with three sheets: typed figures, the sources they stand in, what indicators mean."""

from __future__ import annotations

from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fangzhi.indicators.export.extract import COLUMNS
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from fangzhi.indicators.export.extract import Extract

MOST_ROWS = 200_000
"""Figures that one workbook takes; beyond that no office program opens it in good time."""
LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
_NUMBERS = frozenset(COLUMNS.index(name) for name in ("value", "value_high", "resolution"))
_WIDTHS = {"indicator_zh": 24, "indicator_en": 28, "region_zh": 18, "quote": 16, "citation": 60}
_DEFINITIONS = ("id", "name_zh", "name_en", "kind", "unit", "group", "definition_zh", "definition_en")
_SOURCES = (
    "source", "kind", "publisher", "title", "name", "year", "number", "approval", "vintage", "scope", "final",
    "digest", "loaded_at",
)  # fmt: skip


class TooManyRows(ValueError):  # noqa: N818 - it is the person's, not an error of ours
    """More figures were asked for than a workbook takes: one sentence that says what to do."""


def write_workbook(figures: Extract, path: Path) -> None:
    """Write the workbook. Raises `TooManyRows` before anything is written."""
    if figures.selection.is_more_than(MOST_ROWS):
        raise TooManyRows(
            _(
                "More than %(most)s figures are chosen, which is too much for a workbook; "
                "take CSV or Parquet, or choose fewer."
            )
            % {"most": f"{MOST_ROWS:,}"}
        )
    from xlsxwriter import Workbook

    with TemporaryDirectory(dir=path.parent, prefix=".xlsx-") as folder:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(str(path), {**options, "tmpdir": folder}) as book:
            _Sheets(book).write(figures)


class _Sheets:
    """The three sheets of a workbook in the making."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head: Format = book.add_format({"bold": True})
        self.text: Format = book.add_format({"quote_prefix": True})
        """A text that begins like a formula stays one, even when somebody edits the cell."""

    def write(self, figures: Extract) -> None:
        sheet = self._sheet("figures", COLUMNS)
        number = 0
        for number, row in enumerate(figures.rows(), 1):
            for column, cell in enumerate(row):
                self._cell(sheet, number, column, cell)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
        self._sources(figures)
        self._definitions(figures)
        self.book.set_properties({"title": "Fangzhi 方知", "comments": figures.citation()})

    def _sheet(self, name: str, columns: tuple[str, ...], at: int = 0) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        for column, words in enumerate(columns):
            sheet.set_column(column, column, _WIDTHS.get(words, 14))
        if not at:
            sheet.freeze_panes(1, 0)
            self._head(sheet, columns, at)
        return sheet

    def _head(self, sheet: Worksheet, columns: tuple[str, ...], at: int) -> None:
        for column, words in enumerate(columns):
            sheet.write_string(at, column, words, self.head)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif column in _NUMBERS and sheet.name == "figures" and _fits(cell):
            sheet.write_number(row, column, float(cell))
        elif safe_cell(cell) != cell:
            words = str(cell) if isinstance(cell, str) else str(safe_cell(cell))
            sheet.write_string(row, column, words[:LONGEST], self.text)
        else:
            sheet.write_string(row, column, str(cell)[:LONGEST])

    def _sources(self, figures: Extract) -> None:
        sheet = self._sheet("sources", _SOURCES, at=4)
        facts = (("citation", figures.citation()), ("catalogue", figures.version), ("taken", figures.day))
        for row, (name, words) in enumerate(facts):
            sheet.write_string(row, 0, name, self.head)
            self._cell(sheet, row, 1, words)
        self._head(sheet, _SOURCES, 4)
        for row, one in enumerate(figures.used.values(), 5):
            cells = (
                one.code, one.kind, one.publisher, one.title, one.name, one.year, one.table__number,
                one.table__approval, one.table__vintage, one.table__scope, one.table__final, one.digest,
                one.loaded_at.isoformat(timespec="seconds"),
            )  # fmt: skip
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell)

    def _definitions(self, figures: Extract) -> None:
        sheet = self._sheet("definitions", _DEFINITIONS)
        known = [figures.catalogue[name] for name in figures.indicators if name in figures.catalogue]
        for number, row in enumerate(known, 1):
            for column, name in enumerate(_DEFINITIONS):
                self._cell(sheet, number, column, getattr(row, name))


def _fits(digits: str) -> bool:
    """Whether a workbook keeps the value exactly: it holds 15 digits."""
    return Decimal(repr(float(digits))) == Decimal(digits) and len(digits.strip("-0.").replace(".", "")) <= 15
