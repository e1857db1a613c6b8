"""What an office lays over the shipped tables of the clock: CSV files in folders of its state folder.

Each folder is looked at again on every call and read again when a file in it was changed, so that a server
follows an edit at once. A row that cannot stand is refused with file, line and column; the others hold.
"""

from __future__ import annotations

import csv
import os
from io import StringIO
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Kept = TypeVar("Kept")
Row = dict[str, str]


class Refusal(NamedTuple):
    """A row of an office's file that cannot stand, and why; `column` is empty when the whole file cannot."""

    file: str
    line: int
    column: str
    zh: str
    en: str

    def said(self, chinese: bool) -> str:
        """One sentence with file, line and column."""
        if chinese:
            column = f"“{self.column}”列" if self.column else ""
            return f"{self.file} 第{self.line}行{column}：{self.zh}；这一行未采用。"
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.en}; the row is not used."


class BadCell(Exception):  # noqa: N818 - it is the cell's, not an error of ours
    """A cell that cannot stand: its column and what is wrong, in both languages."""

    def __init__(self, column: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.column, self.zh, self.en = column, zh, en


class Table(NamedTuple):
    """The rows of one file with their line numbers, and what of it was refused."""

    file: str
    rows: list[tuple[int, Row]]
    refused: list[Refusal]


def read_table(path: str, required: Iterable[str]) -> Table:
    """An office's CSV file; a file that is no UTF-8 or lacks a required column is refused as a whole."""
    name = os.path.basename(path)  # noqa: PTH119 - pathlib costs a tenth of the start of the command
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return Table(name, [], [Refusal(name, 1, "", "文件不能按 UTF-8 读取", "cannot be read as UTF-8")])
    table, columns = parse_table(text, name)
    missing = next((column for column in required if column not in columns), None)
    if missing is not None:
        return Table(name, [], [Refusal(name, 1, missing, "缺少这一列", "this column is missing")])
    return table


def parse_table(text: str, name: str) -> tuple[Table, frozenset[str]]:
    """The rows of a CSV text, cells stripped, and its columns; empty lines and `#` lines are passed over."""
    reader = csv.DictReader(StringIO(text))
    columns = [(column or "").strip() for column in reader.fieldnames or ()]
    reader.fieldnames = columns
    table = Table(name, [], [])
    try:
        for row in reader:
            _keep(table, reader.line_num, row)
    except csv.Error:
        table.refused.append(Refusal(name, reader.line_num, "", "不是有效的 CSV", "is no valid CSV"))
    return table, frozenset(columns)


def _keep(table: Table, line: int, row: dict[str, str]) -> None:
    cells = {column: (cell or "").strip() for column, cell in row.items() if column is not None}
    if None in row:
        table.refused.append(Refusal(table.file, line, "", "单元格多于列", "has more cells than columns"))
    elif any(cells.values()) and not next(iter(cells.values())).startswith("#"):
        table.rows.append((line, cells))


def folder(name: str) -> str:
    """The path of a folder of the state folder (`fangzhi.home` says where that is), existing or not."""
    given = os.environ.get("FANGZHI_HOME") or os.path.join("~", ".local", "share", "fangzhi")  # noqa: PTH118
    return os.path.join(os.path.abspath(os.path.expanduser(given)), name)  # noqa: PTH100, PTH111, PTH118


def _files(where: str) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(where) as entries:
            for entry in entries:
                if entry.name.endswith(".csv") and entry.is_file():
                    stat = entry.stat()
                    yield entry.path, stat.st_mtime_ns, stat.st_size
    except OSError:
        return


class Watched(Generic[Kept]):
    """What is built from the CSV files of one folder, kept until one of them changes.

    Safe in threads: what is kept is replaced as a whole.
    """

    def __init__(self, name: str, build: Callable[[list[str]], Kept]) -> None:
        """`build` is given the paths of the files in the order of their names."""
        self._name, self._build = name, build
        self._kept: tuple[tuple[object, ...], Kept] | None = None

    def __call__(self) -> Kept:
        """What the files of the moment say."""
        where = folder(self._name)
        found = sorted(_files(where))
        seen = (where, *found)
        kept = self._kept
        if kept is None or kept[0] != seen:
            kept = (seen, self._build([path for path, _, _ in found]))
            self._kept = kept
        return kept[1]
