"""Word files as archives: opened with bounds, packed so that the same parts give the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_UNPACKED = 100_000_000
MAX_PARTS = 2_000
MAIN = "word/document.xml"
EPOCH = (1980, 1, 1, 0, 0, 0)


class BadArchive(ValueError):  # noqa: N818 - it is the archive, not an error of ours
    """The bytes are no sound Word archive; `en` and `zh` say why."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts of a Word file in their order; raises BadArchive."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check(members)
            return {member.filename: archive.read(member) for member in members}
    except BadArchive:
        raise
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as fault:
        raise BadArchive("it is no Word document (.docx)", "它不是Word文档（.docx）") from fault
    except Exception as fault:  # zlib.error has no public base
        raise BadArchive("it is a damaged Word document", "Word文档已损坏") from fault


def _check(members: list[ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise BadArchive("it is protected by a password", "文档设有密码")
    if len(members) > MAX_PARTS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise BadArchive("it unpacks to more than a document can be", "解压后过大")
    if MAIN not in {member.filename for member in members}:
        raise BadArchive("it is no Word document (.docx)", "它不是Word文档（.docx）")
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise BadArchive("it carries macros", "文档含有宏")


def pack(parts: Mapping[str, bytes]) -> bytes:
    """One archive of the parts in their order, without times, so that equal parts give equal bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            member = ZipInfo(name, EPOCH)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o600 << 16
            archive.writestr(member, content)
    return out.getvalue()
