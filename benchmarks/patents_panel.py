"""What the yearly panel costs beside plain SQL written the obvious way, and what a refresh costs beside
it.

`python -m benchmarks.patents_panel [--rows N] [--pairs N] [--home FOLDER] [--postgres URL]`. Every run
is a process of its own, the sides in turn, over the same synthetic records; shown are medians of CPU
seconds, the peak of memory, and how long the records behind a cell take. With `--home` the store in
that folder is measured, with `--postgres` the plain SQL on that empty database too. Exits 1 when a
target is missed.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.counting import COUNTS, TYPES, count_panel, kept_panel, panel, panel_regions
from fangzhi.patents.counting.cells import Cell
from fangzhi.patents.counting.keeping import kept_file
from fangzhi.patents.counting.records import records
from fangzhi.patents.store import layout, open_snapshot
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.patents.store import Snapshot

CHANGED = 10_000
MOST_SHARE = 0.80
MOST_SECONDS = 1.0
LEAST_CHEAPER = 20
LEAST_POSTGRES = 8
MOST_MILLISECONDS = 30
MOST_MEMORY = 2048
CELLS = 100
LARGE = 10_000_000
"""From so many records on a refresh must be that much cheaper."""

PLAIN = """
WITH filed AS (
    SELECT coalesce(province, '') AS province, type, extract(year FROM application_date) AS year,
           count(*) AS applications, count(*) FILTER (WHERE pct) AS pct,
           count(*) FILTER (WHERE applicant_kind <> 'individual') AS service,
           count(*) FILTER (WHERE applicant_kind = 'enterprise') AS enterprise,
           count(*) FILTER (WHERE applicant_kind = 'university') AS university,
           count(*) FILTER (WHERE applicant_kind = 'institute') AS institute,
           count(*) FILTER (WHERE applicant_kind = 'individual') AS individual,
           count(DISTINCT first_applicant) AS applicants,
           grouping(coalesce(province, '')) AS country, grouping(type) AS every
    FROM patent WHERE country = 'CN'
    GROUP BY GROUPING SETS (
        (coalesce(province, ''), type, extract(year FROM application_date)),
        (coalesce(province, ''), extract(year FROM application_date)),
        (type, extract(year FROM application_date)), (extract(year FROM application_date)))
), many AS (
    SELECT province, type, year, country, every,
           count(*) AS applicants_1000
    FROM (
        SELECT coalesce(province, '') AS province, type, extract(year FROM application_date) AS year,
               grouping(coalesce(province, '')) AS country, grouping(type) AS every
        FROM patent WHERE country = 'CN'
        GROUP BY GROUPING SETS (
            (first_applicant, coalesce(province, ''), type, extract(year FROM application_date)),
            (first_applicant, coalesce(province, ''), extract(year FROM application_date)),
            (first_applicant, type, extract(year FROM application_date)),
            (first_applicant, extract(year FROM application_date)))
        HAVING count(*) >= 1000
    ) AS applicant
    GROUP BY province, type, year, country, every
), granted AS (
    SELECT coalesce(province, '') AS province, type, extract(year FROM grant_date) AS year,
           count(*) AS grants, grouping(coalesce(province, '')) AS country, grouping(type) AS every
    FROM patent WHERE country = 'CN' AND grant_date IS NOT NULL
    GROUP BY GROUPING SETS (
        (coalesce(province, ''), type, extract(year FROM grant_date)),
        (coalesce(province, ''), extract(year FROM grant_date)),
        (type, extract(year FROM grant_date)), (extract(year FROM grant_date)))
), stock AS (
    SELECT coalesce(province, '') AS province, type, year, count(*) AS in_force,
           count(*) FILTER (WHERE application_date + INTERVAL '5 years' <= ended) AS in_force_5y,
           grouping(coalesce(province, '')) AS country, grouping(type) AS every
    FROM stay JOIN (SELECT year, make_date(year, 12, 31) AS ended FROM years) AS closing
        ON since <= ended AND until > ended
    GROUP BY GROUPING SETS (
        (coalesce(province, ''), type, year), (coalesce(province, ''), year), (type, year), (year))
)
SELECT CASE WHEN country = 1 THEN '000000' ELSE province END AS region,
       CASE WHEN every = 1 THEN 'all' ELSE type END AS type, year, applications, grants, in_force,
       in_force_5y, pct, service, enterprise, university, institute, individual, applicants, applicants_1000
