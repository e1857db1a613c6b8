"""A chapter as a Word document: styles that people know, sources as endnotes, charts as pictures."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from fangzhi.casework.papers import UnusableTemplate
from fangzhi.casework.papers.pdf import to_pdf
from fangzhi.chapter.document import Chapter, Heading, Paragraph, Run
from fangzhi.chapter.paper.docx import docx
from fangzhi.reader.documents import open_document
from tests.chapter.made import CHAPTER, KEY, NOTES, bare, chapters, opened
from tools import chapter_template

if TYPE_CHECKING:
    from pathlib import Path

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(content: bytes, name: str) -> ET.Element:
    """A part of a Word file."""
    with ZipFile(BytesIO(content)) as archive:
        return ET.fromstring(archive.read(name))


def notes_of(content: bytes) -> dict[str, str]:
    """The endnotes by their id."""
    found = part(content, "word/endnotes.xml").iter(f"{W}endnote")
    return {
        one.get(f"{W}id", ""): "".join(text.text or "" for text in one.iter(f"{W}t"))
        for one in found
        if one.get(f"{W}type") is None
    }


def test_the_template_is_in_step_with_its_tool() -> None:
    from fangzhi.casework.papers.archive import pack

    assert chapter_template.TEMPLATE.read_bytes() == pack(chapter_template.parts())


def test_headings_prose_and_captions_have_styles_of_their_own() -> None:
    document: Any = opened(docx(CHAPTER))
    styles = [(one.style.name, one._p.xpath("string()")) for one in document.paragraphs]
    assert ("Heading 1", CHAPTER.title) in styles
    assert ("Heading 2", "北京市") in styles
    assert ("Caption", "表1　2013年各地区主要指标") in styles
    assert ("Body Text", "专利申请12.33万件，同比增长28.1%；专利权质押贷款金额27亿元。") in styles


def test_the_body_is_set_in_fangsong_with_an_indent_of_two_characters() -> None:
    style = next(
        one for one in part(docx(CHAPTER), "word/styles.xml") if one.get(f"{W}styleId") == "BodyText"
    )
    assert style.find(f".//{W}rFonts").get(f"{W}eastAsia") == "仿宋"
    assert style.find(f".//{W}ind").get(f"{W}firstLineChars") == "200"


def test_every_source_is_an_endnote() -> None:
    content = docx(CHAPTER)
    notes = notes_of(content)
    assert notes["1"] == " 12.33万件 (2013年年报, 108–115)"
    assert notes["2"].endswith("算法：（当年 ÷ 上年 − 1）× 100")
    marks = [one.get(f"{W}id") for one in part(content, "word/document.xml").iter(f"{W}endnoteReference")]
    assert marks == ["1", "2", "3"]
    assert set(marks) == set(notes)


def test_a_figure_told_again_refers_to_its_first_note() -> None:
    document = part(docx(CHAPTER), "word/document.xml")
    names = {one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")}
    fields = [one.get(f"{W}instr", "").split() for one in document.iter(f"{W}fldSimple")]
    referred = [field[1] for field in fields if field[0] == "NOTEREF"]
    assert "_Source1" in referred
    assert set(referred) <= names


def test_the_notes_stand_at_the_end_of_each_region() -> None:
    content = docx(CHAPTER)
    sections = list(part(content, "word/document.xml").iter(f"{W}sectPr"))
    assert len(sections) == 2
    assert sections[1].find(f"{W}type").get(f"{W}val") == "continuous"
    place = part(content, "word/settings.xml").find(f"{W}endnotePr/{W}pos")
    assert place.get(f"{W}val") == "sectEnd"


def test_the_section_of_a_region_that_ends_with_a_table_ends_too() -> None:
    blocks = (Heading("甲", 2), KEY, Heading("乙", 2), Paragraph((Run("1件", 2),)))
    document = part(docx(CHAPTER._replace(blocks=blocks, remarks=())), "word/document.xml")
    assert len(list(document.iter(f"{W}sectPr"))) == 2


def test_word_numbers_the_notes_itself() -> None:
    """Whatever numbers they have in the chapter: an endnote is counted where it first stands."""
    late = (NOTES[0]._replace(number=7),)
    content = docx(CHAPTER._replace(blocks=(Paragraph((Run("1件", 7), Run("又1件", 7))),), notes=late))
    assert list(notes_of(content)) == ["1"]
    assert "又1件[1]" in opened(content).paragraphs[0]._p.xpath("string()")  # type: ignore[attr-defined]


def test_charts_are_pictures_that_are_told_in_words() -> None:
    content = docx(CHAPTER)
    told = [
        one.get("descr", "") for one in part(content, "word/document.xml").iter() if one.tag.endswith("docPr")
    ]
    assert len(told) == 2
    assert told[1].startswith("2013年专利申请量：北京12.33万件")
    with ZipFile(BytesIO(content)) as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png")]
        assert len(pictures) == 2
        assert all(archive.read(name).startswith(b"\x89PNG") for name in pictures)


def test_the_sources_of_a_chart_stand_below_it() -> None:
    text = open_document("a.docx", docx(CHAPTER))
    assert "图2　2013年专利申请量\n来源：[1] [3]" in text


def test_the_header_of_a_table_is_repeated_and_its_gaps_are_dashes() -> None:
    document: Any = opened(docx(CHAPTER))
    (table,) = document.tables
    assert table.style.name == "Key Figures"
    assert [cell.text for cell in table.rows[2].cells] == ["天津市", "—", "—"]
    assert table.rows[0]._tr.find(f".//{W}tblHeader") is not None


def test_the_reader_finds_the_prose_without_marks() -> None:
    text = open_document("a.docx", docx(CHAPTER))
    assert "### 北京市\n专利申请12.33万件，同比增长28.1%；专利权质押贷款金额27亿元。\n" in text


def test_the_file_says_its_title_and_no_time() -> None:
    core: Any = opened(docx(CHAPTER)).core_properties  # type: ignore[attr-defined]
    assert core.title == CHAPTER.title
    assert core.author == ""
    with ZipFile(BytesIO(docx(CHAPTER))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@settings(max_examples=15)
@given(chapters())
def test_whatever_its_words_are_the_document_holds_them(chapter: Chapter) -> None:
    content = docx(chapter)
    text = bare("".join(part(content, "word/document.xml").itertext()))
    for block in chapter.blocks:
        assert bare(block.text) in text or isinstance(block, Paragraph)
        if isinstance(block, Paragraph):
            assert all(bare(run.text) in text for run in block.runs)
    assert len(notes_of(content)) == len(chapter.notes)


def test_the_pages_can_be_laid_out() -> None:
    assert to_pdf(docx(CHAPTER)).startswith(b"%PDF")


def test_an_office_takes_a_template_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = chapter_template.parts()
    parts["word/styles.xml"] = parts["word/styles.xml"].replace("仿宋".encode(), "楷体".encode())
    from fangzhi.casework.papers.archive import pack

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "chapter.docx").write_bytes(pack(parts))
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    with ZipFile(BytesIO(docx(CHAPTER))) as archive:
        assert "楷体" in archive.read("word/styles.xml").decode()


@pytest.mark.parametrize("broken", [b"", b"no archive", b"PK\x03\x04 cut"])
def test_a_template_that_is_none_is_refused_by_name(broken: bytes) -> None:
    with pytest.raises(UnusableTemplate, match=r"chapter\.docx"):
        docx(CHAPTER, broken)


def test_a_template_without_endnotes_is_refused() -> None:
    import docx as word

    plain = BytesIO()
    word.Document().save(plain)
    with pytest.raises(UnusableTemplate, match="endnotes"):
        docx(CHAPTER, plain.getvalue())
