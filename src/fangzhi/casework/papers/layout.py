"""A document as it is laid out: sections of paragraphs and tables, lengths in points.

This is what `word` reads from a Word file and `typesetting` writes for typst.
"""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """How characters look; `color` is RRGGBB or empty, `script` super, sub or empty."""

    size: float = 16.0
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    color: str = ""
    script: str = ""


class Text(NamedTuple):
    """Characters of one look."""

    text: str
    look: Look


class Sign(NamedTuple):
    """Something in a line that is no character: line, page, tab, number (of the page), count (of pages)."""

    kind: str
    look: Look


class Picture(NamedTuple):
    """A picture in a line by the name of its part; size in points."""

    part: str
    width: float
    height: float


class Note(NamedTuple):
    """A footnote."""

    blocks: tuple[Block, ...]


class Paragraph(NamedTuple):
    """A paragraph. `line` is the height of a line in points; `edges` are widths of lines above and below."""

    pieces: tuple[Piece, ...]
    align: str = "both"
    left: float = 0
    right: float = 0
    first: float = 0
    before: float = 0
    after: float = 0
    line: float = 28
    size: float = 16
    keep: bool = False
    new_page: bool = False
    far_tab: bool = False
    edges: tuple[Edge, Edge] = (None, None)


class Cell(NamedTuple):
    """A cell with its spans; `edges` are top, right, bottom, left."""

    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1
    align: str = "top"
    fill: str = ""
    edges: tuple[Edge, Edge, Edge, Edge] = (None, None, None, None)


class Row(NamedTuple):
    """A row; `height` is the least."""

    cells: tuple[Cell, ...]
    height: float = 0
    header: bool = False


class Table(NamedTuple):
    """A table with the widths of its columns."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    align: str = "left"


class Section(NamedTuple):
    """Pages of a size; headers, footers by kind (default, first, even); margins clockwise from the top."""

    blocks: tuple[Block, ...]
    width: float
    height: float
    margins: tuple[float, float, float, float]
    header_at: float
    footer_at: float
    headers: dict[str, tuple[Block, ...]]
    footers: dict[str, tuple[Block, ...]]


Edge = tuple[float, str, float] | None
"""Width, colour (RRGGBB) and distance of a line around a paragraph or a cell."""
Piece = Text | Sign | Picture | Note
Block = Paragraph | Table
