"""Word files as they are laid out: from the XML of a .docx to the sections of `layout`.

What Word shows is read: styles, numbers of lists, tables with joined cells, headers and footers with page
numbers, pictures, footnotes, accepted insertions. What it does not show (deletions, comments, hidden text) is
left out. Floating text boxes are set where they are anchored.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from fangzhi.casework.papers.archive import MAIN, BadArchive, unpack
from fangzhi.casework.papers.faults import UnusableDocument
from fangzhi.casework.papers.layout import Block, Look, Note, Paragraph, Picture, Piece, Section, Sign, Text
from fangzhi.casework.papers.lists import Lists
from fangzhi.casework.papers.styles import Settings, Styles, W, edge, look, merged, on, points, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
NOT_SHOWN = frozenset((f"{W}del", f"{W}moveFrom", f"{W}rt", f"{W}rPr", f"{W}pPr", FALLBACK, f"{W}delText"))
SIGNS = {f"{W}tab": "tab", f"{W}ptab": "tab", f"{W}cr": "line"}
CHARACTERS = {f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
FIELDS = {"PAGE": "number", "NUMPAGES": "count", "SECTIONPAGES": "count"}
SYMBOLS = {
    "F052": "■",
    "F0FE": "■",
    "F0A8": "□",
    "F06F": "□",
    "F0A3": "□",
    "F0FC": "√",
    "F050": "√",
    "F0B7": "●",
}
"""Signs of the symbol fonts that forms use: ticked and empty boxes, ticks, dots."""
ALIGN = {"center": "center", "right": "right", "end": "right", "left": "left", "start": "left"}
NATURAL = 1.3
"""Height of a line as a multiple of the size of its characters, where a document asks for no exact height."""


def read_word(content: bytes) -> tuple[list[Section], dict[str, bytes]]:
    """The sections of a Word file and its parts (for the pictures); raises UnusableDocument."""
    try:
        parts = unpack(content)
        reader = Reader(parts)
        return reader.sections(), parts
    except BadArchive as fault:
        raise UnusableDocument(fault.en, fault.zh) from fault
    except Exception as fault:  # whatever the parser stumbles over, this is no sound document
        raise UnusableDocument("it is a damaged Word document", "Word文档已损坏") from fault


def parse(content: bytes) -> Any:
    """XML by the parser of python-docx, which follows no entities."""
    from docx.oxml.parser import parse_xml

    return parse_xml(content)


class Reader:
    """One document being read; `part` is the part that relationships are looked up in."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.part = MAIN
        self.body = parse(parts[MAIN]).find(f"{W}body")
        main = self.links(MAIN)
        self.styles = Styles(self._related(main, "styles"))
        self.lists = Lists(self._related(main, "numbering"))
        self._notes = self._related(main, "footnotes")
        self.fields: list[list[str]] = []

    def links(self, part: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part: id → kind, name of the part it leads to."""
        folder, name = posixpath.split(part)
        content = self.parts.get(f"{folder}/_rels/{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        for link in parse(content) if content is not None else ():
            if link.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, link.get("Target", ""))).lstrip("/")
                found[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2], target)
        return found

    def _related(self, links: dict[str, tuple[str, str]], kind: str) -> Any:
        target = next((target for found, target in links.values() if found == kind), "")
        return parse(self.parts[target]) if target in self.parts else None

    def sections(self) -> list[Section]:
        """The sections in order; each takes the headers of the one before where it names none."""
        found: list[Section] = []
        blocks: list[Block] = []
        for element in self.body.iterchildren("*"):
            if element.tag == f"{W}sectPr":
                found.append(self._section(element, blocks, found[-1] if found else None))
                blocks = []
                continue
            blocks += self.blocks([element])
            inner = element.find(f"{W}pPr/{W}sectPr")
            if inner is not None:
                found.append(self._section(inner, blocks, found[-1] if found else None))
                blocks = []
        if blocks or not found:
            found.append(self._section(None, blocks, found[-1] if found else None))
        return found

    def _section(self, element: Any, blocks: list[Block], before: Section | None) -> Section:
        page = settings(element)
        headers = dict(before.headers) if before else {}
        footers = dict(before.footers) if before else {}
        headers |= self._around(element, "header")
        footers |= self._around(element, "footer")
        if not on(page, "titlePg"):
            headers.pop("first", None)
            footers.pop("first", None)
        if not self._even_and_odd():
            headers.pop("even", None)
            footers.pop("even", None)
        margins = [abs(points(page, "pgMar", side)) for side in ("top", "right", "bottom", "left")]
        if "pgMar" not in page:
            margins = [72.0, 90.0, 72.0, 90.0]
        return Section(
            tuple(blocks),
            points(page, "pgSz", "w") or 595.3,
            points(page, "pgSz", "h") or 841.9,
            (margins[0], margins[1], margins[2], margins[3]),
            points(page, "pgMar", "header"),
            points(page, "pgMar", "footer"),
            headers,
            footers,
        )

    def _even_and_odd(self) -> bool:
        stated = self._related(self.links(MAIN), "settings")
        return stated is not None and on(settings(stated), "evenAndOddHeaders")

    def _around(self, section: Any, kind: str) -> dict[str, tuple[Block, ...]]:
        """The headers or footers that a section names."""
        found: dict[str, tuple[Block, ...]] = {}
        links = self.links(MAIN)
        for reference in section.iterchildren(f"{W}{kind}Reference") if section is not None else ():
            target = links.get(reference.get(f"{R}id", ""), ("", ""))[1]
            if target in self.parts:
                self.part = target
                found[reference.get(f"{W}type", "default")] = tuple(self.blocks(parse(self.parts[target])))
                self.part = MAIN
        return found

    def blocks(self, container: Any, table_style: str = "") -> Iterator[Block]:
        """The paragraphs and tables of an element, content controls and insertions opened."""
        from fangzhi.casework.papers.word_tables import table

        for element in container:
            if element.tag == f"{W}p":
                yield from self.paragraph(element, table_style)
            elif element.tag == f"{W}tbl":
                yield table(self, element)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"):
                yield from self.blocks(element, table_style)

    def paragraph(self, element: Any, table_style: str = "") -> Iterator[Block]:
        """A paragraph, and after it those of the text boxes anchored in it."""
        style, found = self.styles.paragraph(element.find(f"{W}pPr"), table_style)
        label, indents = self.lists.label(found)
        if indents:
            own = settings(element.find(f"{W}pPr"))
            found = merged(found, indents, {"ind": own["ind"]} if "ind" in own else {})
        plain = look(self.styles.run(style, element.find(f"{W}pPr/{W}rPr"), table_style))
        boxes: list[Any] = []
        pieces = list(self.pieces(element, style, table_style, boxes))
        if label:
            pieces[:0] = [Text(label, plain), Text(" " if label[-1].isascii() else "", plain)]
        yield _shaped(found, plain, pieces)
        for box in boxes:
            yield from self.blocks(box)

    def pieces(self, element: Any, style: str, table_style: str, boxes: list[Any]) -> Iterator[Piece]:
        """What stands in a line, in order."""
        for child in element:
            if child.tag == f"{W}r":
                yield from self.run(child, style, table_style, boxes)
            elif child.tag == f"{W}fldSimple":
                yield from self._simple_field(child, style, table_style, boxes)
            elif child.tag not in NOT_SHOWN and isinstance(child.tag, str):
                yield from self.pieces(child, style, table_style, boxes)

    def _simple_field(self, element: Any, style: str, table_style: str, boxes: list[Any]) -> Iterator[Piece]:
        kind = FIELDS.get((element.get(f"{W}instr", "").split() or [""])[0].upper())
        if kind is None:
            yield from self.pieces(element, style, table_style, boxes)
        else:
            first = element.find(f"{W}r/{W}rPr")
            yield Sign(kind, look(self.styles.run(style, first, table_style)))

    def run(self, element: Any, style: str, table_style: str, boxes: list[Any]) -> Iterator[Piece]:
        """The pieces of one run."""
        found = self.styles.run(style, element.find(f"{W}rPr"), table_style)
        if on(found, "vanish"):
            return
        shown = look(found)
        for child in element:
            if child.tag in (f"{W}fldChar", f"{W}instrText"):
                yield from self._field(child, shown)
            elif not self._inside_known_field():
                yield from self._inline(child, shown, boxes)

    def _inside_known_field(self) -> bool:
        return any(state[1] != "result" or _known(state) for state in self.fields)

    def _field(self, element: Any, shown: Look) -> Iterator[Piece]:
        """Fields that stand over several runs: begin, instruction, separate, result, end."""
        kind = element.get(f"{W}fldCharType", "")
        if kind == "begin":
            self.fields.append(["", "instruction"])
        elif not self.fields:
            return
        elif element.tag == f"{W}instrText":
            self.fields[-1][0] += element.text or ""
        elif kind == "separate":
            self.fields[-1][1] = "result"
        elif kind == "end":
            state = self.fields.pop()
            if _known(state) and not self._inside_known_field():
                yield Sign(_known(state), shown)

    def _inline(self, child: Any, shown: Look, boxes: list[Any]) -> Iterator[Piece]:
        if child.tag == f"{W}t":
            yield Text(child.text or "", shown)
        elif child.tag == f"{W}br":
            kind = child.get(f"{W}type", "")
            yield Sign("page" if kind in ("page", "column") else "line", shown)
        elif child.tag in SIGNS:
            yield Sign(SIGNS[child.tag], shown)
        elif child.tag in CHARACTERS:
            yield Text(CHARACTERS[child.tag], shown)
        elif child.tag == f"{W}sym":
            yield Text(SYMBOLS.get(child.get(f"{W}char", "").upper(), "□"), shown)
        elif child.tag == f"{W}footnoteReference":
            yield from self._note(child.get(f"{W}id", ""))
        elif child.tag not in NOT_SHOWN and isinstance(child.tag, str):
            boxes += [box for box in child.iter(f"{W}txbxContent") if not list(box.iterancestors(FALLBACK))]
            yield from self._pictures(child)

    def _note(self, identity: str) -> Iterator[Piece]:
        for note in self._notes.iter(f"{W}footnote") if self._notes is not None else ():
            if note.get(f"{W}id") == identity:
                yield Note(tuple(self.blocks(note)))

    def _pictures(self, element: Any) -> Iterator[Piece]:
        links = self.links(self.part)
        for blip in element.iter(f"{A}blip"):
            target = links.get(blip.get(f"{R}embed", ""), ("", ""))[1]
            extent = next(element.iter(f"{WP}extent"), None)
            if target in self.parts and extent is not None:
                yield Picture(target, int(extent.get("cx", 0)) / 12700, int(extent.get("cy", 0)) / 12700)


def _known(state: list[str]) -> str:
    return FIELDS.get((state[0].split() or [""])[0].upper(), "")


def _shaped(found: Settings, plain: Look, pieces: list[Piece]) -> Paragraph:
    """A paragraph with its lengths in points."""
    size = next((piece.look.size for piece in pieces if isinstance(piece, Text)), plain.size)
    left = _indent(found, ("leftChars", "startChars"), ("left", "start"), size)
    right = _indent(found, ("rightChars", "endChars"), ("right", "end"), size)
    hanging = _indent(found, ("hangingChars",), ("hanging",), size)
    first = _indent(found, ("firstLineChars",), ("firstLine",), size)
    return Paragraph(
        tuple(pieces),
        align=ALIGN.get(found.get("jc", {}).get("val", "both"), "both"),
        left=left,
        right=right,
        first=-hanging if hanging else first,
        before=points(found, "spacing", "before"),
        after=points(found, "spacing", "after"),
        line=_line(found, size),
        size=size,
        keep=on(found, "keepNext"),
        new_page=on(found, "pageBreakBefore"),
        far_tab=found.get("tabs/tab", {}).get("val", "") in ("right", "end", "center"),
        edges=(edge(found, "pBdr/top"), edge(found, "pBdr/bottom")),
    )


def _indent(found: Settings, characters: tuple[str, ...], lengths: tuple[str, ...], size: float) -> float:
    """An indent in characters of the paragraph's size, which goes before one in twentieths of a point."""
    for key in characters:
        value = points(found, "ind", key, 100)
        if value:
            return value * size
    return sum(points(found, "ind", key) for key in lengths)


def _line(found: Settings, size: float) -> float:
    spacing = found.get("spacing", {})
    height = points(found, "spacing", "line")
    if not height:
        return size * NATURAL
    if spacing.get("lineRule", "auto") == "exact":
        return max(height, size)
    if spacing.get("lineRule") == "atLeast":
        return max(height, size * NATURAL)
    return height / 12 * size * NATURAL
