"""Tables of a Word file: joined cells, borders of the table and of a cell, shading, least heights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.casework.papers.layout import Cell, Edge, Row, Table
from fangzhi.casework.papers.styles import Settings, W, edge, hexadecimal, merged, on, points, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.casework.papers.word import Reader

WRAPPERS = (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml")
CENTRED = {"center": "horizon", "bottom": "bottom"}


def table(reader: Reader, element: Any) -> Table:
    """One table."""
    own = settings(element.find(f"{W}tblPr"))
    style = own.get("tblStyle", {}).get("val", "")
    found = merged(reader.styles.table(style), own)
    widths = [
        points({"w": {"val": one.get(f"{W}w", "0")}}, "w")
        for one in element.iter(f"{W}gridCol")
        if _mine(one, element)
    ]
    rows = list(_children(element, f"{W}tr"))
    grid = [_placed(row) for row in rows]
    count = max([len(widths), *(end for row in grid for _cell, _start, end in row)], default=1)
    widths += [sum(widths) / len(widths) if widths else 40.0] * (count - len(widths))
    return Table(
        tuple(width or 40.0 for width in widths),
        tuple(_row(reader, rows, grid, at, found, style, count) for at in range(len(rows))),
        found.get("jc", {}).get("val", "left"),
    )


def _mine(column: Any, element: Any) -> bool:
    return column.getparent().getparent() is element


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, content controls and insertions opened."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _children(child, tag)


def _placed(row: Any) -> list[tuple[Any, int, int]]:
    """The cells of a row with their first column and the one after their last."""
    found = settings(row.find(f"{W}trPr"))
    at = int(found.get("gridBefore", {}).get("val", "0"))
    placed: list[tuple[Any, int, int]] = []
    for cell in _children(row, f"{W}tc"):
        span = max(1, int(settings(cell.find(f"{W}tcPr")).get("gridSpan", {}).get("val", "1")))
        placed.append((cell, at, at + span))
        at += span
    return placed


def _row(
    reader: Reader,
    rows: list[Any],
    grid: list[list[tuple[Any, int, int]]],
    at: int,
    found: Settings,
    style: str,
    count: int,
) -> Row:
    own = settings(rows[at].find(f"{W}trPr"))
    cells: list[Cell] = []
    filled = 0
    for element, start, end in grid[at]:
        if start > filled:
            cells.append(Cell((), start - filled))
        if not _continues(element):
            deep = _depth(grid, at, start)
            edges = _edges(
                found, settings(element.find(f"{W}tcPr")), (at, start, end), (deep, len(rows), count)
            )
            cells.append(_cell(reader, element, end - start, deep, edges, style))
        filled = end
    if filled < count:
        cells.append(Cell((), count - filled))
    return Row(tuple(cells), points(own, "trHeight"), on(own, "tblHeader"))


def _continues(element: Any) -> bool:
    """Whether a cell is the lower part of one that began above."""
    found = settings(element.find(f"{W}tcPr"))
    return "vMerge" in found and found["vMerge"].get("val", "continue") == "continue"


def _depth(grid: list[list[tuple[Any, int, int]]], at: int, start: int) -> int:
    deep = 1
    for row in grid[at + 1 :]:
        below = next((element for element, first, _end in row if first == start), None)
        if below is None or not _continues(below):
            break
        deep += 1
    return deep


def _edges(
    found: Settings, own: Settings, place: tuple[int, int, int], size: tuple[int, int, int]
) -> tuple[Edge, Edge, Edge, Edge]:
    """The lines around a cell: its own, else those of the table, outer or inner by where it lies."""
    (at, start, end), (deep, rows, columns) = place, size
    outer = (at == 0, end == columns, at + deep >= rows, start == 0)
    names = ("top", "right", "bottom", "left")
    inner = ("insideH", "insideV", "insideH", "insideV")
    lines: list[Edge] = []
    for name, within, outside in zip(names, inner, outer, strict=True):
        if f"tcBorders/{name}" in own:
            lines.append(edge(own, f"tcBorders/{name}"))
        else:
            lines.append(edge(found, f"tblBorders/{name if outside else within}"))
    return (lines[0], lines[1], lines[2], lines[3])


def _cell(
    reader: Reader, element: Any, span: int, deep: int, edges: tuple[Edge, Edge, Edge, Edge], style: str
) -> Cell:
    own = settings(element.find(f"{W}tcPr"))
    return Cell(
        tuple(reader.blocks(element, style)),
        span,
        deep,
        CENTRED.get(own.get("vAlign", {}).get("val", "top"), "top"),
        hexadecimal(own.get("shd", {}).get("fill", "")),
        edges,
    )
