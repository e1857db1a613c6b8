"""Tables inside a draft: each cell is read as the sentence that its row and its column make of it.

A line of cells parted by tabs (Word, HTML) or by strokes (Markdown) is a row; the first row and the first
column name what stands where: a region, a year, what is told. A number that they do not name stays loose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.gazetteer import province_names
from fangzhi.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.reader import Observation

_ROW = re.compile(r"^(?:[ \t]*\|[^\n]*\|[ \t]*|[^\n]*\t[^\n]*)$", re.MULTILINE)
_RULE = re.compile(r"[\s|:]*-[\s|:\-]*")
_NUMBER = re.compile(r"-?\d[\d,，]*(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_UNIT = re.compile(r"[(（](?:单位[:：])?([^()（）]{1,8})[)）]\s*$")
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_CAPTION = re.compile(
    r"[#*\s]*(?:[表图附]+\s*\d*\s*)?(?:(?:19|20)\d\d年)?(?:各地区|各省区市)?(.{2,40}?)[*\s]*"
)
_FOLLOWS = re.compile("(?:同比|比上年|较上年)?(?:增长|增幅|增速)率?|同比")
_EMPTY = frozenset({"", "—", "－", "-", "…", "/"})
_SAYS_NOTHING = frozenset({"", "数值", "数据", "数量", "指标", "项目", "地区", "合计数"})
_ALL = {"全国": "000000", "总计": "000000", "合计": "000000"}


class Cell(NamedTuple):
    """A cell with its place in the text."""

    text: str
    start: int


class Table(NamedTuple):
    """The rows of a table, the stretches of text they take, and its caption."""

    rows: list[list[Cell]]
    lines: list[tuple[int, int]]
    caption: str


class TableReading(NamedTuple):
    """The figures of the tables of a draft, and how many numbers no row and column name."""

    figures: list[Observation]
    loose: int


class _Named(NamedTuple):
    """What a cell's row and column say of it."""

    region: str | None
    year: int
    subject: str
    unit: str


def tables_of(text: str) -> list[Table]:
    """The tables of a text, in order: two rows or more that follow each other."""
    groups: list[list[re.Match[str]]] = []
    for line in _ROW.finditer(text):
        if groups and groups[-1][-1].end() + 1 == line.start():
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_table(text, lines) for lines in groups if len(lines) > 1]


def _table(text: str, lines: list[re.Match[str]]) -> Table:
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line[0])]
    after = text[lines[-1].end() :].strip("\n").partition("\n")[0]
    before = text[: lines[0].start()].strip("\n").rpartition("\n")[2]
    named = any(cell.text for cell in rows[0]) if rows else False
    return Table(rows, [line.span() for line in lines], before if named else after)


def _cells(line: re.Match[str]) -> list[Cell]:
    """The cells of a line, empty ones kept, blanks around them dropped."""
    text, begin, sign = line[0], line.start(), "\t"
    if text.strip().startswith("|"):
        begin += text.index("|") + 1
        text, sign = text.strip()[1:-1], "|"
    found = []
    for piece in text.split(sign):
        found.append(Cell(piece.strip(), begin + len(piece) - len(piece.lstrip())))
        begin += len(piece) + 1
    return found


def read_tables(
    tables: list[Table],
    known: tuple[int, str | None],
    headings: Mapping[int, str | None],
    indicators: Catalogue | None,
) -> TableReading:
    """The figures of all tables: their cells as sentences, read at one go.

    `known` are year and region of the draft, `headings` the regions that headings name, by their offsets.
    """
    year, region = known
    asked = [
        (cell, named)
        for table in tables
        for cell, label, head in _numbers(table)
        for named in [_named(label, head, table.caption, year, _headed(table, headings) or region)]
    ]
    text = ""
    spots: dict[int, tuple[Cell, _Named]] = {}
    for cell, named in asked:
        text += f"{named.year}年，{named.subject}"
        spots[len(text)] = cell, named
        text += f"{cell.text}{named.unit}。\n"
    heard = read(text, year=year, region=region, indicators=indicators, events=False).observations
    found = [_in_cell(figure, *spots[figure.start]) for figure in heard if figure.start in spots]
    figures = [figure for figure in found if figure.indicator != "other_quantity"]
    return TableReading(figures, len(asked) - len({figure.start for figure in figures}))


def _headed(table: Table, headings: Mapping[int, str | None]) -> str | None:
    """The region of the last heading before a table."""
    return headings.get(max((at for at in headings if at <= table.lines[0][0]), default=-1))


def _numbers(table: Table) -> Iterator[tuple[Cell, str, str]]:
    """The cells that begin with a number, with the names of their row and column."""
    first, *rows = table.rows
    heads = _heads([cell.text for cell in first])
    for row in rows:
        numbers = [at for at, cell in enumerate(row) if at and _NUMBER.match(cell.text)]
        more = any(cell.text not in _EMPTY and not _DIGIT.search(cell.text) for cell in row[1:])
        for at in numbers:  # where words beside them say more of the numbers, no name is the whole one
            named = not more and at < len(heads)
            yield row[at], row[0].text if not more else "", heads[at] if named else ""


def _heads(names: list[str]) -> list[str]:
    """The names of the columns; 同比增长 alone is that of the column before."""
    found: list[str] = []
    about = ""
    for name in names:
        if about and _FOLLOWS.fullmatch(_bare(name)):
            found.append(about + name)
        else:
            about = _bare(name)
            found.append(name)
    return found


def _bare(name: str) -> str:
    """A name without the unit behind it."""
    return _UNIT.sub("", name).strip()


def _named(label: str, head: str, caption: str, year: int, region: str | None) -> _Named:
    told = caption if {label, head} <= _SAYS_NOTHING or not head else ""
    subject, unit = "", ""
    for name in (_caption(told), label, head):
        bracket, bare = _UNIT.search(name), _bare(name)
        if bare in province_names() or bare in _ALL:
            region = _ALL.get(bare) or province_names()[bare]
        elif stated := _YEAR.fullmatch(bare):
            year = int(stated[1])
        elif bare not in _SAYS_NOTHING:
            subject += bare
        unit = bracket[1] if bracket else unit
    return _Named(region, year, subject, unit)


def _caption(line: str) -> str:
    found = _CAPTION.fullmatch(line)
    return found[1] if found else ""


def _in_cell(figure: Observation, cell: Cell, named: _Named) -> Observation:
    quote = figure.quote if cell.text.startswith(figure.quote) else figure.quote.removesuffix(named.unit)
    return figure._replace(
        start=cell.start, end=cell.start + len(quote), quote=quote, region=named.region or figure.region
    )
