"""Sentences of the genre, invented here, and what a careful statistician reads in them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.gazetteer.places import units
from fangzhi.reader import read
from fangzhi.reader.quantities import Quantity, scan

if TYPE_CHECKING:
    from tests.reader.conftest import Figures


def test_a_parts_stage_is_that_of_its_whole(figures: Figures) -> None:
    found = figures(
        "全年申请专利5000件，其中发明1200件、实用新型3100件、外观设计700件；授权专利2600件，其中发明410件。"
    )
    assert [one.indicator for one in found.values()] == [
        "patent_applications",
        "invention_applications",
        "utility_applications",
        "design_applications",
        "patent_grants",
        "invention_grants",
    ]


def test_numbers_are_dealt_out_in_order(figures: Figures) -> None:
    found = figures("专利申请量和授权量分别为8100件和4300件，同比分别增长12.5%和7.1%。")
    assert found["12.5%"].base_of == "patent_applications"
    assert found["7.1%"].base_of == "patent_grants"
    assert found["4300件"].indicator == "patent_grants"


def test_numbers_are_dealt_out_to_places_named_in_order(figures: Figures) -> None:
    found = figures("宜昌市、襄阳市、荆州市发明专利授权量分别为310件、295件和120件。")
    assert [one.place for one in found.values()] == ["宜昌市", "襄阳市", "荆州市"]
    assert {one.indicator for one in found.values()} == {"invention_grants"}


def test_a_growth_and_a_multiple_are_told_apart(figures: Figures) -> None:
    found = figures("受理专利纠纷案件90件，是上年的3倍；查处假冒专利案件150件，比上年增加2.5倍。")
    assert (found["3倍"].measure, found["2.5倍"].measure) == ("ratio_multiple", "growth_multiple")
    assert found["3倍"].base_of == "dispute_cases"
    assert found["2.5倍"].base_of == "counterfeit_cases"


def test_a_fall_is_negative(figures: Figures) -> None:
    found = figures("专利授权1900件，同比下降3.2%；其中外观设计420件，减少一成。")
    assert found["3.2%"].value == Decimal("-3.2")
    assert found["一成"].value == Decimal(-10)


def test_a_bracket_is_told_apart_from_its_sentence(figures: Figures) -> None:
    found = figures("受理专利纠纷案件88件（其中侵权纠纷71件），同比增长15%。")
    assert found["15%"].indicator == "dispute_cases"
    assert found["71件"].indicator == "infringement_cases"


def test_a_stock_has_the_date_and_a_flow_the_stretch_up_to_it(figures: Figures) -> None:
    found = figures("截至9月底，全省有效发明专利30500件，PCT专利申请410件，累计专利授权21万件。", year=2017)
    assert found["30500件"].period == "@2017-09-30"
    assert found["410件"].period == "2017-01/2017-09"
    assert (found["21万件"].period, found["21万件"].cumulative) == ("@2017-09-30", True)


def test_a_compared_year_does_not_move_the_period(figures: Figures) -> None:
    found = figures(
        "2018年，专利申请6400件，较2015年增长40%；每万人口发明专利拥有量5.2件，比2017年底提高0.8件。",
        year=2018,
    )
    assert found["40%"].period == "2018"
    assert (found["0.8件"].period, found["0.8件"].measure, found["0.8件"].unit) == (
        "@2018-12-31",
        "change_abs",
        "件/万人",
    )


def test_relative_dates_are_resolved_from_the_day_of_issue() -> None:
    found = read(
        "去年，全省专利申请3200件。今年一季度，专利授权560件。", region="420000", issued="2015-04-20"
    ).observations
    assert [one.period for one in found] == ["2014", "2015Q1"]


def test_a_range_from_one_year_to_the_next(figures: Figures) -> None:
    found = figures("每万人口发明专利拥有量由4.1件提高到4.9件。")
    assert (found["4.1件"].period, found["4.9件"].period) == ("@2015-12-31", "@2016-12-31")


def test_a_place_holds_until_the_region_speaks_again(figures: Figures) -> None:
    found = figures("武汉东湖高新区专利申请9000件，授权4100件，全省专利申请5.1万件。")
    assert [one.place for one in found.values()] == ["武汉东湖高新区", "武汉东湖高新区", None]


def test_where_something_happened_is_not_whose_figure_it_is(figures: Figures) -> None:
    found = figures("培训班在宜昌市举办，培训企业人员320人次。")
    assert found["320人次"].place is None


def test_areas_counted_together_own_what_follows(figures: Figures) -> None:
    found = figures("武汉、襄阳两市专利申请量合计3.3万件。")
    assert (found["两市"].indicator, found["两市"].place) == ("areas_above_threshold", None)
    assert found["3.3万件"].place == "武汉、襄阳"


def test_a_bar_is_a_threshold(figures: Figures) -> None:
    found = figures("年申请专利超百件的企业有31家。")
    assert (found["百件"].status, found["百件"].qualifier) == ("threshold", "at_least")
    assert found["31家"].indicator == "high_volume_applicants"


def test_the_same_cases_are_another_series_before_a_court(figures: Figures) -> None:
    found = figures("全省法院受理知识产权案件2100件，审结1980件；知识产权局系统立案查处知识产权案件640件。")
    assert found["2100件"].indicator == "court_cases_accepted"
    assert found["1980件"].indicator == "court_cases_closed"
    assert found["640件"].indicator == "ip_admin_cases"


def test_targets_and_estimates_are_no_facts(figures: Figures) -> None:
    found = figures("力争到2020年每万人口发明专利拥有量达到12件。预计全年实现专利产品产值300亿元。")
    assert (found["12件"].status, found["12件"].period) == ("target", "@2020-12-31")
    assert found["300亿元"].status == "estimate"


@pytest.mark.parametrize(
    ("text", "quote", "qualifier"),
    [
        ("培训人员约1300人次。", "1300人次", "approx"),
        ("培训人员1300余人次。", "1300余人次", "at_least"),
        ("培训人员近1300人次。", "1300人次", "below"),
        ("培训人员不少于1300人次。", "1300人次", "at_least"),
        ("培训人员1300人次左右。", "1300人次", "approx"),
        ("培训人员1300—1500人次。", "1300—1500人次", "range"),
        ("培训人员1300人次。", "1300人次", "exact"),
    ],
)
def test_how_firmly_a_figure_is_stated(figures: Figures, text: str, quote: str, qualifier: str) -> None:
    assert figures(text)[quote].qualifier == qualifier


def test_elided_units_and_shared_words(figures: Figures) -> None:
    found = figures("资助发明、实用新型、外观设计专利分别为312、45、6件。")
    assert [(one.quote, one.unit) for one in found.values()] == [("312", "件"), ("45", "件"), ("6件", "件")]


def test_what_no_indicator_claims_is_kept_with_its_noun(figures: Figures) -> None:
    found = figures("沿线种植行道树4500棵、安装路灯320盏。组织志愿者服务队18支。")
    assert found["18支"].indicator == "other_quantity"
    assert found["18支"].note


@pytest.mark.parametrize(
    "text",
    [
        "拨打12330热线。",
        "贯彻GB/T 29490—2013标准。",
        "印发国知发〔2013〕1号文件。",
        "专利号ZL201310012345.6。",
        "第十五届中国专利奖。",
        "实施“百千万”人才工程。",
        "全年零差错。",
        "实现三位一体的保护。",
        "编号1234567890123456789012件。",
    ],
)
def test_what_counts_nothing_is_no_figure(figures: Figures, text: str) -> None:
    assert figures(text) == {}


def test_an_amount_that_looks_like_a_date_is_an_amount(figures: Figures) -> None:
    found = figures("专利权质押贷款1975.01万元。")
    assert found["1975.01万元"].value == Decimal("19750100")


def test_headings_and_captions_say_whose_figures_they_are() -> None:
    text = "### 湖南省\n专利申请100件。\n\n湖北：专利推介会签约项目12项。\n\n## 湖北省\n专利授权90件。"
    found = read(text, year=2013, events=False).observations
    assert [one.region for one in found] == ["430000", "420000", "420000"]


def test_the_year_of_a_text_is_its_own_statement_then_the_issue_then_the_most_named() -> None:
    assert read("2016年，专利申请10件。2010年曾有2件。").year == 2016
    assert read("专利申请10件。", issued="2016-02").year == 2015
    assert read("到了2011年、2012年和2012年末，都好。").year == 2012
    assert read("专利申请10件。").year is None
    assert read("专利申请10件。").observations[0].period is None


def test_the_region_of_a_text_without_headings_is_the_province_it_names() -> None:
    assert read("2016年，四川省专利申请10件，四川发明专利授权3件。").observations[0].region == "510000"
    assert read("专利申请10件。").observations[0].region is None


def test_traditional_and_noisy_text_reads_like_clean_text(figures: Figures) -> None:
    clean = figures("全省有效发明专利3.2万件，同比增长18%。")
    noisy = figures("全省有效發(fā)明專利３．２萬件，同比增長１８％。")
    assert [one[3:12] for one in clean.values()] == [one[3:12] for one in noisy.values()]


def test_every_reading_names_its_rule_and_its_version(figures: Figures) -> None:
    found = figures("专利权质押贷款12笔，贷款额3.4亿元，同比增长20%。")
    assert all(one.rule.endswith("@1") and len(one.rule) > 2 for one in found.values())


def test_an_impossible_day_of_issue_is_refused_with_what_to_write() -> None:
    with pytest.raises(ValueError, match="write YYYY"):
        read("专利申请10件。", issued="last year")


PIECES = [
    "专利申请", "发明专利授权", "同比增长", "其中", "分别为", "和", "、", "，", "。", "\n", "(", ")",
    "（", "《", "》", "“", "”", "12.5%", "3倍", "1,200件", "八十余家", "近", "第3位", "2013年",
    "截至6月底", "武汉市", "### 湖北省\n", "　", " ", "発", "質押貸款", "２００件", "占", "由", "到",
    "5", "万元", "百分之三", "１", "-", "亿",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_every_quote_stands_where_it_is_said_to(text: str) -> None:
    reading = read(text, region="420000", year=2013)
    for one in reading.observations:
        assert text[one.start : one.end] == one.quote
        assert one.resolution > 0
    assert [one.start for one in reading.observations] == sorted(one.start for one in reading.observations)


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    reading = read(text)
    assert all(text[one.start : one.end] == one.quote for one in reading.observations)
    assert all(text[one.start : one.end] == one.quote for one in reading.events)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text, year=2013) == read(text, year=2013)


def test_a_text_of_no_region_tells_the_province_of_the_places_it_names(figures: Figures) -> None:
    found = figures("河南省郑州市申请专利1200件，湖北省武汉市授权专利800件。", region=None)
    assert [(one.region, one.place) for one in found.values()] == [("410000", "郑州市"), ("420000", "武汉市")]


def test_an_area_of_one_province_is_told_of_that_province(figures: Figures) -> None:
    found = figures("珠三角地区申请专利20万件，长三角地区申请专利30万件。", region=None)
    assert [one.region for one in found.values()] == ["440000", "000000"]


def test_what_the_nation_filed_is_not_told_of_the_province(figures: Figures) -> None:
    found = figures("全国申请专利3000件，我省申请专利500件。")
    assert [one.region for one in found.values()] == ["000000", "420000"]


def test_no_name_of_a_place_is_taken_for_a_number() -> None:
    read_as_numbers = {
        unit.name
        for unit in units()
        for token in scan(unit.name + "专利")
        if isinstance(token, Quantity) and token.start < len(unit.name)
    }
    assert read_as_numbers == set()


def test_a_physical_quantity_is_a_quantity_of_its_own_unit(figures: Figures) -> None:
    found = figures("展馆面积5000平方米，园区占地50亩，申请专利300件。")
    assert [(one.indicator, one.unit) for one in found.values()] == [
        ("other_quantity", "平方米"),
        ("other_quantity", "亩"),
        ("patent_applications", "件"),
    ]


def test_the_whole_year_holds_to_the_end_of_its_sentence(figures: Figures) -> None:
    found = figures("2016年上半年申请专利300件。全年申请专利700件，授权310件。上半年立案5件。")
    assert [one.period for one in found.values()] == ["2016H1", "2016", "2016", "2016H1"]


@pytest.mark.parametrize(("plan", "years"), [("十二五", "2011/2015"), ("十五五", "2026/2030")])
def test_a_five_year_plan_is_its_years(figures: Figures, plan: str, years: str) -> None:
    assert figures(f"“{plan}”期间，全省申请专利300件。")["300件"].period == years


def test_a_number_of_more_than_eighteen_digits_is_none(figures: Figures) -> None:
    assert figures("编号1,234,567,890,123,456,789件。") == {}
    assert figures("共123,456,789,012,345,678件。")["123,456,789,012,345,678件"].value == 123456789012345678


def test_an_average_of_no_known_region_has_no_code(figures: Figures) -> None:
    text = "专利授权量增速高于全省平均水平3.5个百分点。"
    assert figures(text)["3.5个百分点"].base_of == "patent_grants@420000"
    assert figures(text, region=None)["3.5个百分点"].base_of == "patent_grants"


def test_marks_of_notes_are_passed_over_and_quotes_stay_verbatim(figures: Figures) -> None:
    found = figures("年专利申请超过1000件[^1]的企业有11家[^2]，专利授权400件[3]，同比增长5%⁴。")
    assert [one.indicator for one in found.values()] == [
        "enterprise_patent_applications",
        "high_volume_applicants",
        "patent_grants",
        "patent_grants",
    ]


def test_a_mark_may_stand_where_a_line_breaks_and_have_four_digits(figures: Figures) -> None:
    line = "出台《实施知识产权战略2013年度推进计划》[1203]。战略任务分解落实到19个[1204]"
    assert figures(f"{line}\n部门，专利申请400件。")["19个"].indicator == "task_departments"


@pytest.mark.parametrize(
    "aside",
    [
        "[^1]: 专利申请500件（某表，C4）",
        "| 北京市 | 500件 |",
        "## 说明\n\n另有专利500件。",
        "来源\n专利申请500件",
    ],
)
def test_notes_tables_and_remarks_are_no_prose(aside: str) -> None:
    found = read(f"# 2013年工作\n\n## 北京市\n\n专利申请400件。\n\n{aside}\n").observations
    assert [one.quote for one in found] == ["400件"]


def test_a_line_that_goes_on_with_a_decimal_is_no_item_of_a_list(figures: Figures) -> None:
    line = "全省知识产权工作取得新的进展，专利申请400件，专利授权同比下降"
    assert figures(f"{line}\n5.6%。")["5.6%"].measure == "growth_rate"


def test_a_province_below_a_long_line_is_a_heading() -> None:
    line = "全市知识产权工作取得新的进展，受理的专利申请共400件"
    found = read(f"天津市\n{line}\n河北省\n专利申请9件。\n").observations
    assert [(one.region, one.quote) for one in found] == [("120000", "400件"), ("130000", "9件")]


def test_notes_and_rows_are_no_sections_of_their_own() -> None:
    rows = "| 地区 | 专利申请 |\n| --- | --- |\n| 北京市 | 400件 |"
    notes = "[^1]: 某表\n[^2]: 另一张表"
    found = read(
        f"## 北京市\n\n专利申请400件[^1]。\n\n{rows}\n\n{notes}\n\n## 天津市\n\n授权5件[^2]。\n"
    ).sections
    assert [(one.title, one.region) for one in found] == [("北京市", "110000"), ("天津市", "120000")]


def test_what_stands_below_a_long_note_is_prose() -> None:
    note = "[1] 国家知识产权局2013年年报中地方知识产权工作一章的第四张表"
    found = read(f"## 北京市\n\n专利申请400件[1]。\n{note}\n专利授权5件。\n", year=2013).observations
    assert [one.quote for one in found] == ["400件", "5件"]


def test_the_number_of_a_document_is_no_mark_of_a_note() -> None:
    assert not read("按照国知发[2013]1号文件的要求开展工作。").observations
    assert [
        one.quote for one in read("按照国知发\n[2013]1号文件的要求，受理专利申请400件。").observations
    ] == ["400件"]


def test_a_passage_on_the_country_is_of_the_country() -> None:
    (found,) = read("# 2013年工作\n\n## 全国\n\n专利申请400件。\n").observations
    assert found.region == "000000"
