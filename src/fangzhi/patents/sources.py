"""The files of a load as tables of text: CSV, XLSX, JSON lines and Parquet, read by DuckDB as a stream.

A CSV file in GB18030 is turned into UTF-8 beside the store first; a workbook into CSV. A line that cannot be
read is set apart with its number and does not stop the others.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fangzhi.patents.causes import cause_zh
from fangzhi.patents.store.engine import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".ndjson", ".parquet")
WIDEST = 2_097_152
"""Bytes of the longest line that is read; a longer one is refused, and what follows it is read on."""
CHUNK = 1 << 20
# Trimming walks through the whole text, so it is done only where a blank stands at an end.
TRIMMED = "CASE WHEN {when} THEN nullif(trim({0}, ' 　' || chr(9) || chr(13) || chr(10)), '') ELSE {0} END"
BLANK = "{0} < '!' OR starts_with({0}, '　')"
BLANK_BEHIND = BLANK + " OR ends_with({0}, ' ') OR ends_with({0}, '　')"
DAYS = ("application_date", "publication_date", "grant_date", "as_of")
"""Fields of days, which are read with blanks behind them too."""


class UnusableSource(ValueError):  # noqa: N818 - the file is unusable
    """A file that cannot be loaded at all. The message is one sentence, in two languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.message_en, self.message_zh = english, chinese


@dataclass(frozen=True)
class Source:
    """One file, ready to be read: its columns and the table function that gives them as text."""

    path: Path
    header: list[str]
    table: str
    sets_apart: bool
    """Whether unreadable lines are set apart (CSV) or come as rows without a number (JSON lines)."""
    skips_blank: bool = True
    """Whether a row that holds nothing is passed over: as a JSON line it is one that could not be read."""

    def select(self, fields: dict[str, str], every: tuple[str, ...]) -> str:
        """The query that gives every field as text, blank cells as NULL."""
        columns = [
            f"{_cell(one, _name(fields[one]))} AS {one}" if one in fields else f"NULL::VARCHAR AS {one}"
            for one in every
        ]
        return f"SELECT {', '.join(columns)} FROM {self.table}"


def _cell(field: str, column: str) -> str:
    """The text of a cell without blanks at its ends, NULL where it holds nothing else."""
    when = BLANK if field in DAYS else BLANK_BEHIND
    return TRIMMED.format(column, when=when.format(column))


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def inside(folder: Path, name: str) -> Path:
    """The file of a name that a person did not give but a folder of loads holds.

    Raises `UnusableSource` for one that lies outside that folder, also by way of a link.
    """
    found = (folder / name).resolve()
    if not found.is_relative_to(folder.resolve()):
        raise UnusableSource(
            f"{name} lies outside the folder of loads; name the file itself to load it",
            f"{name} 在载入文件夹之外；确要载入请直接写明该文件",
        )
    return found


def digest(path: Path) -> str:
    """The SHA-256 of a file. Raises `UnusableSource`."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnusableSource(f"cannot be read ({error.strerror})", f"无法读取（{cause_zh(error)}）") from None


def open_source(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path) -> Source:
    """Find out how a file is read. `scratch` takes a copy where one is needed. Raises `UnusableSource`."""
    ending = path.suffix.lower()
    if ending == ".parquet":
        return _parquet(connection, path)
    if ending in (".jsonl", ".ndjson"):
        return _lines(path)
    if ending == ".xlsx":
        return _csv(_from_workbook(path, scratch))
    if ending in (".csv", ".tsv", ".txt"):
        return _csv(_in_utf8(path, scratch))
    raise UnusableSource(
        f"is no file of a kind that is loaded ({', '.join(ENDINGS)})",
        f"不是可以载入的文件（{'、'.join(ENDINGS)}）",
    )


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Source:
    import duckdb

    table = f"read_parquet({quoted(path)})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    except duckdb.Error as error:
        raise _broken(error) from None
    held = {name: kind for name, kind, *_ in described}
    texts = {name: _as_text(name, kind) for name, kind in held.items()} | dict(_of_an_export(held))
    columns = ", ".join(f"{text} AS {_name(name)}" for name, text in texts.items())
    return Source(path, list(texts), f"(SELECT {columns} FROM {table})", False)


def _as_text(name: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f"array_to_string({_name(name)}::VARCHAR[], ';')"
    return f"{_name(name)}::VARCHAR"


def _of_an_export(held: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The columns that an export of this system holds otherwise than a source does, each as a text."""
    if held.get("applicants", "").startswith("STRUCT"):
        yield "applicants", _joined("applicants", "one.name")
        yield "applicant_kinds", _joined("applicants", "one.kind")
    if held.get("events", "").startswith("STRUCT"):
        yield "events", _joined("events", "strftime(one.day, '%Y-%m-%d') || ' ' || one.words")


def _joined(name: str, part: str) -> str:
    return f"array_to_string(list_transform({_name(name)}, lambda one: {part}), ';')"


def _broken(error: Exception) -> UnusableSource:
    said = " ".join(str(error).partition("LINE 1:")[0].split())[:200]
    return UnusableSource(
        f"is damaged or cut off and cannot be read ({said})", f"已损坏或被截断，无法读取（{said}）"
    )


