"""A chapter as Markdown: sources as footnotes, nothing of the text taken for a mark."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from fangzhi.chapter.document import Cell, Chapter, Heading, Note, Paragraph, Run, Table
from fangzhi.chapter.paper.layout import WORDS, UnsourcedFigure, described, sections, widths
from fangzhi.chapter.paper.markdown import markdown
from tests.chapter.made import BARS, BEIJING, CHAPTER, KEY, NOTES, TILES, bare, chapters, words_of

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_figure_carries_the_footnote_of_its_source() -> None:
    text = markdown(CHAPTER)
    assert "专利申请12.33万件[^1]，同比增长28.1%[^2]；专利权质押贷款金额27亿元[^3]。" in text
    assert "[^1]: 12.33万件 (2013年年报, 108–115)\n" in text


def test_a_computed_figure_says_how() -> None:
    assert "F2)。算法：（当年 ÷ 上年 − 1）× 100\n" in markdown(CHAPTER)
    english = CHAPTER._replace(language="en", notes=(*NOTES[:1], NOTES[1]._replace(source="A."), NOTES[2]))
    assert "[^2]: A. How: （当年" in markdown(english)


def test_sources_stand_at_the_end_of_the_section_that_first_uses_them() -> None:
    text = markdown(CHAPTER)
    assert text.index("[^3]: ") < text.index("## 各地区比较")
    assert text.count("[^3]: ") == 1


def test_a_missing_figure_is_a_dash_that_is_explained() -> None:
    text = markdown(CHAPTER)
    assert "| 天津市 | — | — |" in text
    assert "“—”表示没有数据。" in text
    assert "| 天津 | — |" in text


def test_tables_and_figures_are_numbered_apart() -> None:
    text = markdown(CHAPTER)
    for caption in ("**表1　2013年各地区主要指标**", "**图1　2013年每万", "**图2　2013年专利申请量**"):
        assert caption in text


def test_an_english_chapter_speaks_english_beside_its_text() -> None:
    text = markdown(CHAPTER._replace(language="en"))
    for said in ("**Table 1", "**Figure 2", "## Remarks", "means that there is no figure"):
        assert said in text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("*不是*强调", r"\*不是\*强调"),
        ("# 不是标题", r"\# 不是标题"),
        ("- 不是列表", r"\- 不是列表"),
        ("1. 不是列表", r"1\. 不是列表"),
        ("2013年", "2013年"),
        ("patent_grants", "patent_grants"),
        ("_不_", r"\_不\_"),
        ("[1]<b>", r"\[1\]\<b>"),
    ],
)
def test_no_sign_of_the_text_is_taken_for_a_mark(said: str, written: str) -> None:
    text = markdown(CHAPTER._replace(blocks=(Paragraph((Run(said),)),), notes=(), remarks=()))
    assert text == f"{written}\n"


def test_a_bar_in_a_cell_parts_no_columns() -> None:
    table = Table("甲|乙", ("地|区", "数"), ((Cell("一|二"), Cell("3件", 1)),))
    text = markdown(CHAPTER._replace(blocks=(table,)))
    assert "| 地\\|区 | 数 |" in text
    assert "| 一\\|二 | 3件[^1] |" in text


def test_a_figure_without_a_source_is_printed_in_no_form() -> None:
    with pytest.raises(UnsourcedFigure, match=r"12\.33万件: note 1"):
        markdown(CHAPTER._replace(notes=()))


@given(chapters())
def test_all_that_a_chapter_says_is_said(chapter: Chapter) -> None:
    """Whatever signs its words hold, and in their order."""
    said = [block.text for block in chapter.blocks if isinstance(block, Heading)]
    found = words_of(markdown(chapter))
    at = 0
    for text in said:
        at = found.index(bare(text), at)
    for block in chapter.blocks:
        if isinstance(block, Paragraph):
            marked = "".join(f"{run.text}[{run.note}]" if run.note else run.text for run in block.runs)
            assert bare(marked) in found
    assert all(bare(remark) in found for remark in chapter.remarks)


def test_a_national_chapter_takes_moments(kept: None) -> None:
    from fangzhi.chapter.writing import write

    chapter = write(2013)
    began = time.perf_counter()
    markdown(chapter)
    assert time.perf_counter() - began < 0.5


# -- how every form is laid out ----------------------------------------------------------------------------


def test_a_note_stands_in_one_section_only() -> None:
    found = [note.number for section in sections(CHAPTER) for note in section.notes]
    assert found == [1, 2, 3]


def test_what_stands_before_the_first_heading_is_a_section_too() -> None:
    (section,) = sections(CHAPTER._replace(blocks=(BEIJING,)))
    assert section.heading is None
    assert len(section.notes) == 3


def test_a_note_that_nothing_uses_is_not_printed() -> None:
    unused = CHAPTER._replace(notes=(*NOTES, Note(4, "无人引用")))
    assert "无人引用" not in markdown(unused)


def test_a_chart_is_told_in_words() -> None:
    assert described(BARS, WORDS["zh"]) == "2013年专利申请量：北京12.33万件、西藏92件。"
    assert described(TILES, WORDS["en"]) == "2013年每万人口发明专利拥有量: 北京 41.3件, 西藏 0.4件."


def test_a_long_chart_is_told_by_its_ends() -> None:
    bars = tuple((f"地{at}", float(20 - at), Cell(f"{20 - at}件", 1)) for at in range(20))
    told = described(BARS._replace(bars=bars), WORDS["zh"])
    assert told == "2013年专利申请量：地020件、地119件、地218件、…、地173件、地182件、地191件。"


def test_the_columns_of_a_table_share_the_line() -> None:
    shares = widths(KEY)
    assert sum(shares) == pytest.approx(1)
    assert all(share > 0.2 for share in shares)


def test_the_column_of_names_is_the_last_to_wrap() -> None:
    long = KEY._replace(rows=((Cell("新疆生产建设兵团"), Cell("1件", 1), Cell()),))
    shares = widths(long)
    assert shares[0] > shares[1] > 0


def test_every_form_of_a_small_chapter_is_the_same_twice(form: Callable[[str], bytes]) -> None:
    for name in ("md", "html", "docx", "pdf"):
        assert form(name) == form(name)


@pytest.fixture
def form() -> Callable[[str], bytes]:
    """The small chapter in a form."""
    from fangzhi.chapter.paper import issue

    return lambda name: issue(CHAPTER, name)


def test_no_word_is_wider_than_its_column() -> None:
    table = KEY._replace(header=("Region", "administrative cases", "n"), rows=((Cell("甲"), Cell(), Cell()),))
    region, long, short = widths(table)
    assert long > 2 * short
    assert long > region
