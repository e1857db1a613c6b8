"""What a person attaches: known by its bytes, refused where its name says something else.

`sniff` needs only the first bytes of a file (HEAD of them) for everything but archives; whether one is a
Word, Excel or PowerPoint file, whether it carries macros, and whether it is an OFD is read from the names of
its first members, which lie in the head as well. `accept` looks at the whole file.
"""

from __future__ import annotations

import re
import struct
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from fangzhi.casework.papers.faults import NotAccepted, NotWhatItSays, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HEAD = 65_536
LIMIT = 200_000_000
"""Default limit of one attachment in bytes."""


class Kind(Enum):
    """What a file is; the value is its name in English and Chinese."""

    PDF = ("PDF", "PDF")
    DOCX = ("a Word document", "Word文档")
    XLSX = ("an Excel workbook", "Excel工作簿")
    PPTX = ("a PowerPoint presentation", "PowerPoint演示文稿")
    MACRO = ("an Office file with macros", "含宏的办公文档")
    OLE = ("an Office file of the old format", "旧格式办公文档")
    OFD = ("OFD", "OFD版式文件")
    PNG = ("a PNG picture", "PNG图片")
    JPEG = ("a JPEG picture", "JPEG图片")
    TIFF = ("a TIFF picture", "TIFF图片")
    ZIP = ("a ZIP archive", "ZIP压缩包")
    MP4 = ("an MP4 recording", "MP4音视频")
    MP3 = ("an MP3 recording", "MP3音频")
    WAV = ("a WAV recording", "WAV音频")
    TEXT = ("plain text", "纯文本")
    HTML = ("a web page", "网页")
    SVG = ("an SVG drawing", "SVG图形")
    PROGRAM = ("a program", "可执行程序")
    UNKNOWN = ("of an unknown type", "未知类型")

    @property
    def en(self) -> str:
        """Its name in English."""
        return self.value[0]

    @property
    def zh(self) -> str:
        """Its name in Chinese."""
        return self.value[1]


REFUSED = frozenset((Kind.MACRO, Kind.HTML, Kind.SVG, Kind.PROGRAM, Kind.UNKNOWN))
CLAIMS: dict[str, frozenset[Kind]] = {
    "pdf": frozenset((Kind.PDF,)),
    "docx": frozenset((Kind.DOCX,)),
    "xlsx": frozenset((Kind.XLSX,)),
    "pptx": frozenset((Kind.PPTX,)),
    "doc": frozenset((Kind.OLE,)),
    "xls": frozenset((Kind.OLE,)),
    "ppt": frozenset((Kind.OLE,)),
    "wps": frozenset((Kind.OLE, Kind.DOCX)),
    "et": frozenset((Kind.OLE, Kind.XLSX)),
    "dps": frozenset((Kind.OLE, Kind.PPTX)),
    "ofd": frozenset((Kind.OFD,)),
    "png": frozenset((Kind.PNG,)),
    "jpg": frozenset((Kind.JPEG,)),
    "jpeg": frozenset((Kind.JPEG,)),
    "tif": frozenset((Kind.TIFF,)),
    "tiff": frozenset((Kind.TIFF,)),
    "zip": frozenset((Kind.ZIP,)),
    "mp4": frozenset((Kind.MP4,)),
    "m4a": frozenset((Kind.MP4,)),
    "m4v": frozenset((Kind.MP4,)),
    "mov": frozenset((Kind.MP4,)),
    "mp3": frozenset((Kind.MP3,)),
    "wav": frozenset((Kind.WAV,)),
    "txt": frozenset((Kind.TEXT,)),
    "md": frozenset((Kind.TEXT,)),
    "csv": frozenset((Kind.TEXT,)),
    "log": frozenset((Kind.TEXT,)),
    "json": frozenset((Kind.TEXT,)),
    "xml": frozenset((Kind.TEXT,)),
}
"""Extension → what a file of that name may be."""
PROGRAMS = "app bat chm cmd com deb dll exe hta iso jar js jse lnk msi php pl ps1 py reg rpm scr sh url vbe"
PAGES = "vbs wsf wsh htm html mht mhtml svg svgz xhtml docm dotm potm ppam ppsm pptm xlam xlsb xlsm xltm"
FORBIDDEN = frozenset(re.findall(r"\w+", f"{PROGRAMS} {PAGES}"))
"""Extensions that are refused whatever the content is: a desktop may run or render such a file."""
STARTS = (
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"ID3", Kind.MP3),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"\xfe\xed\xfa\xce", Kind.PROGRAM),
    (b"\xfe\xed\xfa\xcf", Kind.PROGRAM),
    (b"\xce\xfa\xed\xfe", Kind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"#!", Kind.PROGRAM),
)
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|meta|title)\b|<\?php|<%@", re.IGNORECASE
)
_DRAWING = re.compile(rb"<svg\b|<!doctype\s+svg", re.IGNORECASE)
_MACROS = ("vbaproject.bin", "vbadata.xml", "xl/macrosheets/")