def _lines(path: Path) -> Source:
    """JSON lines: the names of the first hundred objects are the header."""
    header: dict[str, None] = {}
    try:
        with path.open("rb") as file:
            for _ in range(100):
                header |= dict.fromkeys(_keys(file.readline(WIDEST)))
    except OSError as error:
        raise UnusableSource(f"cannot be read ({error.strerror})", f"无法读取（{cause_zh(error)}）") from None
    if not header:
        raise UnusableSource("has no JSON object in its first hundred lines", "前一百行中没有JSON对象")
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in header)
    table = (
        f"read_json({quoted(path)}, format = 'newline_delimited', columns = {{{columns}}}, "
        f"ignore_errors = true, maximum_object_size = {WIDEST})"
    )
    return Source(path, list(header), table, sets_apart=False, skips_blank=False)


def _keys(line: bytes) -> list[str]:
    try:
        found = json.loads(line)
    except ValueError:
        return []
    return list(found) if isinstance(found, dict) else []


def _csv(path: Path) -> Source:
    try:
        with path.open("rb") as file:
            first = file.readline(CHUNK)
    except OSError as error:
        raise UnusableSource(f"cannot be read ({error.strerror})", f"无法读取（{cause_zh(error)}）") from None
    line = first.decode("utf-8-sig", "replace").rstrip("\r\n")
    if not line:
        raise UnusableSource("is empty", "是空文件")
    divider = max(",\t;|", key=line.count)
    if "\r" in line and "\0" not in line:
        raise UnusableSource(
            "ends its lines in the way of old Macintosh; save it as CSV (UTF-8) and load that",
            "使用旧式 Macintosh 换行；请另存为 CSV（UTF-8）后载入",
        )
    if "\0" in line or first.startswith(b"\x1f\x8b"):
        raise UnusableSource("is no text but a binary or compressed file", "不是文本，而是二进制或压缩文件")
    try:
        header = [name.strip() for name in next(csv.reader(io.StringIO(line), delimiter=divider))]
    except csv.Error as error:
        raise _broken(error) from None
    if not all(header):
        at = header.index("") + 1
        raise UnusableSource(
            f"has no name over column {at}; the first row of the file is the header",
            f"第 {at} 列没有列名；文件第一行应为表头",
        )
    if double := [name for name in header if header.count(name) > 1]:
        raise UnusableSource(f"has two columns that are called {double[0]}", f"有两列都叫“{double[0]}”")
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in header)
    table = (
        f"read_csv({quoted(path)}, header = true, auto_detect = false, delim = {quoted(divider)}, "
        f"quote = '\"', escape = '\"', columns = {{{columns}}}, store_rejects = true, "
        f"rejects_limit = 100000, max_line_size = {WIDEST}, buffer_size = {8 * WIDEST})"
    )
    return Source(path, header, table, True)


def _in_utf8(path: Path, scratch: Path) -> Path:
    """The file itself where it is UTF-8, else a copy of it out of GB18030 or UTF-16."""
    try:
        with path.open("rb") as file:
            head = file.read(CHUNK)
    except OSError as error:
        raise UnusableSource(f"cannot be read ({error.strerror})", f"无法读取（{cause_zh(error)}）") from None
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and (_is_utf8(head) or not _is_gb18030(head)):
        return path
    copy = scratch / "source.csv"
    scratch.mkdir(parents=True, exist_ok=True)
    with (
        path.open(encoding="utf-16" if wide else "gb18030", errors="replace", newline="") as old,
        copy.open("w", encoding="utf-8", newline="") as new,
    ):
        while part := old.read(CHUNK):
            new.write(part)
    return copy


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, len(head) < CHUNK)
    except UnicodeDecodeError as error:
        # A file of UTF-8 with a foreign line in it is one of mixed encodings, not one of GB18030.
        return error.start > len(head.partition(b"\n")[0]) and _mostly_utf8(head)
    return True


def _mostly_utf8(head: bytes) -> bool:
    lines = head.split(b"\n")[:2000]
    broken = sum(1 for line in lines if _undecodable(line))
    return broken * 2 < len(lines) and any(
        byte >= 0x80 for line in lines if not _undecodable(line) for byte in line
    )


def _undecodable(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _is_gb18030(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("gb18030")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _from_workbook(path: Path, scratch: Path) -> Path:
    """The one sheet of a workbook that holds anything as CSV."""
    from python_calamine import CalamineWorkbook

    copy = scratch / "source.csv"
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        filled = [one for one in sheets if one.height]
        if len(filled) == 1:
            with copy.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(_cells(filled[0].iter_rows()))
    except OSError:
        raise
    except Exception:  # the library has its own errors for every way a workbook can be broken
        raise UnusableSource(
            "is no workbook (.xlsx), or is damaged or cut off, and cannot be read",
            "不是工作簿（.xlsx），或已损坏、被截断，无法读取",
        ) from None
    if len(filled) > 1:
        names = [one.name for one in filled]
        raise UnusableSource(
            f"has something on {len(names)} sheets ({', '.join(names)}); save the one with the records "
            "alone, or each as a file",
            f"有 {len(names)} 个工作表有内容（{'、'.join(names)}）；请只保留记录所在的工作表，或分别另存",
        )
    if not filled:
        raise UnusableSource("is empty", "是空文件")
    return copy


def _cells(rows: Iterator[list[Any]]) -> Iterator[list[object]]:
    for row in rows:
        yield [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row]
