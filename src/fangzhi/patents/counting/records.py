"""From a figure to its records (由数到件): the first page and the exact total of any cell, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.counting.cells import OF_APPLICANTS, condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from fangzhi.patents.counting.cells import Cell
    from fangzhi.patents.counting.keys import Condition
    from fangzhi.patents.store import Snapshot

PAGE = 50
PORTION = 2000
ORDER = "region, application_date, patent_id"
"""Nearly that of the store, so that a page is read from few places."""
COLUMNS = (
    "patent_id", "application_number", "type", "title", "first_applicant", "applicant_kind", "region",
    "application_date", "grant_number", "grant_date", "ipc_main", "pct", "synthetic",
)  # fmt: skip


class Listed(NamedTuple):
    """One record as lists show it."""

    patent_id: int
    application_number: str
    type: str
    title: str
    first_applicant: str
    applicant_kind: str
    region: str | None
    application_date: date
    grant_number: str | None
    grant_date: date | None
    ipc_main: str | None
    pct: bool
    synthetic: bool

    def fact(self) -> dict[str, Any]:
        """The record as one JSON object; days as YYYY-MM-DD."""
        days = {
            "application_date": self.application_date.isoformat(),
            "grant_date": self.grant_date.isoformat() if self.grant_date else None,
        }
        return {**self._asdict(), **days}


class Listing(NamedTuple):
    """One page of the records of a cell, and how many the cell has in all.

    `applicants` is how many first applicants they have, where the cell counts these; else None.
    """

    total: int
    page: int
    rows: list[Listed]
    applicants: int | None = None

    @property
    def counted(self) -> int:
        """The number that the cell shows."""
        return self.total if self.applicants is None else self.applicants


def records(snapshot: Snapshot, cell: Cell, page: int = 1, size: int = PAGE) -> Listing:
    """One page of the records that a cell counts, by place and day of filing, with their exact total.

    Of a column that counts applicants it is the records they are counted by. Raises `BadCell`, `BadPeriod` or
    `BadScheme`.
    """
    applicants = "count(DISTINCT first_applicant)" if cell.column in OF_APPLICANTS else "NULL"
    with snapshot.cursor() as cursor:
        where, values = _found_once(cursor, cell, condition(cell, snapshot.home))
        counted = cursor.execute(
            f"SELECT count(*), {applicants} FROM patent WHERE {where}", values
        ).fetchone()
        found = cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM patent WHERE {where} ORDER BY {ORDER} LIMIT ? OFFSET ?",
            [*values, size, (page - 1) * size],
        ).fetchall()
    total, named = counted or (0, None)
    return Listing(total, page, [Listed(*row) for row in found], named)


def _found_once(cursor: duckdb.DuckDBPyConnection, cell: Cell, asked: Condition) -> Condition:
    """The condition itself; for an industry, which is dear to find, the keys that were found once."""
    if cell.industry is None and "industry" not in dict(cell.at):
        return asked
    where, values = asked
    cursor.execute(f"CREATE TEMP TABLE found AS SELECT patent_id FROM patent WHERE {where}", values)
    return "patent_id IN (SELECT patent_id FROM found)", []


def every_record(snapshot: Snapshot, cell: Cell, limit: int | None = None) -> Iterator[Listed]:
    """All records of a cell, or the first so many, by place and day, a portion at a time.

    Raises `BadCell`, `BadPeriod` or `BadScheme` when the first is asked for.
    """
    where, values = condition(cell, snapshot.home)
    most = "" if limit is None else f" LIMIT {limit:d}"
    with snapshot.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM patent WHERE {where} ORDER BY {ORDER}{most}", values
        )
        while portion := cursor.fetchmany(PORTION):
            for row in portion:
                yield Listed(*row)
