"""The whole file of a case: everything in its order, counted, found again by the outline."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from pypdfium2 import raw

from fangzhi.casework.papers import Item, UnusableItem, to_pdf, whole_file, write_whole_file
from tests.casework.papers.made import lines, pages, png, rendered, shades

if TYPE_CHECKING:
    from pathlib import Path

COVER = {
    "office": "示例市知识产权局",
    "case_number": "京知裁字〔2026〕1号",
    "cause": "专利侵权纠纷",
    "officer": "李示例",
    "备注": "无",
}
NOTICE = to_pdf(lines("立案通知"))
DECISION = to_pdf(rendered("infringement-decision"))
RECORDING = b"ID3" + b"\0" * 997
ITEMS = [
    Item("侵权产品照片", png(), "2026-01-02", "evidence"),
    Item("口头审理通知书", NOTICE, "2026-03-01", number="京知裁字〔2026〕3号"),
    Item("行政裁决书", DECISION, "2026-06-18", "decision", "京知裁字〔2026〕6号"),
    Item("合议笔录", NOTICE, "2026-06-01", sealed=True),
    Item("立案通知书", NOTICE, "2026-01-05", number="京知裁字〔2026〕1号"),
    Item("说明", "第一行 #*_$@<\\]\n第二行".encode("gb18030"), "2026-01-03", "evidence"),
    Item("现场录音", RECORDING, "2026-01-04", "evidence"),
]


def outline(content: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page of every entry of the outline."""
    document = pypdfium2.PdfDocument(content)
    return [(one.level, one.get_title(), one.get_dest().get_index() + 1) for one in document.get_toc()]


def test_the_decision_comes_first_then_papers_by_day_then_evidence() -> None:
    """The order of a case file; the outline leads to each."""
    assert outline(whole_file("示例案", COVER, ITEMS)) == [
        (0, "封面", 1),
        (0, "目录", 2),
        (0, "决定文书", 3),
        (1, "行政裁决书", 3),
        (0, "办案文书", 6),
        (1, "立案通知书", 6),
        (1, "口头审理通知书", 7),
        (0, "证据材料", 8),
        (1, "侵权产品照片", 8),
        (1, "说明", 9),
        (1, "现场录音", 10),
    ]


def test_the_sealed_part_is_bound_only_where_it_is_asked_for_and_last() -> None:
    """副卷 stays with the office: neither page nor entry of it elsewhere."""
    assert "合议笔录" not in "".join(pages(whole_file("示例案", COVER, ITEMS)))
    assert outline(whole_file("示例案", COVER, ITEMS, sealed=True))[-2:] == [
        (0, "副卷", 11),
        (1, "合议笔录", 11),
    ]


def test_cover_and_contents_say_what_the_file_holds() -> None:
    """Each item with its number, day and first page."""
    cover, contents, *_ = pages(whole_file("示例案", COVER, ITEMS))
    assert all(word in cover for word in ("示例市知识产权局", "示例案", "案号京知裁字〔2026〕1号", "备注无"))
    assert "1行政裁决书京知裁字〔2026〕6号2026-06-183" in contents
    assert "6现场录音2026-01-0410" in contents


def test_every_page_of_an_item_bears_its_page_of_the_file() -> None:
    """Beside the item's own page numbers."""
    found = pages(whole_file("示例案", COVER, ITEMS))
    assert len(found) == 10
    assert [at for at, page in enumerate(found[2:], 3) if f"第{at}页共10页" not in page] == []
    assert "第1页共3页" in found[2]


def test_what_cannot_be_printed_is_named_with_its_digest() -> None:
    """File, kind, size and SHA-256."""
    page = pages(whole_file("示例案", COVER, ITEMS))[-1]
    assert all(
        word in page for word in ("现场录音", "MP3音频", "1,000字节", hashlib.sha256(RECORDING).hexdigest())
    )


def test_a_text_is_set_as_it_is() -> None:
    """In either encoding, whatever signs are in it."""
    assert "第一行#*_$@<\\]第二行" in pages(whole_file("示例案", COVER, ITEMS))[8]


