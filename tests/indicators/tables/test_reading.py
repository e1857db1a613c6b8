"""Tables are read cell by cell: what stands is kept exactly, the rest is named with sheet and cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi import gazetteer
from tests.workbooks import csv, reading, refusals, remarks, workbook

GOOD = "2013,110000,北京,grants,total,62671,件,局"
PROVINCES = [one for one in gazetteer.regions() if one.kind in ("province", "sar")]


def test_a_long_table_gives_each_cell_its_figure() -> None:
    found = reading(csv(GOOD, "2009,,新疆兵团,in_force_year_end,design,1.2,万件,局"))
    assert not found.refused
    first, second = found.printed
    assert (first.cell, first.quote, first.region, first.indicator) == (
        "F2",
        "62671",
        "110000",
        "patent_grants",
    )
    assert (first.period, first.value, first.unit, first.resolution) == ("2013", "62671", "件", "1")
    assert (second.region, second.indicator) == ("660000", "design_patents_in_force")
    assert (second.period, second.value, second.resolution) == ("@2009-12-31", "12000", "1000")


@given(
    st.dictionaries(st.sampled_from(PROVINCES), st.integers(0, 10**7), min_size=1),
    st.integers(1985, 2025),
    st.sampled_from(["short_zh", "full_zh", "name_en"]),
)
def test_what_a_table_states_is_what_is_read(
    values: dict[gazetteer.Region, int], year: int, name: str
) -> None:
    lines = [
        f"{year},{one.code},{getattr(one, name)},grants,total,{value},件,局" for one, value in values.items()
    ]
    found = reading(csv(*lines))
    assert not found.refused
    assert {(one.region, one.value) for one in found.printed} == {
        (one.code, str(v)) for one, v in values.items()
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2013,120000,北京,grants,total,1,件,局", "C3: the name “北京” stands beside the code 120000 (天津)"),
        (
            "2013,110000,北京市,grants,total,62671,件,局",
            "F3: 北京 stands twice for grants / total, 2013; the first is in F2",
        ),
        ("2013,,火星,grants,total,1,件,局", "C3: no region is called “火星”"),
        ("2013,990000,,grants,total,1,件,局", "B3: no region is called “990000”"),
        ("2013,,,grants,total,1,件,局", "C3: the region is missing"),
        ("2013,120000,天津,grants,total,99999999999999999999999999,件,局", "F3: “9999999999"),
        ("2027,120000,天津,grants,total,1,件,局", "A3: 2027 lies in the future"),
        ("2026,120000,天津,grants,total,1,件,局", "A3: 2026 lies in the future"),
        ("13,120000,天津,grants,total,1,件,局", "A3: “13” is no year"),
        (
            "2013,120000,天津,grants,wombat,1,件,局",
            "D3: the mapping “official_by_region” knows no series “grants / wombat”",
        ),
        ("2013,120000,天津,grants,total,=1+1,件,局", "F3: “=1+1” is a formula written as text"),
        ("2013,120000,天津,grants,total,+SUM(A1),件,局", "F3: “+SUM(A1)” is a formula"),
        ('2013,120000,天津,grants,total,"12,34",件,局', "F3: the separators in “12,34”"),
        ("2013,120000,天津,grants,total,many,件,局", "F3: “many” is no number"),
        ("2013,120000,天津,grants,total,1.5,件,局", "F3: 1.5 件 is no whole number"),
        ("2013,120000,天津,grants,total,-5,件,局", "F3: -5 is negative"),
        ("2013,120000,天津,grants,total,5,亿元,局", "F3: the unit “元” does not fit"),
        (
            "2013,120000,天津,grants,total,5,箩,局",
            "F3: the unit “箩” does not fit the indicator patent_grants",
        ),
        ("2013,120000,天津,grants,total,5,件,", "H3: the source is missing"),
        ("2013,120000,天津,grants,total,5,件", "G3: the row has 7 cells and the header 8"),
        ("2013,120000,天津,grants,total,5,件,局,9", "I3: the row has 9 cells and the header 8"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_cell_and_the_others_are_read(
    line: str, said: str
) -> None:
    found = reading(csv(GOOD, line, "2013,130000,河北,grants,total,5,件,局"))
    assert len(found.refused) == 1
    assert refusals(found)[0].startswith(said)
    assert [one.region for one in found.printed] == ["110000", "130000"]


def test_every_refusal_is_said_in_chinese_too() -> None:
    found = reading(csv("2013,120000,北京,grants,total,1,件,局"))
    assert found.refused[0].sentence(chinese=True).startswith("C2: 名称“北京”与代码 120000（天津）不符")


def test_thousands_separators_and_a_text_that_looks_like_a_formula_are_harmless() -> None:
    found = reading(csv('2013,110000,北京,grants,total,"62,671",件,"=HYPERLINK(""x"")"'))
    assert not found.refused
    assert found.printed[0].value == "62671"
    assert found.printed[0].source.label == '=HYPERLINK("x")'


def test_merged_cells_are_refused_with_their_sheet() -> None:
    rows: list[list[object]] = [
        ["年份", "地区代码", "地区", "指标", "类型", "数值", "单位", "来源"],
        [2013, "110000", "北京", "grants", "total", "", "件", "局"],
        [2013, "120000", "天津", "grants", "total", "", "件", "局"],
        [2013, "130000", "河北", "grants", "total", 18186, "件", "局"],
    ]
    found = reading(workbook(rows, ["F2:F3"]), "a.xlsx")
    assert [one.cell for one in found.refused] == ["F2", "F3"]
    assert refusals(found)[0].startswith("授权!F2: the cells F2:F3 are merged; unmerge them")
    assert [one.cell for one in found.printed] == ["授权!F4"]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "year,region_code,region_zh,indicator,patent_type,valeu,unit,source",
            "A1: wrong header: the mapping “official_by_region” needs the column “value”",
        ),
        ("a,b,c,d,e,f,g,h", "A1: wrong header: the mapping “official_by_region” needs the column “year”"),
        (
            "year,region_code,region_zh,indicator,patent_type,value,value,source",
            "G1: wrong header: the column “value” stands twice",
        ),
    ],
)
def test_a_wrong_header_is_named_with_what_is_needed(header: str, said: str) -> None:
    found = reading(csv(GOOD, header=header))
    assert refusals(found)[0].startswith(said)
    assert not found.printed


def test_a_header_below_a_title_and_a_row_of_units_are_found() -> None:
    rows: list[list[object]] = [
        ["2013 年授权"],
        [],
        ["年份", "地区", "指标", "类型", "数值"],
        ["", "", "", "", "万件"],
        [2013, "北京", "grants", "total", 6.26],
    ]
    found = reading(workbook(rows), "a.xlsx")
    assert [(one.cell, one.value) for one in found.printed] == [("授权!E5", "62600")]


def test_a_sheet_without_a_table_is_left_out_with_a_remark() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("说明").write("A1", "本表由统计处编制")
        page = book.add_worksheet("数据")
        page.write_row("A1", ["地区", "发明专利授权量"])
        page.write_row("A2", ["北京", 5])
    found = reading(out.getvalue(), "2013.xlsx")
    assert [one.cell for one in found.printed] == ["数据!B2"]
    assert remarks(found) == ["说明: holds no table that a mapping knows and is left out."]


# --- wide tables ------------------------------------------------------------------------------------------


def test_a_yearbook_table_is_read_from_its_title_its_merged_header_and_its_rows() -> None:
    rows: list[list[object]] = [
        ["表3 2013年国内专利授权状况表"],
        ["单位：件", "", "国统制〔2012〕150号"],
        ["地区", "授权", "", "有效", ""],
        ["", "合计", "发明", "合计", "发明"],
        ["合计", 300, 30, 1000, 200],
        ["北京", 100, 10, 400, 100],
        ["天  津", "1,200", 20, 600, "—"],
        ["注：不含港澳台。"],
        ["数据来源：国家知识产权局专利统计年报"],
    ]
    found = reading(workbook(rows, ["A1:E1", "A3:A4", "B3:C3", "D3:E3"]), "a.xlsx")
    assert not found.refused
    by_cell = {one.cell: one for one in found.printed}
    assert by_cell["授权!B6"][6:12] == ("110000", "", "patent_grants", "level", "", "2013")
    assert by_cell["授权!D7"][6:12] == ("120000", "", "patents_in_force", "level", "", "@2013-12-31")
    assert by_cell["授权!B7"].value == "1200"
    assert by_cell["授权!C5"].total
    assert "授权!E7" not in by_cell
    source = by_cell["授权!B6"].source
    assert (source.number, source.approval, source.publisher) == (
        "表3",
        "国统制〔2012〕150号",
        "国家知识产权局",
    )
    assert source.final


def test_wan_in_a_header_scales_its_column_and_growth_belongs_to_the_column_before() -> None:
    found = reading("地区,发明专利授权量（万件）,同比增长（%）\n北京,2.07,2.8\n".encode("gb18030"))
    level, growth = found.printed
    assert (level.value, level.resolution, level.unit) == ("20700", "100", "件")
    assert growth[8:12] == ("invention_grants", "growth_rate", "invention_grants", "2013")
    assert (growth.value, growth.unit) == ("2.8", "%")


def test_a_monthly_table_tells_month_months_and_sum_apart() -> None:
    text = "地区,本月,1-5月累计,同比增长,1985年以来累计\n北京,10,50,5.5,1000\n"
    found = reading(text.encode(), "发明专利授权2014年5月.csv")
    assert [(one.period, one.measure, one.cumulative) for one in found.printed] == [
        ("2014-05", "level", False),
        ("2014-01/2014-05", "level", False),
        ("2014-01/2014-05", "growth_rate", False),
        ("@2014-05-31", "level", True),
    ]


def test_years_across_give_each_column_its_year() -> None:
    text = "单位：万人\n地区,2012年,2013年\n北京,2069,2114.8\n"
    found = reading(text.encode(), "人口.csv", "populations")
    assert [(one.period, one.value) for one in found.printed] == [
        ("@2012-12-31", "20690000"),
        ("@2013-12-31", "21148000"),
    ]


def test_a_city_is_a_place_of_its_province() -> None:
    found = reading("地区,发明专利授权量\n合肥市,5\n".encode())
    assert [(one.region, one.place) for one in found.printed] == [("340000", "合肥市")]


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("地区,发明专利授权量\n北京,5\n", "a.csv", "B1: no year is named"),
        (
            "地区,奇怪的列\n北京,5\n",
            "2013.csv",
            "B1: wrong header: the mapping “regional_wide” knows no series “奇怪的列”",
        ),
        ("地区,2099年发明专利授权量\n北京,5\n", "a.csv", "B2: 2099 lies in the future"),
        ("地区,发明专利授权量\n北京,5\n北京市,5\n", "2013.csv", "B3: 北京 stands twice"),
        (
            "地区代码,地区,发明专利授权量\n110000,天津,5\n",
            "2013.csv",
            "B2: the name “天津” stands beside the code 110000",
        ),
        ("地区,授权量（万元）\n北京,5\n", "2013.csv", "B2: the unit “元” does not fit"),
    ],
)
def test_a_wide_table_that_cannot_stand_is_refused_with_its_cell(text: str, name: str, said: str) -> None:
    assert refusals(reading(text.encode(), name))[0].startswith(said)


# --- facts ------------------------------------------------------------------------------------------------

FACTS = "region,indicator,measure,period,value,unit,source,vintage,status,dims"


def test_facts_keep_every_field_they_state() -> None:
    found = reading(
        csv(
            "110000,patent_grants,growth_rate,2013,24.1,%,局,first,actual,",
            '000000,infringement_cases,level,2013H1,5,件,局,,target,"{""patent_type"": ""design""}"',
            header=FACTS,
        ),
        "facts.csv",
        "facts",
    )
    assert not found.refused
    growth, cases = found.printed
    assert (growth.measure, growth.value, growth.source.vintage) == ("growth_rate", "24.1", "first")
    assert (cases.period, cases.status, cases.dims) == ("2013H1", "target", {"patent_type": "design"})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("110000,nope,level,2013,5,件,局,,,", "B2: the catalogue has no indicator nope"),
        ("110000,patent_grants,size,2013,5,件,局,,,", "C2: “size” is not one of level"),
        ("110000,patent_grants,level,2013-13,5,件,局,,,", "D2: “2013-13” is no period"),
        ("110000,patent_grants,level,2013,0.5,件,局,,,", "E2: 0.5 件 is no whole number"),
        ("110000,patent_grants,level,2013,-7,件,局,,,", "E2: -7 is negative"),
        ("110000,patent_grants,level,@2027-12-31,5,件,局,,,", "D2: @2027-12-31 lies in the future"),
        ("110000,patent_grants,level,2013,5,元,局,,,", "F2: the unit “元” does not fit"),
        ("110000,patent_grants,level,2013,=5,件,局,,,", "E2: “=5” is a formula"),
        ("110000,patent_grants,level,2013,5,件,,,,", "G2: the source is missing"),
        ("110000,patent_grants,level,2013,5,件,局,,maybe,", "I2: “maybe” is not one of actual"),
        (
            "110000,patent_grants,level,2013,5,件,局,,,colour=red",
            "J2: “colour=red” is not one of patent_type",
        ),
        ("990000,patent_grants,level,2013,5,件,局,,,", "A2: no region is called “990000”"),
    ],
)
def test_a_fact_that_cannot_stand_is_refused_with_its_cell(line: str, said: str) -> None:
    found = reading(csv(line, header=FACTS), "facts.csv", "facts")
    assert len(found.refused) == 1
    assert refusals(found)[0].startswith(said)


CELLS = st.text("0123456789,.=-+@年月万件北京天津grants/total' ", max_size=12)


@given(st.lists(CELLS, min_size=8, max_size=8))
def test_any_row_is_read_or_refused(cells: list[str]) -> None:
    row = ",".join(f'"{cell}"' for cell in cells)
    found = reading(csv(GOOD, row))
    assert len(found.printed) + len(found.refused) >= 1
    assert all(one.sentence(chinese=chinese) for one in found.refused for chinese in (True, False))


@given(st.text(st.characters(exclude_categories=["C"]), max_size=300))
def test_any_text_below_a_header_is_read_or_refused(text: str) -> None:
    for header in ("地区,2013年发明专利授权量", FACTS):
        found = reading(csv(text, header=header), "a.csv", "facts" if header == FACTS else "tables")
        assert all(refusals(found))
