"""Word drafts: which characters of the document.xml the text was made of, and new figures in their place.

Only the characters that change are touched: formatting, pictures, notes and every other part of the file
stay byte for byte.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile, ZipInfo

from fangzhi.reader.documents.word import FALLBACK, NOT_SHOWN, TEXT_BOX, WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fangzhi.chapter.checking.edits import Edit

_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
_COMPATIBLE = FALLBACK.removesuffix("Fallback")
_HYPHEN = f"{WORD}noBreakHyphen"
_PICTURES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
        "{urn:schemas-microsoft-com:vml}imagedata",
        "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    )
)
_CHANGES = (f"{WORD}ins", f"{WORD}del", f"{WORD}moveFrom", f"{WORD}moveTo")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Word(NamedTuple):
    """A Word document beside the text that was made of it."""

    content: bytes
    places: tuple[tuple[int, int] | None, ...]
    """For each character of the text the element (in order) and the offset in it; None for an added one."""
    raised: tuple[tuple[int, int], ...]
    """Stretches of the text in superscript: signs of notes."""
    changes: int
    pictures: int


class MisalignedText(ValueError):  # noqa: N818 - it is the text, not a fault of the program
    """The text is not that of the document."""


def is_word(content: bytes) -> bool:
    """Whether a file that could be read is a Word document."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def opened_word(content: bytes, text: str) -> Word:
    """Find the text of a document in it. Raises MisalignedText."""
    with ZipFile(BytesIO(content)) as archive:
        body = _parsed(archive.read(_main_part(archive)))
    elements = list(_shown(body, []))
    places = _aligned(text, elements)
    high = [_is_raised(one) for one in elements]
    return Word(content, tuple(places), _spans(places, high), _changes(body), _pictures(body))


def _parsed(xml: bytes) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)


def _main_part(archive: ZipFile) -> str:
    for one in _parsed(archive.read("_rels/.rels")):
        if one.get("Type") in (_MAIN, _STRICT_MAIN):
            return str(one.get("Target")).lstrip("/")
    return "word/document.xml"


def _shown(element: Any, boxes: list[Any]) -> Iterator[Any]:
    """The elements that hold visible characters in the order of the text: text boxes after their
    paragraph."""
    for child in element:
        if child.tag in (f"{WORD}t", _HYPHEN):
            yield child
        elif child.tag == TEXT_BOX:
            boxes.append(child)
        elif child.tag == f"{WORD}p":
            inside: list[Any] = []
            yield from _shown(child, inside)
            for box in inside:
                yield from _shown(box, [])
        elif child.tag not in NOT_SHOWN and isinstance(child.tag, str):
            yield from _shown(child, boxes)


def _aligned(text: str, elements: list[Any]) -> list[tuple[int, int] | None]:
    """Where each character of the text comes from: blanks aside, the same characters in the same order."""
    source = (
        (number, offset, sign)
        for number, one in enumerate(elements)
        for offset, sign in enumerate("-" if one.tag == _HYPHEN else one.text or "")
        if not sign.isspace()
    )
    waiting = next(source, None)
    places: list[tuple[int, int] | None] = []
    for sign in text:
        if not sign.isspace() and waiting and sign == waiting[2]:
            places.append(waiting[:2])
            waiting = next(source, None)
        elif sign.isspace() or sign == "#":
            places.append(None)
        else:
            raise MisalignedText(sign)
    if waiting is not None:
        raise MisalignedText(waiting[2])
    return places


def _is_raised(element: Any) -> bool:
    run = element.getparent()
    mark = None if run is None else run.find(f"{WORD}rPr/{WORD}vertAlign")
    return mark is not None and mark.get(f"{WORD}val") == "superscript"


def _spans(places: list[tuple[int, int] | None], wanted: list[bool]) -> tuple[tuple[int, int], ...]:
    return tuple((at, at + 1) for at, place in enumerate(places) if place and wanted[place[0]])


def _changes(body: Any) -> int:
    return sum(1 for one in body.iter(*_CHANGES) if one.find(f".//{WORD}r") is not None)


def _pictures(body: Any) -> int:
    return sum(1 for one in body.iter(*_PICTURES) if next(one.iterancestors(FALLBACK), None) is None)


def rewritten(word: Word, edits: Iterable[Edit]) -> bytes:
    """The document with some stretches of its text replaced; each keeps the formatting of its first
    character."""
    from docx.opc.oxml import serialize_part_xml

    with ZipFile(BytesIO(word.content)) as archive:
        main = _main_part(archive)
        root = _parsed(archive.read(main))
        copies = _copies(root)
        _put(list(_shown(root, [])), word.places, edits)
        for shown, copy in copies:
            copy.text = shown.text
        xml = serialize_part_xml(root)
        new = BytesIO()
        with ZipFile(new, "w") as target:
            for member in archive.infolist():
                target.writestr(_same(member), xml if member.filename == main else archive.read(member))
    return new.getvalue()


def _same(member: ZipInfo) -> ZipInfo:
    """The header of a member as it was: name, date, compression."""
    copy = ZipInfo(member.filename, member.date_time)
    copy.compress_type, copy.external_attr = member.compress_type, member.external_attr
    return copy


def _copies(root: Any) -> list[tuple[Any, Any]]:
    """Texts of text boxes with their second copies for old versions, which must say the same."""
    found: list[tuple[Any, Any]] = []
    for one in root.iter(f"{_COMPATIBLE}AlternateContent"):
        boxes = [list(part.iter(f"{WORD}t")) for part in one.iterchildren(f"{_COMPATIBLE}Choice", FALLBACK)]
        if len(boxes) == 2 and [t.text for t in boxes[0]] == [t.text for t in boxes[1]]:
            found += zip(*boxes, strict=True)
    return found


def _put(elements: list[Any], places: tuple[tuple[int, int] | None, ...], edits: Iterable[Edit]) -> None:
    """Replace from the end, so that the offsets before stay right."""
    for start, end, new in sorted(edits, reverse=True):
        spots = [place for place in places[start:end] if place]
        for number, offset in reversed(spots[1:]):
            _cut(elements[number], offset, "")
        number, offset = spots[0]
        _cut(elements[number], offset, new)


def _cut(element: Any, offset: int, new: str) -> None:
    if element.tag == _HYPHEN:
        return
    text = element.text or ""
    element.text = text[:offset] + new + text[offset + 1 :]
    if element.text != element.text.strip():
        element.set(_SPACE, "preserve")
