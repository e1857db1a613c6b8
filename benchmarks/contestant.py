"""One contestant reads one text several times; prints its seconds as JSON. Each runs in a process of its own.

`python benchmarks/contestant.py NAME FILE REPEATS`. The peers have an environment of their own, that of
requirements/bench.txt; they are given the text a line at a time, as they are meant to be used.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Contestant = Callable[[str], int]

NUMBER_AND_UNIT = re.compile(
    r"(?=[0-9])[0-9]+(?:\.[0-9]+)?[余多]?[万亿]?(?:件|项|家|个|元|%|个百分点|人次|人|次|位|年|倍|所|条|场|起|户|名)"
)


def reader() -> Contestant:
    """The reader: every figure and event with value, unit, indicator, region, period and offsets."""
    from fangzhi.reader import read

    return lambda text: len(read(text).observations)


def plain_scan() -> Contestant:
    """A regular expression for an Arabic numeral and a unit: where figures may be, and nothing about them."""
    return lambda text: sum(1 for _ in NUMBER_AND_UNIT.finditer(text))


def jionlp() -> Contestant:
    """jionlp's extractors of amounts of money and of times, with their values."""
    import jionlp as jio

    def line(text: str) -> int:
        money = jio.ner.extract_money(text, with_parsing=True)
        return len(money) + len(jio.ner.extract_time(text, with_parsing=True))

    return lambda text: sum(line(part) for part in text.splitlines() if part)


def recognizers() -> Contestant:
    """recognizers-text for Chinese: numbers, percentages and currency with their values."""
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency

    models: list[Callable[[str, str], list[Any]]] = [
        recognize_number,
        recognize_percentage,
        recognize_currency,
    ]

    def line(text: str) -> int:
        return sum(len(model(text, "zh-cn")) for model in models)

    return lambda text: sum(line(part) for part in text.splitlines() if part)


CONTESTANTS: dict[str, Callable[[], Contestant]] = {
    "reader": reader,
    "re": plain_scan,
    "jionlp": jionlp,
    "recognizers-text": recognizers,
}


def timed(run: Contestant, text: str) -> tuple[float, int]:
    """Seconds of one pass, and how many things were found."""
    begin = time.perf_counter()
    found = run(text)
    return time.perf_counter() - begin, found


def main(name: str, file: str, repeats: str) -> None:
    """Warm up on the start of the text, then measure."""
    text = Path(file).read_text(encoding="utf-8")
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()):
        run = CONTESTANTS[name]()
        run(text[:2000])
        passes = [timed(run, text) for _ in range(int(repeats))]
    print(json.dumps({"seconds": [seconds for seconds, _ in passes], "found": passes[-1][1]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
