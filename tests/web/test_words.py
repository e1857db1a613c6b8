"""Words of the pages: numbers, periods, labels, and that everything said is also said in Chinese."""

from __future__ import annotations

from typing import get_args

import pytest
from django.utils import translation

from fangzhi.indicators import corrections
from fangzhi.reader.observation import Measure, Qualifier, Status
from fangzhi.tables import safe_cell
from fangzhi.web import labels, numbers
from fangzhi.web.highlight import sentence
from tools import messages


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("123300", "12.33万", "123.3k"),
        ("2700000000", "27亿", "2.7bn"),
        ("999", "999", "999"),
        ("-123456", "−12.35万", "−123.5k"),
        ("1309", "1,309", "1,309"),
        ("1200000000000", "1.2万亿", "1200bn"),
        ("41.3", "41.3", "41.3"),
    ],
)
def test_large_values_are_shortened_as_each_language_does(value: str, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert numbers.short(value) == zh
    with translation.override("en"):
        assert numbers.short(value) == en


def test_exact_values_are_grouped() -> None:
    assert numbers.exact("-1234567.125") == "−1,234,567.125"


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2013", "2013年", "2013"),
        ("2013H1", "2013年上半年", "first half of 2013"),
        ("2013Q3", "2013年第3季度", "quarter 3 of 2013"),
        ("2013-09", "2013年9月", "2013-09"),
        ("2013-01/2013-09", "2013年1月–2013年9月", "2013-01–2013-09"),
        ("@2013-12-31", "2013年12月31日", "on 2013-12-31"),
        ("", "—", "—"),
    ],
)
def test_periods_are_written_out(period: str, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert labels.period(period) == zh
    with translation.override("en"):
        assert labels.period(period) == en


def test_every_word_the_reader_uses_has_a_label() -> None:
    assert set(labels.MEASURES) == set(get_args(Measure)) == set(corrections.MEASURES)
    assert set(labels.QUALIFIERS) == set(get_args(Qualifier)) == set(corrections.QUALIFIERS)
    assert set(labels.STATUSES) == set(get_args(Status)) == set(corrections.STATUSES)
    assert set(labels.ENGLISH_UNITS) | {"%"} == set(corrections.UNITS)


def test_everything_the_pages_say_is_said_in_chinese() -> None:
    assert [line for path in messages.catalogues() for line in messages.missing(messages.read(path))] == []


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1|cmd!a", "'-1|cmd!a"),
        ("+1+A9", "'+1+A9"),
        ("＝1", "'＝1"),
        ("-5.2", "-5.2"),
        ("+5%", "+5%"),
        ("@2013-12-31", "@2013-12-31"),
        (None, ""),
        ([], ""),
        (True, "true"),
        (41.3, 41.3),
    ],
)
def test_a_cell_is_no_formula(cell: object, written: object) -> None:
    assert safe_cell(cell) == written


def test_a_sentence_ends_at_its_full_stop_and_is_cut_when_it_is_endless() -> None:
    text = "前句。本句有5件专利。后句。"
    start = text.index("5件")
    found = sentence(text, 0, start, start + 2)
    assert (found.before, found.quote, found.after) == ("本句有", "5件", "专利。")
    endless = "字" * 1000 + "5件" + "字" * 1000
    found = sentence(endless, 0, 1000, 1002)
    assert found.cut_before
    assert found.cut_after
    assert len(found.before) == 300
