"""What names or reaches a person is found and hidden; what a decision needs stays readable."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn as card_numbers
from stdnum.cn import ric

from fangzhi.casework.masking import (
    ADDRESS,
    CARD,
    EMAIL,
    IDENTITY,
    KINDS,
    MARKED,
    NAME,
    PHONE,
    PLATE,
    Known,
    find,
    identity_number,
    luhn,
    mask,
    old_identity_number,
)

WEIGHTS = [2 ** (17 - n) % 11 for n in range(17)]
SEPARATORS = ["", "", "", " ", "-", "\u200b", "\n", "　"]


@st.composite
def identities(draw: st.DrawFn) -> str:
    """A right identity number."""
    born = draw(st.dates(min_value=_day("1900-01-01"), max_value=_day("2030-12-31")))
    first = draw(st.sampled_from(["110101", "350203", "650102"])) + f"{born:%Y%m%d}"
    first += f"{draw(st.integers(0, 999)):03}"
    total = sum(int(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def _day(text: str):  # type: ignore[no-untyped-def]
    from datetime import date

    return date.fromisoformat(text)


@st.composite
def written(draw: st.DrawFn) -> str:
    """An identity number as somebody may have typed it: wide, small x, with something between."""
    number = draw(identities())
    typed = "".join(sign + draw(st.sampled_from(SEPARATORS)) for sign in number[:-1]) + number[-1]
    if draw(st.booleans()):
        typed = typed.replace("X", "x")
    if draw(st.booleans()):
        typed = typed.translate({ord(str(n)): 0xFF10 + n for n in range(10)} | {ord("X"): 0xFF38})
    return typed


TEXTS = st.lists(
    st.one_of(
        written(),
        st.text("0123456789Xx -*某张三电话住址，。\n@.闽D省市区路号", max_size=30),
        st.text(max_size=10),
        st.sampled_from(["13800138000", "a@b.cn", "闽D12345", "住址：示例市示例区示例路8号", "示例公司"]),
    ),
    max_size=6,
).map("".join)
KNOWN = st.builds(
    Known,
    persons=st.lists(st.text("张三李四某*路", max_size=4), max_size=3).map(tuple),
    addresses=st.lists(st.text("示例市区路8号*", max_size=8), max_size=2).map(tuple),
    companies=st.just(("张三示例公司",)),
    marked=st.lists(st.text("示例*某\n 8", max_size=5), max_size=2).map(tuple),
)


def windows(text: str) -> list[str]:
    """Every eighteen signs that a reader could take for one number, by other means than the code's."""
    folded = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    folded = folded.replace("Ｘ", "X").replace("ｘ", "x")
    dense = re.sub(r"[\s\u200b-\u200d\u2060\ufeff\-‐-—·]{1,3}(?=[0-9Xx])", "", folded)
    runs = re.findall(r"[0-9Xx]{18,}", dense)
    return [run[n : n + 18].upper() for run in runs for n in range(len(run) - 17)]


@given(TEXTS, KNOWN)
@example("110101194912310" + "11010519491231002X" + "002X", Known())
def test_no_valid_identity_number_is_ever_left(text: str, known: Known) -> None:
    assert not any(ric.is_valid(one) for one in windows(mask(text, known).text))


@given(TEXTS, KNOWN)
def test_offsets_mean_the_same_in_both_texts_and_all_else_stays(text: str, known: Known) -> None:
    made = mask(text, known)
    assert len(made.text) == len(text)
    hidden = {at for one in made.found for at in range(one.start, one.end)}
    assert all(made.text[at] == text[at] for at in range(len(text)) if at not in hidden)
    for one in made.found:
        assert one.kind in KINDS
        assert 0 <= one.start < one.end <= len(text)
        assert made.text[one.start : one.end] != text[one.start : one.end]


@given(TEXTS, KNOWN)
def test_hiding_again_changes_nothing(text: str, known: Known) -> None:
    once = mask(text, known)
    assert mask(once.text, known) == (once.text, ())
    assert find(once.text, known) == []


@given(TEXTS, KNOWN)
def test_lines_stay_lines(text: str, known: Known) -> None:
    assert [at for at, sign in enumerate(mask(text, known).text) if sign == "\n"] == [
        at for at, sign in enumerate(text) if sign == "\n"
    ]