FROM (
    SELECT coalesce(f.province, g.province, s.province, m.province) AS province,
           coalesce(f.type, g.type, s.type, m.type) AS type, keys.year, keys.country, keys.every,
           applications,
           grants, in_force, in_force_5y, pct, service, enterprise, university, institute, individual,
           applicants, applicants_1000
    FROM (
        SELECT province, type, year, country, every FROM filed
        UNION SELECT province, type, year, country, every FROM granted
        UNION SELECT province, type, year, country, every FROM stock
    ) AS keys
    LEFT JOIN filed f ON (f.year, f.country, f.every) = (keys.year, keys.country, keys.every)
        AND coalesce(f.province, '') = coalesce(keys.province, '')
        AND coalesce(f.type, '') = coalesce(keys.type, '')
    LEFT JOIN granted g ON (g.year, g.country, g.every) = (keys.year, keys.country, keys.every)
        AND coalesce(g.province, '') = coalesce(keys.province, '')
        AND coalesce(g.type, '') = coalesce(keys.type, '')
    LEFT JOIN stock s ON (s.year, s.country, s.every) = (keys.year, keys.country, keys.every)
        AND coalesce(s.province, '') = coalesce(keys.province, '')
        AND coalesce(s.type, '') = coalesce(keys.type, '')
    LEFT JOIN many m ON (m.year, m.country, m.every) = (keys.year, keys.country, keys.every)
        AND coalesce(m.province, '') = coalesce(keys.province, '')
        AND coalesce(m.type, '') = coalesce(keys.type, '')
) AS joined
"""
STAY = """
SELECT province, type, application_date, span.since AS since, span.until AS until
FROM (SELECT province, type, application_date, unnest(in_force) AS span FROM patent WHERE country = 'CN')
"""


class Run(NamedTuple):
    """One process: seconds on the clock, CPU seconds, peak of memory in MB, a sum over what it counted."""

    seconds: float
    cpu: float
    memory: float
    counted: int


# --- the sides --------------------------------------------------------------------------------------------


def plain(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """The panel by plain SQL: a cell is a row where anything is counted."""
    years = [row[0] for row in snapshot.cursor().execute(
        "SELECT DISTINCT year(application_date) FROM patent "
        "UNION SELECT DISTINCT year(grant_date) FROM patent "
        "WHERE grant_date IS NOT NULL").fetchall()]  # fmt: skip
    with snapshot.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE years AS SELECT unnest($1::INTEGER[]) AS year", [years])
        cursor.execute(f"CREATE TEMP VIEW stay AS {STAY}")
        wanted = set(panel_regions())
        return [row for row in cursor.execute(PLAIN).fetchall() if row[0] in wanted]


def refresh(snapshot: Snapshot) -> list[Any]:
    """The panel of a snapshot with 10,000 records new, changed or deleted, from the one before."""
    return kept_panel(snapshot)


SIDES: dict[str, Callable[[Snapshot], list[Any]]] = {
    "plain SQL": plain,
    "panel": panel,
    "counts": count_panel,
    "refresh": refresh,
}


def _work(side: str, home: Path) -> None:
    name = "changed" if side == "refresh" else layout.current_id(home)
    if side == "refresh":
        kept_file(home, "changed").unlink(missing_ok=True)
    with open_snapshot(home, name) as snapshot:
        begin, before = time.perf_counter(), time.process_time()
        rows = SIDES[side](snapshot)
        seconds, cpu = time.perf_counter() - begin, time.process_time() - before
    counted = sum(value or 0 for row in rows for value in row[3:])
    print(json.dumps(Run(seconds, cpu, _peak(), counted)))


def _peak() -> float:
    """The peak of this process's memory in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _run(side: str, home: Path) -> Run:
    command = [sys.executable, "-m", "benchmarks.patents_panel", "--work", side, str(home)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ)
    return Run(*json.loads(found.stdout))


# --- what is measured -------------------------------------------------------------------------------------


def make(rows: int, home: Path) -> None:
    """A store of so many synthetic records."""
    from fangzhi.patents.loading import How, load
    from fangzhi.patents.synthetic import write_synthetic

    source = home / "records.parquet"
    write_synthetic(rows, 1, source, abstracts=False)
    load(home, [source], How())
    source.unlink()


