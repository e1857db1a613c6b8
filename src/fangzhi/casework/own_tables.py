"""The tables of rules and of rest days that an office keeps in the state folder, while a person changes them.

A table is read as it stands, with what somebody wrote into it by hand, and written whole: a reader finds
either the old table or the new one. Whoever changes one holds its lock from reading to writing.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fangzhi.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fangzhi.casework.clock.office import Row

OWN_FILE = "office.csv"
"""The file that takes what is written into forms; files beside it are kept by hand."""


class UnusableTable(Exception):  # noqa: N818 - it is the table, not an error of ours
    """A table that cannot be read and is therefore not written over; names its file."""


@dataclass
class Table:
    """A table in hand: its columns and its lines, comments among them, cell by cell."""

    columns: list[str]
    lines: list[list[str]]

    def row(self, line: list[str]) -> Row:
        """A line as a row: column → cell."""
        cells = [cell.strip() for cell in line]
        return dict(zip(self.columns, cells + [""] * len(self.columns), strict=False))

    def find(self, key: Sequence[str], wanted: tuple[str, ...]) -> int | None:
        """Where the last row stands whose cells in the columns `key` are these; None when there is none."""
        for at in range(len(self.lines) - 1, -1, -1):
            row = self.row(self.lines[at])
            if tuple(row.get(column, "") for column in key) == wanted:
                return at
        return None

    def lay(self, key: Sequence[str], row: Row) -> Row | None:
        """Put a row in the place of the one with the same key, or at the end; gives the row before."""
        line = [row.get(column, "") for column in self.columns]
        at = self.find(key, tuple(row.get(column, "") for column in key))
        if at is None:
            self.lines.append(line)
            return None
        before, self.lines[at] = self.row(self.lines[at]), line
        return before

    def take(self, key: Sequence[str], wanted: tuple[str, ...]) -> Row | None:
        """Take the rows with this key away; gives the one that stood, None when there was none."""
        before = None
        while (at := self.find(key, wanted)) is not None:
            taken = self.row(self.lines.pop(at))
            before = before or taken
        return before

    def content(self) -> bytes:
        """The table as CSV in UTF-8."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.columns, *self.lines])
        return out.getvalue().encode()


def folder_of(name: str) -> Path:
    """The folder of the state folder that holds the tables of a kind: rules or calendar."""
    return home_folder() / name


def other_tables(name: str) -> list[Path]:
    """The files that a person keeps by hand beside the one of the forms, in the order of their names."""
    return [path for path in sorted(folder_of(name).glob("*.csv")) if path.name != OWN_FILE]


def read(path: Path, columns: Sequence[str] = ()) -> Table:
    """A table with these columns at least; a new one where there is no file. Raises `UnusableTable`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text, newline="")) if any(line)]
    except FileNotFoundError:
        lines = []
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise UnusableTable(path.name) from fault
    known = [cell.strip() for cell in lines[0]] if lines else []
    return Table([*known, *(column for column in columns if column not in known)], lines[1:])


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or as it was before, also after a power cut."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def in_hand(name: str) -> Iterator[Path]:
    """Hold the table of a kind: others wait, and what was written is put back when the block fails."""
    folder = folder_of(name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / OWN_FILE
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = path.read_bytes() if path.exists() else None
        try:
            yield path
        except BaseException:
            _put_back(path, before)
            raise


def _put_back(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_bytes() != before:
        write_whole(path, before)