@given(identities())
def test_the_check_of_identity_numbers_is_that_of_the_standard(number: str) -> None:
    assert identity_number(number)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert not identity_number(wrong)


@given(st.text("0123456789", min_size=2, max_size=20))
def test_the_check_of_cards_is_that_of_the_standard(number: str) -> None:
    assert luhn(number) == card_numbers.is_valid(number)


CASES = [
    ("身份证号11010519491231002X。", "11010519491231002X", IDENTITY),
    ("身份证号码：350203000000000000", "350203000000000000", IDENTITY),
    ("公民110105194912310021和110105491231002", "110105491231002", IDENTITY),
    ("汇入6222021234567890128账户", "6222021234567890128", CARD),
    ("银行卡号 4111 1111 1111 1111。", "4111 1111 1111 1111", CARD),
    ("账号：123456789", "123456789", CARD),
    ("致电13800138000询问", "13800138000", PHONE),
    ("致电+86 138-0013-8000询问", "+86 138-0013-8000", PHONE),
    ("电话：0592-5551234转", "0592-5551234", PHONE),
    ("电话5551234，", "5551234", PHONE),
    ("（0592）5551234", "（0592）5551234", PHONE),
    ("邮箱zhang.san@example.com.cn。", "zhang.san@example.com.cn", EMAIL),
    ("驾驶闽D·12345前往", "闽D·12345", PLATE),
    ("驾驶闽DF12345前往", "闽DF12345", PLATE),
    ("住址：示例市示例区示例路8号301室，", "示例路8号301室", ADDRESS),
    ("现住示例小区8号楼，", "示例小区8号楼", ADDRESS),
]


@pytest.mark.parametrize(("text", "wanted", "kind"), CASES)
def test_each_kind_is_found_where_it_stands(text: str, wanted: str, kind: str) -> None:
    start = text.index(wanted)
    assert (start, start + len(wanted), kind) in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "专利号ZL201320000001.7，申请日2013年1月4日。",
        "案号：厦知裁字〔2026〕12号",
        "统一社会信用代码91110000600037341L",
        "根据《专利法》第六十五条，赔偿人民币50,000元，共计12345678件。",
        "被请求人：示例制造有限公司，住所：示例市示例路8号。",
        "GB/T 29490-2013，ISBN 9787302511113",
        "京知裁字〔2026〕6号",
    ],
)
def test_what_a_decision_says_of_the_case_stays(text: str) -> None:
    assert mask(text) == (text, ())


def test_persons_are_hidden_and_companies_stay() -> None:
    known = Known(persons=("张三", "欧阳示例"), companies=("张三机械有限公司",))
    text = "张三系张三机械有限公司负责人，欧阳示例为其代理人。"
    assert mask(text, known).text == "张某系张三机械有限公司负责人，欧阳某某为其代理人。"
    assert [one.kind for one in mask(text, known).found] == [NAME, NAME]


def test_what_the_case_says_of_addresses_and_what_is_marked_is_hidden() -> None:
    known = Known(addresses=("示例市示例区示例路8号",), marked=("配方为三比一",))
    made = mask("被请求人，示例市示例区示例路8号。其配方为三比一。", known)
    assert made.text == "被请求人，示例市示例区*****。其******。"
    assert [one.kind for one in made.found] == [ADDRESS, MARKED]


def test_a_name_that_lies_over_something_else_shows_no_more_than_its_parts() -> None:
    known = Known(persons=("张三丰",), marked=("张三",))
    assert mask("张三丰", known).text == "张某某"
    assert find(mask("张三丰", known).text, known) == []


def test_numbers_of_before_1999_need_a_day_of_birth() -> None:
    assert old_identity_number("110105491231002")
    assert not old_identity_number("110105491331002")


@pytest.mark.parametrize(
    "text",
    ["1" * 20_000, "1 " * 10_000, "a" * 20_000 + "@", "闽A" * 10_000, "住址：" * 6_000, "(0" * 10_000,
     "电话" * 10_000, "1380013800013" * 1_500, "9" * 19_999 + "x", "身份证" * 6_000, "示" * 20_000],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    """The time grows with the text, whatever the text is."""
    begun = time.perf_counter()
    mask(text, Known(persons=("示例",), marked=("例示",)))
    assert time.perf_counter() - begun < 3
