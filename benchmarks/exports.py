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

from benchmarks.pages import ROOT, prepare
from fangzhi.home import open_home

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


def main() -> int:
    """Every form in turn; 1 when one needs too much memory."""
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
    print(f"{'form':10}{'rows':>12}{'seconds':>10}{'file MB':>10}{'MB above idle':>16}")
    over = 0
    for form in FORMATS:
        # The state folder that `prepare` chose is in the environment.
        command = [sys.executable, "-m", "benchmarks.exports", "--form", form]
        command += ["--figures", str(arguments.figures)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        rows, seconds, size, above = done.stdout.split()
        over += float(above) > MOST_MEGABYTES
        verdict = "  above its ceiling" if float(above) > MOST_MEGABYTES else ""
        print(f"{form:10}{int(rows):>12,}{seconds:>10}{size:>10}{above:>16}{verdict}")
    return min(1, over)


if __name__ == "__main__":
    sys.exit(main())
