"""How a query is understood, and what is said where it cannot be."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.patents.search.query import LONGEST, All, Any, Class, Not, Number, Words, WrongQuery, parse
from fangzhi.patents.search.wording import Phrase


def words(text: str, place: str = "text") -> Words:
    return Words(Phrase(text), place)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", All(())),
        ("石墨烯电池", words("石墨烯电池")),
        ("石墨烯 电池", All((words("石墨烯"), words("电池")))),
        ("石墨烯　电池", All((words("石墨烯"), words("电池")))),
        ("“石墨烯 电池”", words("石墨烯电池")),
        ('"solid state" 电池', All((words("solid state"), words("电池")))),
        ("石墨烯 AND 电池", All((words("石墨烯"), words("电池")))),
        ("石墨烯 AND 电池 AND 锂", All((words("石墨烯"), words("电池"), words("锂")))),
        ("石墨烯 AND -电池", All((words("石墨烯"), Not(words("电池"))))),
        ("锂 OR 石墨烯 AND 电池", Any((words("锂"), All((words("石墨烯"), words("电池")))))),
        ("(锂 OR 钠) AND 电池", All((Any((words("锂"), words("钠"))), words("电池")))),
        ("“AND” 电池", All((words("and"), words("电池")))),
        ("石墨烯 OR 电池", Any((words("石墨烯"), words("电池")))),
        ("石墨烯|电池", Any((words("石墨烯"), words("电池")))),
        ("石墨烯 -电池", All((words("石墨烯"), Not(words("电池"))))),
        ("NOT 电池", Not(words("电池"))),
        ("锂 (石墨烯 OR 钠)", All((words("锂"), Any((words("石墨烯"), words("钠")))))),
        ("（锂）", words("锂")),
        ("聚(乙烯)", words("聚(乙烯)")),
        ("石墨烯，电池", words("石墨烯,电池")),
        ("石墨烯， 电池。", All((words("石墨烯"), words("电池")))),
        ("标题：电池", words("电池", "title")),
        ("applicant:“福州 大学”", words("福州大学", "applicant")),
        ("ipc:h01", Class("H01")),
        ("分类号：14-03", Class("14-03")),
        ("H01M10/0525", Any((Class("H01M10/0525"), words("h01m10/0525")))),
        ("h01m 10/0525", Any((Class("H01M10/0525"), words("h01m10/0525")))),
        ("number:CN102345678A", Number(("CN102345678",))),
    ],
)
def test_a_query_is_understood(query: str, tree: object) -> None:
    assert parse(query).tree == tree


@pytest.mark.parametrize(
    "query",
    [
        "201710601862.3",
        "2017106018623",
        "201710601862",
        "ZL201710601862.3",
        "ZL 2017 1 0601862.3",
        "CN 201710601862.3",
        "ＺＬ２０１７１０６０１８６２．３",
    ],
)
def test_an_application_number_is_known_in_every_printed_form(query: str) -> None:
    tree = parse(query).tree
    numbers = tree if isinstance(tree, Number) else tree.parts[0]
    assert numbers.keys == ("201710601862",)


def test_publications_and_pct_numbers_are_known() -> None:
    assert parse("CN 102345678 A").tree == Number(("CN102345678",))
    assert parse("PCT/CN2013/070001").tree.parts[0] == Number(("PCTCN2013070001",))
    assert parse("102345678").tree.parts[0] == Number(("CN102345678",))


def test_a_number_with_a_wrong_check_digit_is_looked_for_as_it_is_written() -> None:
    assert parse("201710601862.4").tree == words("201710601862.4")


def test_what_stands_out_is_what_a_record_may_be_found_by() -> None:
    assert parse("石墨烯 OR (电池 -锂)").phrases == (Phrase("石墨烯"), Phrase("电池"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("“石墨烯", "quotation mark is not closed"),
        ("“，”", "between the quotation marks"),
        ("(石墨烯", "bracket is not closed"),
        ("石墨烯)", "never opened"),
        ("石墨烯 ()", "between the brackets"),
        ("石墨烯 OR", "both sides"),
        ("OR 石墨烯", "both sides"),
        ("石墨烯 OR OR 电池", "both sides"),
        ("石墨烯 NOT", "behind it"),
        ("石墨烯 AND", "AND needs something on both sides"),
        ("AND 石墨烯", "AND needs something on both sides"),
        ("石墨烯 AND AND 电池", "AND needs something on both sides"),
        ("(石墨烯 AND) 电池", "AND needs something on both sides"),
        ("石墨烯 OR AND 电池", "AND needs something on both sides"),
        ("石墨烯 AND OR 电池", "AND needs something on both sides"),
        ("，。", "nothing to look for"),
        ("ipc:电池", "no class"),
        ("电" * (LONGEST + 1), "too long"),
        ("电 " * 50, "too many words"),
    ],
)
def test_a_query_that_cannot_be_understood_is_answered_by_a_sentence(query: str, said: str) -> None:
    with pytest.raises(WrongQuery, match=said) as refused:
        parse(query)
    assert refused.value.message_zh.endswith("。")


@given(st.text("石墨 -()|“”\"'ORANDTipc:h01标题：.，\\[*?+~^/", max_size=40))
def test_no_query_is_a_fault(query: str) -> None:
    with suppress(WrongQuery):
        parse(query)
