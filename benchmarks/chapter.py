"""How long the national chapter takes to write and to check, as a person types the command.

`python -m benchmarks.chapter [--rounds N]`. A state folder of its own under build/, with what is shipped of
2013. Prints medians of whole processes beside their limits, and the work of a check without the start of the
program; exits 1 when one is above its limit.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
YEAR = "2013"
LIMITS = {"write md": 2.0, "write md --complete": 2.0, "write docx": 15.0, "write pdf": 15.0, "check": 3.0}
WORK = 1.0
"""Seconds of work that a check of the national chapter may take."""


def command(*words: str, allowed: tuple[int, ...] = (0,)) -> Callable[[], float]:
    """A run of the program as a whole process, timed."""

    def run() -> float:
        begin = time.perf_counter()
        done = subprocess.run(
            [str(Path(sys.executable).with_name("fangzhi")), *words], capture_output=True, check=False
        )
        if done.returncode not in allowed:
            raise SystemExit(f"{' '.join(words)}: {done.stderr.decode()}")
        return time.perf_counter() - begin

    return run


def checking(draft: Path) -> Callable[[], float]:
    """The work of a check inside a running process."""
    from fangzhi.opening import open_home

    open_home()
    from fangzhi.chapter.checking.comparing import check
    from fangzhi.chapter.checking.draft import Reading, open_draft, read_draft
    from fangzhi.indicators.catalogue import catalogue

    content = draft.read_bytes()
    how = Reading(int(YEAR), None, catalogue())

    def run() -> float:
        begin = time.perf_counter()
        check(read_draft(open_draft(draft.name, content), how), int(YEAR))
        return time.perf_counter() - begin

    return run


def main() -> int:
    """Measure and print; 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    home = ROOT / "build" / "bench" / "chapter"
    os.environ["FANGZHI_HOME"] = str(home)
    os.environ.pop("FANGZHI_DATABASE_URL", None)
    home.mkdir(parents=True, exist_ok=True)
    draft = home / "national.md"
    written = ("write", "--year", YEAR, "--format")
    command(*written, "md", "-o", str(draft))()
    runs = {
        "write md": command(*written, "md", "-o", str(home / "a.md")),
        "write md --complete": command(*written, "md", "--complete", "-o", str(home / "b.md")),
        "write docx": command(*written, "docx", "-o", str(home / "a.docx")),
        "write pdf": command(*written, "pdf", "-o", str(home / "a.pdf")),
        "check": command("check", str(draft), "--year", YEAR, allowed=(0, 1)),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(run())
    work = checking(draft)
    work()
    times["work of a check"] = [work() for _ in range(rounds)]
    late = 0
    for name, limit in {**LIMITS, "work of a check": WORK}.items():
        took = median(times[name])
        late += took > limit
        print(f"{name:22} {took:6.2f} s   {took / limit:5.2f} of its limit of {limit:g} s")
    return 1 if late else 0


if __name__ == "__main__":
    raise SystemExit(main())
