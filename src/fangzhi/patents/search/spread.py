"""The patent database at a glance: how its records are spread over years, types and places.

Snapshots never change, so that an answer is kept for as long as somebody asks for the same one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.store.engine import sql

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.patents.store import Snapshot

COUNTS = ("applications", "grants", "in_force")


class Cell(NamedTuple):
    """So many patents of a type in a place; `year` is None for what is in force."""

    what: str
    year: int | None
    type: str
    place: str
    """Province, two letters of a country, or empty where the record does not say."""
    number: int


class Spread(NamedTuple):
    """All cells of a snapshot."""

    cells: tuple[Cell, ...]

    def years(self) -> list[int]:
        """The years with applications or grants."""
        return sorted({one.year for one in self.cells if one.year is not None})

    def by_type(self, what: str, year: int | None = None) -> dict[str, int]:
        """Counts by type, of all years where none is given."""
        return self._sum(what, year, "type")

    def by_place(self, what: str, year: int | None = None) -> dict[str, int]:
        """Counts by place, of all years where none is given."""
        return self._sum(what, year, "place")

    def _sum(self, what: str, year: int | None, name: str) -> dict[str, int]:
        sums: dict[str, int] = {}
        for one in self.cells:
            if one.what == what and (year is None or one.year == year):
                sums[getattr(one, name)] = sums.get(getattr(one, name), 0) + one.number
        return sums

    def trend(self, what: str) -> dict[str, dict[int, int]]:
        """By type and year."""
        lines: dict[str, dict[int, int]] = {}
        for one in self.cells:
            if one.what == what and one.year is not None:
                line = lines.setdefault(one.type, {})
                line[one.year] = line.get(one.year, 0) + one.number
        return lines


class Applicant(NamedTuple):
    """A first applicant and the number of its applications."""

    name: str
    kind: str
    number: int


@lru_cache(maxsize=2)
def spread(snapshot: Snapshot, day: date) -> Spread:
    """How a snapshot is spread; what is in force is that of the day."""
    rows = snapshot.cursor().execute(sql("pages_spread"), {"day": day}).fetchall()
    return Spread(tuple(map(Cell._make, rows)))


@lru_cache(maxsize=64)
def top_applicants(snapshot: Snapshot, year: int | None) -> tuple[Applicant, ...]:
    """The ten first applicants with most applications, of all years where none is given."""
    rows = snapshot.cursor().execute(sql("pages_applicants"), {"year": year}).fetchall()
    return tuple(map(Applicant._make, rows))
