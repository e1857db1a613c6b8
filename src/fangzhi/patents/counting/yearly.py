"""The yearly panel (年度面板): 31 provinces and the country × years × types × twelve columns.

`count_panel` gives the ten columns that are counts of records, quickly; `panel` also counts applicants, which
costs most of the whole. Both read every record; `keeping` spares that where only a few have changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.gazetteer import regions
from fangzhi.gazetteer.regions import COUNTRY
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    import duckdb

    from fangzhi.patents.store import Snapshot

TYPES = ("all", "invention", "utility_model", "design")
COUNTS = (
    "applications", "grants", "in_force", "in_force_5y", "pct",
    "service", "enterprise", "university", "institute", "individual",
)  # fmt: skip
"""Columns that count records: they add up over provinces and types."""
COLUMNS = (*COUNTS, "applicants", "applicants_1000")
OUTSIDE = ("710000", "810000", "820000")
"""Taiwan, Hong Kong and Macao: of the country, but no line of the panel."""


class PanelRow(NamedTuple):
    """The panel of one region, year and type: patents, in force at the end of the year; then the first
    applicants of the year, and those with a thousand applications or more."""

    region: str
    year: int
    type: str
    applications: int
    grants: int
    in_force: int
    in_force_5y: int
    pct: int
    service: int
    enterprise: int
    university: int
    institute: int
    individual: int
    applicants: int
    applicants_1000: int


def panel_regions() -> list[str]:
    """The codes of the panel's lines: the country, then 31 provinces in the order of their codes."""
    return [COUNTRY, *(one.code for one in regions() if one.kind == "province" and one.code not in OUTSIDE)]


def count_panel(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """The panel without applicants: region, year, type and `COUNTS`, zeros included, ordered as `panel`."""
    with snapshot.cursor() as cursor:
        table(cursor, "tally", "count_tally", records="patent")
        return cursor.execute(_counts("tally")).fetchall()


def panel(snapshot: Snapshot) -> list[PanelRow]:
    """The whole panel, counted from the records anew."""
    with snapshot.cursor() as cursor:
        table(cursor, "tally", "count_tally", records="patent")
        table(cursor, "holder", "count_holders", records="patent")
        table(cursor, "filing", "count_applicants", holders="holder")
        return assembled(cursor, "tally", "filing")


def assembled(cursor: duckdb.DuckDBPyConnection, tally: str, filing: str) -> list[PanelRow]:
    """The panel out of a table of tallies and one of counted applicants."""
    counted = {
        (region, year, kind): (applicants, thousand)
        for region, kind, year, applicants, thousand in cursor.execute(
            f"SELECT region, type, year, applicants, applicants_1000 FROM {filing}"
        ).fetchall()
    }
    rows = cursor.execute(_counts(tally)).fetchall()
    return [PanelRow._make((*row, *counted.get(row[:3], (0, 0)))) for row in rows]


def table(cursor: duckdb.DuckDBPyConnection, name: str, statement: str, **parts: str) -> None:
    """Keep what a statement of the room answers as a table of this cursor's connection."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql(statement).format(**parts)}")


def _counts(tally: str) -> str:
    codes = "[" + ", ".join(map(quoted, panel_regions())) + "]"
    return sql("count_panel").format(tally=tally, regions=codes)