def test_the_same_items_give_the_same_bytes() -> None:
    """No clock and no chance in it."""
    assert whole_file("示例案", COVER, ITEMS) == whole_file("示例案", COVER, ITEMS)


def test_items_on_disk_are_bound_as_those_in_memory(tmp_path: Path) -> None:
    """And left as they were."""
    (tmp_path / "裁决.pdf").write_bytes(DECISION)
    (tmp_path / "照片.png").write_bytes(png())
    on_disk = [Item("裁决", tmp_path / "裁决.pdf", part="decision"), Item("照片", tmp_path / "照片.png")]
    in_memory = [Item("裁决", DECISION, part="decision"), Item("照片", png())]
    assert write_whole_file(tmp_path / "卷.pdf", "案", {}, on_disk) == 6
    assert (tmp_path / "卷.pdf").read_bytes() == whole_file("案", {}, in_memory)
    assert (tmp_path / "裁决.pdf").read_bytes() == DECISION


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("cut", [None, (50, 100, 450, 800)])
def test_a_page_looks_in_the_file_as_it_looks_alone(turned: int, cut: tuple[int, ...] | None) -> None:
    """Turned or cut as its own file says; only the page number is added."""
    source = pypdfium2.PdfDocument(DECISION)
    source[0].set_rotation(turned)
    if cut:
        source[0].set_cropbox(*cut)
    out = BytesIO()
    source.save(out)
    width, height, alone = shades(pypdfium2.PdfDocument(out.getvalue())[0])
    bound = shades(pypdfium2.PdfDocument(whole_file("案", {}, [Item("件", out.getvalue())]))[2])
    assert bound[:2] == (width, height)
    apart = sum(
        abs(a - b)
        for one, other in zip(alone, bound[2], strict=True)
        for a, b in zip(one, other, strict=True)
    )
    assert apart / (width * height) < 0.5


def test_a_seal_that_lies_on_a_page_as_a_note_is_bound_with_it() -> None:
    """Electronic seals are annotations; in the file they are part of the page."""
    document = pypdfium2.PdfDocument(NOTICE)
    page = document[0]
    seal = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_STAMP)
    raw.FPDFAnnot_SetRect(seal, raw.FS_RECTF(300, 200, 400, 100))
    raw.FPDFAnnot_SetFlags(seal, raw.FPDF_ANNOT_FLAG_PRINT)
    picture = raw.FPDFPageObj_CreateNewRect(300, 100, 100, 100)
    raw.FPDFPageObj_SetFillColor(picture, 200, 0, 0, 255)
    raw.FPDFPath_SetDrawMode(picture, raw.FPDF_FILLMODE_WINDING, False)
    assert raw.FPDFAnnot_AppendObject(seal, picture)
    raw.FPDFPage_CloseAnnot(seal)
    page.close()
    out = BytesIO()
    document.save(out)
    _width, height, grey = shades(
        pypdfium2.PdfDocument(whole_file("案", {}, [Item("件", out.getvalue())]))[2]
    )
    assert grey[height - 15][35] < 120
    assert grey[height - 15][20] > 240


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\n broken", b"\xff\xd8\xff broken"],
    ids=["pdf", "png", "jpeg"],
)
def test_a_damaged_item_is_refused_by_name(content: bytes) -> None:
    """Rather than a file with a hole."""
    with pytest.raises(UnusableItem, match="坏件 cannot be bound into the file") as refusal:
        whole_file("案", {}, [Item("坏件", content)])
    assert refusal.value.zh.startswith("“坏件”无法装入卷宗：")


def test_a_file_without_items_is_cover_and_contents() -> None:
    """A case just begun."""
    assert len(pages(whole_file("案", {}, []))) == 2


def test_long_contents_go_on_and_their_pages_are_right() -> None:
    """A hundred papers: the first begins after all pages of the contents."""
    many = [Item(f"文件{at:03}", NOTICE, f"2026-01-{at % 28 + 1:02}") for at in range(100)]
    found = outline(whole_file("案", {}, many))
    first = min(page for level, _title, page in found if level == 1)
    assert first > 3
    assert sorted(page for level, _title, page in found if level == 1) == list(range(first, first + 100))
