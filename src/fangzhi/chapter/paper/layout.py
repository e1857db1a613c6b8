"""A chapter as it is laid out: sections with the notes first used in them, numbered captions, fixed words.

Every form prints what stands here, in this order, and adds only marks of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.document import Cell, Chart, Heading, Paragraph, Table, TileMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fangzhi.chapter.document import Block, Chapter, Language, Note, Run

Printed = Paragraph | Table | Chart | TileMap
"""What stands under a heading."""
UNKNOWN = "—"
"""Stands where nothing is known."""
FIRST, OTHERS = 9.0, 7.5
"""Ems beyond which the first and the other columns of a table wrap."""
_LATIN = re.compile(r"[!-~]+")
WHOLE = 14
"""Signs of a figure that is not broken over two lines."""
_SPOKEN = 3
"""Figures that a chart's description names."""


class UnsourcedFigure(ValueError):  # noqa: N818 - it is the figure, not an error of ours
    """A figure names a note that the chapter does not have: it is printed in no form."""


class Words(NamedTuple):
    """What every chapter says in its language beside its own text."""

    locale: str
    table: str
    figure: str
    basis: str
    stop: str
    join: str
    colon: str
    open: str
    close: str
    remarks: str
    sources: str
    unknown: str
    shading: str
    region: str
    digest: str


WORDS: dict[Language, Words] = {
    "zh": Words(
        "zh-CN", "表", "图", "算法", "。", "、", "：", "（", "）", "说明", "来源",
        "“—”表示没有数据。", "颜色越深，数值越大；虚线框表示没有数据。", "地区", "数据校验值",
    ),
    "en": Words(
        "en", "Table ", "Figure ", "How", ".", ", ", ": ", " (", ")", "Remarks", "Sources",
        "“—” means that there is no figure.", "The darker, the higher; a dashed frame means no figure.",
        "Region", "Digest of the data",
    ),
}  # fmt: skip


class Placed(NamedTuple):
    """A block in its place; tables and charts are numbered, each for themselves."""

    block: Printed
    number: str = ""
    """Such as 表1 or Figure 2."""


class Section(NamedTuple):
    """What stands under one heading, and the notes that are first used there, in the order of use."""

    heading: Heading | None
    blocks: tuple[Placed, ...]
    notes: tuple[Note, ...]


def sections(chapter: Chapter) -> tuple[Section, ...]:
    """The chapter cut at its headings; a note stands in the section that uses it first.

    Raises UnsourcedFigure for a figure whose note is missing.
    """
    words = WORDS[chapter.language]
    kept = {note.number: note for note in chapter.notes}
    used: set[int] = set()
    counts = {words.table: 0, words.figure: 0}
    found: list[Section] = []
    for heading, blocks in _cut(chapter.blocks):
        placed = tuple(Placed(block, _number(block, counts, words)) for block in blocks)
        notes = []
        for figure in figures(blocks):
            if figure.note not in kept:
                raise UnsourcedFigure(f"{figure.text}: note {figure.note} is missing.")
            if figure.note not in used:
                used.add(figure.note)
                notes.append(kept[figure.note])
        found.append(Section(heading, placed, tuple(notes)))
    return tuple(found)


def _number(block: Printed, counts: dict[str, int], words: Words) -> str:
    if isinstance(block, Paragraph):
        return ""
    kind = words.table if isinstance(block, Table) else words.figure
    counts[kind] += 1
    return f"{kind}{counts[kind]}"


def _cut(blocks: Iterable[Block]) -> Iterator[tuple[Heading | None, list[Printed]]]:
    heading: Heading | None = None
    under: list[Printed] = []
    for block in blocks:
        if isinstance(block, Heading):
            if heading is not None or under:
                yield heading, under
            heading, under = block, []
        else:
            under.append(block)
    if heading is not None or under:
        yield heading, under


def figures(blocks: Iterable[Printed]) -> Iterator[Run | Cell]:
    """All that has a note, in the order of print."""
    return (one for block in blocks for one in _printed(block) if one.note)


def _printed(block: Printed) -> Iterator[Run | Cell]:
    if isinstance(block, Paragraph):
        yield from block.runs
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row
    else:
        yield from (cell for _label, cell in pairs(block))


def pairs(block: Chart | TileMap) -> tuple[tuple[str, Cell], ...]:
    """Label and figure of every bar or tile, in the order of print."""
    if isinstance(block, Chart):
        return tuple((label, cell) for label, _length, cell in block.bars)
    return tuple((label, cell) for _code, label, _value, cell in block.tiles)


def has_gaps(table: Table) -> bool:
    """Whether a cell of the table is empty."""
    return any(not cell.text for row in table.rows for cell in row)


def remark(block: Printed, words: Words) -> str:
    """What is said below a table or map: how its gaps and shades are read."""
    if isinstance(block, Table) and has_gaps(block):
        return words.unknown
    return words.shading if isinstance(block, TileMap) else ""


def note_text(note: Note, words: Words) -> str:
    """A note as it is printed: the source, and how the figure was computed."""
    if not note.basis:
        return note.source
    end = "" if note.source.endswith(("。", ".", "；")) else words.stop
    gap = " " if words.stop == "." else ""
    return f"{note.source}{end}{gap}{words.basis}{words.colon}{note.basis}"


def described(block: Chart | TileMap, words: Words) -> str:
    """A chart in words, for who does not see it: the first and the last of those that have a figure."""
    known = [(label, cell.text) for label, cell in pairs(block) if cell.text]
    if isinstance(block, TileMap):
        order = {label: value or 0.0 for _code, label, value, _cell in block.tiles}
        known.sort(key=lambda pair: -order[pair[0]])
    ends = known if len(known) <= 2 * _SPOKEN else [*known[:_SPOKEN], ("…", ""), *known[-_SPOKEN:]]
    gap = " " if words.stop == "." else ""
    spoken = words.join.join(f"{label}{gap if text else ''}{text}" for label, text in ends)
    return f"{block.caption}{words.colon}{spoken}{words.stop}"


def widths(table: Table) -> list[float]:
    """Shares of the columns by their longest text; no word is wider than its column, and the first, which
    names the rows, is the last to wrap."""
    marked = ([f"{cell.text}[{cell.note}]" if cell.note else cell.text for cell in row] for row in table.rows)
    rows: Sequence[Sequence[str]] = [table.header, *marked]
    needed = []
    for at in range(len(table.header)):
        column = [row[at] for row in rows]
        longest = min(max(map(measure, column)), OTHERS if at else FIRST)
        word = max((measure(word) for text in column for word in _LATIN.findall(text)), default=0.0)
        needed.append(max(longest, min(word, 2 * OTHERS) * 1.1) + (1 if at else 2))
    return [width / sum(needed) for width in needed]


def measure(text: str) -> float:
    """The width of a text in ems: Han characters one, others a little more than half."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in text)
