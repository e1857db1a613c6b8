"""A chapter as PDF: it says what the Markdown says, and loses no character in silence."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from fangzhi.casework.papers import MissingGlyph
from fangzhi.chapter.document import Cell, Chapter, Chart, Heading, Paragraph, Run
from fangzhi.chapter.paper.markdown import markdown
from fangzhi.chapter.paper.pdf import pdf, png
from tests.chapter.made import BARS, CHAPTER, KEY, TILES, bare, chapters, pages_of, words_of, words_of_pdf


def test_the_text_of_the_pdf_is_that_of_the_markdown() -> None:
    assert words_of_pdf(pdf(CHAPTER)) == words_of(markdown(CHAPTER))


def test_in_english_as_well() -> None:
    english = CHAPTER._replace(language="en", title="Work in the regions, 2013")
    assert words_of_pdf(pdf(english)) == words_of(markdown(english))


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(chapters())
def test_whatever_its_words_are(chapter: Chapter) -> None:
    """Signs of typst's own language among them: all text is a string. Letters that the reader of the PDF
    joins or parts differently are few and stand in no chapter; the characters are the same."""
    found, wanted = words_of_pdf(pdf(chapter)), words_of(markdown(chapter))
    assert sorted(found) == sorted(wanted)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("complete", [False, True])
def test_a_national_chapter_says_the_same_in_both_forms(kept: None, language: str, complete: bool) -> None:
    from fangzhi.chapter.writing import write

    chapter = write(2013, complete=complete, language=language)  # type: ignore[arg-type]
    assert words_of_pdf(pdf(chapter)) == words_of(markdown(chapter))


def test_the_chinese_font_is_inside_the_file() -> None:
    made = pdf(CHAPTER)
    assert b"NotoSerifSC" in made
    assert b"/FontFile" in made


def test_the_title_is_that_of_the_file_and_headings_stand_in_the_outline() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf(CHAPTER))
    assert document.get_metadata_dict()["Title"] == CHAPTER.title
    titles = [one.get_title() for one in document.get_toc()]
    assert titles == [CHAPTER.title, "北京市", "各地区比较", "说明"]


def test_a_character_that_no_font_can_draw_is_refused_by_name() -> None:
    strange = CHAPTER._replace(blocks=(Paragraph((Run("地名\U0002a6d6村"),)),))
    with pytest.raises(MissingGlyph, match="\U0002a6d6"):
        pdf(strange)
    with pytest.raises(MissingGlyph):
        png(Chart("图", "件", (("\U0002a6d6", 1.0, Cell("1件")),)), CHAPTER)


def test_a_table_that_fits_a_page_is_not_broken() -> None:
    rows = tuple((Cell(f"第{at}地区"), Cell("1件", 1), Cell()) for at in range(36))
    filling = tuple(Paragraph((Run("专利。" * 300),)) for _ in range(2))
    long = CHAPTER._replace(blocks=(*filling, KEY._replace(rows=rows)))
    assert words_of_pdf(pdf(long)) == words_of(markdown(long))


def test_a_longer_table_repeats_its_header() -> None:
    rows = tuple((Cell(f"第{at}地区"), Cell("1件", 1), Cell()) for at in range(120))
    long = CHAPTER._replace(blocks=(KEY._replace(rows=rows),), remarks=())
    made = pdf(long)
    assert words_of_pdf(made).count(bare("".join(KEY.header))) == pages_of(made) > 1


def test_a_long_word_runs_out_of_no_page() -> None:
    address = "https://" + "a" * 300
    made = pdf(CHAPTER._replace(blocks=(Heading("甲"), Paragraph((Run(address),)))))
    assert bare(address) in words_of_pdf(made)


def test_a_chapter_of_nothing_is_still_a_page() -> None:
    assert pages_of(pdf(Chapter("空", 2013, "zh", "", (), ()))) == 1


@pytest.mark.parametrize("block", [BARS, TILES])
def test_a_chart_becomes_a_picture(block: Chart) -> None:
    made = png(block, CHAPTER)
    assert made.startswith(b"\x89PNG")
    assert made == png(block, CHAPTER)


def test_the_mark_of_a_note_stays_with_its_figure() -> None:
    """However long the figure is, no line begins with the mark."""
    import pypdfium2

    for length in range(20, 60):
        named = Run(f"《{'知识产权战略纲要实施意见推进方案' * 4}"[:length] + "》", 1)
        made = pdf(CHAPTER._replace(blocks=(Paragraph((Run("出台"), named, Run("。"))),), remarks=()))
        text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
        assert not any(line.startswith(("[1]。", "。")) for line in text.splitlines())
