"""What a chapter is written from: facts with their sources, and things done (大事). Pure Python."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Fact(NamedTuple):
    """One figure to be told; the fields are those of an observation.

    `value`, `high` and `step` (what the source was printed in) are in base units. `source` says where it
    stands, `basis` and `basis_en` how it was computed, `codes` name the kept figures it rests on.
    """

    region: str
    indicator: str
    measure: str
    period: str
    value: Decimal
    unit: str
    step: Decimal = Decimal(1)
    high: Decimal | None = None
    qualifier: str = "exact"
    status: str = "actual"
    base_of: str = ""
    place: str = ""
    cumulative: bool = False
    source: str = ""
    basis: str = ""
    basis_en: str = ""
    codes: tuple[str, ...] = ()
    since: int | None = None
    """The first of the years, known without a gap, whose values this one exceeds, where there are enough."""
    first: bool = False
    """Whether all earlier years that are known tell zero."""

    @property
    def subject(self) -> str:
        """The indicator whose series the figure is about: of a growth rate what has grown."""
        about = self.base_of.partition("@")[0].partition(":")[0]
        return about if about and self.measure not in ("level", "share") else self.indicator


class Happening(NamedTuple):
    """One thing done: what kind, the thing itself, and where it stands."""

    region: str
    kind: str
    object: str
    source: str = ""
    caption: bool = False


class Passage(NamedTuple):
    """All that is known of a region in a year."""

    region: str
    facts: tuple[Fact, ...]
    happenings: tuple[Happening, ...]
