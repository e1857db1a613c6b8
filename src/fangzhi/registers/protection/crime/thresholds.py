"""From where on passing-off a patent is a crime (假冒专利罪, Criminal Law Art. 216), and how near a case comes.

Pure Python. The limbs are data (`data/thresholds.csv`), each with its days, its source and how sure it is:
`V` the text was read, `K` it was not. A limb is reached at its amount, not only above it. Circumstances that
no amount measures (其他情节严重的情形) are for a person to judge.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

NEAR = 80
"""Per cent of an amount from which a case is pointed out."""
TWO_PATENTS = 2
"""Patents from which the lower amounts for several patents hold."""
FEN = 100


class Limb(NamedTuple):
    """One way to reach the threshold."""

    id: str
    measure: str
    """turnover (非法经营数额) · gains (违法所得) · loss (直接经济损失)"""
    amount: int
    """In fen; reached at it."""
    when: str
    """always · patents (of two or more) · repeated (within two years after a penalty)"""
    since: date
    until: date | None
    """The last day; None while it holds."""
    source: str
    certainty: str

    def holds(self, day: date, patents: int, *, repeated: bool) -> bool:
        """Whether it is in force on a day and meant for such a case."""
        if day < self.since or (self.until is not None and day > self.until):
            return False
        return {"always": True, "patents": patents >= TWO_PATENTS, "repeated": repeated}[self.when]


class Near(NamedTuple):
    """How near a case comes to one limb."""

    limb: Limb
    value: int
    """In fen."""

    @property
    def reached(self) -> bool:
        """Whether the amount is reached: then it must be decided whether the case is handed over."""
        return self.value >= self.limb.amount

    @property
    def percent(self) -> int:
        """How much of the amount, rounded down."""
        return self.value * 100 // self.limb.amount


@cache
def limbs() -> tuple[Limb, ...]:
    """All limbs of all times, in the order of the table."""
    text = files(__package__).joinpath("data", "thresholds.csv").read_text(encoding="utf-8")
    return tuple(_limb(row) for row in csv.DictReader(text.splitlines()))


def _limb(row: dict[str, str]) -> Limb:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    since, amount = date.fromisoformat(row["since"]), int(row["amount_yuan"]) * FEN
    return Limb(row["id"], row["measure"], amount, row["when"], since, until, row["source"], row["certainty"])


def nearness(
    day: date,
    *,
    turnover_fen: int | None = None,
    gains_fen: int | None = None,
    loss_fen: int | None = None,
    patents: int = 1,
    repeated: bool = False,
) -> tuple[Near, ...]:
    """How near a case comes to every limb in force on a day for which there is an amount, the nearest first.

    Amounts are in fen, None for what is not known; `repeated` says that a penalty for the same came within
    the two years before. Empty before 2004-12-22, for which no amounts are kept here.
    """
    values = {"turnover": turnover_fen, "gains": gains_fen, "loss": loss_fen}
    found = [
        Near(limb, value)
        for limb in limbs()
        if (value := values[limb.measure]) is not None and limb.holds(day, patents, repeated=repeated)
    ]
    return tuple(sorted(found, key=lambda one: (-one.value / one.limb.amount, one.limb.id)))


def flagged(found: tuple[Near, ...]) -> tuple[Near, ...]:
    """Those that a person should know of: reached, or at `NEAR` per cent and more."""
    return tuple(one for one in found if one.value * 100 >= one.limb.amount * NEAR)
