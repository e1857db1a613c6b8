"""A chapter as one HTML file: every figure leads on, nothing comes from outside."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from fangzhi.chapter.document import Paragraph, Run
from fangzhi.chapter.paper.html import body, html
from tests.chapter.made import CHAPTER, KEPT, NOTES, RATE


def figures(page: str) -> dict[str, str]:
    """Figures of the prose and where they lead."""
    return {one.text(): one.attributes["href"] or "" for one in HTMLParser(page).css("p a.stated")}


def test_a_kept_figure_leads_to_its_explanation() -> None:
    assert figures(html(CHAPTER, "http://127.0.0.1:8000"))["12.33万件"] == (
        f"http://127.0.0.1:8000/figures/{KEPT}"
    )
    assert figures(html(CHAPTER))["12.33万件"] == f"/figures/{KEPT}"


def test_a_computed_figure_leads_to_its_note_which_leads_to_its_inputs() -> None:
    page = html(CHAPTER)
    assert figures(page)["28.1%"] == "#note-2"
    note = HTMLParser(page).css_first("#note-2")
    assert "（当年 ÷ 上年 − 1）× 100" in note.text()
    assert [one.attributes["href"] for one in note.css("a")] == [f"/figures/{KEPT}", f"/figures/{RATE}"]


def test_a_figure_without_a_code_leads_to_its_note() -> None:
    assert figures(html(CHAPTER))["27亿元"] == "#note-3"


def test_every_figure_carries_the_mark_of_its_note_and_every_mark_has_a_note() -> None:
    tree = HTMLParser(html(CHAPTER))
    assert len(tree.css("a.stated")) == len(tree.css("sup a"))
    targets = {link.attributes["href"] for link in tree.css("sup a, svg a")}
    assert all(tree.css_first(f'li[id="{target[1:]}"]') is not None for target in targets)


def test_no_address_of_a_page_is_twice() -> None:
    ids = re.findall(r' id="([^"]+)"', html(CHAPTER))
    assert len(ids) == len(set(ids))


def test_the_page_stands_alone() -> None:
    page = html(CHAPTER)
    assert "<script" not in page
    assert "@import" not in page
    assert "url(" not in page
    outside = re.findall(r"https?://[^\"' <]+", page)
    assert set(outside) == {"http://www.w3.org/2000/svg"}
    assert not re.findall(r'(?:src|xlink:href)="', page)


def test_without_the_system_every_figure_leads_to_its_note() -> None:
    page = html(CHAPTER, None)
    assert set(figures(page).values()) == {"#note-1", "#note-2", "#note-3"}
    assert "/figures/" not in page


def test_the_exact_value_is_at_hand_where_the_printed_one_is_rounded() -> None:
    exact = {one.text(): one.attributes.get("title") for one in HTMLParser(html(CHAPTER)).css("p a.stated")}
    assert exact == {"12.33万件": "123300", "28.1%": None, "27亿元": "2700000000"}


def test_rows_and_columns_of_a_table_are_named() -> None:
    table = HTMLParser(html(CHAPTER)).css_first("table")
    assert table.css_first("caption").text() == "表1　2013年各地区主要指标"
    assert [one.attributes["scope"] for one in table.css("thead th")] == ["col"] * 3
    assert [one.text() for one in table.css("tbody th[scope=row]")] == ["北京市", "天津市"]
    assert [one.text() for one in table.css("td")][2:] == ["—", "—"]


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_says_its_language(language: str, locale: str) -> None:
    page = html(CHAPTER._replace(language=language))  # type: ignore[arg-type]
    assert f'<html lang="{locale}">' in page


def test_what_looks_like_a_tag_is_text() -> None:
    said = '<script>alert("1")</script>'
    page = html(CHAPTER._replace(title=said, blocks=(Paragraph((Run(said, 1),)),)))
    assert "<script" not in page
    assert HTMLParser(page).css_first("p a.stated").text() == said


def test_a_note_keeps_its_number_as_a_region_does_its_place() -> None:
    page = html(CHAPTER)
    assert '<li id="note-3" value="3">' in page
    assert '<h2 id="region-110000">北京市</h2>' in page


def test_the_body_stands_in_a_page_of_its_own() -> None:
    alone = body(CHAPTER)
    assert alone in html(CHAPTER)
    assert "<style" not in alone


def test_a_long_figure_may_be_broken_over_lines() -> None:
    long = "国家知识产权局专利局西宁代办处和分中心"
    page = html(CHAPTER._replace(blocks=(Paragraph((Run(long, 3),)),), notes=NOTES))
    assert "whole" not in body(CHAPTER._replace(blocks=(Paragraph((Run(long, 3),)),)))
    assert long in page
