"""Chapters made by hand for the tests of their forms, and how their words are compared."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from fangzhi.chapter.document import (
    Cell,
    Chapter,
    Chart,
    Heading,
    Note,
    Paragraph,
    Run,
    Table,
    TileMap,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

KEPT, RATE = "e3e4bd4e489ba9a57950", "825a138331bdd93e3ab1"
NOTES = (
    Note(1, "12.33万件 (2013年年报, 108–115)", "", (KEPT,)),
    Note(2, "67554 (分省年度数据, F34)；52720 (分省年度数据, F2)", "（当年 ÷ 上年 − 1）× 100", (KEPT, RATE)),
    Note(3, "27亿元 (2013年年报, 169–173)"),
)
BEIJING = Paragraph(
    (
        Run("专利申请"),
        Run("12.33万件", 1, "123300"),
        Run("，同比增长"),
        Run("28.1%", 2, "28.1"),
        Run("；专利权质押贷款金额"),
        Run("27亿元", 3, "2700000000"),
        Run("。"),
    ),
    "filing",
)
KEY = Table(
    "2013年各地区主要指标",
    ("地区", "专利申请量", "质押贷款"),
    (
        (Cell("北京市"), Cell("12.33万件", 1, "123300"), Cell("27亿元", 3, "2700000000")),
        (Cell("天津市"), Cell(), Cell()),
    ),
)
BARS = Chart(
    "2013年专利申请量",
    "件",
    (("北京", 123300.0, Cell("12.33万件", 1, "123300")), ("西藏", 92.0, Cell("92件", 3, "92"))),
)
TILES = TileMap(
    "2013年每万人口发明专利拥有量",
    "件/万人",
    (
        ("110000", "北京", 41.3, Cell("41.3件", 1, "41.3")),
        ("120000", "天津", None, Cell()),
        ("540000", "西藏", 0.4, Cell("0.4件", 3, "0.4")),
    ),
)
CHAPTER = Chapter(
    "2013年地方知识产权工作",
    2013,
    "zh",
    "",
    (
        Heading("2013年地方知识产权工作", 1),
        Heading("北京市", 2, "110000"),
        BEIJING,
        Heading("各地区比较", 2),
        KEY,
        TILES,
        BARS,
    ),
    NOTES,
    ("四舍五入，保留两位小数。", "没有数据的地区：天津市。"),
    "0" * 64,
)
"""A small chapter with one block of every kind."""


MARKS = re.compile(r"\\(?P<sign>.)|\[\^(?P<note>\d+)\](?:: )?|\*\*")
ROW_MARKS = re.compile(rf"{MARKS.pattern}|\|")


def _said(mark: re.Match[str]) -> str:
    return mark["sign"] or (f"[{mark['note']}]" if mark["note"] else "")


def words_of(markdown: str) -> str:
    """What a Markdown text says: without its marks, white space left out, marks of notes as [N]."""
    said = []
    for line in markdown.split("\n"):
        if re.fullmatch(r"\| :?-[-| :]*\|", line):
            continue
        marks = ROW_MARKS if line.startswith("| ") else MARKS
        said.append(marks.sub(_said, re.sub(r"^#+ ", "", line)))
    return bare("".join(said))


def words_of_pdf(content: bytes) -> str:
    """The text layer of a PDF without white space and page numbers."""
    import pypdfium2

    said = []
    for number, page in enumerate(pypdfium2.PdfDocument(content), 1):
        text = page.get_textpage().get_text_range().rstrip()
        assert text.endswith(str(number))
        said.append(text.removesuffix(str(number)))
    # pdfium gives a hyphen that ends a line as U+FFFE
    return bare("".join(said).replace("\ufffe", "-"))


def bare(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s", "", text)


def pages_of(content: bytes) -> int:
    """Pages of a PDF."""
    import pypdfium2

    return len(pypdfium2.PdfDocument(content))


def opened(content: bytes) -> object:
    """A Word document as the library reads it."""
    import docx

    return docx.Document(BytesIO(content))


WORDS = st.text(
    st.one_of(
        st.sampled_from("专利申请授权件万亿增长，。《》“”（）—0123456789.%*_[]|\\#<>&\"'`~-+ "),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x4FFF),
    ),
    min_size=1,
    max_size=24,
).map(lambda text: text.strip() or "件")


@st.composite
def chapters(draw: st.DrawFn) -> Chapter:
    """Chapters of any words, with notes numbered in the order of first use."""
    notes: list[Note] = []

    def figure(text: str) -> tuple[str, int]:
        if notes and draw(st.integers(0, 3)) == 0:
            return text, draw(st.integers(1, len(notes)))
        notes.append(Note(len(notes) + 1, draw(WORDS), draw(st.one_of(st.just(""), WORDS))))
        return text, len(notes)

    blocks: list[Heading | Paragraph | Table] = []
    for _region in range(draw(st.integers(1, 3))):
        blocks.append(Heading(draw(WORDS), 2))
        for _paragraph in range(draw(st.integers(0, 2))):
            runs = [Run(draw(WORDS))]
            for _figure in range(draw(st.integers(0, 3))):
                runs += [Run(*figure(draw(WORDS))), Run(draw(WORDS))]
            blocks.append(Paragraph(tuple(runs)))
    title = draw(WORDS)
    return Chapter(title, 2013, "zh", "", (Heading(title, 1), *blocks), tuple(notes), tuple(draw(REMARKS)))


REMARKS: SearchStrategy[list[str]] = st.lists(WORDS, max_size=2)
