"""Plain text: which encoding the bytes are in, decided so that what is not Chinese text is refused."""

from __future__ import annotations

import re

from fangzhi.marks import MARKS
from fangzhi.reader.documents.refusals import UnreadableDocument

SAMPLE = 200_000
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# What prose is made of besides Han: ASCII, general and CJK punctuation, symbols, full-width forms, Greek.
USUAL = re.compile(
    "[\t-\r -~\xa0-\xff\u0370-\u03ff\u2010-\u27bf\u3000-\u303f\u3200-\u33ff\uff00-\uffef"
    "\u3400-\u4dbf\u4e00-\u9fff]"
)
# A tenth of any Chinese prose is made of these, but hardly any of what another encoding turns into.
COMMON = re.compile(
    "[的一是不了在人有我他这为之大来以个中上们国和年产权专利发业市省工作全件项與國產權專為發業]"
)
SHORT_CHINESE = re.compile("[^A-Za-z\u4e00-\u9fff]*(?:[\u4e00-\u9fff][^A-Za-z\u4e00-\u9fff]*){1,4}")
DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
CHARSETS = {
    b"gb2312": "gb18030",
    b"gbk": "gb18030",
    b"gb18030": "gb18030",
    b"x-gbk": "gb18030",
    b"big5": "big5hkscs",
    b"big5-hkscs": "big5hkscs",
}


def decoded(name: str, content: bytes) -> str:
    """The text of bytes: by byte order mark, else UTF-8, else what HTML declares, else plausible GB18030."""
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    text = _strictly(content, marked) if marked else _unmarked(content)
    if text is None or not _is_text(text):
        raise UnreadableDocument(
            name, "encoding" if marked or _is_text_in_some_encoding(content) else "binary"
        )
    return text


def _unmarked(content: bytes) -> str | None:
    if b"\0" in content:
        return None
    text = _strictly(content, "utf-8")
    if text is not None:
        short = None if HAN.search(text) or text.isascii() else _short_chinese(content)
        return short or text
    if declared := DECLARED.search(content[:4096]):
        text = _strictly(content, CHARSETS.get(declared[1].lower(), "utf-8"))
    if text is None:
        text = _strictly(content, "gb18030")
        return text if text is not None and _is_plausible(text) else None
    return text


def _short_chinese(content: bytes) -> str | None:
    """Up to four characters of GB18030 can pass for UTF-8: 专 is the two bytes of a Hebrew letter."""
    text = _strictly(content, "gb2312")
    return text if text is not None and SHORT_CHINESE.fullmatch(text) else None


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_text_in_some_encoding(content: bytes) -> bool:
    """Text in another encoding is told from what is no text by its lack of control characters."""
    sample = content[:SAMPLE]
    if b"\0" not in content:
        return _is_text(sample.decode("latin-1"))
    wide = sample[: len(sample) // 2 * 2]
    return any(_is_plausible(wide.decode(order, "replace")) for order in ("utf-16-le", "utf-16-be"))


def _is_text(text: str) -> bool:
    sample = text[:SAMPLE]
    return "\0" not in text and len(CONTROL.findall(sample)) * 1000 <= len(sample)


def _is_plausible(text: str) -> bool:
    """Whether a decoding gives Chinese prose: usual characters, few rare ones, the common ones among them."""
    sample = text[:SAMPLE]
    han = "".join(HAN.findall(sample))
    if len(USUAL.findall(sample)) < 0.98 * len(sample) or not han:
        return False
    rare = len(han) - len(han.encode("gb2312", "ignore").decode("gb2312"))
    return 2 * rare <= len(han) and (len(han) < 100 or 30 * len(COMMON.findall(han)) >= len(han))
