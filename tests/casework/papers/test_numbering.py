"""Numbers of documents are written as the national guide writes them and read as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework.papers import InvalidNumber, document_number, parse_number
from fangzhi.casework.papers.numbering import KINDS

OFFICES = st.sampled_from(["京", "粤", "示例", "浙杭"])


def test_a_number_has_office_kind_year_and_serial() -> None:
    """With the brackets U+3014 and U+3015."""
    assert document_number("京", "裁", 2026, 1) == "京知裁字〔2026〕1号"


@given(OFFICES, st.sampled_from(sorted(KINDS)), st.integers(1949, 9999), st.integers(1, 9_999_999))
def test_what_is_written_is_read_back(office: str, kind: str, year: int, n: int) -> None:
    """Every number that can be made is understood."""
    written = document_number(office, kind, year, n)
    assert parse_number(written) == (office, kind, year, n)
    assert str(parse_number(written)) == written


@pytest.mark.parametrize(
    "typed", ["京知裁字[2026]1号", "京知裁字【2026】1 号", "京知裁字（2026）1号", " 京知裁字〔2026〕1号\n"]
)
def test_other_brackets_and_spaces_are_read_as_well(typed: str) -> None:
    """Typed from paper, they vary."""
    assert str(parse_number(typed)) == "京知裁字〔2026〕1号"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "京知裁字2026第1号",
        "京知裁字〔26〕1号",
        "京知裁字〔2026〕01号",
        "京裁字〔2026〕1号",
        "知裁字〔2026〕1号",
    ],
)
def test_anything_else_is_refused_with_what_a_number_looks_like(typed: str) -> None:
    """In both languages."""
    with pytest.raises(InvalidNumber, match="is no document number such as 京知裁字〔2026〕1号"):
        parse_number(typed)


@pytest.mark.parametrize(
    ("office", "kind", "year", "n"),
    [
        ("", "裁", 2026, 1),
        ("京", "", 2026, 1),
        ("京1", "裁", 2026, 1),
        ("京", "裁", 26, 1),
        ("京", "裁", 2026, 0),
        ("京", "裁", 2026, 10**7),
        ("京" * 13, "裁", 2026, 1),
    ],
)
def test_parts_that_make_no_number_are_refused(office: str, kind: str, year: int, n: int) -> None:
    """Before anything is printed."""
    with pytest.raises(InvalidNumber):
        document_number(office, kind, year, n)
