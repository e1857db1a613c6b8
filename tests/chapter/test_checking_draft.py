"""A draft is read past its marks, its tables cell by cell; every figure stays at its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.chapter.checking.draft import Draft, Reading, open_draft, read_draft
from fangzhi.chapter.checking.readable import ReadableCopy, marks
from fangzhi.chapter.paper.html import html
from fangzhi.chapter.paper.markdown import markdown
from fangzhi.chapter.paper.pdf import pdf
from fangzhi.chapter.writing import write

HEAD = "### 北京市\n\n2013年，"


def drafted(text: str, name: str = "draft.md", region: str | None = None) -> Draft:
    """A text read as a draft of 2013."""
    return read_draft(open_draft(name, text.encode()), Reading(2013, region))


def told(text: str, **how: str | None) -> list[tuple[str | None, str, str, str]]:
    """Region, indicator, measure and quote of every figure."""
    draft = drafted(text, **how)  # type: ignore[arg-type]
    assert all(draft.text[one.start : one.end] == one.quote for one in draft.figures)
    return [(one.region, one.indicator, one.measure, one.quote) for one in draft.figures]


@pytest.mark.parametrize(
    "sentence",
    [
        "专利申请**12.33万件**，同比**增长**33.6%。",
        "专利申请12.33万件[^1]，同比增长33.6%[^2]。\n\n[^1]: 99999件 (年鉴, F3)\n[^2]: 88% (年鉴, F4)",
        "专利申请12.33万件[12]，同比增长33.6%[3][4]。\n\n[12] 99999件 (年鉴, F3)",
        "专利申请12.33万件¹²，同比增长33.6%³。",
        "专利申请12.33万件<sup>[1]</sup>，同比增长33.6%<sup>2</sup>。",
        "[专利申请12.33万件](/figures/0123)，同比增长[33.6%](#n2)。",
        "专利申请12.33万件，同比增长33.6%。\n\n99999件 (年鉴, 12–17)\n",
    ],
)
def test_marks_are_no_part_of_a_figure(sentence: str) -> None:
    assert told(HEAD + sentence) == [
        ("110000", "patent_applications", "level", "12.33万件"),
        ("110000", "patent_applications", "growth_rate", "33.6%"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "| 地区 | 专利申请量（万件） | 同比增长（%） |\n| --- | ---: | ---: |\n"
        "| 北京 | 12.33 | 33.6 |\n| 天津市 | 6.07 | — |",
        "地区\t专利申请量（万件）\t同比增长（%）\n北京\t12.33\t33.6\n天津市\t6.07\t",
    ],
)
def test_a_cell_is_the_sentence_of_its_row_and_column(table: str) -> None:
    assert told(f"各地区专利申请\n\n{table}\n") == [
        ("110000", "patent_applications", "level", "12.33"),
        ("110000", "patent_applications", "growth_rate", "33.6"),
        ("120000", "patent_applications", "level", "6.07"),
    ]


def test_the_years_of_a_table_stand_in_its_head() -> None:
    table = "| 指标 | 2012年 | 2013年 |\n|---|---|---|\n| 专利授权量（件） | 50511 | 62671 |\n"
    draft = drafted(table, region="110000")
    assert [(one.period, one.value, one.region) for one in draft.figures] == [
        ("2012", 50511, "110000"),
        ("2013", 62671, "110000"),
    ]


def test_a_table_is_of_the_region_whose_heading_stands_above_it() -> None:
    table = "| 指标 | 数值 |\n|---|---|\n| 专利授权量 | {}件 |\n"
    headings = {"### 北京市": 62671, "### 天津市": 24856, "## 各地区比较": 7}
    text = "\n".join(f"{heading}\n\n{table.format(number)}" for heading, number in headings.items())
    assert [(region, quote) for region, _, _, quote in told(text)] == [
        ("110000", "62671件"),
        ("120000", "24856件"),
        (None, "7件"),
    ]


def test_a_table_without_a_head_is_named_by_its_caption() -> None:
    rows = "|  |  |\n| --- | ---: |\n| 江苏 | 14.13万件[^1] |\n| 广东 | 68990件[^2] |\n"
    assert told(f"{rows}\n**图2　2013年发明专利申请量**\n") == [
        ("320000", "invention_applications", "level", "14.13万件"),
        ("440000", "invention_applications", "level", "68990件"),
    ]


def test_numbers_that_nothing_names_stay_loose() -> None:
    draft = drafted("| 项目 | 数值 |\n|---|---|\n| 甲 | 12 |\n| 乙 | 13 |\n")
    assert (draft.figures, draft.unread.tables, draft.unread.loose) == ([], 1, 2)


def test_a_number_of_which_the_row_says_more_stays_loose() -> None:
    table = "| 指标 | 口径 | 数值 |\n|---|---|---|\n| 专利申请量 | 累计 | 1164.67万件 |\n"
    assert drafted(f"### 北京市\n\n{table}").unread.loose == 1


def test_the_lines_of_a_printed_page_are_joined_and_headings_are_not() -> None:
    line = "天津市知识产权工作取得新的进展，发明专利授权3141件[1]，同比下降"
    text = f"天津市\n{line}\n\n12\n5.6%[2]，占专利授权的12.6%，\n{line}\n5.7%，{line}\n河北省\n专利申请9件。"
    opened = open_draft("draft.txt", text.encode())._replace(printed=True)
    told = [(one.region, one.measure, one.quote) for one in read_draft(opened, Reading(2013)).figures]
    assert [one for one in told if one[2] != "3141件"] == [
        ("120000", "growth_rate", "5.6%"),
        ("120000", "share", "12.6%"),
        ("120000", "growth_rate", "5.7%"),
        ("130000", "level", "9件"),
    ]


@given(
    st.text("甲1。\n*[^] ", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_a_copy_leads_every_character_back(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(min(one), min(max(one), len(text))) for one in spans if min(one) < len(text)]
    copy = ReadableCopy(text, inside)
    assert [text[copy.origin(at)] for at in range(len(copy.text))] == list(copy.text)
    left = {at for start, end in inside for at in range(start, end)}
    assert len(copy.text) == len(text) - len(left)


@given(st.text("甲件1。\n*[]^<>sup/a()¹", max_size=80))
def test_marks_never_reach_outside_the_text(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in marks(text))


@pytest.mark.django_db
def test_all_forms_of_a_chapter_tell_the_same_figures(kept: None) -> None:
    """Of Word, `test_checking_word` speaks. The tables of a PDF have lost their columns and are not read."""
    chapter = write(2013, "110000", complete=True)
    plain = said(markdown(chapter).encode(), "chapter.md")
    assert len(plain) > 20
    assert said(html(chapter).encode(), "chapter.html") == plain
    assert said(pdf(chapter), "chapter.pdf") == plain


def said(content: bytes, name: str) -> set[tuple[object, ...]]:
    """What the figures of a file tell."""
    figures = read_draft(open_draft(name, content), Reading(2013)).figures
    return {(one.indicator, one.measure, one.value, one.region, one.period) for one in figures}
