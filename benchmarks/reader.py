"""How fast the reader reads, beside its peers on the same text; how its time and memory grow.

`python -m benchmarks.reader [--peers PYTHON] [--characters N] [--large]`. Full reading is measured: figures
and events with all fields. `--large` adds a text of 50 MB. Every contestant has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.texts import HARD, of_length, prose
from fangzhi.reader import read

CONTESTANT = Path(__file__).with_name("contestant.py")
LENGTHS = (250_000, 500_000, 1_000_000, 2_000_000)
LARGE = 17_000_000
"""Characters of a 50 MB text in UTF-8."""
RETURNS = {
    "reader": "figures and events, attributed",
    "re": "places of numeral and unit",
    "jionlp": "amounts of money and times",
    "recognizers-text": "numbers, percentages, currency",
}


def measure(python: str, name: str, file: Path, repeats: int) -> tuple[float, int] | str:
    """Median seconds and finds of one contestant, or why it could not run."""
    command = [python, str(CONTESTANT), name, str(file), str(repeats)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.strip().rpartition("\n")[2] or f"exit {done.returncode}"
    answer = json.loads(done.stdout.splitlines()[-1])
    return median(answer["seconds"]), answer["found"]


def contest(peers: str | None, characters: int, repeats: int) -> None:
    """The same text before every contestant; ratios to the reader."""
    text = of_length(characters)
    print(f"Full reading of {len(text):,} characters, built from {prose()[1]}; median of {repeats} passes\n")
    print(f"{'':18}{'characters/s':>14}{'reader is':>14}{'found':>9}  returns")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.txt"
        file.write_text(text, encoding="utf-8")
        own = measure(sys.executable, "reader", file, repeats)
        for name, returns in RETURNS.items():
            python = sys.executable if name in ("reader", "re") else peers
            if python is None:
                print(f"{name:18}not measured: --peers names the Python that has it")
                continue
            result = own if name == "reader" else measure(python, name, file, repeats)
            print_row(name, result, own, len(text), returns)


def print_row(
    name: str, result: tuple[float, int] | str, own: tuple[float, int] | str, characters: int, returns: str
) -> None:
    """One contestant's line."""
    if isinstance(result, str):
        print(f"{name:18}could not run: {result}")
        return
    seconds, found = result
    ratio = "" if name == "reader" or isinstance(own, str) else f"{seconds / own[0]:.3g} ×"
    print(f"{name:18}{characters / seconds:>14,.0f}{ratio:>14}{found:>9,}  {returns}")


def seconds_of(text: str) -> float:
    """Seconds of one full reading in this process."""
    begin = time.perf_counter()
    read(text)
    return time.perf_counter() - begin


def lengths(large: bool) -> None:
    """Does twice the text take twice the time?"""
    print("\nTime against length\n")
    for characters in (*LENGTHS, *((LARGE,) if large else ())):
        text = of_length(characters)
        seconds = seconds_of(text)
        print(f"{len(text):>12,} characters  {seconds:>8.2f} s  {len(text) / seconds:>12,.0f} characters/s")


def hard_texts() -> None:
    """Texts that make a careless reader slow."""
    print("\nHard texts\n")
    for name, text in HARD.items():
        print(f"{name:32}{len(text):>10,} characters  {seconds_of(text):>8.3f} s")


def resident() -> float:
    """Resident memory of this process, MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def memory(files: int) -> None:
    """Does memory stay flat over many files?"""
    if not Path("/proc/self/statm").exists():
        return
    print(f"\nResident memory over {files} files of {len(of_length(20_000)):,} characters\n")
    for number in range(1, files + 1):
        read(f"第{number}份\n{of_length(20_000)}")
        if number in (10, files // 2, files):
            print(f"after {number:>4} files  {resident():>8.1f} MB")


def main() -> None:
    """All parts, in the order a person asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="the Python in which jionlp and recognizers-text are installed")
    parser.add_argument("--characters", type=int, default=100_000, help="length of the common text")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--large", action="store_true", help="read a text of 50 MB too")
    arguments = parser.parse_args()
    read(of_length(20_000))
    contest(arguments.peers, arguments.characters, arguments.repeats)
    lengths(arguments.large)
    hard_texts()
    memory(arguments.files)


if __name__ == "__main__":
    main()
