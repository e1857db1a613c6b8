"""Memory and time of every export when very much is kept, each in a process of its own.

`python -m benchmarks.exports [--figures N]`. Memory is the highest that the process held while it wrote, less
what it held when everything was loaded and nothing asked. The figures are those of `benchmarks.pages`. Exits
1 when a form is above its ceiling.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.pages import ROOT, prepare
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_MEGABYTES = 100.0
YEARS_OF_A_WORKBOOK = 7
"""So many years of the synthetic figures are somewhat less than a workbook takes."""


def memory(name: str) -> float:
    """A size that Linux keeps of this process (VmRSS: now, VmHWM: the highest so far), in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1000
    raise KeyError(name)


def write_one(form: str, figures: int) -> None:
    """Write one export into a temporary file; print rows, seconds, MB of the file, MB above idle."""
    open_home()
    from fangzhi.indicators.catalogue import catalogue
    from fangzhi.indicators.export import Selection, extract, write
    from fangzhi.indicators.figures import years

    latest = tuple(sorted(years()[:YEARS_OF_A_WORKBOOK])) if form == "xlsx" else ()
    known, selection = catalogue(), Selection(years=latest if figures > 200_000 else ())
    idle, begin = memory("VmRSS"), time.perf_counter()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures"
        with extract(selection, known) as chosen:
            write(form, chosen, path)
        above = memory("VmHWM") - idle
        passed, size = time.perf_counter() - begin, path.stat().st_size / 1e6
    rows = selection.at_most(figures * 2)
    print(rows, round(passed, 1), round(size, 1), round(above, 1))


class Measured(NamedTuple):
    """What one export took."""

    form: str
    rows: int
    seconds: float
    file: float
    above: float
    """MB above idle."""


def measure(form: str, figures: int) -> Measured:
    """Write one export in a process of its own, on the state folder that `prepare` chose."""
    command = [sys.executable, "-m", "benchmarks.exports", "--form", form, "--figures", str(figures)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    rows, seconds, size, above = done.stdout.split()
    return Measured(form, int(rows), float(seconds), float(size), float(above))


def report(found: Iterable[Measured]) -> int:
    """Print a line for every export; 1 when one is above its ceiling."""
    over = 0
    print(f"{'form':10}{'rows':>12}{'seconds':>10}{'file MB':>10}{'MB above idle':>16}")
    for one in found:
        above = one.above > MOST_MEGABYTES
        over += above
        verdict = "  above its ceiling" if above else ""
        print(f"{one.form:10}{one.rows:>12,}{one.seconds:>10}{one.file:>10}{one.above:>16}{verdict}")
    return min(1, over)


def main() -> int:
    """Every form in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=1_000_000)
    parser.add_argument("--form", help="Write this one in this process.")
    arguments = parser.parse_args()
    if arguments.form:
        write_one(arguments.form, arguments.figures)
        return 0
    prepare(arguments.figures)
    from fangzhi.indicators.export import FORMATS

    print(f"\nExports at {arguments.figures:,} figures; ceiling {MOST_MEGABYTES:.0f} MB above idle\n")
    return report(measure(form, arguments.figures) for form in FORMATS)


if __name__ == "__main__":
    sys.exit(main())
