"""Short names as the field uses them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.gazetteer.names import short_name
from fangzhi.gazetteer.places import units


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("合肥市", "合肥"),
        ("芜湖县", "芜湖"),
        ("崂山区", "崂山"),
        ("喀什地区", "喀什"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("延边朝鲜族自治州", "延边"),
        ("临夏回族自治州", "临夏"),
        ("黔东南苗族侗族自治州", "黔东南"),
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("隆林各族自治县", "隆林"),
        ("管城回族区", "管城"),
        ("东乡族自治县", "东乡"),
        ("鄂温克族自治旗", "鄂温克"),
        ("沙县", "沙县"),
        ("沙县区", "沙县"),
        ("城区", "城区"),
        ("浦东新区", "浦东"),
        ("清新区", "清新"),
        ("神农架林区", "神农架"),
        ("井陉矿区", "井陉矿区"),
        ("乌拉特前旗", "乌拉特前旗"),
        ("水族", "水族"),
    ],
)
def test_a_place_is_called_by_its_short_name(name, short):
    assert short_name(name) == short


@given(st.sampled_from(units()))
def test_a_short_name_begins_the_full_one_and_keeps_two_characters(place):
    short = short_name(place.name)
    assert place.name.startswith(short)
    assert len(short) >= 2


@given(st.text())
def test_no_text_breaks_the_rule(text):
    assert text.startswith(short_name(text))
