"""Word: paragraphs and tables of a .docx in the order of its body."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from fangzhi.reader.documents.refusals import UnreadableDocument, broken_kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

MAX_XML = 100_000_000
MAX_UNPACKED = 400_000_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted and moved text, pronunciation above characters, and the second copy of a text box for old versions.
NOT_SHOWN = frozenset((f"{WORD}del", f"{WORD}moveFrom", f"{WORD}rt", FALLBACK, f"{WORD}pPr", f"{WORD}rPr"))
TEXT_BOX = f"{WORD}txbxContent"
SIGNS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}


def word_text(name: str, content: bytes) -> str:
    """The lines of a document; refuses archives that are damaged, protected, overblown or no document."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check(name, archive.infolist())
        import docx

        document = docx.Document(BytesIO(content))
        headings = _heading_styles(document.styles.element)
        return "\n".join(_lines(document.element.body, headings))
    except UnreadableDocument:
        raise
    except Exception:  # whatever zipfile or the library stumbles over, this is no sound document
        raise UnreadableDocument(name, "broken_docx") from None


def _check(name: str, members: list[ZipInfo]) -> None:
    sizes = {member.filename: member.file_size for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableDocument(name, "encrypted")
    if not any(file.startswith("word/") for file in sizes):
        raise UnreadableDocument(name, broken_kind(name) or "binary")
    xml = sum(size for file, size in sizes.items() if file.endswith((".xml", ".rels")))
    if xml > MAX_XML or sum(sizes.values()) > MAX_UNPACKED:
        raise UnreadableDocument(name, "unpacks_too_large")


def _heading_styles(styles: Any) -> frozenset[str]:
    """The ids of the styles whose paragraphs are headings: by name, outline level or the style below them."""
    found: set[str] = set()
    bases: dict[str, str] = {}
    for style in styles.iter(f"{WORD}style"):
        identity = style.get(f"{WORD}styleId") or ""
        title = _value(style.find(f"{WORD}name")).lower()
        if title.startswith(("heading", "标题", "title")) or _outlined(style.find(f"{WORD}pPr")):
            found.add(identity)
        bases[identity] = _value(style.find(f"{WORD}basedOn"))
    for identity in bases:
        base, seen = identity, set[str]()
        while base and base not in seen and base not in found:
            seen.add(base)
            base = bases.get(base, "")
        if base in found:
            found.add(identity)
    return frozenset(found)


def _value(element: Any) -> str:
    return "" if element is None else element.get(f"{WORD}val") or ""


def _outlined(properties: Any) -> bool:
    level = "" if properties is None else _value(properties.find(f"{WORD}outlineLvl"))
    return level.isdigit() and int(level) < 9


def _lines(container: Any, headings: frozenset[str]) -> Iterator[str]:
    """The lines of the paragraphs and tables in an element, in order, content controls and changes opened."""
    for element in container:
        if element.tag == f"{WORD}p":
            yield from _paragraph_lines(element, headings)
        elif element.tag == f"{WORD}tbl":
            for row in element.iterchildren(f"{WORD}tr", f"{WORD}sdt", f"{WORD}ins"):
                yield from _row_lines(row, headings)
        elif element.tag not in NOT_SHOWN and isinstance(element.tag, str):
            yield from _lines(element, headings)


def _paragraph_lines(paragraph: Any, headings: frozenset[str]) -> Iterator[str]:
    boxes: list[Any] = []
    text = "".join(_inline(paragraph, boxes)).strip()
    properties = paragraph.find(f"{WORD}pPr")
    style = "" if properties is None else _value(properties.find(f"{WORD}pStyle"))
    if text and not text.startswith("#") and (style in headings or _outlined(properties)):
        text = f"### {text.replace(chr(10), ' ')}"
    yield text
    for box in boxes:
        yield from _lines(box, headings)


def _inline(element: Any, boxes: list[Any]) -> Iterator[str]:
    for child in element:
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag == TEXT_BOX:
            boxes.append(child)
        elif child.tag not in NOT_SHOWN:
            yield from _inline(child, boxes)


def _row_lines(row: Any, headings: frozenset[str]) -> Iterator[str]:
    """A row as one line, cells parted by tabs; a row of one cell as paragraphs: whole texts lie in such."""
    cells = [list(_lines(cell, headings)) for cell in row.iter(f"{WORD}tc") if _row_of(cell) is row]
    if len(cells) == 1:
        yield from cells[0]
    else:
        yield "\t".join(" ".join(filter(None, cell)).replace("\n", " ") for cell in cells)


def _row_of(cell: Any) -> Any:
    holder = cell.getparent()
    while holder is not None and holder.tag not in (f"{WORD}tr", f"{WORD}tc"):
        holder = holder.getparent()
    return holder
