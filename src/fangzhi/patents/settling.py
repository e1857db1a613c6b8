"""Settling: which of the rows that came in are kept, beside each other and beside what the store holds.

Of two records of one number the one of the later day holds (`as_of`). Two contents of the same day are
refused, so that the order in which files are loaded does not matter.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.staging import SAME_DAY, TWO_CONTENTS, UNKNOWN_CLASS, Refusal, Staged, row_in_file
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import duckdb


class Tally(NamedTuple):
    """What becomes of the rows of one file; `refused` are those refused for what stands elsewhere."""

    accepted: int
    unchanged: int
    refused: int


def settle(
    connection: duckdb.DuckDBPyConnection, home: Path, used: Mapping[int, Staged], *, fresh: bool
) -> dict[int, Tally]:
    """Decide what becomes of every row of the staged files, by their places. `fresh`: the store is empty.

    Leaves behind the views `sound` (rows without a fault) and `unknown_class`, and the tables `fate` (why
    rows are not simply new), `gone` (numbers whose standing record goes) and `withdrawn` (numbers deleted).
    """
    _view(connection, home, used)
    connection.execute("CREATE OR REPLACE TEMP TABLE gone (patent_id BIGINT)")
    connection.execute(sql("contend"))
    deletes = connection.execute("SELECT EXISTS (FROM sound WHERE deleted)").fetchall()[0][0]
    if deletes or not fresh:
        connection.execute(sql("meet"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE withdrawn AS "
        "SELECT patent_id, max(as_of) AS as_of FROM sound WHERE deleted GROUP BY ALL"
    )
    return _tallies(connection, used)


def _view(connection: duckdb.DuckDBPyConnection, home: Path, used: Mapping[int, Staged]) -> None:
    parts = [
        f"SELECT {at} AS file, file_row_number AS row, {quoted(one.digest[:12])} AS source, * "
        f"FROM read_parquet({quoted(one.parquet(home))}, file_row_number = true)"
        for at, one in used.items()
    ]
    connection.execute(f"CREATE OR REPLACE VIEW every AS {' UNION ALL '.join(parts)}")
    unknown = _unknown_classes(connection)
    odd = f"list_has_any(list_transform(ipc, lambda s: left(s, 4)), {unknown!r})" if unknown else "false"
    connection.execute(
        f"CREATE OR REPLACE VIEW sound AS FROM every WHERE faults = 0 AND patent_id IS NOT NULL "
        f"AND NOT coalesce({odd}, false)"
    )
    connection.execute(
        "CREATE OR REPLACE VIEW unknown_class AS SELECT file, row, ipc FROM every "
        f"WHERE faults = 0 AND coalesce({odd}, false)"
    )


@cache
def known_subclasses() -> frozenset[str]:
    """The subclasses of the IPC (2023.01)."""
    lines = files("fangzhi.patents").joinpath("data", "ipc.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(symbol for symbol, level, *_ in csv.reader(lines) if level == "subclass")


def _unknown_classes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "SELECT DISTINCT left(symbol, 4) FROM (SELECT unnest(ipc) AS symbol FROM every WHERE faults = 0)"
    ).fetchall()
    return sorted(symbol for (symbol,) in found if symbol not in known_subclasses())


def _tallies(connection: duckdb.DuckDBPyConnection, used: Mapping[int, Staged]) -> dict[int, Tally]:
    sound = dict(connection.execute("SELECT file, count(*) FROM sound GROUP BY file").fetchall())
    odd = dict(connection.execute("SELECT file, count(*) FROM unknown_class GROUP BY file").fetchall())
    fates: dict[tuple[int, str], int] = {
        (file, what): count
        for file, what, count in connection.execute(
            "SELECT file, what, count(*) FROM fate GROUP BY ALL"
        ).fetchall()
    }
    found = {}
    for at in used:
        conflicts = fates.get((at, "two"), 0) + fates.get((at, "conflict"), 0)
        unchanged = fates.get((at, "same"), 0) + fates.get((at, "older"), 0)
        accepted = sound.get(at, 0) - unchanged - conflicts
        found[at] = Tally(accepted, unchanged, conflicts + odd.get(at, 0))
    return found


def contended(connection: duckdb.DuckDBPyConnection, at: int, staged: Staged) -> Iterator[Refusal]:
    """The rows of a file that were refused for what other rows, the store or the IPC hold."""
    found = connection.execute(sql("contended"), {"file": at}).fetchall()
    reasons = {"class": UNKNOWN_CLASS, "two": TWO_CONTENTS, "conflict": SAME_DAY}
    for row, field, value, what in found:
        yield Refusal(row_in_file(row, staged), field, value or "", reasons[what])
