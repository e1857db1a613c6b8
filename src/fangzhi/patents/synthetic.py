"""Synthetic records of patents, for measuring and trying: never real ones, and marked so in every row.

Years, regions, types and classes are spread as the published figures are: granted patents of 2013 by region
and type, invention applications by year, subclasses of a sample of publications. Names and titles are put
together from a stock of words. The same count and seed give the same records.
"""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fangzhi.gazetteer.names import short_name
from fangzhi.gazetteer.places import level, units
from fangzhi.gazetteer.regions import region as region_of
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import duckdb

Thing = TypeVar("Thing")
SLOTS = 16384
UNTIL = "2025-12-31"
"""Nothing happens to a synthetic patent from this day on."""
OLD_SERIALS = 99_999
"""Numbers of before October 2003 have five digits for the serial."""


class Type(NamedTuple):
    """How a type of patent is spread: share of all, share of enterprises and universities in percent."""

    name: str
    digit: int
    letter: str
    share: float
    enterprise: int
    university: int
    lapsing: int


TYPES = (
    Type("invention", 1, "B", 0.38, 64, 18, 45),
    Type("utility_model", 2, "U", 0.42, 68, 7, 62),
    Type("design", 3, "S", 0.20, 55, 3, 72),
)


class Cell(NamedTuple):
    """The applications of one type and year: `rows` of them, from record `start` on."""

    type: Type
    year: int
    old: bool
    rows: int
    start: int

    def query(self) -> str:
        """The rows of this cell."""
        era = self.year % 100 * 1_000_000 if self.old else self.year * 100_000_000
        width = 100_000 if self.old else 10_000_000
        first, last = (90 if self.year == 1985 else 0), (272 if self.year == 2003 and self.old else 364)
        if self.year == 2003 and not self.old:
            first, last = 273, 364
        kind = self.type
        return (
            f"SELECT {self.start} + range AS g, range + 1 AS serial, {self.rows} AS n, {self.year} AS year, "
            f"{era + kind.digit * width} + range + 1 AS number, '{kind.name}' AS type, "
            f"{kind.digit} AS type_digit, '{kind.letter}' AS grant_letter, {first} AS first_day, "
            f"{last} AS last_day, {kind.enterprise} AS enterprise, {kind.university} AS university, "
            f"{kind.lapsing} AS lapsing FROM range({self.rows})"
        )


def write_synthetic(count: int, seed: int, target: Path, *, abstracts: bool = True) -> None:
    """Write so many records as Parquet or CSV, by the ending of the target; whole or not at all.

    Raises `OSError` where the target cannot be written.
    """
    import duckdb

    form = "parquet, COMPRESSION zstd" if target.suffix == ".parquet" else "csv, HEADER"
    half = target.with_name(f".{target.name}.part")
    with TemporaryDirectory(dir=target.parent, prefix=".synthetic-") as scratch:
        settings: dict[str, Any] = {"threads": 2, "memory_limit": "1GB", "temp_directory": scratch}
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = true")
            prepare(connection, count, Path(scratch))
            connection.execute(
                f"COPY ({records(seed, abstracts=abstracts)}) TO {quoted(half)} (FORMAT {form})"
            )
    half.replace(target)


def records(seed: int, *, abstracts: bool) -> str:
    """The query that makes the records out of the prepared tables."""
    query = sql("synthetic").format(
        seed=seed,
        slots=SLOTS,
        until=UNTIL,
        abstract=sql("synthetic_abstract") if abstracts else "NULL::VARCHAR",
    )
    return query if abstracts else f"SELECT * EXCLUDE (abstract) FROM ({query})"


def prepare(connection: duckdb.DuckDBPyConnection, count: int, scratch: Path) -> None:
    """Make the tables that the records are drawn from."""
    connection.execute(sql("macros"))
    connection.execute("CREATE VIEW cell AS " + " UNION ALL ".join(cell.query() for cell in cells(count)))
    _table(connection, scratch / "place.csv", "place", _places())
    _table(connection, scratch / "class.csv", "class", _classes())
    words = tomllib.loads(_shipped("words.toml").read_text(encoding="utf-8"))
    sections = words.pop("sections")
    columns = ", ".join(f"{_list(stock)} AS {name}" for name, stock in words.items())
    connection.execute(f"CREATE TABLE word AS SELECT {columns}")
    rows = " UNION ALL ".join(
        f"SELECT {quoted(letter)} AS section, {_list(one['things'])} AS things, "
        f"{_list(one['parts'])} AS parts"
        for letter, one in sections.items()
    )
    connection.execute(f"CREATE TABLE word_of AS {rows}")


