"""The lexicon: every alias of the catalogue and every facet of a filing, grant or stock, found in one scan.

An alias is one or more literal terms joined by `&`: all must stand near the figure. `>term` must stand to the
right of the number, `!term` must not stand near, `^` before the whole makes it outweigh longer ones, and
`@件项` at the end limits the units the alias accepts (characters, so
`@人次人` is 人次 and 人; without `@` the unit of the indicator and its usual counters are accepted).
Facets (holder, type, stage) name the series of filings, grants and patents in force by combination.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fangzhi.indicators.catalogue import Catalogue

# Counters that stand for one another when things are counted: an alias of 件 accepts 2项 and 3个.
_ACCEPTED = {
    "件": "件项个笔条",
    "家": "家个所",
    "个": "个家项件",
    "项": "项个件",
    "次": "次场个",
    "场": "场次个",
    "所": "所家个",
    "月": "月年",
    "条": "条件",
}
_CONJUNCT = 1.5
_STRONG = 8.0

Token = tuple[int, int, int]
"""Start, end and number of a term found in the reading copy."""


class Cue(NamedTuple):
    """One alias: the terms that must stand near, those that must not, what it adds to their worth."""

    indicator: str
    terms: tuple[tuple[int, int, bool], ...]
    """Number, length, and whether it must stand to the right of the number."""
    forbidden: tuple[int, ...]
    bonus: float
    name: str


class Facet(NamedTuple):
    """What a term says of a series: slot `type`, `stage` or `holder`, and the value."""

    slot: str
    value: str


class Lexicon:
    """All terms in one automaton, with the cues and facets they belong to."""

    def __init__(self, indicators: Catalogue) -> None:
        """Build from the aliases of a catalogue."""
        self.indicators = indicators
        self._numbers: dict[str, int] = {}
        self.facets = {
            self._number(row["term"]): Facet(row["slot"], row["value"]) for row in _rows("facet_terms.csv")
        }
        self.series = {
            (row["holder"], row["type"], row["stage"]): row["indicator"] for row in _rows("facets.csv")
        }
        self.facets_of = {indicator: series for series, indicator in self.series.items()}
        by_unit: dict[str | None, dict[int, list[Cue]]] = defaultdict(lambda: defaultdict(list))
        for indicator in indicators.values():
            for expression in filter(None, indicator.aliases.split("|")):
                cue, units = self._cue(indicator.id, expression, indicator.unit)
                anchor = max(cue.terms, key=itemgetter(1))[0]
                for unit in {None, *units}:
                    by_unit[unit][anchor].append(cue)
        self.cues: Mapping[str | None, Mapping[int, list[Cue]]] = by_unit
        """Unit accepted (None: whatever the unit), then the longest term of the alias, to the aliases."""
        self.cue_terms = frozenset(
            number
            for cues in by_unit[None].values()
            for cue in cues
            for number in (*(term[0] for term in cue.terms), *cue.forbidden)
        )
        self._automaton = AhoCorasick(list(self._numbers), implementation=Implementation.ContiguousNFA)

    def _number(self, term: str) -> int:
        return self._numbers.setdefault(term, len(self._numbers))

    def _cue(self, indicator: str, expression: str, unit: str | None) -> tuple[Cue, frozenset[str]]:
        written, at, units = expression.partition("@")
        strong = written.startswith("^")
        written = written.removeprefix("^")
        terms: list[tuple[int, int, bool]] = []
        forbidden: list[int] = []
        for part in filter(None, written.split("&")):
            if part.startswith("!"):
                forbidden.append(self._number(part[1:]))
            else:
                term = part.removeprefix(">")
                terms.append((self._number(term), len(term), part.startswith(">")))
        bonus = _CONJUNCT * (len(terms) - 1) + (_STRONG if strong else 0.0)
        return Cue(indicator, tuple(terms), tuple(forbidden), bonus, written), _units(
            units
        ) if at else _accepted(unit)

    def find(self, text: str) -> tuple[list[Token], list[Token]]:
        """The terms of aliases and the terms of facets in the text, overlapping ones included, by start."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        found = sorted((start, end, term) for term, start, end in matches)
        aliases, facets = self.cue_terms, self.facets
        return [token for token in found if token[2] in aliases], [
            token for token in found if token[2] in facets
        ]

    def accepts(self, indicator: str, unit: str | None) -> bool:
        """Whether a figure of this unit may be one of the indicator."""
        return unit is None or unit in _accepted(self.indicators[indicator].unit)


def _units(written: str) -> frozenset[str]:
    units = set(written)
    if {"人", "次"} <= units:
        units.add("人次")
    if "月" in units:
        units.add("个月")
    return frozenset(units)


def _accepted(unit: str | None) -> frozenset[str]:
    if unit is None:
        return frozenset()
    if unit in {"人次", "人"}:
        return frozenset({"人次", "人"})
    if unit == "件/万人":
        return frozenset({"件", unit})
    return _units(_ACCEPTED.get(unit, "")) | {unit}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("fangzhi.reader").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@lru_cache(maxsize=4)
def lexicon(indicators: Catalogue) -> Lexicon:
    """The lexicon of a catalogue, built once."""
    return Lexicon(indicators)
