"""Places by name and year, and what abolished ones became."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.gazetteer import place_names, places, province_names, successors
from fangzhi.gazetteer.names import short_name
from fangzhi.gazetteer.places import LAST_DATED_LIST, level, ordinary_words, successions, units
from fangzhi.gazetteer.tables import rows

YEARS = st.integers(1981, 2026)
UNITS = st.sampled_from(units())


def codes(name, year, within=None):
    return [place.code for place in places(name, year, within)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("九台市", "220181"),
        ("长垣县", "410728"),
        ("芜湖县", "340221"),
        ("南康市", "360782"),
        ("南康区", "360703"),
    ],
)
def test_a_report_on_2013_may_use_a_name_that_has_gone_since(name, code):
    assert codes(name, 2013) == [code]


def test_a_name_that_went_in_december_2013_does_not_resolve_in_2014():
    assert codes("南康市", 2014) == []
    assert codes("南康区", 2014) == ["360703"]


def test_a_name_that_came_later_does_not_resolve_before():
    assert codes("襄阳市", 2009) == []
    assert codes("襄樊市", 2009) == codes("襄樊市", 2010) == codes("襄阳市", 2010) == ["420600"]
    assert codes("襄樊市", 2011) == []


def test_changes_after_the_last_dated_list_follow_their_own_dates():
    assert codes("长垣县", 2019) == ["410728"]
    assert codes("长垣市", 2019) == ["410783"]
    assert codes("长垣市", 2018) == []
    assert codes("长垣县", 2020) == []
    assert codes("湾沚区", 2026) == ["340210"]


def test_a_short_name_means_the_city_before_its_county():
    assert codes("芜湖", 2013) == ["340200", "340221"]


def test_a_province_comes_before_a_city_of_its_name():
    assert codes("吉林", 2013)[:2] == ["220000", "220200"]


def test_a_name_borne_in_many_provinces_is_narrowed_by_the_province():
    assert len(codes("鼓楼区", 2013)) == 4
    assert codes("鼓楼区", 2013, "320000") == ["320106", "320302"]
    assert codes("鼓楼区", 2013, "320100") == ["320106"]
    assert codes("鼓楼区", 2013, "110000") == []


def test_a_province_whose_code_ends_in_three_noughts_holds_its_places():
    assert codes("海口市", 2013, "460000") == ["460100"]
    assert codes("和平区", 2013, "100000") == []


def test_without_a_year_every_bearer_of_a_name_is_found():
    assert codes("九台市", None) == ["220181", "229005"]


def test_an_unknown_name_resolves_to_nothing():
    assert places("乌有市", 2013) == ()


@given(UNITS, YEARS)
def test_a_unit_found_by_its_full_name_is_found_by_its_short_one(place, year):
    assert set(places(place.name, year)) <= set(places(short_name(place.name), year))


@given(UNITS)
def test_a_unit_resolves_in_the_years_of_its_first_and_last_list(place):
    for date in filter(None, (place.first, place.last)):
        assert place in places(place.name, int(date[:4]))


@given(UNITS, YEARS)
def test_a_unit_resolves_in_no_year_before_its_first_list_nor_two_after_its_last(place, year):
    found = place in places(place.name, year)
    if year < int((place.first or LAST_DATED_LIST)[:4]):
        assert not found
    if place.last and year > int(place.last[:4]) + 1:
        assert not found


@given(UNITS, YEARS)
def test_the_best_unit_of_a_name_is_of_the_highest_level(place, year):
    found = [(level(each.code), each.code) for each in places(place.name, year)]
    assert found == sorted(found)


@given(YEARS)
def test_names_for_prose_lead_to_units_of_that_year_below_the_province(year):
    names = place_names(year)
    for name in list(names)[::97]:
        assert set(names[name]) == {p.code for p in places(name, year) if level(p.code)}


def test_prose_may_use_full_names_and_unambiguous_short_ones():
    names = place_names(2013)
    assert names["石嘴山"] == names["石嘴山市"] == ("640200",)
    assert names["芜湖"] == ("340200", "340221")
    assert names["朝阳区"] == ("110105", "220104")
    assert "朝阳" not in names


def test_a_change_within_the_year_leaves_the_short_name_clear():
    assert place_names(2013)["南康"] == ("360703", "360782")


def test_provinces_and_ordinary_words_are_no_sign_of_a_place():
    names = place_names(2013)
    assert not names.keys() & province_names().keys()
    for word in ("合作", "公安", "郊区", "阿里", "资源"):
        assert word not in names
    assert names["合作市"] == ("623001",)


def test_every_ordinary_word_on_the_list_is_the_name_of_some_place():
    known = {name for place in units() for name in (place.name, short_name(place.name))}
    stray = ordinary_words() - known
    assert not stray, f"words that no place bears: {sorted(stray)}"


@pytest.mark.parametrize(
    ("code", "year", "names"),
    [
        ("220181", 2014, ["九台区"]),
        ("360782", 2013, ["南康区"]),
        ("410728", 2019, ["长垣市"]),
        ("340221", 2020, ["湾沚区"]),
        ("371200", 2019, ["莱芜区", "钢城区"]),
        ("110103", 2010, ["东城区"]),
        ("110104", 2010, ["西城区"]),
        ("310108", 2015, ["静安区"]),
        ("420600", 2010, ["襄阳市"]),
        ("341400", 2011, ["合肥市", "芜湖市", "马鞍山市"]),
        ("420621", 2013, ["襄州区"]),
    ],
)
def test_an_abolished_unit_leads_to_what_it_became(code, year, names):
    assert [place.name for place in successors(code, year)] == names


def test_a_unit_that_still_stands_has_no_successor():
    assert successors("220181", 2013) == ()
    assert successors("340221", 2013) == ()
    assert successors("110101", 2026) == ()


def test_a_code_given_to_another_unit_does_not_lead_to_the_successor_of_the_first():
    assert places("海沧区", 2010)[0].code == "350205"
    assert successors("350205", 2010) == ()


@given(st.sampled_from(successions()))
def test_both_ends_of_a_succession_are_known_units_of_one_province(change):
    bearers = {place[:2] for place in units()}
    assert (change.code, change.name) in bearers
    assert (change.to_code, change.to_name) in bearers
    assert change.code[:2] == change.to_code[:2]
    assert change.kind in ("renamed", "merged", "upgraded", "split", "recoded")
    assert change.basis in ("known", "lists")


@given(st.sampled_from([change for change in successions() if change.basis == "lists"]))
def test_a_succession_seen_in_the_lists_keeps_the_short_name_or_is_a_renaming(change):
    assert change.kind == "renamed" or short_name(change.name) == short_name(change.to_name)


@given(st.sampled_from(successions()))
def test_a_succession_ends_in_units_that_stand_in_the_newest_list(change):
    for place in successors(change.code, 2026):
        assert place.last == ""


def test_each_year_since_1980_has_a_list():
    lists = [revision for (revision,) in rows("revisions.csv")]
    assert len(lists) == 82
    assert lists == sorted(lists)
    assert {revision[:4] for revision in lists} == {str(year) for year in range(1980, 2020)}


def test_every_listed_date_is_the_date_of_a_list():
    lists = {revision for (revision,) in rows("revisions.csv")}
    for _, name, first, last in rows("units.csv"):
        assert {first, last} - {""} <= lists, name


def test_importing_the_gazetteer_reads_no_table():
    script = (
        "import builtins, io, sys\n"
        "import fangzhi.gazetteer\n"
        "from fangzhi.gazetteer import places, regions, populations\n"
        "caches = [f for m in list(sys.modules.values()) if m.__name__.startswith('fangzhi.gazetteer')\n"
        "          for f in vars(m).values() if hasattr(f, 'cache_info')]\n"
        "assert caches\n"
        "assert not any(f.cache_info().misses for f in caches)\n"
        "assert not any(name.startswith('django') for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
