"""Staging: a file read and checked in one pass, kept under its digest until its load is finished.

What is staged is Parquet: every row with its typed fields, and for a refused one the reasons and the cells as
the file has them. A loader that is started again after a kill goes on with the files that were staged.
"""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from heapq import merge
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fangzhi.patents.addresses import COUNTRIES
from fangzhi.patents.mappings import FIELDS, mapping_for, words
from fangzhi.patents.sources import UnusableSource, digest, open_source
from fangzhi.patents.store.engine import quoted, sql
from fangzhi.patents.store.layout import folder
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import duckdb

VERSION = 6
"""Raised when the checks change, so that older staged batches are read anew."""
SHOWN = ("application_number", "type", "application_date", "publication_date", "grant_date", "title", "ipc",
         "applicants", "applicant_kinds", "country", "agency_code", "pct_number", "events", "as_of",
         "deleted", "synthetic")  # fmt: skip
PRINTED = ("title", "abstract", "publication_number", "grant_number", "applicant_kinds", "address", "country",
           "region_code", "agency", "agency_code", "pct_number", "events")  # fmt: skip
"""Fields that enter a record's digest as they are printed; the others enter it as they are read."""
GROUP = 20_480
"""Rows of a group of staged Parquet: larger ones with abstracts do not fit the memory that sorts them."""
UNREADABLE, ENCODING, TOO_LONG = 21, 22, 23
UNKNOWN_CLASS, TWO_CONTENTS, SAME_DAY = 18, 19, 20
CELL = 200
"""Characters of a refused value that a report shows."""


@dataclass(frozen=True)
class Fault:
    """Why a row is refused, and the field whose value is at fault."""

    field: str
    zh: str
    en: str


@cache
def faults() -> tuple[Fault, ...]:
    """Every reason, by its bit."""
    text = files("fangzhi.patents").joinpath("data", "faults.toml").read_text(encoding="utf-8")
    return tuple(Fault(**one) for one in tomllib.loads(text)["fault"])


@dataclass(frozen=True)
class Refusal:
    """One refused row: its place in the file (a header is row 1), field, value and reason."""

    row: int
    field: str
    value: str
    fault: int

    def place(self) -> tuple[int, int]:
        """What reports are ordered by."""
        return self.row, self.fault

    def reason(self, *, chinese: bool) -> str:
        """The reason as a sentence."""
        stated = faults()[self.fault]
        return stated.zh if chinese else stated.en


@dataclass(frozen=True)
class Staged:
    """A file that was read and checked. `rows` counts every row that could be read, good or not."""

    file: str
    digest: str
    mapping: str
    fields: list[str]
    rows: int
    refused_rows: int
    unreadable: list[tuple[int, int, str]]
    """Line, fault and beginning of each line that could not be read."""
    synthetic: bool
    batch: str
    cut_off: bool
    """Whether the file ends inside a line."""
    unread: list[str]
    """Headers of the file that no field is read from."""
    first_row: int
    """The row of its first record: 2 below a header."""

    def parquet(self, home: Path) -> Path:
        """Where the rows lie."""
        return folder(home) / "staging" / self.batch / "rows.parquet"


