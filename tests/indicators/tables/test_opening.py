"""Files become grids: what they are, their content says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.tables import UnusableTable, address, open_table
from fangzhi.indicators.tables.cells import letters, place
from tests.workbooks import workbook

TEXT = "地区,发明专利授权量\n北京,10\n新疆,20\n"
GRID = [["地区", "发明专利授权量"], ["北京", "10"], ["新疆", "20"]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding_of_an_office_gives_the_same_grid(encoding: str) -> None:
    assert open_table("a.csv", TEXT.encode(encoding))[0].rows == GRID


@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_the_separator_is_the_one_that_divides_the_lines(separator: str) -> None:
    assert open_table("a.csv", TEXT.replace(",", separator).encode())[0].rows == GRID


def test_quoted_cells_keep_separators_and_lines() -> None:
    grid = open_table("a.csv", '地区;"a;b"\n北京;"1\n2"\n'.encode())[0]
    assert grid.rows == [["地区", "a;b"], ["北京", "1\n2"]]


def test_a_workbook_keeps_places_whole_numbers_and_texts_that_look_like_formulas() -> None:
    grid = open_table("a.xlsx", workbook([["", ""], ["", "地区", "=1+1"], ["", 12.0, 26.2]], ["B4:C5"]))[0]
    assert grid.text(2, 3) == "=1+1"
    assert (grid.text(3, 2), grid.text(3, 3)) == ("12", "26.2")
    assert grid.merged == ((4, 2, 5, 3),)


def test_an_html_table_keeps_its_spans_and_caption() -> None:
    page = (
        "<html><table><caption>2014年</caption><tr><th rowspan=2>地区<th colspan=2>申请</tr>"
        "<tr><th>发明<th>外观设计</tr><tr><td>北京<td>1<td>2</tr></table></html>"
    )
    grid = open_table("a.html", page.encode("gb18030"))[0]
    assert grid.rows == [["地区", "申请", ""], ["", "发明", "外观设计"], ["北京", "1", "2"]]
    assert grid.merged == ((1, 1, 2, 1), (1, 2, 1, 3))
    assert grid.title == "2014年"


def test_what_the_file_is_called_does_not_matter() -> None:
    assert open_table("a.csv", workbook(GRID))[0].rows == GRID
    assert open_table("a.xls", b"<table><tr><td>a</td><td>b</td></tr></table>")[0].rows == [["a", "b"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_a_table"),
        (b"r\xe9gion;ville\n\xe9\xff", "encoding"),
        (b'region,"' + b"x" * 200_000, "quotes"),
        (b"PK\x03\x04 cut off", "broken_workbook"),
        (b"\xd0\xcf\x11\xe0 cut off", "broken_workbook"),
        (b"<html><p>no table</p></html>", "no_grid"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(UnusableTable) as refused:
        open_table("a.xlsx", content)
    assert refused.value.code == code
    assert str(refused.value).startswith("a.xlsx: ")
    assert refused.value.sentence(chinese=True).endswith(".")


def test_cells_are_named_as_a_person_sees_them() -> None:
    assert address(7, 2) == "B7"
    assert [letters(column) for column in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert place("授权", 7, 28) == "授权!AB7"


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_grids_or_one_refusal(content: bytes) -> None:
    try:
        said = open_table("a.csv", content)[0].sheet
    except UnusableTable as refused:
        said = str(refused).removeprefix("a.csv: ")
    assert said == said.strip()
