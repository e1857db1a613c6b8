"""A chapter as Markdown: footnotes for sources, pipe tables, charts as tables of their figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fangzhi.chapter.document import Paragraph, Table
from fangzhi.chapter.paper.layout import UNKNOWN, WORDS, note_text, pairs, remark, sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fangzhi.chapter.document import Cell, Chapter, Chart, Run, TileMap
    from fangzhi.chapter.paper.layout import Placed, Section, Words

_MARKS = re.compile(r"[\\`*<\[\]]|(?<!\w)_|_(?!\w)")
"""Signs that Markdown would take for marks; an underscore inside a word is none."""
_FIRST = re.compile(r"^(?=[#>+|-])")
_NUMBERED = re.compile(r"^(\d+)(?=[.)]\s)")


def markdown(chapter: Chapter) -> str:
    """The chapter as Markdown. Sources are footnotes, which stand at the end of their section.

    Raises UnsourcedFigure for a figure without a note.
    """
    words = WORDS[chapter.language]
    parts = [part for one in sections(chapter) for part in _section(one, words)]
    if chapter.remarks:
        parts.append(f"## {words.remarks}")
        parts += [_first(_plain(text)) for text in chapter.remarks]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, words: Words) -> Iterator[str]:
    if section.heading is not None:
        title = _plain(section.heading.text).replace("#", r"\#")
        yield f"{'#' * section.heading.level} {title}"
    for placed in section.blocks:
        yield from _block(placed, words)
    if section.notes:
        yield "\n".join(f"[^{note.number}]: {_plain(note_text(note, words))}" for note in section.notes)


def _block(placed: Placed, words: Words) -> Iterator[str]:
    block = placed.block
    if isinstance(block, Paragraph):
        yield _first("".join(map(_figure, block.runs)))
        return
    caption = f"**{placed.number}　{_plain(block.caption)}**"
    if isinstance(block, Table):
        yield from (caption, _table(block))
    else:
        yield from (_chart(block), caption)
    if remark(block, words):
        yield remark(block, words)


def _table(table: Table) -> str:
    lines = [
        _row(map(_cell_text, table.header)),
        _row(["---", *["---:"] * (len(table.header) - 1)]),
        *(_row(map(_cell, row)) for row in table.rows),
    ]
    return "\n".join(lines)


def _chart(block: Chart | TileMap) -> str:
    """The figures of a chart, since Markdown carries no picture; longest bar first, or as on the map."""
    rows = [_row([_cell_text(label), _cell(cell)]) for label, cell in pairs(block)]
    return "\n".join([_row(["", ""]), _row(["---", "---:"]), *rows])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return _figure(cell).replace("|", "\\|") if cell.text else UNKNOWN


def _cell_text(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _figure(one: Run | Cell) -> str:
    return f"{_plain(one.text)}[^{one.note}]" if one.note else _plain(one.text)


def _plain(text: str) -> str:
    """Text in which no sign is taken for a mark, on one line."""
    return _MARKS.sub(lambda sign: f"\\{sign[0]}", " ".join(text.splitlines()))


def _first(text: str) -> str:
    """A paragraph that does not begin like a heading or a list."""
    return _NUMBERED.sub(r"\1\\", _FIRST.sub(r"\\", text))
