"""Cutting a text into passages: nothing lost, no figure divided, no page too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.loads.passages import LONGEST, MOST_FIGURES, passages


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[int], list[tuple[int, int]]]:
    """A text with headings and figures in it."""
    parts = draw(st.lists(st.sampled_from(["字" * 900, "1234件", "。", "\n", "### 省\n", "，"]), max_size=60))
    text, figures, sections = "", [], []
    for part in parts:
        if part == "1234件":
            figures.append((len(text), len(text) + len(part)))
        text += part
        if part == "### 省\n":
            sections.append(len(text) - 1)
    return text, sections, figures


@given(texts())
def test_the_passages_are_the_whole_text_and_cut_no_figure(
    made: tuple[str, list[int], list[tuple[int, int]]],
) -> None:
    text, sections, figures = made
    cuts = passages(text, sections, figures)
    assert "".join(text[start:end] for start, end in cuts) == text
    for start, end in cuts:
        assert 0 < end - start <= LONGEST + 10
        assert not any(left < end < right for left, right in figures)


def test_a_crowded_text_has_few_figures_on_a_page() -> None:
    text = "5件，" * 2000
    figures = [(at, at + 2) for at in range(0, len(text), 3)]
    for start, end in passages(text, [], figures):
        assert sum(start <= left < end for left, _ in figures) <= MOST_FIGURES


def test_a_passage_begins_at_a_heading_where_there_is_one() -> None:
    text = "字" * 5000 + "\n### 江西省\n" + "字" * 5000
    heading = text.index("###")
    assert passages(text, [heading + len("### 江西省")], []) == [(0, heading), (heading, len(text))]


def test_an_empty_text_has_no_passages() -> None:
    assert passages("", [], []) == []
