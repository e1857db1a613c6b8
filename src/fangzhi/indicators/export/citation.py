"""How a figure is cited: publisher, title, year and digest of its source, and the catalogue in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fangzhi import __version__
from fangzhi.indicators.models import Source
from fangzhi.indicators.precedence import precedence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

DIGITS = 16
"""Digits of a digest that a citation prints; the whole digest stands beside it."""
NAMED = 3
"""Sources that the citation of a whole extract names; it counts the others."""


class Cited(NamedTuple):
    """What a citation needs of a source."""

    pk: int
    code: str
    kind: str
    digest: str
    publisher: str
    title: str
    name: str
    year: int | None
    loaded_at: datetime
    table__number: str | None
    table__approval: str | None
    table__vintage: str | None
    table__scope: str | None
    table__final: bool | None

    @property
    def words(self) -> str:
        """The source in one phrase: publisher, title or file name, number, vintage, year, digest."""
        about = [self.publisher, self.title or self.name, self.table__number, self.table__vintage]
        about.append(str(self.year or ""))
        return ", ".join(one for one in about if one) + f" (SHA-256 {self.digest[:DIGITS]})"

    @property
    def standing(self) -> int:
        """Which source is preferred, the smallest first."""
        return precedence(self.kind, self.table__final, self.publisher, self.pk)


def cited_sources() -> dict[int, Cited]:
    """All sources by primary key."""
    return {row[0]: Cited(*row) for row in Source.objects.order_by("pk").values_list(*Cited._fields)}


def made_with(version: str) -> str:
    """The program and the catalogue that an extract was made with; `version` is that of the catalogue."""
    return f"Fangzhi 方知 {__version__}, catalogue {version[:DIGITS]}"


def citation(source: Cited, version: str) -> str:
    """The citation of a figure: its source, and the catalogue in whose terms it is given."""
    return f"{source.words}; {made_with(version)}"


def citation_of_all(used: Mapping[int, Cited], version: str, day: str) -> str:
    """The citation of a whole extract made on a day (2014-03-31): the sources it draws on, the first by
    name."""
    named = [source.words for source in list(used.values())[:NAMED]]
    more = [f"and {len(used) - NAMED} more sources"] if len(used) > NAMED else []
    return f"{'; '.join([*named, *more]) or '—'}; {made_with(version)}, {day}"
