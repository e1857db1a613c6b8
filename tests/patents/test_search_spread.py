"""The database at a glance: the same numbers as the panel, and beside them those from abroad."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from fangzhi.patents.counting import panel
from fangzhi.patents.search.spread import COUNTS, spread
from tests.patents.counting_stores import Made, Stay, several, store

DAY = date(2015, 6, 1)
LAPSED = Stay(date(2012, 3, 1), date(2014, 3, 1))
TO_COME = Stay(date(2012, 3, 1), date(2015, 9, 1))


def test_what_is_in_force_is_that_of_the_end_of_a_year_and_without_one_of_the_day(tmp_path: Path) -> None:
    made = [Made(1, stays=(LAPSED,)), Made(2, filed=date(2014, 1, 1), stays=(TO_COME,)), Made(3)]
    with store(tmp_path, made) as snapshot:
        found = spread(snapshot, DAY)
    assert found.years() == [2013, 2014]
    assert found.by_type("in_force", 2013) == {"invention": 2}
    assert found.by_type("in_force", 2014) == {"invention": 1}
    assert found.by_type("in_force") == {"invention": 1}
    assert found.by_type("applications") == {"invention": 3}


def test_a_patent_restored_after_a_lapse_is_in_force_once(tmp_path: Path) -> None:
    stays = (LAPSED, Stay(date(2014, 5, 1), date(2030, 1, 1)))
    with store(tmp_path, [Made(1, stays=stays), Made(2, filed=date(2014, 2, 2))]) as snapshot:
        found = spread(snapshot, DAY)
    assert [sum(found.by_type("in_force", year).values()) for year in (2013, 2014, None)] == [1, 1, 1]


def test_applicants_from_abroad_stand_beside_the_country(tmp_path: Path) -> None:
    made = [Made(1), Made(2, country="JP", region=None), Made(3, region=None), Made(4, region="810000")]
    with store(tmp_path, made) as snapshot:
        found = spread(snapshot, DAY)
    assert found.by_type("applications", 2013) == {"invention": 3}
    assert found.abroad("applications", 2013) == {"invention": 1}
    assert found.by_place("applications", 2013) == {"340000": 1, "JP": 1, "": 1, "810000": 1}
    assert found.trend("applications") == {"invention": {2013: 3}}


@settings(max_examples=15, deadline=None)
@given(several())
def test_every_number_of_a_past_year_is_that_of_the_panel(made: list[Made]) -> None:
    with TemporaryDirectory() as home, store(Path(home), made) as snapshot:
        found = spread(snapshot, date(2025, 1, 1))
        rows = [row for row in panel(snapshot) if row.year in found.years() and row.year < 2025]
    for row in rows:
        for what in COUNTS:
            if row.region != "000000" and row.type == "all":
                assert found.by_place(what, row.year).get(row.region, 0) == getattr(row, what), row
            if row.region == "000000" and row.type != "all":
                assert found.by_type(what, row.year).get(row.type, 0) == getattr(row, what), row
