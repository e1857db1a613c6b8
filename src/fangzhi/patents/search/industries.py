"""Industries in the search: the classes that the rules of a branch take in, among those of a snapshot.

A patent belongs to a branch when one of its classes fits one of the branch's rules, so that a branch is a
list of classes. Keywords of a rule do not narrow, as in the counts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.counting.industries import BadScheme, Branch, Scheme, members, schemes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fangzhi.patents.store import Snapshot

_SYMBOLS = (
    "SELECT symbol AS patent_id, [symbol] AS ipc FROM (SELECT DISTINCT unnest(ipc) AS symbol FROM patent)"
)
"""Every class as a record of its own, which stands for all that have it."""


class Industry(NamedTuple):
    """A branch of a scheme, under the name by which it is asked for, such as sei2021/1.1."""

    name: str
    scheme: Scheme
    branch: Branch


def industries(home: Path) -> dict[str, Industry]:
    """Every branch of the shipped schemes and the office's own, by name. Raises `BadScheme`."""
    return {
        f"{scheme.id}/{branch.id}": Industry(f"{scheme.id}/{branch.id}", scheme, branch)
        for scheme in schemes(home).values()
        for branch in scheme.branches
    }


def classes_of(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """The classes of a snapshot that belong to an industry. Raises `BadScheme`."""
    found = industries(snapshot.home)
    if name not in found:
        raise BadScheme(f"There is no industry {name!r}: write one of {', '.join(list(found)[:3])}, …")
    return _classes(snapshot, _named(found)).get(name, ())


class Counted(NamedTuple):
    """Patents of an industry: those of the country, as every count has them, and those from abroad."""

    domestic: int
    abroad: int


NONE = Counted(0, 0)


def counts(snapshot: Snapshot, year: int | None = None) -> Mapping[str, Counted]:
    """How many patents filed in a year, or in all, each industry has, by name; one may belong to several.

    An industry without any is left out. Raises `BadScheme`.
    """
    return _counts(snapshot, _named(industries(snapshot.home)), year)


def _named(found: dict[str, Industry]) -> tuple[Branch, ...]:
    return tuple(one.branch._replace(id=one.name) for one in found.values())


@lru_cache(maxsize=2)
def _classes(snapshot: Snapshot, branches: tuple[Branch, ...]) -> dict[str, tuple[str, ...]]:
    rows = snapshot.cursor().execute(
        "SELECT branch, list(patent_id ORDER BY patent_id) "
        f"FROM ({members(branches, _SYMBOLS)}) GROUP BY branch"
    )
    return {name: tuple(symbols) for name, symbols in rows.fetchall()}


@lru_cache(maxsize=8)
def _counts(snapshot: Snapshot, branches: tuple[Branch, ...], year: int | None) -> dict[str, Counted]:
    filed = (
        f" WHERE application_date BETWEEN DATE '{year:04}-01-01' AND DATE '{year:04}-12-31'" if year else ""
    )
    inside = members(branches, f"SELECT patent_id, ipc FROM patent{filed}")
    domestic = "count_if(country = 'CN')"
    rows = snapshot.cursor().execute(
        f"SELECT branch, {domestic}, count(*) - {domestic} FROM ({inside}) "
        f"JOIN (SELECT patent_id, country FROM patent{filed}) USING (patent_id) GROUP BY branch"
    )
    return {name: Counted(*numbers) for name, *numbers in rows.fetchall()}
