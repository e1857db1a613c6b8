"""The most that a fine for passing-off can be, when the party may ask for a hearing, and the surcharge.

Pure Python; the amounts are data (`data/README.md`). Amounts are in fen.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

FEN = 100
SURCHARGE_PERCENT = 3
"""Per day of delay, together no more than the fine (行政处罚法 2021, Art. 72)."""


class Limit(NamedTuple):
    """The limit of the fine for acts of some years."""

    since: date
    until: date | None
    """The last day; None while it holds."""
    times: int
    """How often the illegal gains."""
    small_gains: int
    """Gains up to which `flat` holds, zero among them."""
    flat: int
    source: str
    certainty: str

    def fine(self, gains: int | None) -> int:
        """The highest fine for these gains; without gains, or with small ones, the flat amount."""
        return self.flat if not gains or gains <= self.small_gains else gains * self.times


@cache
def limits() -> tuple[Limit, ...]:
    """The limits of all times, in the order of the table."""
    return tuple(
        Limit(
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            int(row["times"]),
            int(row["gains_up_to_yuan"]) * FEN,
            int(row["flat_yuan"]) * FEN,
            row["source"],
            row["certainty"],
        )
        for row in _rows("fines.csv")
    )


def limit_on(day: date) -> Limit | None:
    """The limit for an act of a day; None before the first that is known."""
    return next(
        (one for one in limits() if one.since <= day and (one.until is None or day <= one.until)), None
    )


@cache
def large_fines() -> dict[tuple[str, str], int]:
    """(body, kind of party) → amount above which the party may ask for a hearing."""
    return {(row["body"], row["party"]): int(row["above_yuan"]) * FEN for row in _rows("large_fines.csv")}


def is_large(body: str, party: str, *amounts: int | None) -> bool:
    """Whether one of the amounts gives the party the right to a hearing."""
    above = large_fines()[body, party]
    return any((amount or 0) > above for amount in amounts)


def surcharge(fine: int, due: date, paid: date) -> int:
    """What a fine paid late costs in addition: three per cent a day, no more than the fine itself."""
    late = max((paid - due).days, 0)
    return min(fine * SURCHARGE_PERCENT * late // 100, fine)


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