def stage(connection: duckdb.DuckDBPyConnection, home: Path, path: Path, mapping: str | None) -> Staged:
    """Read and check a file, or take what was staged of it before.

    Raises `UnusableSource` and `UnknownMapping`.
    """
    content = digest(path)
    place = folder(home) / "staging"
    scratch = place / f"new-{content[:16]}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    source = open_source(connection, path, scratch)
    rule = mapping_for(source.header, mapping, home)
    fields = rule.fields(source.header)
    batch = sha256(f"{VERSION}/{content}/{rule.rule}/{sorted(fields.items())}".encode()).hexdigest()[:32]
    kept = place / batch
    if before := _staged_before(connection, kept):
        shutil.rmtree(scratch)
        return replace(before, file=path.name)
    blank = 0 if source.skips_blank else 1 << UNREADABLE
    _read(connection, check_query(source.select(fields, FIELDS), blank), scratch / "rows.parquet")
    apart = list(_set_apart(connection)) if source.sets_apart else []
    rows, refused, synthetic = connection.execute(
        "SELECT count(*) FILTER (faults > 0 OR patent_id IS NOT NULL), count(*) FILTER (faults > 0), "
        "coalesce(bool_or(synthetic), false) "
        f"FROM read_parquet({quoted(scratch / 'rows.parquet')})"
    ).fetchall()[0]
    staged = Staged(
        path.name, content, rule.rule, sorted(fields), rows, refused, apart, synthetic, batch,
        source.sets_apart and path.suffix.lower() != ".xlsx" and _cut_off(source.path),
        [one for one in source.header if one not in fields.values()], 2 if source.sets_apart else 1,
    )  # fmt: skip
    (scratch / "source.csv").unlink(missing_ok=True)
    (scratch / "staged.json").write_text(json.dumps(asdict(staged), ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(kept, ignore_errors=True)
    scratch.replace(kept)
    return staged


def _staged_before(connection: duckdb.DuckDBPyConnection, kept: Path) -> Staged | None:
    """What was staged of a file before; None where nothing was, or what is there is damaged."""
    import duckdb

    try:
        stated = json.loads((kept / "staged.json").read_text(encoding="utf-8"))
        stated["unreadable"] = [tuple(one) for one in stated["unreadable"]]
        connection.execute(f"SELECT count(*) FROM read_parquet({quoted(kept / 'rows.parquet')})")
        return Staged(**stated)
    except (OSError, ValueError, TypeError, KeyError, duckdb.Error):
        return None


def _read(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    import duckdb

    connection.execute("SET preserve_insertion_order = true")
    try:
        connection.execute(
            f"COPY ({query}) TO {quoted(target)} (FORMAT parquet, COMPRESSION snappy, "
            f"DICTIONARY_SIZE_LIMIT 1000, ROW_GROUP_SIZE {GROUP})"
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        said = " ".join(str(error).split())[:200]
        raise UnusableSource(f"cannot be read ({said})", f"无法读取（{said}）") from None


def macros() -> str:
    """The macros that the checks stand on."""
    event = _event_cases(words()["events"])
    return (
        sql("macros") + "CREATE OR REPLACE MACRO event_of(day, words) AS "
        f"{{'day': day, 'kind': {event}, 'words': words}};"
    )


def check_query(source: str, blank: int = 0) -> str:
    """The query that reads the cells of a source into their types and finds what is wrong with them.

    `blank` are the faults of a row that holds nothing: none where it is passed over.
    """
    stock = words()
    return sql("check").format(
        source=source,
        blank=blank,
        today=datetime.now(UTC).date().isoformat(),
        countries=", ".join(map(quoted, COUNTRIES)),
        type=_cases("lower(replace(type, ' ', ''))", stock["types"]),
        kind_of_one=_kind("applicant_kinds", "names"),
        kind_of_many=_kind("trim(kinds[i])", "n"),
        head="regexp_extract(CASE WHEN address < ':' THEN ltrim(address, '0123456789 ') ELSE address END, "
        "'^.{0,24}(?:[省市区县旗州盟]|兵团|农.师)|^.{0,4}')",
        printed=", chr(31), ".join(PRINTED),
        raw=", ".join(f"{quoted(field)}: left({field}, {CELL})" for field in SHOWN),
    )


def _cases(value: str, stock: dict[str, list[str]]) -> str:
    whens = " ".join(
        f"WHEN {quoted(word)} THEN {quoted(name)}" for name, listed in stock.items() for word in listed
    )
    return f"CASE {value} {whens} END"


def _event_cases(stock: list[dict[str, Any]]) -> str:
    whens = " ".join(
        f"WHEN contains(words, {quoted(word)}) THEN {quoted(one['kind'])}"
        for one in stock
        for word in one["words"]
    )
    return f"CASE WHEN words = '授权' THEN 'grant' {whens} ELSE 'other' END"


def _kind(stated: str, name: str) -> str:
    """The kind of an applicant as stated, else as its name suggests; NULL for a word that is not known."""
    by_name = " ".join(
        f"WHEN regexp_matches({name}, {quoted(form)}) THEN {quoted(kind)}"
        for kind, form in words()["kinds_by_name"].items()
    )
    known = _cases(f"lower({stated})", words()["kinds"])
    return f"CASE WHEN {stated} IS NULL THEN CASE {by_name} ELSE 'other' END ELSE {known} END"


def _set_apart(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int, str]]:
    """The lines that the reader of CSV could not use."""
    found = connection.execute(
        "SELECT line, any_value(error_type::VARCHAR), any_value(left(csv_line, 200)) FROM reject_errors "
        "GROUP BY line ORDER BY line"
    ).fetchall()
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    for line, kind, beginning in found:
        fault = {
            "INVALID UNICODE": ENCODING,
            "INVALID ENCODING": ENCODING,
            "LINE SIZE OVER MAXIMUM": TOO_LONG,
        }
        yield line, fault.get(kind, UNREADABLE), (beginning or "").strip()


def _cut_off(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        if not file.tell():
            return False
        file.seek(-1, 2)
        return file.read(1) not in (b"\n", b"\r")


def refusals(connection: duckdb.DuckDBPyConnection, home: Path, staged: Staged) -> Iterator[Refusal]:
    """Every refused row of a staged file with each of its reasons, in the order of the file."""
    unreadable = (Refusal(line, "", beginning, fault) for line, fault, beginning in staged.unreadable)
    yield from merge(unreadable, _faulty(connection, home, staged), key=Refusal.place)


def _faulty(connection: duckdb.DuckDBPyConnection, home: Path, staged: Staged) -> Iterator[Refusal]:
    found = connection.cursor().execute(
        f"SELECT file_row_number, faults, raw FROM read_parquet({quoted(staged.parquet(home))}, "
        "file_row_number = true) WHERE faults > 0 ORDER BY file_row_number"
    )
    while part := found.fetchmany(1000):
        for row, bits, raw in part:
            place, cells = row_in_file(row, staged), json.loads(raw)
            for fault in (bit for bit in range(bits.bit_length()) if bits >> bit & 1):
                field = faults()[fault].field
                yield Refusal(place, field, cells.get(field) or "", fault)


def row_in_file(row: int, staged: Staged) -> int:
    """Which row of its file a staged row (from 0) is, where unreadable ones were set apart."""
    place = row + staged.first_row
    for line, _, _ in staged.unreadable:
        if line <= place:
            place += 1
    return place


def write_refusals(target: Path, name: str, found: Iterable[Refusal], *, chinese: bool, new: bool) -> None:
    """Write or continue the report of refused rows as CSV: file, row, field, value, reason. The mark at its
    beginning tells a spreadsheet that it is UTF-8."""
    with target.open("w" if new else "a", encoding="utf-8-sig" if new else "utf-8", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(("file", "row", "field", "value", "reason"))
        for one in found:
            value = safe_cell(one.value)
            writer.writerow((safe_cell(name), one.row, one.field, value, one.reason(chinese=chinese)))
