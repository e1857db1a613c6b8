"""The patent database at a glance: how its records are spread over years, types and places.

Snapshots never change, so that an answer is kept for as long as somebody asks for the same one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.store.engine import sql

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fangzhi.patents.store import Snapshot

COUNTS = ("applications", "grants", "in_force")


class Cell(NamedTuple):
    """So many patents of a type in a place.

    Of what is in force, `year` is the one at whose end it is counted; None is the day of asking.
    """

    what: str
    year: int | None
    type: str
    place: str
    """Province, two letters of a country, or empty where the record does not say."""
    number: int

    @property
    def abroad(self) -> bool:
        """Whether the first applicant is no domestic one; the country is every other record."""
        return len(self.place) == len("JP")


class Spread(NamedTuple):
    """All cells of a snapshot."""

    cells: tuple[Cell, ...]

    def years(self) -> list[int]:
        """The years with applications or grants."""
        return sorted({one.year for one in self.cells if one.year is not None and one.what != "in_force"})

    def of(self, what: str, year: int | None) -> list[Cell]:
        """The cells of a year; without one those of all years, and of what is in force those of the day."""
        return [
            one
            for one in self.cells
            if one.what == what and (one.year == year or (year is None and what != "in_force"))
        ]

    def by_type(self, what: str, year: int | None = None) -> dict[str, int]:
        """The domestic ones by type."""
        return _sums((one.type, one.number) for one in self.of(what, year) if not one.abroad)

    def abroad(self, what: str, year: int | None = None) -> dict[str, int]:
        """Those from abroad by type."""
        return _sums((one.type, one.number) for one in self.of(what, year) if one.abroad)

    def by_place(self, what: str, year: int | None = None) -> dict[str, int]:
        """By place, those from abroad among them."""
        return _sums((one.place, one.number) for one in self.of(what, year))

    def trend(self, what: str) -> dict[str, dict[int, int]]:
        """The domestic ones by type and year."""
        lines: dict[str, dict[int, int]] = {}
        for one in self.cells:
            if one.what == what and one.year is not None and not one.abroad:
                line = lines.setdefault(one.type, {})
                line[one.year] = line.get(one.year, 0) + one.number
        return lines


def _sums(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, number in parts:
        sums[key] = sums.get(key, 0) + number
    return sums


class Applicant(NamedTuple):
    """A first applicant and the number of its applications."""

    name: str
    kind: str
    number: int


@lru_cache(maxsize=2)
def spread(snapshot: Snapshot, day: date) -> Spread:
    """How a snapshot is spread: what is in force on the day, and at the end of every year before its own."""
    rows = snapshot.cursor().execute(sql("pages_spread"), {"day": day}).fetchall()
    return Spread(tuple(map(Cell._make, rows)))


@lru_cache(maxsize=64)
def top_applicants(snapshot: Snapshot, year: int | None) -> tuple[Applicant, ...]:
    """The ten first applicants with most applications, of all years where none is given."""
    rows = snapshot.cursor().execute(sql("pages_applicants"), {"year": year}).fetchall()
    return tuple(map(Applicant._make, rows))
