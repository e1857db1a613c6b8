"""What counts as containing a phrase."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.patents.search.wording import Phrase, contains, fold, normal, spaced, spans
from fangzhi.patents.search.wording import phrase as phrase_or_none


def phrase(text: str) -> Phrase:
    """A phrase that has something in it."""
    found = phrase_or_none(text)
    assert found
    return found


CHARACTERS = st.text("石墨烯电池，。、 　ＬＥＤled灯燈3.-“”\t氧", max_size=30)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一种石墨烯电池", "石墨烯电池"),
        ("一种石墨烯 电池", "石墨烯电池"),
        ("一種石墨烯電池", "石墨烯电池"),
        ("ＬＥＤ燈", "led灯"),
        ("a solid-state  battery", "Solid-State battery"),
        ("孔径为3.5毫米", "3.5毫米"),
        ("聚(乙烯)", "聚（乙烯）"),
        ("电", "电"),
        ("5G通信", "5g"),
        ("İ灯", "灯"),
    ],
)
def test_a_text_contains_what_is_written_in_it(text: str, wanted: str) -> None:
    assert contains(text, phrase(wanted))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("石墨、烯电池", "石墨烯"),
        ("石墨电池", "石墨烯"),
        ("recalled", "led"),
        ("LEDs", "led"),
        ("13.5毫米", "3.5毫米"),
        ("solidstate", "solid state"),
        ("solid state", "solidstate"),
    ],
)
def test_a_text_does_not_contain_what_is_interrupted_or_part_of_a_word(text: str, wanted: str) -> None:
    assert not contains(text, phrase(wanted))


@pytest.mark.parametrize("text", ["", "  ", "，。", "“”", "——"])
def test_punctuation_alone_is_no_phrase(text: str) -> None:
    assert phrase_or_none(text) is None


@given(CHARACTERS)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(CHARACTERS)
def test_the_normal_form_is_the_same_however_often_it_is_made(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert spaced(normal(text)).replace(" ", "") == normal(text).replace(" ", "")


@given(CHARACTERS, st.text("石墨烯led灯3", min_size=1, max_size=4))
def test_what_is_highlighted_is_the_phrase_and_is_there_where_it_is_contained(text: str, wanted: str) -> None:
    looked_for = phrase(wanted)
    found = spans(text, (looked_for,))
    assert bool(found) == contains(text, looked_for)
    assert all(looked_for.text in normal(text[start:end]) for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))


def test_overlapping_finds_are_marked_once() -> None:
    assert spans("石墨烯电池", (phrase("石墨烯"), phrase("烯电池"))) == [(0, 5)]
