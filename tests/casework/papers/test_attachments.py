"""What is attached is what its bytes say; what may harm, or pretends, is refused with one sentence."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework.papers import Kind, NotAccepted, NotWhatItSays, TooLarge, accept, sniff
from fangzhi.casework.papers.attachments import HEAD
from tests.casework.papers.made import lines, png, rendered
from tests.workbooks import workbook

if TYPE_CHECKING:
    from pathlib import Path


def archive(*names: str, content: bytes = b"x") -> bytes:
    """A ZIP archive with members of these names."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
GOOD = {
    "裁决书.pdf": (b"%PDF-1.7\n...", Kind.PDF),
    "请求书.docx": (lines("请求书"), Kind.DOCX),
    "裁决.docx": (rendered("infringement-stay"), Kind.DOCX),
    "清单.xlsx": (workbook([["一"]]), Kind.XLSX),
    "演示.pptx": (archive("[Content_Types].xml", "ppt/presentation.xml"), Kind.PPTX),
    "旧.doc": (OLE, Kind.OLE),
    "旧.xls": (OLE, Kind.OLE),
    "文稿.wps": (OLE, Kind.OLE),
    "版式.ofd": (archive("OFD.xml", "Doc_0/Document.xml"), Kind.OFD),
    "照片.PNG": (png(), Kind.PNG),
    "照片.jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind.JPEG),
    "扫描.tif": (b"II*\0\x08\0\0\0", Kind.TIFF),
    "扫描.tiff": (b"MM\0*\0\0\0\x08", Kind.TIFF),
    "材料.zip": (archive("一.txt", "二.png"), Kind.ZIP),
    "录像.mp4": (b"\0\0\0\x18ftypisom\0\0\2\0", Kind.MP4),
    "录音.mp3": (b"ID3\x04\0\0\0\0\0\0", Kind.MP3),
    "录音2.mp3": (b"\xff\xfb\x90\x64\0\0\0\0", Kind.MP3),
    "录音.wav": (b"RIFF\x24\0\0\0WAVEfmt ", Kind.WAV),
    "说明.txt": ("文字说明\n第二行".encode(), Kind.TEXT),
    "旧说明.txt": ("国标编码的文字说明".encode("gb18030"), Kind.TEXT),
    "数据.csv": ("列一,列二\n1,2".encode(), Kind.TEXT),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_known_by_its_bytes_and_taken(name: str, tmp_path: Path) -> None:
    """From memory and from disk alike."""
    content, kind = GOOD[name]
    assert sniff(content[:HEAD], name) is kind
    assert accept(content, name) is kind
    (tmp_path / "kept").write_bytes(content)
    assert accept(tmp_path / "kept", name) is kind


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("裁决书.pdf", lines("文"), "a Word document Word文档"),
        ("请求书.docx", b"%PDF-1.4", "PDF"),
        ("照片.png", b"\xff\xd8\xff\xe0", "a JPEG picture"),
        ("照片.jpg", "其实是文字".encode(), "plain text"),
        ("说明.txt", png(), "a PNG picture"),
        ("清单.xlsx", archive("a.txt"), "a ZIP archive"),
        ("材料.zip", lines("文"), "a Word document"),
        ("旧.doc", lines("文"), "a Word document"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name: str, content: bytes, found: str) -> None:
    """The sentence names the file, what it claims and what it is."""
    with pytest.raises(NotWhatItSays, match=found) as refusal:
        accept(content, name)
    claimed = name.rpartition(".")[2]
    assert f"{name} says it is .{claimed}" in refusal.value.sentence(chinese=False)
    assert f"{name}的扩展名为.{claimed}，但内容是" in refusal.value.sentence(chinese=True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("程序.exe", b"MZ\x90\0"),
        ("照片.png", b"MZ\x90\0"),
        ("裁决书.pdf", b"\x7fELF\2\1"),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /"),
        ("网页.html", b"<!DOCTYPE html><html></html>"),
        ("说明.txt", b"  <HTML><script>x</script>"),
        ("说明.csv", b"\xef\xbb\xbf<script>alert(1)</script>"),
        ("图.svg", b'<?xml version="1.0"?><svg xmlns="a"></svg>'),
        ("图.xml", b'<?xml version="1.0"?>\n<!-- x -->\n<svg onload="x"/>'),
        ("宏.docm", archive("[Content_Types].xml", "word/document.xml")),
        ("宏.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("宏.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml")),
        ("宏.doc", OLE + "_VBA_PROJECT".encode("utf-16-le")),
        ("包.jar", archive("META-INF/MANIFEST.MF", "A.class")),
        ("包.zip", archive("META-INF/MANIFEST.MF", "A.class")),
        ("脚本.ps1", b"Get-Item x"),
        ("无扩展名", b"text"),
        ("未知.xyz", b"text"),
        ("空.txt", b""),
        ("乱.txt", b"\x00\x01\x02\x03"),
        ("半.zip", b"PK\x03\x04\x14\0"),
    ],
)
def test_what_may_run_or_carry_a_script_is_refused(name: str, content: bytes) -> None:
    """Programs, web pages, drawings, macros, and what is unknown or broken."""
    with pytest.raises(NotAccepted) as refusal:
        accept(content, name)
    assert refusal.value.name == name
    assert name in refusal.value.en
    assert name in refusal.value.zh


def test_a_macro_is_found_wherever_it_lies_in_the_archive(tmp_path: Path) -> None:
    """The whole directory is read, not the head alone."""
    path = tmp_path / "大.docx"
    with ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", b"<Types/>")
        file.writestr("word/document.xml", b"<a/>")
        file.writestr("word/media/picture.png", b"\x89" * HEAD * 2)
        file.writestr("word/vbaProject.bin", b"macros")
    with pytest.raises(NotAccepted, match="macros"):
        accept(path, "大.docx")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """With both numbers; a file of just the limit is taken."""
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * 1_001)
    with pytest.raises(TooLarge, match="1,001 bytes; at most 1,000"):
        accept(path, "大.txt", 1_000)
    with pytest.raises(TooLarge, match="最多接收1,000字节"):
        accept(b"a" * 1_001, "大.txt", 1_000)
    assert accept(path, "大.txt", 1_001) is Kind.TEXT


def test_a_text_cut_within_a_character_is_still_text() -> None:
    """The head of a file ends wherever it ends."""
    whole = ("专利" * 40_000).encode()
    assert {sniff(whole[: HEAD - cut], "a.txt") for cut in range(4)} == {Kind.TEXT}


def test_the_members_of_a_cut_archive_are_read_from_its_head() -> None:
    """A Word file larger than the head is still known by it."""
    whole = archive("[Content_Types].xml", "word/document.xml", content=b"0" * HEAD)
    assert sniff(whole[: HEAD + 200], "a.docx") is Kind.DOCX


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.txt", "a.mp3", "a"]))
def test_any_bytes_are_of_some_kind(content: bytes, name: str) -> None:
    """Nothing a person attaches makes a fault."""
    assert isinstance(sniff(content, name), Kind)
    with suppress(NotAccepted, NotWhatItSays):
        assert isinstance(accept(content, name), Kind)


@given(st.sampled_from(sorted(GOOD)), st.integers(0, 400))
def test_a_file_cut_short_makes_no_fault(name: str, length: int) -> None:
    """An upload may end anywhere."""
    content = GOOD[name][0][:length]
    assert isinstance(sniff(content, name), Kind)
