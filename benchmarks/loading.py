"""How many validated rows a second a table is loaded with: read, checked cell by cell, and kept.

`python -m benchmarks.loading [--rows N]`, on PostgreSQL `python -m tools.postgres python -m
benchmarks.loading`. The tables are synthetic, in a state folder of their own that is removed afterwards.
Exits 1 when a load is below its floor.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
import tempfile
import time
from itertools import count, islice
from typing import TYPE_CHECKING, NamedTuple

from fangzhi import gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator

FLOOR = 15_000
"""Rows a second."""
HEADER = ("year", "region_code", "region_zh", "indicator", "patent_type", "value", "unit", "source")
STAGES = ("applications", "grants", "in_force_year_end")
YEARS = range(1990, 2020)


class Measured(NamedTuple):
    """One way of loading: rows a second, and how many rows."""

    way: str
    rows: int
    seconds: float

    @property
    def speed(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def lines() -> Iterator[tuple[object, ...]]:
    """Rows of official tables without end: three types and their total, each table with its citation."""
    provinces = [one for one in gazetteer.regions() if one.additive]
    for table in count(1):
        for at, (year, region) in enumerate((year, one) for year in YEARS for one in provinces):
            for stage in STAGES:
                parts = [(at * 7919) % 90_000, (at * 104_729) % 90_000, (at * 31 + len(stage)) % 9_000]
                kinds = zip(
                    ("invention", "utility_model", "design", "total"), (*parts, sum(parts)), strict=True
                )
                for kind, value in kinds:
                    cited = f"Synthetic yearbook, table {table}"
                    yield year, region.code, region.short_zh, stage, kind, value, "件", cited


def table(rows: int) -> bytes:
    """A CSV file of so many rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(islice(lines(), rows))
    return out.getvalue().encode()


def measure(rows: int) -> list[Measured]:
    """Read without keeping, load, and load again what is kept already."""
    from datetime import date

    from fangzhi.indicators.catalogue import catalogue
    from fangzhi.indicators.loads.tables import TableLoading, load_table
    from fangzhi.indicators.tables import mappings, read_table
    from fangzhi.indicators.tables.printed import Context

    content, today = table(rows), date(2026, 1, 1)
    known = [one for one in mappings() if one.kind == "tables"]
    how = TableLoading("benchmark", catalogue(), known, today=today)
    found = []
    begin = time.perf_counter()
    read = read_table(content, known, Context("synthetic.csv", how.catalogue, today))
    found.append(Measured("read and checked", len(read.printed), time.perf_counter() - begin))
    for way in ("loaded", "loaded again"):
        begin = time.perf_counter()
        outcome = load_table("synthetic.csv", content, how)
        assert not outcome.refused
        kept = outcome.accepted + outcome.unchanged
        found.append(Measured(way, kept, time.perf_counter() - begin))
    return found


def report(found: list[Measured], database: str) -> int:
    """Print what was measured; 1 when a load is below the floor."""
    print(f"{'on ' + database:18} {'rows':>9} {'seconds':>8} {'rows/s':>8}")
    for one in found:
        slow = "  below the floor" if one.speed < FLOOR else ""
        print(f"{one.way:18} {one.rows:9} {one.seconds:8.2f} {one.speed:8.0f}{slow}")
    return int(any(one.speed < FLOOR for one in found))


def main() -> int:
    """Measure in a state folder of its own."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--rows", type=int, default=200_000)
    rows = wanted.parse_args().rows
    with tempfile.TemporaryDirectory() as home:
        os.environ["FANGZHI_HOME"] = home
        from fangzhi.opening import open_home

        open_home()
        from django.db import connection

        return report(measure(rows), connection.vendor)


if __name__ == "__main__":
    sys.exit(main())
