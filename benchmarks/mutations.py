"""How many wrong figures the check of a draft finds: one figure of a written chapter is edited at a time.

`python -m benchmarks.mutations [--edits N] [--seed N] [--show]`. The chapters are those of the shipped
figures, of every region, in short and complete. Exits 1 when fewer than 99 in 100 of the edits that change
the meaning beyond rounding are found, or when a figure that nobody edited is accused.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fangzhi.chapter.checking.comparing import Checked, Mark

YEAR = 2013
FLOOR = 0.99
FOUND = frozenset({"differs", "stale", "not_comparable"})
_SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_FIGURE = re.compile(r"(第?)(\d+(?:\.\d+)?)([余多]?)(万|亿|)")
_VERBS = {"增长": "下降", "下降": "增长"}
_VERB = re.compile("(增长|下降)[^，。；]{0,2}$")


class Written(NamedTuple):
    """A chapter as text, with what the check says of it unedited."""

    text: str
    region: str
    checked: Checked


class Edit(NamedTuple):
    """One edit: the text after it, where the figure stands now, and what it states now."""

    kind: str
    text: str
    start: int
    value: Decimal


class Tally(NamedTuple):
    """What became of some edits."""

    edits: int
    within: int
    """Edits that change nothing beyond rounding."""
    missed: list[str]
    accused: list[str]

    @property
    def share(self) -> float:
        """The share of the edits beyond rounding that were found."""
        beyond = self.edits - self.within
        return (beyond - len(self.missed)) / beyond if beyond else 1.0


def check_text(text: str, region: str) -> Checked:
    """A text checked as a draft of the year."""
    from fangzhi.chapter.checking.comparing import check
    from fangzhi.chapter.checking.draft import Reading, open_draft, read_draft
    from fangzhi.indicators.catalogue import catalogue

    opened = open_draft("chapter.md", text.encode())
    return check(read_draft(opened, Reading(YEAR, region, catalogue())), YEAR, region)


def chapters() -> Iterator[Written]:
    """The chapters of every region of the year that has figures, in short and complete."""
    from fangzhi.chapter.paper.markdown import markdown
    from fangzhi.chapter.writing import NothingToWrite, write
    from fangzhi.indicators.reconciliation import provinces

    for complete in (False, True):
        for region in provinces():
            try:
                text = markdown(write(YEAR, region, complete=complete))
            except NothingToWrite:
                continue
            yield Written(text, region, check_text(text, region))


def edits(written: Written, mark: Mark, chance: random.Random) -> list[Edit]:
    """One edit of every kind that a figure allows."""
    found = _FIGURE.match(written.text, mark.figure.start)
    if found is None:
        return []
    made = [make(written.text, found, chance) for make in _KINDS]
    sign = -1 if mark.figure.value < 0 else 1
    done = [Edit(kind, text, start, value * sign) for kind, text, start, value in filter(None, made)]
    verb = _VERB.search(written.text, 0, mark.figure.start)
    if verb and mark.figure.measure == "growth_rate":
        text = written.text[: verb.start(1)] + _VERBS[verb[1]] + written.text[verb.end(1) :]
        done.append(Edit("verb", text, mark.figure.start, -mark.figure.value))
    return done


def _put(text: str, found: re.Match[str], kind: str, digits: str, scale: str) -> Edit:
    new = f"{found[1]}{digits}{found[3]}{scale}"
    text = text[: found.start()] + new + text[found.end() :]
    return Edit(kind, text, found.start(), Decimal(digits) * _SCALES[scale])


def _another_digit(text: str, found: re.Match[str], chance: random.Random) -> Edit | None:
    places = [at for at, sign in enumerate(found[2]) if sign.isdigit()]
    at = chance.choice(places)
    low = 1 if at == 0 and len(found[2]) > 1 and found[2][1] != "." else 0
    digit = chance.choice([one for one in range(low, 10) if str(one) != found[2][at]])
    kind = "rank" if found[1] else "digit"
    return _put(text, found, kind, f"{found[2][:at]}{digit}{found[2][at + 1 :]}", found[4])


def _one_digit_less(text: str, found: re.Match[str], chance: random.Random) -> Edit | None:
    whole, point, rest = found[2].partition(".")
    places = [at for at in range(len(whole)) if len(whole) > 1 and (at or whole[1] != "0")]
    if not places:
        return None
    at = chance.choice(places)
    return _put(text, found, "dropped digit", f"{whole[:at]}{whole[at + 1 :]}{point}{rest}", found[4])


def _another_unit(text: str, found: re.Match[str], chance: random.Random) -> Edit | None:
    if not found[4]:
        return None
    return _put(text, found, "unit", found[2], "亿" if found[4] == "万" else "万")


_KINDS: tuple[Callable[[str, re.Match[str], random.Random], Edit | None], ...] = (
    _another_digit, _one_digit_less, _another_unit,
)  # fmt: skip


def is_beyond_rounding(mark: Mark, edit: Edit) -> bool:
    """Whether an edited figure states what no rounding or cutting off of the right value does."""
    from fangzhi.indicators.verdicts import Interval, Stated, compare

    right = mark.found.expected or Interval.exact(mark.figure.value)
    return compare(Stated(edit.value, mark.figure.resolution), right).verdict == "differs"


def tally(number: int, seed: int) -> Tally:
    """Make random edits, one at a time, and check each draft."""
    chance = random.Random(seed)
    every = [(written, mark) for written in chapters() for mark in written.checked.marks]
    done, within = Counter[str](), 0
    missed: list[str] = []
    accused = [_said(written.text, mark) for written, mark in every if mark.verdict in FOUND]
    while done.total() < number:
        written, mark = chance.choice(every)
        possible = edits(written, mark, chance)
        if not possible:
            continue
        edit = chance.choice(possible)
        done[edit.kind] += 1
        checked = check_text(edit.text, written.region)
        hit = [one for one in checked.marks if one.figure.start <= edit.start < one.figure.end]
        if not is_beyond_rounding(mark, edit):
            within += 1
        elif not any(one.verdict in FOUND for one in hit):
            missed.append(f"{edit.kind}: {_around(edit.text, edit.start)} (right: {mark.figure.quote})")
        accused += [
            f"after {_around(edit.text, edit.start)}: {_said(edit.text, one)}"
            for one in checked.marks
            if one.verdict in {"differs", "stale"} and one not in hit
        ]
    return Tally(number, within, missed, accused)


def _around(text: str, at: int) -> str:
    return text[max(0, at - 20) : at + 12].replace("\n", " ")


def _said(text: str, mark: Mark) -> str:
    return (
        f"{mark.verdict} {_around(text, mark.figure.start)} ({mark.figure.indicator} {mark.figure.measure})"
    )


def main() -> int:
    """Make the edits on a new installation, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2013)
    parser.add_argument("--show", action="store_true", help="print what was missed and what was accused")
    arguments = parser.parse_args()
    import os

    with TemporaryDirectory() as folder:
        os.environ["FANGZHI_HOME"] = folder
        from fangzhi.opening import open_home

        open_home()
        found = tally(arguments.edits, arguments.seed)
    for said in [*map("missed {}".format, found.missed), *map("accused {}".format, found.accused)]:
        if arguments.show:
            print(said)
    print(
        f"{found.edits:,} edits, {found.within:,} within rounding; of the others {found.share:.2%} found, "
        f"{len(found.missed)} missed; {len(found.accused)} figures accused that nobody edited"
    )
    return int(found.share < FLOOR or bool(found.accused))


if __name__ == "__main__":
    sys.exit(main())
