"""The look of the shipped documents: the measures of GB/T 9704 where a form leaves them open."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from fangzhi.casework.papers import render, template, to_pdf
from fangzhi.casework.papers.layout import Paragraph, Table
from fangzhi.casework.papers.register import shipped
from fangzhi.casework.papers.word import read_word
from tests.casework.papers.made import dense, lines, pages, rendered, values
from tools import papers

MM = 72 / 25.4


def section(identity: str) -> Any:
    """The one section of a shipped document."""
    found, _parts = read_word(rendered(identity))
    assert len(found) == 1
    return found[0]


def words(block: Any) -> str:
    """The text of a paragraph."""
    return "".join(getattr(piece, "text", "") for piece in block.pieces)


def find(identity: str, text: str) -> Paragraph:
    """The paragraph that holds a text."""
    return next(one for one in section(identity).blocks if isinstance(one, Paragraph) and text in words(one))


@pytest.mark.parametrize("identity", list(shipped()))
def test_paper_and_margins_are_those_of_the_standard(identity: str) -> None:
    """A4; 37 mm above, 35 below, 28 to the left, 26 to the right."""
    one = section(identity)
    assert (one.width / MM, one.height / MM) == (pytest.approx(210, abs=0.2), pytest.approx(297, abs=0.2))
    assert [side / MM for side in one.margins] == pytest.approx([37, 26, 35, 28], abs=0.2)


def test_the_body_is_in_fangsong_of_size_three_with_an_indent_of_two_characters() -> None:
    """16 pt on lines of 28 pt: 22 lines a page, 28 characters a line."""
    one = find("infringement-stay", "本局决定自")
    assert (one.size, one.line, one.first, one.align) == (16, 28, 32, "both")
    page = section("infringement-stay")
    assert (page.height - page.margins[0] - page.margins[2]) // one.line == 22
    assert (page.width - page.margins[1] - page.margins[3]) // one.size == 27


def test_a_letter_has_a_red_head_above_a_red_line() -> None:
    """The issuing office, then the number."""
    head, number = section("infringement-stay").blocks[:2]
    assert (words(head), head.align, head.pieces[0].look.color) == ("示例市知识产权局", "center", "C00000")
    assert words(number) == "京知裁字〔2026〕6号"
    assert number.edges[1][1] == "C00000"


def test_a_decision_has_a_black_head_and_its_number_to_the_right() -> None:
    """As judgments have."""
    office, title, number, *_ = section("infringement-decision").blocks
    assert (office.pieces[0].look.color, title.pieces[0].look.bold) == ("", True)
    assert (words(title), title.align) == ("专利侵权纠纷案件行政裁决书", "center")
    assert (words(number), number.align) == ("京知裁字〔2026〕6号", "right")


def test_office_and_day_stand_in_the_right_half_with_room_for_the_seal() -> None:
    """The place of the seal is marked for whoever sets it, by hand or by machine."""
    identity = "infringement-decision"
    blocks = [one for one in section(identity).blocks if isinstance(one, Paragraph)]
    at = next(at for at, one in enumerate(blocks) if words(one) == "（盖章）")
    office, day, seal = blocks[at - 2 : at + 1]
    assert [words(office), words(day)] == ["示例市知识产权局", "2026年6月18日"]
    assert {one.align for one in (office, day, seal)} == {"center"}
    assert all(one.left == 200 for one in (office, day, seal))


def test_a_signature_never_stands_alone_on_a_page() -> None:
    """Whatever the length of the text before, a sentence of it goes with the signature."""
    for count in range(1, 24):
        reasons = "\n".join(["被控侵权产品具备相应技术特征。"] * count)
        made = to_pdf(
            render(template("infringement-stay"), values("infringement-stay") | {"reasons": reasons})
        )
        signed = next(page for page in pages(made) if "（盖章）" in page)
        assert "第二十条。" in signed, count
        assert "2026年6月18日" in signed, count


def test_no_text_leaves_its_page() -> None:
    """Every object of every shipped document lies within the paper."""
    for identity in shipped():
        document = pypdfium2.PdfDocument(to_pdf(rendered(identity)))
        for page in document:
            width, height = page.get_size()
            for one in page.get_objects(filter=[1]):
                left, bottom, right, top = one.get_bounds()
                assert (left >= 0, bottom >= 0, right <= width, top <= height) == (True,) * 4, identity


def test_forms_are_tables_with_labels() -> None:
    """Proof of service, approvals, cover, contents, case sheet."""
    for identity in (
        "common-service",
        "common-cover",
        "common-contents",
        "common-case-sheet",
        "infringement-extension",
    ):
        tables = [one for one in section(identity).blocks if isinstance(one, Table)]
        labels = [cell.blocks[0] for one in tables for row in one.rows for cell in row.cells]
        assert any(one.pieces and one.pieces[0].look.bold for one in labels)


def row(line: str, *widths: int) -> str:
    """A row as the tool writes it."""
    return papers.row(line, list(widths))


def test_a_bar_within_a_field_does_not_end_its_cell() -> None:
    """Filters are written with bars as well."""
    made = row("|*日期|{{ day|date }}|{% if a|length %}甲{% endif %}|", 10, 20, 30)
    assert made.count("<w:tc>") == 3
    assert "{{ day|date }}" in made


def test_a_cell_may_join_those_that_follow() -> None:
    """Their widths add up."""
    made = row("|h40 *甲|乙|<|<|", 10, 20, 30, 40)
    assert made.count("<w:tc>") == 2
    assert '<w:tcW w:w="90" w:type="dxa"/><w:gridSpan w:val="3"/>' in made
    assert '<w:trHeight w:val="800" w:hRule="atLeast"/>' in made
    assert "h40" not in made


def test_a_row_of_labels_is_the_head_of_its_table() -> None:
    """It is repeated on every page; others are not."""
    assert "<w:tblHeader/>" in row("|*序号|*名称|", 10, 20)
    assert "<w:tblHeader/>" not in row("|*序号|名称|", 10, 20)


def test_conditions_and_repetitions_are_written_for_rows_and_paragraphs() -> None:
    """As docxtpl asks: {%tr for rows, {%p for paragraphs."""
    assert "{%tr for a in b %}" in row("|{% for a in b %}", 10)
    assert "{%p endif %}" in papers.block("{% endif %}")
    assert "{{ a }}{% if b %}" in papers.block("{{ a }}{% if b %}文{% endif %}")


@pytest.mark.parametrize(
    ("line", "style"),
    [
        ("文", "Body"),
        ("= 题", "Heading"),
        ("> 文", "Plain"),
        (">> 文", "Right"),
        (">| 文", "Centred"),
        ("- 文", "Small"),
        ("@Title 题", "Title"),
    ],
)
def test_the_beginning_of_a_line_says_what_it_is(line: str, style: str) -> None:
    """The marks that the tool explains at its head."""
    assert f'<w:pStyle w:val="{style}"/>' in papers.block(line)


def test_signs_of_xml_in_a_description_are_written_out() -> None:
    """A form may compare numbers."""
    assert "a &lt; b &amp; c" in papers.paragraph("Body", "a < b & c")


def test_every_style_that_a_form_uses_is_there() -> None:
    """No paragraph falls back to the plain style."""
    for identity in shipped():
        row_ = {"id": identity, "version": "1", "name_zh": "名", "copies": "1", "addressees": "存卷。"}
        made = papers.parts(row_)
        used = set(made["word/document.xml"].decode().split('<w:pStyle w:val="')[1:])
        assert {one.partition('"')[0] for one in used} <= set(papers.STYLES)


def test_the_tool_writes_nothing_that_is_not_read_back() -> None:
    """A paragraph with every sign comes out of Word file and PDF as it went in."""
    text = "甲“乙”〔丙〕—…《丁》"
    assert dense("".join(pages(to_pdf(lines(text))))) == dense(text)
