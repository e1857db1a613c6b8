"""Documents: from the bytes of a file to the stored text that every offset refers to.

Text and Markdown stay as they are; of a Word, PDF or HTML file the visible text is kept, one paragraph a
line, a heading with `### ` before it. What a file is, its content tells, not its name. A file that cannot be
read is refused with one sentence that says what to do. The libraries for Word, PDF and HTML are loaded only
for them.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from fangzhi.reader.documents.plain import HAN, decoded
from fangzhi.reader.documents.refusals import REFUSALS, UnreadableDocument, broken_kind

__all__ = ["MAX_BYTES", "REFUSALS", "UnreadableDocument", "document_bytes", "open_document", "read_document"]

MAX_BYTES = 100_000_000
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, .wps, and a .docx with a password
RICH_TEXT = b"{\\rtf"
PAGE_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def read_document(path: str | Path) -> str:
    """The stored text of a file on disk, its size checked before it is read; raises `UnreadableDocument`."""
    return open_document(str(path), document_bytes(path))


def document_bytes(path: str | Path) -> bytes:
    """The content of a file on disk, its size checked before it is read; raises `UnreadableDocument`."""
    try:
        return _content(Path(path))
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableDocument(str(path), "missing") from None
    except PermissionError:
        raise UnreadableDocument(str(path), "no_permission") from None
    except OSError:
        raise UnreadableDocument(str(path), "unreadable") from None


def _content(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableDocument(str(path), "not_a_file")
    if status.st_size > MAX_BYTES:
        raise UnreadableDocument(str(path), "too_large")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def open_document(name: str, content: bytes) -> str:
    """The stored text of a file's content, lines ended by newlines; `name` is used in messages and as a hint.

    Raises `UnreadableDocument` for what is empty, too large, damaged, protected, no text or not Chinese.
    A single word (a number, the number of a patent) is of no language and is taken.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableDocument(name, "too_large")
    if not content.strip():
        raise UnreadableDocument(name, "empty")
    text = _unified(_text_of(name, content))
    if not text.strip():
        raise UnreadableDocument(name, "empty")
    if not HAN.search(text) and len(text.split(maxsplit=1)) > 1:
        raise UnreadableDocument(name, "not_chinese")
    return text


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _text_of(name: str, content: bytes) -> str:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from fangzhi.reader.documents.word import word_text

        return word_text(name, content)
    if head.startswith(b"%PDF-") or (b"%PDF-" in head and name.lower().endswith(".pdf")):
        from fangzhi.reader.documents.pdf import pdf_text

        return pdf_text(name, content)
    if head.startswith((COMPOUND_FILE, RICH_TEXT)):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise UnreadableDocument(name, "encrypted" if locked else "old_word")
    return _plain_text_or_page(name, content)


def _plain_text_or_page(name: str, content: bytes) -> str:
    try:
        text = decoded(name, content)
    except UnreadableDocument as refusal:
        raise UnreadableDocument(name, broken_kind(name) or refusal.code) from None
    if PAGE_START.match(text[:2048]) or ("<" in text and name.lower().endswith((".html", ".htm", ".xhtml"))):
        from fangzhi.reader.documents.page import page_text

        return page_text(name, text)
    return text
