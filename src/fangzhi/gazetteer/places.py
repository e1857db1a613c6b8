"""Places: the units of GB/T 2260 below the country, by name and year, with what abolished ones became.

A code list is a snapshot. 南康市 is already 南康区 in the list of December 2013, yet a report on 2013 speaks
of 南康市. So a name resolves over the whole reporting year: to every unit in a list of that year or in the
last list before it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.gazetteer.names import short_name
from fangzhi.gazetteer.regions import province_names
from fangzhi.gazetteer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LAST_DATED_LIST = "201904"


class Place(NamedTuple):
    """A unit of GB/T 2260 with the first and last list (YYYYMM) in which it stands under this code and name.

    After the last dated list (April 2019) the dates are those of the change, YYYYMM or YYYY. `first` is
    empty for a unit made since on a date that is not recorded here, `last` for one that stands today.
    """

    code: str
    name: str
    first: str
    last: str


class Succession(NamedTuple):
    """One unit that took over (part of) another: `kind` is renamed, merged, upgraded, split or recoded.

    `since` is YYYY or YYYY-MM; `basis` is known for a change entered by hand, lists for one seen in two lists
    that follow each other.
    """

    code: str
    name: str
    to_code: str
    to_name: str
    since: str
    kind: str
    basis: str


def level(code: str) -> int:
    """0 for a province-level code, 1 for a prefecture-level one, 2 for a county-level one."""
    if code.endswith("0000"):
        return 0
    return 1 if code.endswith("00") else 2


@cache
def successions() -> tuple[Succession, ...]:
    """Every recorded succession since 2000, by code."""
    return tuple(map(Succession._make, rows("successors.csv")))


@cache
def units() -> tuple[Place, ...]:
    """Every unit of every list, by code; one made or ended after the last dated list with the known date."""
    made, ended = {}, {}
    for change in successions():
        date = change.since.replace("-", "")
        made[change.to_code, change.to_name] = date
        ended[change.code, change.name] = date
    found = []
    for code, name, first, last in rows("units.csv"):
        unit = code, name
        if last == LAST_DATED_LIST:
            last = ended.get(unit, "")
        found.append(Place(code, name, first or made.get(unit, ""), last))
    return tuple(found)


@cache
def _last_list_before() -> Mapping[int, str]:
    lists = [revision for (revision,) in rows("revisions.csv")]
    return {
        year: max(r for r in lists if r < f"{year}") for year in range(1981, int(LAST_DATED_LIST[:4]) + 2)
    }


def _stood(place: Place, year: int | None) -> bool:
    if year is None:
        return True
    if (place.first or LAST_DATED_LIST)[:4] > f"{year:04}":
        return False
    if not place.last or place.last > LAST_DATED_LIST:
        return not place.last or place.last[:4] >= f"{year:04}"
    return place.last >= _last_list_before().get(year, f"{year:04}")


@cache
def _by_name() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for place in units():
        for name in {place.name, short_name(place.name)}:
            found.setdefault(name, []).append(place)
    return {name: tuple(sorted(bearers, key=_rank)) for name, bearers in found.items()}


def _rank(place: Place) -> tuple[int, str]:
    return level(place.code), place.code


@cache
def _by_code() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for place in units():
        found.setdefault(place.code, []).append(place)
    return {code: tuple(bearers) for code, bearers in found.items()}


def standing_place(code: str) -> Place | None:
    """The unit that bears a code today; None for a code that nothing bears any more."""
    return next((place for place in _by_code().get(code, ()) if not place.last), None)


def places(name: str, year: int | None, within: str | None = None) -> tuple[Place, ...]:
    """The units that bear a full or short name and stood at any time of a year (None: ever), best first.

    芜湖 gives 芜湖市 before 芜湖县. `within` is the code of the province, or other unit, that they lie in.
    """
    prefix = (within or "").rstrip("0")
    prefix += "0" * (len(prefix) % 2)
    return tuple(p for p in _by_name().get(name, ()) if p.code.startswith(prefix) and _stood(p, year))


@cache
def ordinary_words() -> frozenset[str]:
    """Names of places that are ordinary words too (合作, 资源, 郊区): no sign of a place in running text."""
    return frozenset(word for (word,) in rows("ordinary_words.csv"))


@lru_cache(maxsize=64)
def place_names(year: int | None) -> Mapping[str, tuple[str, ...]]:
    """Every name by which prose of a year can mean a unit below the province, to the codes of its bearers.

    Full names, and the short ones that mean one unit or a city and its own county (芜湖). Left out are the
    names of provinces (吉林, 海南) and ordinary words.
    """
    standing = [place for place in units() if level(place.code) and _stood(place, year)]
    named: dict[str, list[Place]] = {}
    for place in standing:
        for name in {place.name, short_name(place.name)}:
            named.setdefault(name, []).append(place)
    full = {place.name for place in standing}
    taken = province_names().keys() | ordinary_words()
    return MappingProxyType(
        {
            name: _codes(named[name])
            for name in sorted(named.keys() - taken)
            if name in full or _one_place(named[name], year)
        }
    )


def _codes(bearers: Iterable[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.code for place in sorted(bearers, key=_rank)))


def _one_place(bearers: list[Place], year: int | None) -> bool:
    """Whether all bearers are, or became by the end of the year, one unit or a city and a county under it."""
    if len(bearers) == 1:
        return True
    now = {unit for place in bearers for unit in _became(place.code, place.name, year)}
    highest, *others = sorted(now, key=lambda unit: (level(unit[0]), unit))
    return not others or (level(highest[0]) == 1 and all(code[:4] == highest[0][:4] for code, _ in others))


@cache
def _changes() -> Mapping[tuple[str, str], tuple[Succession, ...]]:
    found: dict[tuple[str, str], list[Succession]] = {}
    for change in successions():
        found.setdefault((change.code, change.name), []).append(change)
    return {unit: tuple(changes) for unit, changes in found.items()}


def _became(code: str, name: str, year: int | None, since: str = "") -> Iterator[tuple[str, str]]:
    """What a unit was by the end of a year, every change after `since` followed; itself if none is known."""
    changes = [
        change
        for change in _changes().get((code, name), ())
        if change.since > since and (year is None or change.since[:4] <= f"{year:04}")
    ]
    if not changes:
        yield code, name
    for change in changes:
        yield from _became(change.to_code, change.to_name, year, change.since)


def _stands_after(place: Place, year: int) -> bool:
    return (place.first or LAST_DATED_LIST)[:4] <= f"{year:04}" and _stood(place, year + 1)


def successors(code: str, year: int) -> tuple[Place, ...]:
    """What the unit of a code had become by the end of a year: 九台区 for 九台市 (220181) from 2014 on.

    A unit renamed under its own code (襄樊市, now 襄阳市) gives its new name. Empty when the unit still
    stands or when nothing is recorded.
    """
    changed = [change for change in successions() if change.code == code and change.since[:4] <= f"{year:04}"]
    if not changed:
        return ()
    name = max(changed, key=lambda change: change.since).name
    now = dict.fromkeys(_became(code, name, year))
    standing = {place[:2] for place in _by_code().get(code, ()) if _stands_after(place, year)}
    if standing - {(code, name)} - now.keys():
        return ()
    return tuple(place for to_code, to_name in now for place in _by_code()[to_code] if place.name == to_name)
