"""Word files, PDF text and pictures made for a test."""

from __future__ import annotations

import re
import struct
import zlib
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pypdfium2

from fangzhi.casework.papers import Template, example, optional_fields, render, template

if TYPE_CHECKING:
    from collections.abc import Callable

FOOTER = re.compile(r"第\d+页共\d+页文书式样[a-z0-9-]+2026\.1")


def word(build: Callable[[Any], object]) -> bytes:
    """A Word file as python-docx writes it, filled by `build`."""
    document = docx.Document()
    build(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def lines(*texts: str) -> bytes:
    """A Word file of one paragraph for each text."""

    def build(document: Any) -> None:
        for text in texts:
            document.add_paragraph(text)

    return word(build)


def office_template(*texts: str) -> Template:
    """A template that an office has written: one paragraph for each text."""
    return template("infringement-stay")._replace(content=lines(*texts), own=True)


def values(identity: str) -> dict[str, Any]:
    """Example values for everything that a shipped template can print."""
    one = template(identity)
    return example([*one.fields, *optional_fields(one)])


@lru_cache(maxsize=64)
def rendered(identity: str) -> bytes:
    """The shipped template of an id with its example values."""
    return render(template(identity), values(identity))


def word_lines(content: bytes) -> list[str]:
    """The paragraphs of a Word file, those in tables as well."""
    document = docx.Document(BytesIO(content))
    paragraphs = document.element.body.iter(f"{{{W}}}p")
    return ["".join(text.text or "" for text in one.iter(f"{{{W}}}t")) for one in paragraphs]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pages(content: bytes) -> list[str]:
    """The text of each page of a PDF without white space; a hyphen at the end of a line is a hyphen."""
    document = pypdfium2.PdfDocument(content)
    try:
        found = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    finally:
        document.close()
    return [dense(text.replace("\ufffe", "-")) for text in found]


def dense(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s+", "", text)


def running(content: bytes) -> str:
    """The whole text of a PDF without white space and without the shipped footers."""
    return "".join(FOOTER.sub("", page) for page in pages(content))


def png(width: int = 40, height: int = 30) -> bytes:
    """A small picture."""
    rows = b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">L", zlib.crc32(kind + content))
        return struct.pack(">L", len(content)) + kind + content + check

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def shades(page: Any, scale: float = 0.1) -> tuple[int, int, list[bytes]]:
    """A page as rows of grey."""
    picture = page.render(scale=scale, grayscale=True)
    grey = bytes(picture.buffer)
    rows = [grey[at * picture.stride : at * picture.stride + picture.width] for at in range(picture.height)]
    return picture.width, picture.height, rows
