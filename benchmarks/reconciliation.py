"""Time of the panel and of the reconciliation of one year when very much is kept.

`python -m benchmarks.reconciliation [--figures N] [--rounds N]`. The figures are synthetic, in the state
folder that `benchmarks.pages` fills. Exits 1 when one is above its ceiling.
"""

from __future__ import annotations

import argparse
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.pages import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

CEILINGS = {"panel": 300.0, "reconciliation": 2000.0}
"""Milliseconds at 1,000,000 figures."""
YEARS = range(1990, 2020)


def milliseconds(ask: Callable[[int], object], rounds: int) -> list[float]:
    """Times of asking for one year after another."""
    ask(YEARS[-1])
    taken = []
    for year in YEARS[:rounds]:
        begin = time.perf_counter()
        ask(year)
        taken.append((time.perf_counter() - begin) * 1000)
    return taken


def main() -> int:
    """Fill where needed, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    prepare(arguments.figures)
    from fangzhi.indicators.panel import panel
    from fangzhi.indicators.reconciliation import reconcile

    print(f"\nOne year at {arguments.figures:,} figures, {arguments.rounds} rounds\n")
    asked: dict[str, Callable[[int], object]] = {
        "panel": lambda year: panel((year,)),
        "reconciliation": reconcile,
    }
    over = 0
    for name, ask in asked.items():
        taken = milliseconds(ask, arguments.rounds)
        above = median(taken) > CEILINGS[name]
        over += above
        verdict = "  above its ceiling" if above else ""
        times = f"median {median(taken):>6.0f} ms  worst {max(taken):>6.0f} ms  ceiling {CEILINGS[name]:.0f}"
        print(f"{name:16}{times}{verdict}")
    return min(1, over)


if __name__ == "__main__":
    sys.exit(main())
