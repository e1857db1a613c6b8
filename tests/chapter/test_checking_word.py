"""A Word draft comes back with its right figures, and with everything else as it was."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from fangzhi.chapter.checking.draft import Draft, Reading, open_draft, read_draft
from fangzhi.chapter.checking.edits import Edit
from fangzhi.chapter.checking.word import MisalignedText, opened_word, rewritten
from fangzhi.chapter.paper.docx import docx as printed
from fangzhi.chapter.writing import write
from fangzhi.reader.documents import open_document

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

HOW = Reading(2013)
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""A picture of one pixel."""


def saved(document: Document) -> bytes:
    """The bytes of a document."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def drafted(document: Document) -> Draft:
    """A document read as a draft of 2013."""
    return read_draft(open_draft("draft.docx", saved(document)), HOW)


def changed(draft: Draft, old: str, new: str) -> Document:
    """The document with the first `old` of its text replaced."""
    start = draft.text.index(old)
    assert draft.opened.word
    return docx.Document(io.BytesIO(rewritten(draft.opened.word, [Edit(start, start + len(old), new)])))


def added(paragraph: Paragraph, kind: str, text: str) -> None:
    """A tracked insertion or deletion at the end of a paragraph."""
    tag = "delText" if kind == "del" else "t"
    xml = f'<w:{kind} {nsdecls("w")} w:id="1" w:author="x"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{kind}>'
    paragraph._p.append(parse_xml(xml))


def quotes(draft: Draft) -> list[str]:
    return [figure.quote for figure in draft.figures]


@pytest.fixture
def report() -> Document:
    """A heading and a paragraph whose number changes its formatting in the middle."""
    document = docx.Document()
    document.add_heading("北京市", 2)
    paragraph = document.add_paragraph("专利申请")
    bold = paragraph.add_run("12.")
    bold.bold, bold.font.size = True, Pt(16)
    paragraph.add_run("33").italic = True
    paragraph.add_run("万件，同比")
    paragraph.add_run("增长").bold = True
    paragraph.add_run("33.6%。")
    return document


def test_a_number_split_over_runs_keeps_the_formatting_of_its_first_run(report: Document) -> None:
    back = changed(drafted(report), "12.33万件", "12.46万件")
    runs = [(run.text, run.bold, run.italic) for run in back.paragraphs[1].runs if run.text]
    assert runs == [
        ("专利申请", None, None),
        ("12.46万件", True, None),
        ("，同比", None, None),
        ("增长", True, None),
        ("33.6%。", None, None),
    ]
    assert back.paragraphs[1].runs[1].font.size == Pt(16)


def test_several_changes_do_not_shift_each_other(report: Document) -> None:
    draft = drafted(report)
    assert draft.opened.word
    edits = [
        Edit(at, at + len(old), new)
        for old, new in (("12.33万件", "9万件"), ("增长", "下降"), ("33.6%", "3.25%"))
        for at in [draft.text.index(old)]
    ]
    again = open_draft("draft.docx", rewritten(draft.opened.word, edits))
    assert again.text == "### 北京市\n专利申请9万件，同比下降3.25%。"


def test_everything_else_stays_byte_for_byte(report: Document) -> None:
    report.add_picture(io.BytesIO(base64.b64decode(DOT)))
    report.sections[0].header.paragraphs[0].text = "内部稿"
    draft = drafted(report)
    assert draft.opened.word
    before = zipfile.ZipFile(io.BytesIO(draft.opened.word.content))
    after = zipfile.ZipFile(io.BytesIO(rewritten(draft.opened.word, [])))
    assert after.namelist() == before.namelist()
    for name in before.namelist():
        if name != "word/document.xml":
            assert after.read(name) == before.read(name)
    assert draft.unread.pictures == 1


def test_the_text_is_that_of_the_reader(report: Document) -> None:
    content = saved(report)
    assert open_draft("a.docx", content).text == open_document("a.docx", content)


def test_tracked_changes_are_read_as_accepted_and_counted(report: Document) -> None:
    paragraph = report.add_paragraph("发明专利申请67")
    added(paragraph, "del", "999件")
    added(paragraph, "ins", "554件，居全国第4位。")
    draft = drafted(report)
    assert draft.unread.changes == 2
    assert quotes(draft)[-2:] == ["67554件", "第4位"]
    back = changed(draft, "67554件", "67555件")
    xml = back.paragraphs[-1]._p.xml
    assert "999件" in xml
    assert "67555件" in back.paragraphs[-1]._p.xml.replace("</w:t>", "")
    assert open_draft("b.docx", saved(back)).text.endswith("发明专利申请67555件，居全国第4位。")


def test_signs_of_notes_in_superscript_are_not_read_as_digits(report: Document) -> None:
    paragraph = report.add_paragraph("专利授权62671件")
    paragraph.add_run("12").font.superscript = True
    paragraph.add_run("，同比增长24.1%")
    paragraph.add_run("3").font.superscript = True
    paragraph.add_run("。")
    draft = drafted(report)
    assert quotes(draft)[-2:] == ["62671件", "24.1%"]
    assert all(draft.text[one.start : one.end] == one.quote for one in draft.figures)


def test_cells_of_a_table_are_compared_and_written(report: Document) -> None:
    table = report.add_table(rows=3, cols=3)
    rows: list[tuple[Any, ...]] = [
        ("地区", "专利授权（件）", "同比增长（%）"), ("北京市", "62671", "24.1"), ("天津", "24856", "25.6"),
    ]  # fmt: skip
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value if isinstance(value, str) else str(value)
    draft = drafted(report)
    assert (draft.unread.tables, draft.unread.loose) == (1, 0)
    told = [
        (one.region, one.indicator, one.quote) for one in draft.figures if one.quote in ("62671", "24856")
    ]
    assert told == [("110000", "patent_grants", "62671"), ("120000", "patent_grants", "24856")]
    back = changed(draft, "24856", "24857")
    assert back.tables[0].cell(2, 1).text == "24857"


def test_a_text_box_and_its_copy_for_old_versions_say_the_same(report: Document) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>专利授权62671件。</w:t></w:r></w:p></w:txbxContent>"
    spaces = f'{nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    spaces += ' xmlns:v="urn:schemas-microsoft-com:vml"'
    xml = (
        f'<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    report.paragraphs[1]._p.append(parse_xml(xml))
    draft = drafted(report)
    assert quotes(draft)[-1] == "62671件"
    back = changed(draft, "62671件", "62672件")
    assert back.paragraphs[1]._p.xml.count("62672件") == 2


def test_a_text_of_another_document_is_refused(report: Document) -> None:
    with pytest.raises(MisalignedText):
        opened_word(saved(report), "另一份文件")


@pytest.mark.django_db
def test_every_figure_of_a_printed_chapter_can_be_replaced_in_its_place(kept: None) -> None:
    """The draft that the writer makes is a Word document with notes, a table and pictures."""
    content = printed(write(2013, "110000"))
    draft = read_draft(open_draft("chapter.docx", content), HOW)
    word = draft.opened.word
    assert word
    assert len(draft.figures) > 10
    for figure in draft.figures:
        text = open_draft("b.docx", rewritten(word, [Edit(figure.start, figure.end, "7件")])).text
        assert text == draft.text[: figure.start] + "7件" + draft.text[figure.end :]
