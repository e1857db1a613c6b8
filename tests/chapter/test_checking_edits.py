"""A right figure is printed as the draft printed the wrong one, and is read back as what it should be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fangzhi.chapter.checking.edits import edits_of, in_characters
from fangzhi.chapter.checking.putting import put
from fangzhi.indicators.verdicts import Interval, Stated, compare
from fangzhi.reader import Observation, read
from fangzhi.reader.numerals import chinese


def the_figure(text: str) -> Observation:
    """The last figure of a text of 2013."""
    return read(text, year=2013, region="110000").observations[-1]


def righted(text: str, right: str | Decimal) -> str:
    """A text with its last figure put right."""
    return put(text, edits_of(text, the_figure(text), Decimal(right)))


@pytest.mark.parametrize(
    ("text", "right", "expected"),
    [
        ("专利申请12.33万件。", "124567", "专利申请12.46万件。"),
        ("专利申请12万件。", "124567", "专利申请12万件。"),
        ("专利申请12330件。", "12334", "专利申请12334件。"),
        ("专利申请12,330件。", "1234567", "专利申请1,234,567件。"),
        ("专利申请１２３３０件。", "12334", "专利申请１２３３４件。"),
        ("专利权质押贷款金额27亿元。", "2651000000", "专利权质押贷款金额27亿元。"),
        ("专利权质押贷款金额27.0亿元。", "2651000000", "专利权质押贷款金额26.5亿元。"),
        ("发明专利申请居全国第13位。", "3", "发明专利申请居全国第3位。"),
        ("发明专利申请居全国第三位。", "12", "发明专利申请居全国第十二位。"),
        ("发明专利申请居全国首位。", "2", "发明专利申请居全国第2位。"),
        ("专利申请同比增长22.8%。", "21.7749", "专利申请同比增长21.8%。"),
        ("专利申请同比增长22.8%。", "-3.25", "专利申请同比下降3.3%。"),
        ("专利申请同比下降5.60%。", "5.606", "专利申请同比增长5.61%。"),
        ("受理专利纠纷案件二十一件。", "30", "受理专利纠纷案件三十件。"),
        ("培训人员1200余人次。", "1357", "培训人员1300余人次。"),
        ("专利申请12万件。", "1234", "专利申请1234件。"),
    ],
)
def test_a_right_figure_keeps_the_manner_of_the_wrong_one(text: str, right: str, expected: str) -> None:
    assert righted(text, right) == expected


@pytest.mark.parametrize("text", ["专利申请比上年翻一番。", "企业专利申请超过半数。"])
def test_words_without_a_number_are_left_to_a_person(text: str) -> None:
    assert edits_of(text, the_figure(text), Decimal(30)) == ()


def test_a_fall_without_a_verb_is_left_to_a_person() -> None:
    text = "专利申请增幅为22.8%。"
    assert edits_of(text, the_figure(text), Decimal("-3.2")) == ()


def test_the_verb_of_another_clause_is_not_turned() -> None:
    text = "发明专利授权同比下降2.1%，专利申请同比增长22.8%。"
    assert righted(text, "-3.2") == "发明专利授权同比下降2.1%，专利申请同比下降3.2%。"


AMOUNTS = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


@given(
    old=st.integers(min_value=100, max_value=999_999),
    new=st.integers(min_value=100, max_value=999_999),
    places=st.integers(min_value=0, max_value=2),
    scale=st.sampled_from(sorted(AMOUNTS)),
    rest=st.integers(min_value=0, max_value=99),
)
def test_an_amount_is_read_back_as_rounded_in_the_same_unit_and_decimals(
    old: int, new: int, places: int, scale: str, rest: int
) -> None:
    """Whatever the exact value is: the draft says it in its own steps."""
    places = places if scale else 0
    step = AMOUNTS[scale].scaleb(-places)
    exact = (new * step + rest * step / 100).to_integral_value()
    text = f"专利申请{Decimal(old).scaleb(-places)}{scale}件。"
    found = the_figure(righted(text, exact))
    assert found.indicator == "patent_applications"
    assert found.resolution == step
    said = compare(Stated(found.value, found.resolution), Interval.exact(exact))
    assert said.verdict in {"equal", "rounded"}


@given(old=st.integers(1, 9999), new=st.integers(-9999, 9999), down=st.booleans())
@example(old=228, new=-32, down=False)
def test_a_growth_is_read_back_with_its_sign(old: int, new: int, down: bool) -> None:
    right = Decimal(new).scaleb(-1)
    text = f"专利申请同比{'下降' if down else '增长'}{Decimal(old).scaleb(-1)}%。"
    found = the_figure(righted(text, right))
    assert found.measure == "growth_rate"
    assert found.value == right


@given(st.integers(1, 31), st.integers(1, 31))
def test_a_rank_in_characters_is_read_back(old: int, new: int) -> None:
    text = f"发明专利申请居全国第{in_characters(Decimal(old))}位。"
    assert the_figure(righted(text, Decimal(new))).value == new


@given(st.integers(0, 99_999_999))
def test_a_number_in_characters_is_that_number(number: int) -> None:
    assert chinese(in_characters(Decimal(number))) == number
