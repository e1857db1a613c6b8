"""Tables other than the panel: any count by place, time, type, applicant, class, field or industry; stocks
by month; and what follows from a table: growth, share, rank, per 10,000 people."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fangzhi.gazetteer import population
from fangzhi.gazetteer.regions import COUNTRY
from fangzhi.patents.counting.cells import (
    FIRST,
    OF_APPLICANTS,
    SO_FAR,
    BadCell,
    Cell,
    check_keys,
    condition,
    day_of,
)
from fangzhi.patents.counting.industries import members, scheme_of
from fangzhi.patents.counting.keys import Condition, expression, field_join
from fangzhi.patents.counting.spans import span
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from fangzhi.patents.store import Snapshot

Thing = TypeVar("Thing")
Row = tuple[Any, ...]
"""The values of the keys, then the count."""


class Compared(NamedTuple):
    """A value beside the others: growth over the earlier one and share of the whole in percent, rank from
    1."""

    value: int
    growth: Decimal | None
    share: Decimal | None
    rank: int


class MonthRow(NamedTuple):
    """Patents in force at the end of a month (YYYY-MM) in a province or, 000000, in all that was asked
    for."""

    region: str
    type: str
    month: str
    in_force: int


class Cut(NamedTuple):
    """A table: what is counted, by which keys, and the scheme whose branches the key `industry` means."""

    cell: Cell
    by: tuple[str, ...]
    scheme: str = "sei2021"


def cut(snapshot: Snapshot, cell: Cell, by: tuple[str, ...], scheme: str = "sei2021") -> list[Row]:
    """The records that a cell counts, counted by some of the `KEYS`: rows of the keys and the count, in their
    order.

    Grants are put into time by their announcement, all else by filing. A record has one place, class and
    field, so these add up; it may belong to several branches of a scheme, or to none. With one of the columns
    `OF_APPLICANTS`, first applicants are counted instead, each once a row. Raises `BadCell`, `BadPeriod` or
    `BadScheme`.
    """
    return cuts(snapshot, [Cut(cell, by, scheme)])[0]


def cuts(snapshot: Snapshot, asked: Sequence[Cut], most: int | None = None) -> list[list[Row]]:
    """Several tables in one query; the keys of the later ones are among those of the first.

    Raises as `cut`, and `BadCell` where there are more than `most` rows.
    """
    keys = asked[0].by
    parts = [_query(snapshot, one, keys) for one in asked]
    statement = " UNION ALL ".join(
        f"SELECT {at} AS part, * FROM ({text})" for at, (text, _) in enumerate(parts)
    )
    with snapshot.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY ALL", [value for _, values in parts for value in values])
        rows = cursor.fetchall() if most is None else cursor.fetchmany(most + 1)
    if most is not None and len(rows) > most:
        raise BadCell(
            f"There are more than {most:,} counts: narrow what is counted, or count by less.", "many"
        )
    found: list[list[Row]] = [[] for _ in asked]
    for part, *row in rows:
        found[part].append(tuple(row))
    return [_table(one, keys, part) for one, part in zip(asked, found, strict=True)]


def _table(asked: Cut, keys: tuple[str, ...], rows: list[Row]) -> list[Row]:
    """The rows as they are shown: keys that were not asked for left out, newcomers added up."""
    wanted = [keys.index(key) for key in asked.by]
    if _by_year_so_far(asked):
        rows = sorted(_added_up(rows, keys.index("year"), asked.cell.period), key=_in_order)
    return [(*(row[at] for at in wanted), row[len(keys)]) for row in rows]


def _query(snapshot: Snapshot, asked: Cut, keys: tuple[str, ...]) -> Condition:
    """The query for one table, with a column for each of the keys: NULL for those it does not count by."""
    cell, by, _ = asked
    check_keys(cell, by)
    if len(set(by)) < len(by):
        raise BadCell(f"{', '.join(by)}: name every key once.", "by_twice")
    where, values = condition(cell, snapshot.home)
    joined, given = _joined(snapshot, asked, where, values)
    day, so_far = day_of(cell.column), _by_year_so_far(asked)
    ours = [key for key in keys if not (so_far and key == "year")]
    named = {key: expression(key, day) if key in by else "NULL" for key in ours}
    statement = sql("count_sofar" if so_far else "count_cut").format(
        keys="".join(f"{text} AS {quoted_name(key)}, " for key, text in named.items()),
        names="".join(f"{quoted_name(key)}, " for key in ours),
        value="count(DISTINCT first_applicant)" if cell.column in OF_APPLICANTS else "count(*)",
        day=day,
        joined=joined,
        where=where,
    )
    shown = "".join(f"{quoted_name(key)}, " for key in keys)
    counted = "newcomers, latest" if so_far else "value, NULL AS latest"
    return f"SELECT {shown}{counted} FROM ({statement})", [*given, *values]


def _by_year_so_far(asked: Cut) -> bool:
    return asked.cell.column == SO_FAR and "year" in asked.by


def _added_up(rows: list[Row], at: int, period: str | None) -> Iterator[Row]:
    """Newcomers by year as applicants so far, up to the last year; only the year of a period where there is
    one."""
    new: dict[Row, dict[int, int]] = defaultdict(dict)
    for *row, newcomers, _latest in rows:
        new[tuple(row[:at] + row[at + 1 :])][row[at]] = newcomers
    last = int(period[:4]) if period else rows[0][-1] if rows else 0
    for keys, by_year in new.items():
        so_far = 0
        for year in range(min(by_year), last + 1):
            so_far += by_year.get(year, 0)
            if period is None or year == last:
                yield (*keys[:at], str(year), *keys[at:], so_far)


def _in_order(row: Row) -> list[tuple[bool, Any]]:
    return [(value is None, value) for value in row]


def quoted_name(key: str) -> str:
    """A key as the name of a column."""
    return f'"{key}"'


def _joined(snapshot: Snapshot, asked: Cut, where: str, values: list[Any]) -> Condition:
    text, given = field_join() if "field" in asked.by else "", []
    if "industry" in asked.by:
        branches = scheme_of(asked.scheme, snapshot.home).branches
        looked_at = f"SELECT patent_id, ipc, title, abstract FROM patent WHERE {where}"
        query = members(branches, looked_at, keywords=asked.cell.keywords)
        text += f" JOIN ({query}) AS member USING (patent_id)"
        given = values
    return text, given


def in_force_by_month(snapshot: Snapshot, first: str, last: str, cell: Cell | None = None) -> list[MonthRow]:
    """What is in force at the end of every month of a stretch (YYYY-MM), by province and type.

    `cell` narrows what is looked at; its column and period do not matter. Raises as `cut`.
    """
    asked = (cell or Cell())._replace(column="applications", period=None)
    where, values = condition(asked, snapshot.home)
    statement = sql("count_months").format(
        where=where, first=quoted(_month(first)), last=quoted(_month(last))
    )
    with snapshot.cursor() as cursor:
        return [MonthRow(*row) for row in cursor.execute(statement, values).fetchall()]


def _month(month: str) -> date:
    return span(month)[0]


def applicants_so_far(snapshot: Snapshot, cell: Cell | None = None) -> dict[tuple[str, int], int]:
    """Distinct first applicants from the beginning up to the end of each year, by province (000000: all)
    and year.

    `cell` narrows which applications count. Raises as `cut`.
    """
    return _by_province_and_year(snapshot, (cell or Cell())._replace(column=SO_FAR))


def first_patents(snapshot: Snapshot) -> dict[tuple[str, int], int]:
    """Enterprises with their first grant in the year (消除零专利企业), by province and year.

    The province 000000 is the country.
    """
    return _by_province_and_year(snapshot, Cell(FIRST))


def _by_province_and_year(snapshot: Snapshot, cell: Cell) -> dict[tuple[str, int], int]:
    provinces, country = cuts(snapshot, [Cut(cell, ("province", "year")), Cut(cell, ("year",))])
    rows = [*provinces, *((COUNTRY, *row) for row in country)]
    return {(region, int(year)): count for region, year, count in rows if region is not None}


# --- what follows from a table ----------------------------------------------------------------------------


def compared(
    now: Mapping[Thing, int], before: Mapping[Thing, int], whole: int | None = None
) -> dict[Thing, Compared]:
    """Every value with its growth, its share of the whole (the sum where none is given) and its rank.

    Equal values share a rank and the next is left out: 1, 2, 2, 4. There is no growth over nothing.
    """
    total = sum(now.values()) if whole is None else whole
    place = _ranks(now.values())
    return {
        key: Compared(
            value,
            percent(value - before[key], before[key]) if before.get(key) else None,
            percent(value, total) if total else None,
            place[value],
        )
        for key, value in now.items()
    }


def _ranks(values: Iterable[int]) -> dict[int, int]:
    """The rank of every value, the greatest first; equal ones share it."""
    found: dict[int, int] = {}
    for place, value in enumerate(sorted(values, reverse=True), 1):
        found.setdefault(value, place)
    return found


def percent(part: int, whole: int) -> Decimal:
    """A part of a whole in percent, unrounded."""
    return Decimal(100 * part) / Decimal(whole)


def per_10k(in_force: int, region: str, year: int) -> Decimal | None:
    """Patents in force at the end of a year per 10,000 people of the year before, as first published.

    The rule of CNIPA, whose figures for 2013 it reproduces. None where no population is on file.
    """
    people = population(region, year - 1)
    return Decimal(10_000 * in_force) / Decimal(people.value) if people else None