def cells(count: int) -> list[Cell]:
    """How `count` records are spread over types and years."""
    weights = {int(year): float(weight) for year, weight in _rows("years.csv")}
    whole = sum(weights.values())
    shares = [
        (kind, year, old, kind.share * weight / whole * part)
        for kind in TYPES
        for year, weight in weights.items()
        for old, part in _eras(year)
    ]
    found: list[Cell] = []
    start, exact = 0, 0.0
    for kind, year, old, share in shares:
        exact += share * count
        wanted = round(exact) - start
        kept = min(wanted, OLD_SERIALS) if old else wanted
        found.append(Cell(kind, year, old, kept, start))
        start += kept
    last = found[-1]
    return [*found[:-1], last._replace(rows=last.rows + count - start)]


def _eras(year: int) -> tuple[tuple[bool, float], ...]:
    if year == 2003:
        return (True, 0.75), (False, 0.25)
    return ((year < 2003, 1.0),)


def _places() -> Iterator[tuple[object, ...]]:
    """Slots of every type, as many for a place as its share of the patents granted in 2013."""
    within = _addresses()
    weights: dict[str, dict[str, float]] = {}
    for province, kind, weight in _rows("regions.csv"):
        weights.setdefault(kind, {})[province] = float(weight)
    for kind, provinces in weights.items():
        spread = {
            place: weight / (rank + 2) / sum(1 / (n + 2) for n in range(len(within[province])))
            for province, weight in provinces.items()
            for rank, place in enumerate(within[province])
        }
        for slot, (code, address, short) in enumerate(_dealt(spread)):
            yield kind, slot, code, address, short


def _addresses() -> Mapping[str, list[tuple[str, str, str]]]:
    """The county-level units of every province: code, beginning of an address, short name of the city."""
    standing = {place.code: place.name for place in units() if not place.last}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for code, name in standing.items():
        if level(code) < 2 or code[:2] not in {one[:2] for one in standing if level(one) == 0}:
            continue
        province, city = f"{code[:2]}0000", standing.get(f"{code[:4]}00", "")
        try:
            full = region_of(province).full_zh
        except ValueError:
            continue
        beginning = full + ("" if city == full else city) + name
        found.setdefault(province, []).append((code, beginning, short_name(city or name)))
    return {province: sorted(places) for province, places in found.items()}


def _classes() -> Iterator[tuple[object, ...]]:
    weights = {symbol: float(weight) for symbol, weight in _rows("subclasses.csv")}
    for slot, symbol in enumerate(_dealt(weights)):
        yield slot, symbol, symbol[0]


def _dealt(weights: Mapping[Thing, float]) -> Iterator[Thing]:
    """`SLOTS` things, each as often as its weight."""
    step = sum(weights.values()) / SLOTS
    given = 0
    for thing, reached in zip(weights, accumulate(weights.values()), strict=True):
        while given < SLOTS and (given + 0.5) * step < reached:
            yield thing
            given += 1


def _table(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, rows: Iterable[tuple[object, ...]]
) -> None:
    columns = {
        "place": "{'type': 'VARCHAR', 'slot': 'BIGINT', 'region': 'VARCHAR', 'address': 'VARCHAR', "
        "'short': 'VARCHAR'}",
        "class": "{'slot': 'BIGINT', 'subclass': 'VARCHAR', 'section': 'VARCHAR'}",
    }[name]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    connection.execute(
        f"CREATE TABLE {name} AS FROM read_csv({quoted(path)}, header = false, auto_detect = false, "
        f"columns = {columns})"
    )


def _list(stock: list[str]) -> str:
    return "[" + ", ".join(map(quoted, stock)) + "]"


def _rows(name: str) -> Iterator[list[str]]:
    lines = csv.reader(_shipped(name).read_text(encoding="utf-8").splitlines())
    next(lines)
    return lines


def _shipped(name: str) -> Any:
    return files("fangzhi.patents").joinpath("data", "synthetic", name)
