"""A cell (单元格): one count of one table, as a condition on records. The same condition counts it and lists
it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.gazetteer.places import units
from fangzhi.gazetteer.regions import COUNTRY, XPCC, regions
from fangzhi.patents.counting.keys import KEYS, PLACES, TIMES, At, Condition, of_field, under
from fangzhi.patents.counting.spans import span
from fangzhi.patents.counting.yearly import COLUMNS, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

KINDS = ("enterprise", "university", "institute", "government", "individual", "other")
STOCKS = ("in_force", "in_force_5y")
"""Columns that are counted on the last day of the period; the others over the whole of it."""
SO_FAR, FIRST = "applicants_so_far", "first_patents"
CELL_COLUMNS = (*COLUMNS, SO_FAR, FIRST)
"""What can be counted: the columns of the panel, and two that it has no room for."""
OF_APPLICANTS = ("applicants", "applicants_1000", SO_FAR, FIRST)
"""Columns that count first applicants, each once; the others count records."""
FIRST_KEYS = (*PLACES, "year")
BAR = 1000
"""So many applications a year make an applicant one of `applicants_1000`."""
_REGION = re.compile(r"[1-9]\d{5}|000000")
_IPC = re.compile(r"[A-H](?:\d\d(?:[A-Z](?:\d{1,4}(?:/\d{2,6})?)?)?)?")
_FIELD = re.compile(r"[1-9]|[12]\d|3[0-5]")


class BadCell(ValueError):  # noqa: N818 - the cell is bad
    """There is no such cell; the message says what can be asked for, `about` which part of it is wrong."""

    def __init__(self, sentence: str, about: str) -> None:
        super().__init__(sentence)
        self.about = about


class Cell(NamedTuple):
    """Which records are counted. What is None or `all` does not narrow.

    `region` is a code of a province, prefecture or county, 000000 for the country, 660000 for 兵团; `period`
    a year, half-year, quarter or month; `kind` that of the first applicant; `ipc` the beginning of the main
    class, from the section to the main group; `field` one of the 35 of WIPO; `industry` a branch such as
    sei2021/1.1, with `keywords` narrowed by its keywords. `at` are the keys of a table and the values under
    which one of its counts stands; the value of an industry is again scheme and branch.
    """

    column: str = "applications"
    region: str = COUNTRY
    period: str | None = None
    type: str = "all"
    kind: str | None = None
    ipc: str | None = None
    field: int | None = None
    industry: str | None = None
    keywords: bool = False
    at: tuple[At, ...] = ()


def checked(cell: Cell) -> Cell:
    """The cell itself. Raises `BadCell` or `BadPeriod` where it asks for what there is not."""
    for value, known, name, about in (
        (cell.column, CELL_COLUMNS, "column", "column"),
        (cell.type, TYPES, "type", "type"),
        (cell.kind, (None, *KINDS), "kind of applicant", "kind"),
        *((key, KEYS, "key", "by") for key, _ in cell.at),
    ):
        if value not in known:
            names = ", ".join(one for one in known if one)
            raise BadCell(f"{value!r} is no {name}: there are {names}.", about)
    if not _REGION.fullmatch(cell.region):
        raise BadCell(f"{cell.region!r} is no code of a region: write six digits such as 340000.", "region")
    if not known_region(cell.region):
        raise BadCell(f"No region has the code {cell.region}: write one such as 340000.", "no_region")
    if cell.ipc is not None and not _IPC.fullmatch(cell.ipc):
        raise BadCell(f"{cell.ipc!r} begins no class of the IPC: write H, H01, H01M or H01M10.", "ipc")
    for field in (cell.field, *(value for key, value in cell.at if key == "field")):
        if field is not None and not _FIELD.fullmatch(str(field)):
            raise BadCell(f"There is no technology field {field}: they are numbered from 1 to 35.", "field")
    _check_time(cell)
    check_keys(cell, [key for key, _ in cell.at])
    if cell.column == FIRST and (narrowed := _narrowed(cell)):
        raise BadCell(
            f"{FIRST} looks at all patents of an enterprise: it is not narrowed by {narrowed[0]}.",
            f"first_{narrowed[0]}",
        )
    return cell


def known_region(code: str) -> bool:
    """Whether a code is that of the country, a province, a prefecture or a county, today or earlier.

    So is what stands for a prefecture over the districts of a municipality, such as 110100: counts by
    prefecture have it.
    """
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    found = {one.code for several in (regions(), units()) for one in several}
    return frozenset(found | {f"{code[:4]}00" for code in found})


def at_of(written: str) -> At:
    """A key and its value out of `KEY=VALUE`; a value that is left out means the records without one. Raises
    `BadCell`."""
    key, equals, value = written.partition("=")
    if not equals:
        raise BadCell(f"{written!r} names no value: write KEY=VALUE, such as province=340000.", "at")
    return key, value or None


def _narrowed(cell: Cell) -> list[str]:
    """By what a cell is narrowed beside place and period."""
    found = {"kind": cell.kind, "ipc": cell.ipc, "field": cell.field, "industry": cell.industry}
    return ["type"] * (cell.type != "all") + [name for name, value in found.items() if value is not None]


def _check_time(cell: Cell) -> None:
    if cell.period is None and cell.column in (*STOCKS, "applicants_1000"):
        raise BadCell(f"{cell.column} is counted for a period: name a year.", "no_period")
    if cell.period is None:
        return
    span(cell.period)
    if cell.column == FIRST and len(cell.period) > len("2013"):
        raise BadCell(f"{FIRST} is counted by years: name one, such as {cell.period[:4]}.", "first_period")


def check_keys(cell: Cell, keys: Iterable[str]) -> None:
    """Raises `BadCell` where what a cell counts cannot be counted by one of the keys."""
    for key in keys:
        if key not in KEYS:
            raise BadCell(f"{key!r} is nothing to count by: there are {', '.join(KEYS)}.", "by")
        if cell.column in STOCKS and key in TIMES:
            raise BadCell(
                f"{cell.column} is counted on one day, the last of a period: name a period, such as 2013-05, "
                f"and count by something else than {key}.",
                "stock_time",
            )
        if cell.column == SO_FAR and key in TIMES and key != "year":
            raise BadCell(
                f"{SO_FAR} is counted at the end of years, not by {key}: count by year, or name a period.",
                "so_far_time",
            )
        if cell.column == FIRST and key not in FIRST_KEYS:
            raise BadCell(f"{FIRST} is not counted by {key}, but by {', '.join(FIRST_KEYS)}.", "first_key")


def condition(cell: Cell, home: Path | None = None) -> Condition:
    """The condition on `patent` under which a record is counted, and its values in order.

    `home` is the state folder with the office's own industries. Raises `BadCell`, `BadPeriod` or `BadScheme`.
    """
    found = _together(list(_parts(checked(cell))))
    if cell.industry is not None:
        found = _together([found, _of_industry(cell, found, home)])
    if cell.column == "applicants_1000":
        found = _together([found, _many(found)])
    if cell.column == FIRST:
        found = _together([found, (_DEBUT, [])])
    return _together([found, *_at(cell, found, home)]) if cell.at else found


def day_of(column: str) -> str:
    """The day that puts a record into time: that of its grant where grants are counted, else of filing."""
    return "grant_date" if column in ("grants", FIRST) else "application_date"


def _at(cell: Cell, others: Condition, home: Path | None) -> Iterator[Condition]:
    """That a record is counted under the values of the keys."""
    for key, value in cell.at:
        if key == "industry":
            yield _of_industry(cell._replace(industry=value), others, home)
        elif key == "year" and value and cell.column == SO_FAR:
            yield "application_date <= ?", [span(value)[1]]
        else:
            yield under(key, value, day_of(cell.column))


_DEBUT = """country = 'CN' AND applicant_kind = 'enterprise' AND (first_applicant, year(grant_date)) IN (
    SELECT (first_applicant, min(year(grant_date))) FROM patent
    WHERE country = 'CN' AND applicant_kind = 'enterprise' AND grant_date IS NOT NULL
    GROUP BY first_applicant
)"""
"""The grants of enterprises in the year of their first grant anywhere: who held a patent from another
province has none to gain here."""


def _together(parts: list[Condition]) -> Condition:
    return " AND ".join(text for text, _ in parts), [value for _, values in parts for value in values]


def _many(others: Condition) -> Condition:
    """That the first applicant has a thousand of the records that the other conditions leave."""
    inside, values = others
    return (
        f"first_applicant IN (SELECT first_applicant FROM patent WHERE {inside} "
        f"GROUP BY first_applicant HAVING count(*) >= {BAR})",
        values,
    )


def _of_industry(cell: Cell, others: Condition, home: Path | None) -> Condition:
    """That a record belongs to the branch: looked for among those that the other conditions leave."""
    from fangzhi.patents.counting import industries

    inside, values = others
    wanted = industries.branch(cell.industry or "", home)
    looked_at = f"SELECT patent_id, ipc, title, abstract FROM patent WHERE {inside}"
    query = industries.members([wanted], looked_at, keywords=cell.keywords)
    return f"patent_id IN (SELECT patent_id FROM ({query}))", values


def _parts(cell: Cell) -> Iterator[Condition]:
    yield of_region(cell.region)
    if cell.period is not None:
        yield from _of_period(cell.column, cell.period)
    elif day_of(cell.column) == "grant_date":
        yield "grant_date IS NOT NULL", []
    if cell.type != "all":
        yield "type = ?", [cell.type]
    if own := _OF_COLUMN.get(cell.column):
        yield own, []
    if cell.kind is not None:
        yield "applicant_kind = ?", [cell.kind]
    if cell.ipc is not None:
        yield _of_class(cell.ipc)
    if cell.field is not None:
        yield of_field(cell.field)


_OF_COLUMN = {
    "pct": "pct",
    "service": "applicant_kind <> 'individual'",
    **{
        kind: f"applicant_kind = '{kind}'" for kind in ("enterprise", "university", "institute", "individual")
    },
}


def of_region(code: str) -> Condition:
    """The domestic records of a region. Those of a province lie together, and `region` finds them fast."""
    if code == COUNTRY:
        return "country = 'CN'", []
    if code == XPCC:
        return "country = 'CN' AND xpcc", []
    if code.endswith("0000"):
        return "province = ? AND region BETWEEN ? AND ? AND country = 'CN'", [code, code, f"{code[:2]}9999"]
    if code.endswith("00"):
        return "prefecture = ? AND region BETWEEN ? AND ? AND country = 'CN'", [code, code, f"{code[:4]}99"]
    return "county = ? AND region = ? AND country = 'CN'", [code, code]


def _of_period(column: str, period: str) -> Iterator[Condition]:
    first, last = span(period)
    if column not in (*STOCKS, SO_FAR):
        yield f"{day_of(column)} BETWEEN ? AND ?", [first, last]
        return
    yield "application_date <= ?", [last]  # of stocks it leaves row groups unread
    if column == SO_FAR:
        return
    yield "len(list_filter(in_force, lambda one: one.since <= ? AND one.until > ?)) > 0", [last, last]
    if column == "in_force_5y":
        yield "application_date + INTERVAL 5 YEAR <= ?", [last]


def _of_class(beginning: str) -> Condition:
    if len(beginning) > 4 and "/" not in beginning:
        beginning += "/"
    return "starts_with(ipc_main, ?) AND type <> 'design'", [beginning]
