"""Regions: codes, names, and what may be added up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.gazetteer import UnknownRegion, province_names, region, regions, tile_grid


@given(st.sampled_from([unit for unit in regions() if unit.kind in ("province", "sar", "xpcc")]))
def test_every_name_of_a_province_leads_back_to_its_code(unit):
    assert province_names()[unit.full_zh] == unit.code
    assert province_names()[unit.short_zh] == unit.code


@given(st.sampled_from(sorted(province_names().items())))
def test_every_name_leads_to_a_region_that_exists(named):
    name, code = named
    assert name[:2] in {region(code).full_zh[:2], region(code).short_zh[:2], "兵团", "生产"}


def test_the_country_has_34_provinces_that_add_up_and_nothing_else_does():
    additive = [unit for unit in regions() if unit.additive]
    assert len(additive) == 34
    assert {unit.kind for unit in additive} == {"province", "sar"}
    assert all(unit.parent == "000000" for unit in additive)


def test_the_corps_lies_inside_xinjiang_and_is_never_added():
    assert region("660000").parent == "650000"
    assert not region("660000").additive
    assert province_names()["新疆生产建设兵团"] == province_names()["兵团"] == "660000"
    assert province_names()["新疆"] == "650000"


def test_separately_printed_cities_lie_in_their_province_and_are_never_added():
    cities = [unit for unit in regions() if unit.kind == "city"]
    assert len(cities) == 15
    for city in cities:
        assert city.parent == city.code[:2] + "0000"
        assert not city.additive


def test_autonomous_regions_and_special_regions_have_their_short_names():
    names = province_names()
    for name, code in (("内蒙古", "150000"), ("广西", "450000"), ("西藏", "540000"), ("香港特区", "810000")):
        assert names[name] == code


def test_cities_are_no_provinces():
    assert "深圳" not in province_names()
    assert "全国" not in province_names()


def test_an_unknown_code_is_named_in_the_refusal():
    with pytest.raises(UnknownRegion, match="990000") as refusal:
        region("990000")
    assert refusal.value.code == "990000"
    assert isinstance(refusal.value, ValueError)


def test_the_tile_grid_gives_each_province_and_the_corps_a_tile_of_its_own():
    grid = tile_grid()
    assert set(grid) == {unit.code for unit in regions() if unit.kind in ("province", "sar", "xpcc")}
    assert len(set(grid.values())) == len(grid) == 35


def test_the_names_cannot_be_changed_by_a_reader():
    with pytest.raises(TypeError):
        province_names()["北京"] = "000000"  # type: ignore[index]
