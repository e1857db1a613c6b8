"""Server time and queries of every page when very much is kept.

`python -m benchmarks.pages [--figures N] [--rounds N]`. The figures are synthetic, in a state folder of
their own under build/, filled once and used again. Exits 1 when a page is above its ceiling.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
MOST_QUERIES = 8
MOST_MILLISECONDS = 100.0
ENDINGS = ("", ".json", ".csv")


def prepare(figures: int) -> None:
    """A state folder with the shipped figures and so many synthetic ones."""
    home = ROOT / "build" / "bench" / f"home-{figures}"
    os.environ["FANGZHI_HOME"] = str(home)
    os.environ.pop("FANGZHI_DATABASE_URL", None)
    home.mkdir(parents=True, exist_ok=True)
    from fangzhi.opening import open_home

    open_home()
    from fangzhi.indicators.models import Figure
    from fangzhi.indicators.synthetic import fill_synthetic

    if Figure.objects.count() < figures:
        begin = time.perf_counter()
        fill_synthetic(figures)
        print(f"Filled in {time.perf_counter() - begin:.0f} s", file=sys.stderr)


def addresses(dice: random.Random) -> Iterator[tuple[str, str]]:
    """One address of each page, drawn anew for every round: its kind and the address."""
    from fangzhi.gazetteer import regions
    from fangzhi.indicators.catalogue import catalogue
    from fangzhi.indicators.models import Figure, Source

    year = dice.randrange(1985, 2025)
    region = dice.choice([one.code for one in regions() if one.code.endswith("0000")])
    indicator = dice.choice(list(catalogue()))
    sources = list(Source.objects.order_by("pk").values_list("code", flat=True))
    first, last = Figure.objects.order_by("pk").first(), Figure.objects.order_by("-pk").first()
    assert first is not None
    assert last is not None
    figure = Figure.objects.filter(pk__gte=dice.randint(first.pk, last.pk)).order_by("pk").first()
    assert figure is not None
    language = dice.choice(("zh", "en"))
    yield "overview", f"/?indicator={indicator}&year={year}&lang={language}"
    for ending in ENDINGS:
        yield f"region{ending}", f"/regions/{region}/{year}{ending}?lang={language}"
        yield f"indicator{ending}", f"/indicators/{indicator}{ending}?lang={language}"
        yield f"figure{ending}", f"/figures/{figure.code}{ending}?lang={language}"
        yield f"compare{ending}", f"/compare{ending}?indicator={indicator}&lang={language}"
        yield f"source{ending}", f"/sources/{dice.choice(sources)}{ending}?lang={language}"
    yield "indicators", f"/indicators?lang={language}"
    yield "documents", f"/documents?lang={language}"
    yield "document", f"/documents/{dice.choice(sources)}?lang={language}"
    told = (
        Figure.objects.filter(
            pk__gte=figure.pk, measure="level", place="", status="actual", period__regex="^[0-9]{4}$"
        )
        .order_by("pk")
        .first()
    )
    if told is not None:
        yield "explain", f"/explain/{told.indicator}/{told.region}/{told.year}?lang={language}"
    yield "sources", f"/sources?lang={language}"
    yield "export", f"/export?from={year}&indicator={indicator}&lang={language}"
    yield "export whole", f"/export?lang={language}"
    yield "export.json", f"/export.json?from={year}"
    yield "corrections", f"/corrections?lang={language}"


def milliseconds(client: Client, address: str) -> float:
    """Time of one answer, from the request's arrival to its last byte."""
    begin = time.perf_counter()
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    for _part in getattr(answer, "streaming_content", ()):
        pass
    passed = (time.perf_counter() - begin) * 1000
    if answer.status_code != 200:
        sys.exit(f"{address} answered {answer.status_code}")
    return passed


def queries(client: Client, address: str) -> int:
    """How many queries one answer takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as taken:
        milliseconds(client, address)
    return len(taken)


def measure(rounds: int) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Times of every page over the rounds, and the most queries that it took."""
    from django.test import Client

    client, dice = Client(SERVER_NAME="localhost"), random.Random(2013)
    times: dict[str, list[float]] = {}
    most: dict[str, int] = {}
    for _kind, address in addresses(dice):
        milliseconds(client, address)  # the first answer of a page compiles its template
    for number in range(rounds):
        for kind, address in addresses(dice):
            times.setdefault(kind, []).append(milliseconds(client, address))
            if number < 3:
                most[kind] = max(most.get(kind, 0), queries(client, address))
    return times, most


def report(times: dict[str, list[float]], most: dict[str, int]) -> int:
    """Print a line for every page; 1 when one is above its ceiling."""
    over = 0
    print(f"{'page':16}{'median ms':>11}{'p95 ms':>9}{'queries':>9}")
    for kind, taken in sorted(times.items()):
        p95 = quantiles(taken, n=20)[-1]
        above = p95 > MOST_MILLISECONDS or most[kind] > MOST_QUERIES
        over += above
        verdict = "  above its ceiling" if above else ""
        print(f"{kind:16}{median(taken):>11.1f}{p95:>9.1f}{most[kind]:>9}{verdict}")
    return min(1, over)


def main() -> int:
    """Fill where needed, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=60)
    arguments = parser.parse_args()
    prepare(arguments.figures)
    print(f"\nServer time of the pages at {arguments.figures:,} figures, {arguments.rounds} requests each")
    print(f"Ceilings: p95 {MOST_MILLISECONDS:.0f} ms, {MOST_QUERIES} queries\n")
    return report(*measure(arguments.rounds))


if __name__ == "__main__":
    sys.exit(main())
