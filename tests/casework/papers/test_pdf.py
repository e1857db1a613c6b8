"""The PDF says all that the Word document says, whoever wrote it, and says aloud what it cannot draw."""

from __future__ import annotations

import re
import shutil
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.casework.papers import MissingGlyph, PaperError, UnusableDocument, render, template, to_pdf
from fangzhi.casework.papers.archive import pack, unpack
from fangzhi.casework.papers.glyphs import coverage
from fangzhi.casework.papers.pdf import SHIPPED, font_set
from fangzhi.casework.papers.register import shipped
from tests.casework.papers.made import (
    W,
    dense,
    lines,
    pages,
    png,
    rendered,
    running,
    values,
    word,
    word_lines,
)

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 6, 18)
DRAWN = "".join(
    chr(code) for code in sorted(font_set().covered) if 0x21 <= code < 0x7F or 0x4E00 <= code < 0x4F00
)


@lru_cache(maxsize=64)
def made(identity: str) -> bytes:
    """The PDF of a shipped template with its example values."""
    return to_pdf(rendered(identity), title=shipped()[identity].name_zh, day=DAY)


@pytest.mark.parametrize("identity", list(shipped()))
def test_every_word_of_a_document_stands_in_its_pdf(identity: str) -> None:
    """Each paragraph of the Word file is found again in the text of the PDF."""
    text = running(made(identity))
    wanted = [dense(line) for line in word_lines(rendered(identity))]
    assert [line for line in wanted if line not in text] == []


@pytest.mark.parametrize("identity", list(shipped()))
def test_every_page_is_counted_and_names_its_template(identity: str) -> None:
    """Page x of y, and the version of the template, at the foot of each."""
    found = pages(made(identity))
    for at, page in enumerate(found, 1):
        assert f"第{at}页共{len(found)}页文书式样{identity}2026.1" in page


def test_the_same_document_gives_the_same_bytes() -> None:
    """With and without a day."""
    one = rendered("infringement-decision")
    assert to_pdf(one, title="裁决书", day=DAY) == to_pdf(one, title="裁决书", day=DAY)
    assert to_pdf(one) == to_pdf(one)
    assert to_pdf(one) != to_pdf(one, watermark="示例")


def test_a_document_with_a_day_is_made_for_the_archive() -> None:
    """PDF/A-2b, dated by the document's day and no clock."""
    content = made("infringement-stay")
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"D:20260618" in content
    assert b"CreationDate" not in to_pdf(rendered("infringement-stay"))


def test_title_and_watermark_are_in_the_pdf() -> None:
    """The watermark on every page."""
    content = to_pdf(rendered("infringement-decision"), title="裁决书 #1", watermark="示例水印")
    assert pypdfium2.PdfDocument(content).get_metadata_value("Title") == "裁决书 #1"
    assert all("示例水印" in page for page in pages(content))


@settings(max_examples=40)
@given(st.text(st.sampled_from(DRAWN), min_size=1, max_size=60))
def test_no_sign_is_taken_for_markup(text: str) -> None:
    """Whatever a person types comes out as typed."""
    assert dense("".join(pages(to_pdf(lines(text))))) == text


@pytest.mark.parametrize(
    "text",
    [
        "#let x = 1",
        "*粗* _斜_ `码`",
        "$x^2$",
        "@ref <label>",
        "\\ \\u{4e00} \\n",
        '"引号"',
        "]#[",
        "// 注释",
        "= 标题",
        "- 项",
        "{}()[]",
        "~--...",
        "https://example.org/a_b",
    ],
)
def test_the_signs_of_typst_are_printed(text: str) -> None:
    """Each in a paragraph and in a table."""

    def build(document: Any) -> None:
        document.add_paragraph(text)
        document.add_table(1, 1).cell(0, 0).text = text

    assert running(to_pdf(word(build))) == dense(text) * 2


def test_a_character_that_no_font_draws_is_never_lost_in_silence() -> None:
    """All of them are named with their code points; for a draft they are drawn as boxes."""
    content = lines("姓名：𬎆🙂，住址：示例路")
    with pytest.raises(MissingGlyph, match=r"𬎆 \(U\+2C386\)、🙂 \(U\+1F642\)") as refusal:
        to_pdf(content)
    assert refusal.value.characters == ("𬎆", "🙂")
    assert "现有字体无法显示" in refusal.value.zh
    assert running(to_pdf(content, boxes=True)) == "姓名：□□，住址：示例路"


def test_a_title_or_watermark_that_cannot_be_drawn_is_refused_as_well() -> None:
    """They are part of the page."""
    with pytest.raises(MissingGlyph):
        to_pdf(lines("文"), watermark="🙂")


def test_rare_characters_in_common_use_are_drawn() -> None:
    """Names and signs of forms."""
    text = "喆堃镕犇垚淼燚龘囍㛃䶮〇□■√①㈠〔〕《》—…·㎡℃№"
    assert running(to_pdf(lines(text))) == text


def test_marks_without_a_shape_are_left_out_and_not_missed() -> None:
    """Joiners, variation selectors and the byte order mark draw nothing by nature."""
    assert running(to_pdf(lines("甲\u200b乙\ufe0f丙\ufeff丁"))) == "甲乙丙丁"