def alter(home: Path) -> None:
    """A snapshot `changed` beside the current one: a third of 10,000 records new, changed and deleted
    each."""
    import duckdb

    now = layout.manifest(home)
    path = layout.folder(home) / "files" / "changed.duckdb"
    path.unlink(missing_ok=True)
    part = CHANGED // 3
    with open_snapshot(home) as snapshot:
        found = snapshot.cursor().execute(
            f"SELECT patent_id FROM patent USING SAMPLE reservoir({3 * part} ROWS) REPEATABLE (1)"
        ).fetchall()  # fmt: skip
    numbers = [row[0] for row in found]
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {quoted(path)} AS delta")
        connection.execute(sql("schema").format(file="delta"))
        base = layout.folder(home) / "files" / now.base.name
        connection.execute(f"ATTACH {quoted(base)} AS base (READ_ONLY)")
        connection.execute(
            f"INSERT INTO delta.gone SELECT patent_id, {', '.join(layout.COUNTED)} FROM base.patent "
            "WHERE patent_id IN (SELECT unnest($1::BIGINT[]))",
            [numbers[: 2 * part]],
        )
        for chosen, altered in (
            (numbers[:part], "application_date + 100 AS application_date, NOT pct AS pct"),
            (numbers[2 * part :], "-patent_id AS patent_id, first_applicant || '新' AS first_applicant"),
        ):
            connection.execute(
                f"INSERT INTO delta.patent SELECT * REPLACE ({altered}) FROM base.patent "
                "WHERE patent_id IN (SELECT unnest($1::BIGINT[]))",
                [chosen],
            )
    size = path.stat().st_size
    delta = layout.StoreFile(path.name, 2 * part, 2 * part, size)
    current = layout.current_id(home)
    changed = dataclasses.replace(now, id="changed", parent=now.id, deltas=(*now.deltas, delta))
    layout.publish(home, changed)
    (layout.folder(home) / "current").write_text(f"{current}\n", encoding="ascii")


def behind_cells(home: Path) -> list[float]:
    """Milliseconds for first page and exact total of cells of province, type and year drawn at random."""
    drawn = random.Random(1)
    times = []
    with open_snapshot(home) as snapshot:
        for _ in range(CELLS):
            region = drawn.choice(panel_regions()[1:])
            kind, year = drawn.choice(TYPES[1:]), str(drawn.randint(1995, 2024))
            begin = time.perf_counter()
            records(snapshot, Cell(drawn.choice(COUNTS), region, year, kind))
            times.append(1000 * (time.perf_counter() - begin))
    return sorted(times)


OTHER_CELLS = (
    Cell("applications", "000000"),
    Cell("applications", "000000", "2020"),
    Cell("in_force", "000000", "2020", "invention"),
    Cell("in_force_5y", "440000", "2020"),
    Cell("grants", "000000", "2019Q3", "utility_model"),
    Cell("applications", "320100", "2018-05"),
    Cell("applications", "340104", "2019"),
    Cell("applications", "660000", "2019"),
    Cell("pct", "000000", "2019"),
    Cell("applications", "000000", "2019", kind="university"),
    Cell("applications", "000000", "2019", ipc="H"),
    Cell("applications", "110000", None, ipc="H01M"),
    Cell("grants", "000000", "2018", field=8),
    Cell("applications", "000000", "2018", industry="sei2021/1.1"),
    Cell("in_force", "000000", "2020", industry="sei2021/7.2"),
    Cell("applications", "000000", industry="sei2021/1.1"),
    Cell("applicants", "000000", "2019"),
    Cell("applicants_1000", "000000", "2019"),
    Cell("first_patents", "000000", "2019"),
    Cell("applicants_so_far", "000000", "2019"),
)
"""Cells of other tables: the country, stocks, months, classes, fields, industries, applicants."""


def behind_other_cells(home: Path) -> dict[Cell, float]:
    """Seconds for first page and exact total of each of `OTHER_CELLS`."""
    found = {}
    with open_snapshot(home) as snapshot:
        for cell in OTHER_CELLS:
            begin = time.perf_counter()
            records(snapshot, cell)
            found[cell] = time.perf_counter() - begin
    return found


