"""Addresses to divisions: by the code of the day of filing, at the level that the address gives."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.patents.addresses import FIRST_YEAR, LAST_YEAR, locate


def where(head, year=2013, stated="", country=""):
    """What an address means for an application of a year."""
    [found] = [one for one in locate(head, stated, country) if one.since <= year <= one.until]
    return found


@pytest.mark.parametrize(
    ("head", "region", "prefecture"),
    [
        ("广东省深圳市南山区", "440305", "440300"),
        ("北京市海淀区", "110108", None),
        ("南京市江宁区", "320115", "320100"),
        ("浙江杭州余杭区", "330110", "330100"),
        ("内蒙古自治区呼和浩特市赛罕区", "150105", "150100"),
        ("海南省琼中黎族苗族自治县", "469030", None),
        ("河南省济源市", "419001", None),
        ("上海市浦东新区", "310115", None),
        ("安徽省", "340000", None),
        ("香港", "810000", None),
    ],
)
def test_the_finest_division_that_an_address_names(head, region, prefecture):
    found = where(head)
    assert (found.region, found.prefecture, found.country) == (region, prefecture, "CN")
    assert found.province == region[:2] + "0000"


def test_the_code_is_that_of_the_year_of_filing():
    assert (where("江西省南康市", 1996).region, where("江西省南康市", 2005).region) == ("362103", "360782")
    assert (where("湖北省襄樊市樊城区", 2005).region, where("湖北省襄阳市樊城区", 2013).region) == (
        "420606",
        "420606",
    )


def test_a_name_of_many_places_is_none_of_them():
    assert where("朝阳区").region is None
    assert where("北京市朝阳区").region == "110105"


@pytest.mark.parametrize("head", ["", "abc", "人民路1号"])
def test_an_address_without_a_division_is_unknown(head):
    assert where(head)[2:] == ("CN", None, False)


def test_a_stated_code_decides_the_province():
    assert where("", stated="江苏;32").region == "320000"
    assert where("苏州市", stated="江苏;32").region == "320500"
    assert where("江苏省苏州市", stated="北京;11").region == "110000"


@pytest.mark.parametrize(
    ("stated", "country", "expected"), [("美国;US", "", "US"), ("", "日本", "JP"), ("", "DE", "DE")]
)
def test_an_applicant_from_abroad_has_no_region(stated, country, expected):
    assert where("Tokyo", stated=stated, country=country)[2:] == (expected, None, False)


def test_the_corps_lies_in_xinjiang_and_is_marked():
    assert where("新疆维吾尔自治区石河子市")[3:] == ("659001", True)
    assert where("新疆生产建设兵团")[3:] == ("650000", True)
    assert where("新疆维吾尔自治区乌鲁木齐市").xpcc is False


@pytest.mark.parametrize("stated", ["兵团;66", "66"])
def test_the_corps_may_be_stated_by_its_code(stated):
    assert where("", stated=stated)[3:] == ("650000", True)
    assert where("石河子市", stated=stated)[3:] == ("659001", True)


@pytest.mark.parametrize(
    ("head", "region"),
    [
        ("中国安徽省合肥市", "340100"),
        ("中华人民共和国江苏省苏州市", "320500"),
        ("中国(上海)自由贸易试验区", "310000"),
        ("中国（福建）自由贸易试验区", "350000"),
        ("中国香港九龙湾", "810000"),
        ("中国台湾省", "710000"),
    ],
)
def test_an_address_may_begin_with_the_country(head, region):
    assert where(head).region == region


@pytest.mark.parametrize(
    ("country", "region"), [("TW", "710000"), ("香港", "810000"), ("MO", "820000"), ("中华人民共和国", None)]
)
def test_hong_kong_macao_and_taiwan_are_told_by_the_country_of_the_applicant(country, region):
    assert where("某街1号", country=country)[2:] == ("CN", region, False)


@given(
    st.text(alphabet="省市区县旗州盟北京上海南广东深圳朝阳重庆西安内蒙古a1 ", max_size=20),
    st.sampled_from(["", "江苏;32", "US"]),
)
def test_the_answers_cover_every_year_once(head, stated):
    found = list(locate(head, stated, ""))
    assert (found[0].since, found[-1].until) == (FIRST_YEAR, LAST_YEAR)
    assert all(one.until + 1 == next_.since for one, next_ in pairwise(found))
