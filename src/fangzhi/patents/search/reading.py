"""What is shown of the records that a search found: read from the snapshot by their keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fangzhi.patents.store import Snapshot

PART = 2000
COLUMNS = (
    "application_number", "type", "title", "abstract", "applicants", "applicant_kind", "application_date",
    "publication_number", "publication_date", "grant_number", "grant_date", "ipc_main", "ipc", "country",
    "region", "province", "until", "ended_by", "synthetic",
)  # fmt: skip
_READ = """
SELECT patent_id, application_number, type, title, abstract,
    list_transform(applicants, lambda one: one.name), applicant_kind, application_date,
    publication_number, publication_date, grant_number, grant_date, ipc_main, ipc, country, region, province,
    list_last(in_force).until, list_last(in_force).ended_by, synthetic
"""
_PLACES = "SELECT unnest($1) AS patent_id, generate_subscripts($1, 1) AS place"


class Hit(NamedTuple):
    """One record as a list shows it."""

    patent_id: int
    application_number: str
    type: str
    title: str
    abstract: str | None
    applicants: list[str]
    applicant_kind: str
    application_date: date
    publication_number: str | None
    publication_date: date | None
    grant_number: str | None
    grant_date: date | None
    ipc_main: str | None
    ipc: list[str] | None
    country: str
    region: str | None
    province: str | None
    until: date | None
    ended_by: str | None
    synthetic: bool

    @property
    def number(self) -> str:
        """The application number as it is written on documents, 201710601862.3."""
        return f"{self.application_number[:-1]}.{self.application_number[-1]}"

    def status(self, day: date) -> str:
        """in_force · ended · ungranted, on a day."""
        if self.until is None:
            return "ungranted"
        return "in_force" if day < self.until else "ended"

    def fact(self, day: date) -> dict[str, Any]:
        """As a row of JSON or CSV: dates in ISO form, absent is None."""
        row: dict[str, Any] = {"number": self.number, "status": self.status(day)}
        for name in COLUMNS[1:]:
            value = getattr(self, name)
            row[name] = value.isoformat() if isinstance(value, date) else value
        return row


FACT_COLUMNS = ("number", "status", *COLUMNS[1:])


def read(snapshot: Snapshot, keys: Sequence[int]) -> list[Hit]:
    """The records of some keys, in their order."""
    if not keys:
        return []
    rows = snapshot.cursor().execute(f"{_READ} FROM patents_of(?)", [list(keys)]).fetchall()
    by_key = {row[0]: Hit._make(row) for row in rows}
    return [by_key[key] for key in keys if key in by_key]


def read_all(snapshot: Snapshot, keys: Sequence[int]) -> Iterator[Hit]:
    """The records of very many keys, one after another, in their order."""
    cursor = snapshot.cursor()
    cursor.execute(f"{_READ} FROM patent JOIN ({_PLACES}) USING (patent_id) ORDER BY place", [list(keys)])
    while rows := cursor.fetchmany(PART):
        yield from map(Hit._make, rows)