def sniff(head: bytes, name: str) -> Kind:
    """What a file is by its first bytes (HEAD of them, or the whole); `name` helps where a PDF begins late.

    An unknown beginning that is UTF-8 or GB18030 text without control characters is plain text.
    """
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(_members(head))
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Kind.WAV
    if head[4:8] == b"ftyp":
        return Kind.MP4
    if _mp3_frame(head):
        return Kind.MP3
    if b"%PDF-" in head[:1024] and name.lower().endswith(".pdf"):
        return Kind.PDF
    return _text(head)


def _mp3_frame(head: bytes) -> bool:
    """A frame of MPEG layer III: eleven set bits, a layer, a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3 and head[1] >> 3 & 3 != 1


def _members(head: bytes) -> list[str]:
    """The names of the members of an archive: from its directory, else from what the head holds."""
    try:
        with ZipFile(BytesIO(head)) as archive:
            return archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return list(_local_names(head))


def _local_names(head: bytes) -> Iterable[str]:
    for found in re.finditer(rb"PK\x03\x04", head):
        at = found.start()
        if at + 30 <= len(head):
            length = struct.unpack_from("<H", head, at + 26)[0]
            yield head[at + 30 : at + 30 + length].decode("utf-8", "replace")


def _archive(names: list[str]) -> Kind:
    lower = [name.lower() for name in names]
    if any(mark in name for name in lower for mark in _MACROS):
        return Kind.MACRO
    if "[content_types].xml" in lower:
        folders = {name.partition("/")[0] for name in lower}
        kinds = (("word", Kind.DOCX), ("xl", Kind.XLSX), ("ppt", Kind.PPTX))
        return next((kind for folder, kind in kinds if folder in folders), Kind.ZIP)
    if "meta-inf/manifest.mf" in lower or "androidmanifest.xml" in lower:
        return Kind.PROGRAM
    return Kind.OFD if "ofd.xml" in lower else Kind.ZIP


def _text(head: bytes) -> Kind:
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _DRAWING.search(start):
        return Kind.SVG
    if start.startswith(b"<") and _PAGE.search(start):
        return Kind.HTML
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
    return Kind.TEXT if head and not controls and _decodes(head) else Kind.UNKNOWN


def _decodes(head: bytes) -> bool:
    """UTF-8 or GB18030; a character that the end of the head cuts in two does no harm."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def accept(content: Path | bytes, name: str, limit: int = LIMIT) -> Kind:
    """What an attachment is, if it may be taken.

    Raises TooLarge; NotAccepted for programs, web pages, drawings with scripts, Office files with macros and
    what is unknown; NotWhatItSays where the content is of another type than the extension says.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size > limit:
        raise TooLarge(name, size, limit)
    found = _found(content, name)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    claimed = f".{extension}" if extension else "—"
    expected = CLAIMS.get(extension)
    if found in REFUSED or extension in FORBIDDEN:
        raise NotAccepted(name, claimed, f"{found.en} {found.zh}")
    if expected is None:
        raise NotAccepted(name, claimed, f"{found.en} {found.zh}")
    if found not in expected:
        raise NotWhatItSays(name, claimed, f"{found.en} {found.zh}")
    return found


def _found(content: Path | bytes, name: str) -> Kind:
    """As `sniff`, an archive by its whole directory and old Office files by their streams."""
    if isinstance(content, bytes):
        kind = sniff(content[:HEAD], name)
        return _looked_into(kind, BytesIO(content), content)
    with content.open("rb") as file:
        head = file.read(HEAD)
        kind = sniff(head, name)
        if kind in _CONTAINERS or kind is Kind.OLE:
            file.seek(0)
            return _looked_into(kind, file, file.read() if kind is Kind.OLE else b"")
    return kind


_CONTAINERS = frozenset((Kind.ZIP, Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.OFD))


def _looked_into(kind: Kind, file: object, whole: bytes) -> Kind:
    if kind in _CONTAINERS:
        try:
            with ZipFile(file) as archive:  # type: ignore[call-overload]
                return _archive(archive.namelist())
        except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
            return Kind.UNKNOWN
    if kind is Kind.OLE and any(mark.encode("utf-16-le") in whole for mark in ("_VBA_PROJECT", "Macros")):
        return Kind.MACRO
    return kind
