"""A chapter as plain JSON data and back: what is kept of an issued one, and what its twins hand out.

Pure Python. `chapter_of(plain(chapter)) == chapter` for every chapter.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fangzhi.chapter.document import (
    Cell,
    Chapter,
    Chart,
    Heading,
    Note,
    Paragraph,
    Run,
    Table,
    TileMap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fangzhi.chapter.document import Block


def canonical(value: object) -> str:
    """JSON in one form only: keys in order, no blanks, UTF-8 as it is; what digests are made of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(chapter: Chapter) -> dict[str, Any]:
    """The chapter as JSON data; every block names its kind."""
    return {
        "title": chapter.title,
        "year": chapter.year,
        "language": chapter.language,
        "region": chapter.region or None,
        "blocks": [_plain_block(block) for block in chapter.blocks],
        "notes": [note._asdict() | {"links": list(note.links)} for note in chapter.notes],
        "remarks": list(chapter.remarks),
        "data": chapter.data,
    }


def _plain_block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", **block._asdict()}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "topic": block.topic, "runs": [_lean(run) for run in block.runs]}
    if isinstance(block, Table):
        rows = [[_lean(cell) for cell in row] for row in block.rows]
        return {"kind": "table", "caption": block.caption, "header": list(block.header), "rows": rows}
    shown = {"caption": block.caption, "unit": block.unit}
    if isinstance(block, Chart):
        bars = [{"label": label, "length": length, **_lean(cell)} for label, length, cell in block.bars]
        return {"kind": "chart", **shown, "bars": bars}
    tiles = [
        {"region": code, "label": label, "shade": value, **_lean(cell)}
        for code, label, value, cell in block.tiles
    ]
    return {"kind": "map", **shown, "tiles": tiles}


def _lean(one: Run | Cell) -> dict[str, Any]:
    """Text, note and value; what is empty is left out."""
    return {key: value for key, value in one._asdict().items() if value or key == "text"}


def chapter_of(data: Mapping[str, Any]) -> Chapter:
    """The chapter that `plain` made the data from. Raises KeyError for data that is none."""
    return Chapter(
        data["title"],
        data["year"],
        data["language"],
        data["region"] or "",
        tuple(_block_of(block) for block in data["blocks"]),
        tuple(Note(**{**note, "links": tuple(note["links"])}) for note in data["notes"]),
        tuple(data["remarks"]),
        data["data"],
    )


def _block_of(data: Mapping[str, Any]) -> Block:
    kind = data["kind"]
    if kind == "heading":
        return Heading(data["text"], data["level"], data["region"])
    if kind == "paragraph":
        return Paragraph(tuple(Run(**run) for run in data["runs"]), data["topic"])
    if kind == "table":
        rows = tuple(tuple(Cell(**cell) for cell in row) for row in data["rows"])
        return Table(data["caption"], tuple(data["header"]), rows)
    if kind == "chart":
        bars = tuple((bar["label"], bar["length"], _cell_of(bar)) for bar in data["bars"])
        return Chart(data["caption"], data["unit"], bars)
    tiles = tuple((tile["region"], tile["label"], tile["shade"], _cell_of(tile)) for tile in data["tiles"])
    return TileMap(data["caption"], data["unit"], tiles)


def _cell_of(data: Mapping[str, Any]) -> Cell:
    return Cell(data["text"], data.get("note", 0), data.get("value", ""))
