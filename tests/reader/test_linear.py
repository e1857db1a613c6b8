"""Reading takes work in proportion to the text, whatever it is; work is counted in calls, not in seconds."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from fangzhi.reader import read

if TYPE_CHECKING:
    from types import FrameType

pytestmark = pytest.mark.slow

SIZE = 20_000
SHAPES = {
    "one line of digits": "1",
    "one word of letters": "a",
    "open brackets": "(",
    "open book titles": "《",
    "open quotation marks": "“",
    "blanks between digits": "1 ",
    "characters for numbers": "一",
    "one sentence of figures": "专利申请100件，同比增长5%，",
    "one list of figures": "100件、",
    "lists dealt out": "申请量、授权量分别为100件、20件、",
    "a row of cities": "武汉市、宜昌市、",
    "a row of firms": "某某公司",
    "dates without end": "2013年",
    "headings": "### 湖北省\n",
    "thousands": "1,000",
    "percentages": "12.5%",
}


def calls(text: str) -> int:
    """How many calls, Python's and the library's, reading the text makes."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        read(text, region="420000", year=2013)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES, ids=SHAPES)
def test_twice_the_text_is_twice_the_work(shape: str) -> None:
    unit = SHAPES[shape]
    read(unit * 4, region="420000", year=2013)
    once = calls(unit * (SIZE // len(unit)))
    twice = calls(unit * (2 * SIZE // len(unit)))
    assert twice <= 2.3 * once + 500


def test_deep_brackets_are_read_without_a_fault() -> None:
    text = "(" * 100_000 + "专利申请12件" + ")" * 100_000
    assert [one.value for one in read(text, region="420000", year=2013).observations] == [12]
