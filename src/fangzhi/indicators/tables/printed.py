"""What reading a table yields: figures with their cell, sources, refusals and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.indicators.tables.cells import address, place
from fangzhi.indicators.tables.reasons import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingType
    from datetime import date

    from fangzhi.indicators.catalogue import Catalogue


class SourceKey(NamedTuple):
    """What tells one source from another in a file: the table's own citation, its scope and its vintage."""

    label: str
    scope: str = ""
    vintage: str = ""
    definition: str = ""
    number: str = ""
    approval: str = ""
    publisher: str = ""
    final: bool = False


class Printed(NamedTuple):
    """One figure of a table and the cell it stands in. Values are in base units, exact, as text."""

    sheet: str
    row: int
    column: int
    quote: str
    heading: str
    source: SourceKey
    region: str
    place: str
    indicator: str
    measure: str
    base_of: str
    period: str
    year: int
    value: str
    number: float
    value_high: str | None
    unit: str
    qualifier: str
    resolution: str
    cumulative: bool
    status: str
    dims: dict[str, str]
    note: str
    total: bool
    """Whether the printed label says that this is the sum of the rows."""

    @property
    def cell(self) -> str:
        """Sheet and address."""
        return place(self.sheet, self.row, self.column)


class Remark(NamedTuple):
    """Something said of a cell: why it is refused, or what a check found. Row 0 speaks of the whole sheet."""

    sheet: str
    row: int
    column: int
    quote: str
    code: str
    params: dict[str, Any]

    @property
    def cell(self) -> str:
        """The address without the sheet, empty for the whole sheet."""
        return address(self.row, self.column) if self.row else ""

    def reason(self, *, chinese: bool) -> str:
        """What is said, without the address."""
        return sentence(self.code, self.params, chinese=chinese)

    def sentence(self, *, chinese: bool) -> str:
        """What is said, with sheet and cell before it."""
        where = place(self.sheet, self.row, self.column) if self.row else self.sheet
        text = self.reason(chinese=chinese) + ("。" if chinese else ".")
        return f"{where}: {text}" if where else text


Refusal = Remark


class Context(NamedTuple):
    """What a table is read with: its file's name, the catalogue, and the day on which it is read."""

    file: str
    catalogue: Catalogue
    today: date


class Sheet:
    """What one sheet yields while it is read."""

    def __init__(self, sheet: str) -> None:
        """Nothing yet."""
        self.sheet = sheet
        self.printed: list[Printed] = []
        self.refused: list[Refusal] = []
        self.blank: list[tuple[int, int, str]] = []
        """Cells that hold a mark for "no figure"."""
        self.sparse = False
        """Whether empty cells are usual, because a row has several columns of numbers."""
        self._first: dict[tuple[Any, ...], tuple[int, int]] = {}

    def refuse(self, row: int, column: int, quote: str, code: str, **params: object) -> None:
        """Refuse a cell (column counted from 1)."""
        self.refused.append(Refusal(self.sheet, row, column, quote, code, params))

    def seen(self, key: tuple[Any, ...], row: int, column: int) -> str | None:
        """The address of the first cell of another row with this key, None when this row is the first."""
        first = self._first.setdefault(key, (row, column))
        return None if first[0] == row else place(self.sheet, *first)

    def blank_remarks(self) -> Iterator[Remark]:
        """One remark for all cells without a figure."""
        told = [one for one in self.blank if one[2].strip() or not self.sparse]
        if told:
            row, column, _ = told[0]
            marks = ", ".join(sorted({mark.strip() or "∅" for _, _, mark in told}))
            params = {"count": len(told), "marks": marks, "cell": address(row, column)}
            yield Remark(self.sheet, 0, 0, "", "blank", params)


class BadCell(ValueError):  # noqa: N818 - it is the table's, not a fault of ours
    """A cell that cannot stand; `column` counts from 1, `code` is a key of `REASONS`."""

    def __init__(self, column: int, quote: str, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.column, self.quote, self.code, self.params = column, quote, code, params


class TableReading(NamedTuple):
    """All that one file yields. `mappings` names the rule of every sheet that was read."""

    file: str
    printed: list[Printed]
    refused: list[Refusal]
    remarks: list[Remark]
    rules: MappingType[str, str]
    """Sheet to rule (table/<mapping>@<version>)."""
