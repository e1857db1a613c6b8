"""A chapter as data: nothing of it is lost on the way there and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given

from fangzhi.chapter.keeping import canonical, chapter_of, plain
from tests.chapter.made import CHAPTER, chapters

if TYPE_CHECKING:
    from fangzhi.chapter.document import Chapter


def test_every_kind_of_block_comes_back() -> None:
    assert chapter_of(json.loads(canonical(plain(CHAPTER)))) == CHAPTER


@given(chapters())
def test_whatever_its_words_are_it_comes_back(chapter: Chapter) -> None:
    assert chapter_of(json.loads(canonical(plain(chapter)))) == chapter


def test_the_data_names_what_is_not_there() -> None:
    data = plain(CHAPTER)
    assert data["region"] is None
    assert data["blocks"][2]["runs"][0] == {"text": "专利申请"}
    assert data["blocks"][2]["runs"][1] == {"text": "12.33万件", "note": 1, "value": "123300"}


def test_equal_data_have_one_form() -> None:
    assert canonical({"乙": 1, "甲": [2]}) == canonical({"甲": [2], "乙": 1}) == '{"乙":1,"甲":[2]}'