def test_signs_of_forms_are_drawn_by_their_likeness() -> None:
    """The shipped font has no ticked box."""
    assert running(to_pdf(lines("☑同意 ☐不同意 ✓"))) == "■同意□不同意√"


def test_an_office_adds_a_font_for_its_rare_characters(tmp_path: Path) -> None:
    """What lies in its folder of fonts counts as well; what is no font does no harm."""
    shutil.copy(SHIPPED / "NotoSerifSC-Bold.ttf", tmp_path / "own.ttf")
    (tmp_path / "no font.ttf").write_bytes(b"nothing")
    assert font_set(tmp_path).covered >= font_set().covered
    assert coverage(tmp_path / "no font.ttf") == frozenset()
    assert running(to_pdf(lines("文书"), fonts=tmp_path)) == "文书"


def test_without_the_shipped_fonts_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chinese is never dropped for want of a font."""
    monkeypatch.setattr("fangzhi.casework.papers.pdf.SHIPPED", tmp_path)
    with pytest.raises(PaperError, match=r"run make \.venv"):
        to_pdf(lines("文"))


def test_the_character_map_of_the_font_is_read_right() -> None:
    """Both formats; the bold and the regular face have the same characters."""
    regular = coverage(SHIPPED / "NotoSerifSC-Regular.ttf")
    assert len(regular) > 30_000
    assert {ord(char) for char in "专利〔〕□"} <= regular
    assert not {0x1F642, 0x20BB7, 0x2611} & regular
    assert coverage(SHIPPED / "NotoSerifSC-Bold.ttf") == regular


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no Word document"),
        (b"%PDF-1.7", "it is no Word document"),
        (pack({"word/document.xml": b"<a"}), "it is a damaged Word document"),
        (pack({"word/document.xml": b"<a/>"}), "it is a damaged Word document"),
    ],
)
def test_what_is_no_word_document_is_refused(content: bytes, why: str) -> None:
    """One sentence in each language."""
    with pytest.raises(UnusableDocument, match=why) as refusal:
        to_pdf(content)
    assert refusal.value.zh.startswith("文书无法排版：")


def test_a_long_word_stays_within_its_cell_and_its_page() -> None:
    """A hash, an address: broken where the line ends, whole in the text."""
    long = "0123456789abcdef" * 12

    def build(document: Any) -> None:
        document.add_paragraph(long)
        document.add_table(1, 4).cell(0, 0).text = long

    content = to_pdf(word(build))
    assert running(content) == long * 2
    page = pypdfium2.PdfDocument(content)[0]
    assert all(one.get_bounds()[2] <= page.get_width() - 60 for one in page.get_objects(filter=[1]))


def test_joined_cells_keep_their_text_and_place() -> None:
    """Columns and rows joined as in Word; nothing is said twice."""

    def build(document: Any) -> None:
        table = document.add_table(3, 3)
        table.style = "Table Grid"
        for row in range(3):
            for column in range(3):
                table.cell(row, column).text = f"格{row}{column}"
        table.cell(0, 0).merge(table.cell(0, 1)).text = "并列"
        table.cell(1, 2).merge(table.cell(2, 2)).text = "并行"

    content = to_pdf(word(build))
    text = running(content)
    assert all(text.count(one) == 1 for one in ("并列", "并行", "格02", "格10", "格20", "格21"))
    assert "格00" not in text
    objects = pypdfium2.PdfDocument(content)[0].get_objects(filter=[2])
    assert len(list(objects)) >= 4


def test_a_table_longer_than_a_page_goes_on_with_its_head() -> None:
    """Rows marked as head are repeated on every page."""

    def build(document: Any) -> None:
        table = document.add_table(120, 2)
        for at, row in enumerate(table.rows):
            row.cells[0].text = "表头" if at == 0 else f"第{at}行"
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:tblHeader xmlns:w="{W}"/>'))

    found = pages(to_pdf(word(build)))
    assert len(found) > 1
    assert all("表头" in page for page in found)
    assert [f"第{at}行" for at in range(1, 120) if f"第{at}行" not in "".join(found)] == []


def test_a_cell_longer_than_a_page_is_not_cut_off() -> None:
    """A long record in one cell goes on."""

    def build(document: Any) -> None:
        document.add_table(1, 2).cell(0, 1).text = "\n".join(f"记录{at}。" for at in range(150))

    text = running(to_pdf(word(build)))
    assert [at for at in range(150) if f"记录{at}。" not in text] == []


def test_pages_break_where_the_document_says() -> None:
    """By a break in a line and by a paragraph that begins a page."""

    def build(document: Any) -> None:
        document.add_paragraph("一").add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("二")
        document.add_paragraph("三").paragraph_format.page_break_before = True

    assert pages(to_pdf(word(build))) == ["一", "二", "三"]


def test_sections_keep_their_size_and_their_headers() -> None:
    """A landscape section with a header of its own; first pages may differ."""

    def build(document: Any) -> None:
        first = document.sections[0]
        first.different_first_page_header_footer = True
        first.first_page_header.paragraphs[0].text = "首页眉"
        first.header.paragraphs[0].text = "页眉"
        document.add_paragraph("一").add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("二")
        second = document.add_section(WD_SECTION.NEW_PAGE)
        second.page_width, second.page_height = second.page_height, second.page_width
        second.header.is_linked_to_previous = False
        second.header.paragraphs[0].text = "横页眉"
        second.different_first_page_header_footer = False
        document.add_paragraph("三")

    content = to_pdf(word(build))
    sizes = [pypdfium2.PdfDocument(content).get_page_size(at) for at in range(3)]
    assert [width > height for width, height in sizes] == [False, False, True]
    assert pages(content) == ["首页眉一", "页眉二", "横页眉三"]


def _numbered(form: str, words: str) -> bytes:
    """A document whose paragraphs are numbered by a list."""

    def build(document: Any) -> None:
        document.add_paragraph("甲", style="List Number")
        document.add_paragraph("乙", style="List Number")

    parts = unpack(word(build))
    form_and_words = f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/>'
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{form_and_words}</w:lvl>'
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="9"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    styles = parts["word/styles.xml"].decode()
    styles = re.sub(r'(<w:numPr>)<w:numId w:val="\d+"/>', r'\1<w:numId w:val="9"/>', styles)
    return pack({**parts, "word/numbering.xml": numbering.encode(), "word/styles.xml": styles.encode()})


@pytest.mark.parametrize(
    ("form", "words", "printed"),
    [
        ("chineseCounting", "%1、", "一、甲二、乙"),
        ("decimal", "(%1)", "(1)甲(2)乙"),
        ("lowerLetter", "%1.", "a.甲b.乙"),
        ("upperRoman", "%1.", "I.甲II.乙"),
        ("decimalEnclosedCircle", "%1", "①甲②乙"),
        ("bullet", "\uf0b7", "●甲●乙"),
    ],
)
def test_the_numbers_of_lists_are_printed(form: str, words: str, printed: str) -> None:
    """Word keeps no text for them."""
    assert running(to_pdf(_numbered(form, words))) == printed


def test_what_word_does_not_show_is_not_printed() -> None:
    """Deletions and hidden text are out, insertions and content controls are in."""

    def build(document: Any) -> None:
        paragraph = document.add_paragraph("留")
        run = f'<w:r xmlns:w="{W}"><w:t>%s</w:t></w:r>'
        paragraph._p.append(
            parse_xml(f'<w:del xmlns:w="{W}" w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del>')
        )
        paragraph._p.append(parse_xml(f'<w:ins xmlns:w="{W}" w:id="2">{run % "增"}</w:ins>'))
        paragraph._p.append(
            parse_xml(f'<w:sdt xmlns:w="{W}"><w:sdtContent>{run % "控"}</w:sdtContent></w:sdt>')
        )
        paragraph.add_run("隐").font.hidden = True
        paragraph._p.append(parse_xml(f'<w:r xmlns:w="{W}"><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'))

    assert running(to_pdf(word(build))) == "留增控■"


def test_pictures_are_printed_and_unknown_ones_marked(tmp_path: Path) -> None:
    """A picture of a kind that cannot be set leaves a frame with a word."""
    (tmp_path / "a.png").write_bytes(png())
    content = word(lambda document: document.add_picture(str(tmp_path / "a.png"), Pt(100)))
    page = pypdfium2.PdfDocument(to_pdf(content))[0]
    assert len(list(page.get_objects(filter=[3]))) == 1
    parts = unpack(content)
    picture = next(name for name in parts if name.startswith("word/media/"))
    assert running(to_pdf(pack({**parts, picture: b"\x01\0\0\0 EMF"}))) == "图片"


def test_a_blank_to_fill_in_is_drawn_as_a_line() -> None:
    """Underlined spaces are how Word forms draw one."""

    def build(document: Any) -> None:
        document.add_paragraph("签名：").add_run("          ").underline = True

    page = pypdfium2.PdfDocument(to_pdf(word(build)))[0]
    assert len(list(page.get_objects(filter=[2]))) == 1


def test_alignment_and_size_are_kept() -> None:
    """A right-aligned line of 22 pt ends at the right margin."""

    def build(document: Any) -> None:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run("落款").font.size = Pt(22)

    page = pypdfium2.PdfDocument(to_pdf(word(build)))[0]
    left, _bottom, right, _top = next(iter(page.get_objects(filter=[1]))).get_bounds()
    assert right == pytest.approx(page.get_width() - 90, abs=3)
    assert right - left == pytest.approx(44, abs=4)


def test_a_document_without_anything_is_an_empty_page() -> None:
    """No fault."""
    assert pages(to_pdf(word(lambda _document: None))) == [""]


def test_a_very_long_decision_keeps_every_paragraph() -> None:
    """Four hundred paragraphs of facts over many pages."""
    facts = "\n".join(f"第{at}项事实：被控侵权产品具备相应技术特征。" for at in range(400))
    content = to_pdf(
        render(template("infringement-decision"), values("infringement-decision") | {"facts": facts})
    )
    text = running(content)
    assert [at for at in range(400) if f"第{at}项事实：" not in text] == []
