"""PDF: the text layer, with the paragraphs made whole again that the width of the page had broken."""

from __future__ import annotations

import re
import threading
from typing import Any

from fangzhi.gazetteer import province_names
from fangzhi.reader.documents.plain import HAN
from fangzhi.reader.documents.refusals import UnreadableDocument

PDFIUM = threading.Lock()  # PDFium is not made for several threads at once
PASSWORD_WANTED = 4
STRAY = re.compile("[\x00\ufffe\uffff]")
LINE_OF_PROSE = 30
SENTENCE_END = "。！？!?；;：:"


def pdf_text(name: str, content: bytes) -> str:
    """The text layer of all pages, a line that only the page's width ended joined with the next one."""
    import pypdfium2

    with PDFIUM:
        try:
            pages, pictures = _pages(pypdfium2, content)
        except pypdfium2.PdfiumError as error:
            wanted = getattr(error, "err_code", None) == PASSWORD_WANTED
            raise UnreadableDocument(name, "encrypted" if wanted else "broken_pdf") from None
    text = "\n".join(pages)
    if not text.strip() or (pictures and not HAN.search(text)):
        raise UnreadableDocument(name, "scan")
    return text


def _pages(pdfium: Any, content: bytes) -> tuple[list[str], bool]:
    """The text of every page, and whether any of them shows a picture."""
    pages, pictures = [], False
    document = pdfium.PdfDocument(content)
    try:
        for page in document:
            layer = page.get_textpage()
            pages.append(
                _rejoined(STRAY.sub("", layer.get_text_range().replace("\r\n", "\n").replace("\r", "\n")))
            )
            pictures = pictures or any(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))
            layer.close()
            page.close()
    finally:
        document.close()
    return pages, pictures


def _rejoined(page: str) -> str:
    """A page's lines with the paragraphs made whole again: a full line that ends no sentence runs on."""
    lines = [line.strip() for line in page.split("\n")]
    full = max(map(_columns, lines), default=0) - 4
    text = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        text += line
        runs_on = following and _columns(line) >= max(full, LINE_OF_PROSE) and line[-1] not in SENTENCE_END
        runs_on = runs_on and following not in province_names()  # that line is a heading
        if not runs_on or "\t" in line or "  " in line:
            text += "\n"
        elif line[-1].isascii() and line[-1].isalpha() and following[0].isascii() and following[0].isalpha():
            text += " "
    return text.strip("\n")


def _columns(line: str) -> int:
    """The width of a line as printed: a Han character is as wide as two letters."""
    return len(line) + len(HAN.findall(line))
