"""What loading patents costs beside a plain `read_csv → COPY … ORDER BY` of the same file.

`python -m benchmarks.patents_load [--rows N] [--pairs N]`. Each side runs in a process of its own, in turn,
on synthetic records with and without abstracts; shown are the medians of CPU seconds and of rows a second,
and the peak of memory. Exits 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

MOST_TIMES = 4.0
"""CPU of a load, in times that of the plain copy."""
LEAST = {"without abstracts": 80_000, "with abstracts": 30_000}
"""Rows a second."""
MOST_MEMORY = 2048
"""MB."""


class Run(NamedTuple):
    """One process: seconds on the clock, CPU seconds, peak of memory in MB."""

    seconds: float
    cpu: float
    memory: float


def plain(source: Path, folder: Path) -> None:
    """The floor: DuckDB reads the file, sorts it and writes it, and knows nothing of patents."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": "1GB",
        "temp_directory": str(folder / "temp"),
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        connection.execute(
            f"COPY (FROM read_csv('{source}') ORDER BY address, type, application_date) "
            f"TO '{folder / 'plain.parquet'}'"
        )


def full(source: Path, folder: Path) -> None:
    """A load into an empty store, as `fangzhi patents load` does it."""
    from fangzhi.patents.loading import How, load

    [outcome] = load(folder, [source], How()).outcomes
    assert outcome.accepted
    assert not outcome.refused


def _work(side: str, source: str, folder: str) -> None:
    begin = time.perf_counter()
    {"plain": plain, "full": full}[side](Path(source), Path(folder))
    used = resource.getrusage(resource.RUSAGE_SELF)
    run = Run(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    print(json.dumps(run))


def _run(side: str, source: Path, scratch: Path) -> Run:
    folder = scratch / side
    folder.mkdir()
    command = [sys.executable, "-m", "benchmarks.patents_load", "--work", side, str(source), str(folder)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ)
    shutil.rmtree(folder)
    return Run(*json.loads(found.stdout))


def measure(kind: str, rows: int, pairs: int, scratch: Path) -> bool:
    """Run the two sides in turn on one file and print the medians; whether every target is met."""
    from fangzhi.patents.synthetic import write_synthetic

    source = scratch / "records.csv"
    write_synthetic(rows, 1, source, abstracts=kind == "with abstracts")
    found: dict[str, list[Run]] = {"plain": [], "full": []}
    for _ in range(pairs):
        for side, runs in found.items():
            runs.append(_run(side, source, scratch))
    source.unlink()
    times = median(ours.cpu / floor.cpu for ours, floor in zip(found["full"], found["plain"], strict=True))
    speed = rows / median(run.seconds for run in found["full"])
    memory = max(run.memory for run in found["full"])
    for side, runs in found.items():
        cpu = median(run.cpu for run in runs)
        print(f"{kind:18} {side:6} {rows:10,} rows {cpu:8.2f} CPU s {1e6 * cpu / rows:7.2f} µs a row")
    met = times <= MOST_TIMES and speed >= LEAST[kind] and memory <= MOST_MEMORY
    print(
        f"{kind:18} {times:.2f} × the plain copy (at most {MOST_TIMES:g}), {speed:,.0f} rows/s (at least "
        f"{LEAST[kind]:,}), {memory:,.0f} MB (at most {MOST_MEMORY:,}){'' if met else '  MISSED'}"
    )
    return met


def main() -> int:
    """Measure both kinds."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--rows", type=int, default=1_000_000)
    wanted.add_argument("--pairs", type=int, default=5)
    wanted.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = wanted.parse_args()
    if given.work:
        _work(*given.work)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        met = [measure(kind, given.rows, given.pairs, Path(scratch)) for kind in LEAST]
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