def on_postgres(home: Path, url: str) -> float:
    """CPU seconds of the plain SQL on PostgreSQL, one process of the server."""
    import psycopg

    columns = "province, type, application_date, grant_date, country, applicant_kind, pct, first_applicant"
    with psycopg.connect(url, autocommit=True) as server, open_snapshot(home) as snapshot:
        server.execute(
            "CREATE TEMP TABLE patent (province text, type text, application_date date, grant_date date, "
            "country text, applicant_kind text, pct boolean, first_applicant text);"
            "CREATE TEMP TABLE stay "
            "(province text, type text, application_date date, since date, until date);"
            "CREATE TEMP TABLE years AS SELECT generate_series(1985, 2025) AS year"
        )
        for table, query in (("patent", f"SELECT {columns} FROM patent"), ("stay", STAY)):
            cursor = snapshot.cursor().execute(query)
            with server.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                while portion := cursor.fetchmany(20_000):
                    for row in portion:
                        copy.write_row(row)
            server.execute(f"ANALYZE {table}".encode())
        server.execute("SET max_parallel_workers_per_gather = 0")
        before = _cpu_of(server.info.backend_pid)
        server.execute(PLAIN.encode()).fetchall()
        return _cpu_of(server.info.backend_pid) - before


def _cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(home: Path, pairs: int, postgres: str | None) -> bool:
    """Run the sides in turn and print the medians; whether every target is met."""
    alter(home)
    with open_snapshot(home) as snapshot:
        rows = snapshot.manifest.rows
        kept_panel(snapshot)
    with open_snapshot(home, "changed") as changed:
        equal = panel(changed) == kept_panel(changed)
    found: dict[str, list[Run]] = {side: [] for side in SIDES}
    for _ in range(pairs):
        for side, runs in found.items():
            runs.append(_run(side, home))
    for side, runs in found.items():
        cpu, seconds = median(one.cpu for one in runs), median(one.seconds for one in runs)
        memory = max(one.memory for one in runs)
        print(f"{side:10} {rows:11,} records {cpu:8.2f} CPU s {seconds:8.2f} s {memory:6,.0f} MB")
    print(f"{'panel ÷ refresh, CPU':40} {_ratio(found, 'panel', 'refresh'):10.2f}")
    same = {one.counted for side in ("plain SQL", "panel") for one in found[side]}
    cells = behind_cells(home)
    others = behind_other_cells(home)
    slowest = max(others, key=lambda cell: others[cell])
    print(f"slowest of the other cells: {slowest.column} {slowest[1:-1]}")
    return all([
        _told("refreshed and counted anew are equal", float(equal), 1, at_least=True),
        _told("sums that plain SQL and panel count", len(same), 1),
        _told("panel ÷ plain SQL, CPU", _ratio(found, "panel", "plain SQL"), MOST_SHARE),
        _told("counts, seconds", median(one.seconds for one in found["counts"]), MOST_SECONDS),
        rows < LARGE or _told(
            "plain SQL ÷ refresh, CPU", _ratio(found, "plain SQL", "refresh"), LEAST_CHEAPER, at_least=True
        ),
        _told("memory, MB", max(one.memory for one in found["panel"]), MOST_MEMORY),
        _told("records of a cell, p95 ms", cells[int(0.95 * len(cells))], MOST_MILLISECONDS),
        _told("records of any other cell, seconds", others[slowest], MOST_SECONDS),
        postgres is None or _told(
            "PostgreSQL ÷ panel, CPU",
            on_postgres(home, postgres) / median(one.cpu for one in found["panel"]),
            LEAST_POSTGRES, at_least=True,
        ),
    ])  # fmt: skip


def _ratio(found: dict[str, list[Run]], one: str, other: str) -> float:
    return median(a.cpu / b.cpu for a, b in zip(found[one], found[other], strict=True))


def _told(what: str, value: float, limit: float, *, at_least: bool = False) -> bool:
    met = value >= limit if at_least else value <= limit
    bound = f"at least {limit:g}" if at_least else f"at most {limit:g}"
    print(f"{what:40} {value:10.2f} ({bound}){'' if met else '  MISSED'}")
    return met


def main() -> int:
    """Measure a store that is made for it, or the one in a folder."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--rows", type=int, default=1_000_000)
    wanted.add_argument("--pairs", type=int, default=5)
    wanted.add_argument("--home", type=Path)
    wanted.add_argument("--postgres")
    wanted.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    given = wanted.parse_args()
    if given.work:
        _work(given.work[0], Path(given.work[1]))
        return 0
    if given.home:
        return int(not measure(given.home, given.pairs, given.postgres))
    with tempfile.TemporaryDirectory() as scratch:
        make(given.rows, Path(scratch))
        return int(not measure(Path(scratch), given.pairs, given.postgres))


if __name__ == "__main__":
    sys.exit(main())
