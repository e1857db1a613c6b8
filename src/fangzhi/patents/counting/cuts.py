"""Tables other than the panel: any count by place, time, type, applicant, class, field or industry; stocks
by month; applicants so far; and what follows from a table: growth, share, rank, per 10,000 people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fangzhi.gazetteer import population
from fangzhi.patents.counting.cells import STOCKS, BadCell, Cell, condition
from fangzhi.patents.counting.industries import members, schemes
from fangzhi.patents.counting.spans import span
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fangzhi.patents.store import Snapshot

PLACES = ("province", "prefecture", "county")
TIMES = ("year", "half", "quarter", "month")
CLASSES = ("section", "class", "subclass")
KEYS = (*PLACES, *TIMES, "type", "kind", *CLASSES, "field", "industry")
_CLASS = "CASE WHEN type <> 'design' THEN left(ipc_main, {}) END"
_KEY = {
    "kind": "applicant_kind",
    "year": "strftime({day}, '%Y')",
    "half": "printf('%dH%d', year({day}), (month({day}) + 5) // 6)",
    "quarter": "printf('%dQ%d', year({day}), quarter({day}))",
    "month": "strftime({day}, '%Y-%m')",
    "section": _CLASS.format(1),
    "class": _CLASS.format(3),
    "subclass": _CLASS.format(4),
    "field": "coalesce(by_group.field, by_subclass.field)",
    "industry": "member.branch",
}
Thing = TypeVar("Thing")


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


def cut(
    snapshot: Snapshot, cell: Cell, by: tuple[str, ...], scheme: str = "sei2021"
) -> list[tuple[Any, ...]]:
    """The records that a cell counts, counted by some of `KEYS`: rows of the keys and the count, in their
    order.

    Grants are put into time by their announcement, all else by filing. A record has one place, class and
    field, so these add up; it may belong to several branches of a scheme, or to none. With a column
    `applicants`, first applicants are counted instead, each once a row. Raises `BadCell`, `BadPeriod` or
    `BadScheme`.
    """
    if unknown := [key for key in by if key not in KEYS]:
        raise BadCell(f"{unknown[0]!r} is nothing to count by: there are {', '.join(KEYS)}.")
    if cell.column in STOCKS and set(by) & set(TIMES):
        raise BadCell(f"{cell.column} is counted on one day; `in_force_by_month` gives it over time.")
    where, values = condition(cell, snapshot.home)
    joined, given = _joined(snapshot, by, scheme, where, values)
    day = "grant_date" if cell.column == "grants" else "application_date"
    statement = sql("count_cut").format(
        keys=", ".join(f"{_KEY.get(key, key).format(day=day)} AS {quoted_name(key)}" for key in by),
        value="count(DISTINCT first_applicant)" if cell.column.startswith("applicants") else "count(*)",
        joined=joined,
        where=where,
    )
    with snapshot.cursor() as cursor:
        return cursor.execute(statement, [*given, *values]).fetchall()


def quoted_name(key: str) -> str:
    """A key as the name of a column."""
    return f'"{key}"'


def _joined(
    snapshot: Snapshot, by: tuple[str, ...], scheme: str, where: str, values: list[Any]
) -> tuple[str, list[Any]]:
    text, given = "", []
    if "field" in by:
        text += _fields()
    if "industry" in by:
        known = schemes(snapshot.home)
        if scheme not in known:
            raise BadCell(f"There is no scheme {scheme!r} of industries: there are {', '.join(known)}.")
        looked_at = f"SELECT patent_id, ipc, title, abstract FROM patent WHERE {where}"
        text += f" JOIN ({members(known[scheme].branches, looked_at)}) AS member USING (patent_id)"
        given = [*values, *values]
    return text, given


def _fields() -> str:
    from fangzhi.patents.counting.fields import fields, symbols

    pairs = [(symbol, one.number) for one in fields() for symbol in symbols(one.number)]
    subclasses = ", ".join(f"({quoted(symbol)}, {number})" for symbol, number in pairs if len(symbol) == 4)
    groups = ", ".join(f"({quoted(symbol)}, {number})" for symbol, number in pairs if len(symbol) > 4)
    return (
        f" LEFT JOIN (VALUES {subclasses}) AS by_subclass(symbol, field) "
        "ON by_subclass.symbol = left(ipc_main, 4) AND type <> 'design'"
        f" LEFT JOIN (VALUES {groups}) AS by_group(symbol, field) "
        "ON by_group.symbol = split_part(ipc_main, '/', 1) AND type <> 'design'"
    )


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
    asked = cell or Cell()
    where, values = condition(asked, snapshot.home)
    day = "grant_date" if asked.column == "grants" else "application_date"
    with snapshot.cursor() as cursor:
        rows = cursor.execute(sql("count_newcomers").format(where=where, day=day), values).fetchall()
    found: dict[tuple[str, int], int] = {}
    years = [year for _, year, _ in rows]
    fresh = {(region, year): count for region, year, count in rows}
    for region in sorted({region for region, _, _ in rows}):
        sofar = 0
        for year in range(min(years), max(years) + 1):
            sofar += fresh.get((region, year), 0)
            found[region, year] = sofar
    return found


def first_patents(snapshot: Snapshot) -> dict[tuple[str, int], int]:
    """Enterprises with their first grant in the year (消除零专利企业), by province and year.

    The province 000000 is the country.
    """
    with snapshot.cursor() as cursor:
        rows = cursor.execute(sql("count_breakthroughs")).fetchall()
    return {(region, year): count for region, year, count in rows}


# --- what follows from a table ----------------------------------------------------------------------------


def compared(
    now: Mapping[Thing, int], before: Mapping[Thing, int], whole: int | None = None
) -> dict[Thing, Compared]:
    """Every value with its growth, its share of the whole (the sum where none is given) and its rank.

    Equal values share a rank and the next is left out: 1, 2, 2, 4. There is no growth over nothing.
    """
    total = sum(now.values()) if whole is None else whole
    ordered = sorted(now.values(), reverse=True)
    return {
        key: Compared(
            value,
            percent(value - before[key], before[key]) if before.get(key) else None,
            percent(value, total) if total else None,
            ordered.index(value) + 1,
        )
        for key, value in now.items()
    }


def percent(part: int, whole: int) -> Decimal:
    """A part of a whole in percent, unrounded."""
    return Decimal(100 * part) / Decimal(whole)


def per_10k(in_force: int, region: str, year: int) -> Decimal | None:
    """Patents in force at the end of a year per 10,000 people of the year before, as first published.

    The rule of CNIPA, whose figures for 2013 it reproduces. None where no population is on file.
    """
    people = population(region, year - 1)
    return Decimal(10_000 * in_force) / Decimal(people.value) if people else None
