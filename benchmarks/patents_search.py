"""What searching patents costs: a phrase with two filters and all facets, and indexing beside a bare index.

`python -m benchmarks.patents_search [--rows N] [--queries N] [--pairs N]`. The records are synthetic,
loaded as anybody loads them, in a state folder under build/ that is used again. The bare index has one
field of neighbouring characters and the key, by the same library from the same snapshot, each in a process
of its own in turn. Some of the queries are also answered by a scan of the texts, which must find the same.
Exits 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fangzhi.patents.search import Filters, Opened
    from fangzhi.patents.store import Snapshot

ROOT = Path(__file__).resolve().parent.parent
LEAST_RATIO = 0.5
"""Records a second, in times those of the bare index."""
MOST_MS = {95: 50.0, 99: 150.0}
"""Milliseconds of a query by percentile."""
TEXTS = """
SELECT patent_id,
    concat(title, abstract, array_to_string(list_transform(applicants, lambda one: one.name), ' '))
FROM patent
"""
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


class Run(NamedTuple):
    """One process: seconds on the clock, CPU seconds, peak of memory in MB."""

    seconds: float
    cpu: float
    memory: float


def prepare(rows: int) -> Path:
    """A state folder with so many loaded synthetic records."""
    from fangzhi.patents.loading import How, load
    from fangzhi.patents.store.layout import current_id
    from fangzhi.patents.synthetic import write_synthetic

    home = ROOT / "build" / "bench" / f"patents-{rows}"
    home.mkdir(parents=True, exist_ok=True)
    if current_id(home) is None:
        source = home / "records.parquet"
        write_synthetic(rows, 1, source)
        print("Loading …", file=sys.stderr)
        load(home, [source], How(override="synthetic records of a benchmark"))
        source.unlink()
    return home


def bare(home: Path) -> None:
    """The floor: neighbouring characters of the same texts in one field with positions, and the key."""
    import tantivy

    from fangzhi.patents.search.index import BATCH, HEAP, THREADS
    from fangzhi.patents.store import open_snapshot

    place = home / "patents" / "bare"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    made = tantivy.SchemaBuilder()
    made.add_integer_field("patent_id", stored=True)
    made.add_text_field("text", tokenizer_name="words", index_option="position")
    index = tantivy.Index(made.build(), str(place))
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("words", analyzer)
    writer = index.writer(HEAP, THREADS)
    with open_snapshot(home) as snapshot:
        found = snapshot.cursor().execute(TEXTS)
        while rows := found.fetchmany(BATCH):
            for key, text in rows:
                document = tantivy.Document()
                document.add_integer("patent_id", key)
                pairs = [one + two for one, two in pairwise(text)]
                document.add_text("text", " ".join(pairs))
                writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    shutil.rmtree(place)


def full(home: Path) -> None:
    """The index as `fangzhi patents index` builds it."""
    from fangzhi.patents.search import build

    build(home, anew=True)


def _work(side: str, home: str) -> None:
    begin = time.perf_counter()
    {"bare": bare, "full": full}[side](Path(home))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(Run(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)))


def _run(side: str, home: Path) -> Run:
    command = [sys.executable, "-m", "benchmarks.patents_search", "--work", side, str(home)]
    return Run(*json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def indexing(home: Path, rows: int, pairs: int) -> bool:
    """Build both indexes in turn and print the medians of their speed; whether the target is met."""
    runs = [{side: _run(side, home) for side in ("bare", "full")} for _ in range(pairs)]
    for side in ("bare", "full"):
        run = Run(*(median(column) for column in zip(*(one[side] for one in runs), strict=True)))
        print(
            f"index {side:5} {rows:10,} records {rows / run.seconds:9,.0f}/s "
            f"{1e6 * run.cpu / rows:6.1f} µs of CPU each, {run.memory:,.0f} MB"
        )
    ratio = median(one["bare"].seconds / one["full"].seconds for one in runs)
    by_cpu = median(one["bare"].cpu / one["full"].cpu for one in runs)
    met = ratio >= LEAST_RATIO
    said = "" if met else "  MISSED"
    print(f"index {ratio:.2f} × the bare one (at least {LEAST_RATIO}), by CPU {by_cpu:.2f}{said}")
    return met


def questions(snapshot: Snapshot, dice: random.Random, count: int) -> Iterator[tuple[str, Filters]]:
    """Phrases of two to eight characters out of records, each with two filters."""
    from fangzhi.patents.search import Filters

    rows = snapshot.cursor().execute(
        f"SELECT title, abstract FROM patent USING SAMPLE reservoir({count} ROWS) REPEATABLE (1)"
    )
    choices: dict[str, Callable[[], Any]] = {
        "type": lambda: dice.choice(["invention", "utility_model", "design"]),
        "region": lambda: dice.choice(["320000", "440000", "110000", "350000", "340000", "510000"]),
        "year": lambda: dice.randrange(2005, 2025),
        "ipc": lambda: dice.choice(["H", "G06", "H01M", "A61", "B", "G"]),
        "status": lambda: dice.choice(["in_force", "ended", "ungranted"]),
    }
    for title, abstract in rows.fetchall():
        run = dice.choice(_HAN.findall(title + "。" + (abstract or "")))
        length = min(len(run), dice.randrange(2, 9))
        begin = dice.randrange(len(run) - length + 1)
        chosen = dice.sample(sorted(choices), 2)
        yield run[begin : begin + length], Filters(**{name: choices[name]() for name in chosen})


def searching(index: Opened, asked: list[tuple[str, Filters]]) -> bool:
    """Ask every question and print how long the answers took; whether the targets are met."""
    from fangzhi.patents.search import find, read

    taken: list[float] = []
    shown: list[float] = []
    found = []
    for text, filters in asked:
        begin = time.perf_counter()
        answer = find(index, text, filters, facets=True)
        taken.append(1000 * (time.perf_counter() - begin))
        read(index.snapshot, answer.keys)
        shown.append(1000 * (time.perf_counter() - begin))
        found.append(answer.total)
    cuts = quantiles(taken, n=100)
    met = all(cuts[at - 1] < most for at, most in MOST_MS.items())
    print(
        f"search {len(asked)} phrases with two filters and facets: median {cuts[49]:.1f} ms, "
        f"p95 {cuts[94]:.1f} ms (below {MOST_MS[95]:g}), p99 {cuts[98]:.1f} ms (below {MOST_MS[99]:g}); "
        f"{sum(found) / len(found):,.0f} found on average{'' if met else '  MISSED'}"
    )
    cuts = quantiles(shown, n=100)
    print(f"search with the first page read: median {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms")
    return met


def exact(index: Opened, asked: list[tuple[str, Filters]]) -> bool:
    """Whether the phrases are found in as many records as a scan of the texts finds."""
    from fangzhi.patents.search import find

    scan = (
        "SELECT count(*) FROM patent WHERE contains(title, $1) OR contains(coalesce(abstract, ''), $1) "
        "OR len(list_filter(applicants, lambda one: contains(one.name, $1))) > 0"
    )
    wrong = 0
    for text, _ in asked:
        scanned = index.snapshot.cursor().execute(scan, [text]).fetchone()
        wrong += find(index, text).total != (scanned[0] if scanned else 0)
    print(
        f"search {len(asked)} phrases beside a scan of the texts: {wrong} differ{'  MISSED' if wrong else ''}"
    )
    return not wrong


def main() -> int:
    """Measure indexing and searching."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--rows", type=int, default=1_000_000)
    wanted.add_argument("--queries", type=int, default=1000)
    wanted.add_argument("--pairs", type=int, default=3)
    wanted.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    given = wanted.parse_args()
    if given.work:
        _work(*given.work)
        return 0
    from fangzhi.patents.search import current_index

    home = prepare(given.rows)
    met = [indexing(home, given.rows, given.pairs)]
    index = current_index(home)
    asked = list(questions(index.snapshot, random.Random(1), given.queries))
    met += [searching(index, asked), exact(index, asked[:20])]
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
