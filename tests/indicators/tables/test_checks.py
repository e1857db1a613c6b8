"""Checks find what tables print wrongly, name it, and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi import gazetteer
from fangzhi.indicators.tables import checks
from tests.workbooks import csv, reading, remarks

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.indicators.tables.printed import Remark

MONTHLY = (
    "year,month,region_code,region_label_printed,indicator,patent_type,"
    "month_value,ytd_value,yoy_pct,cumulative_since_1985,source,flag"
)
PROVINCES = [one.code for one in gazetteer.regions() if one.kind == "province"][:10]


def month(year: int, at: int, source: str, sums: list[int], months: list[int]) -> list[str]:
    rows = zip(PROVINCES, months, sums, strict=True)
    return [
        f"{year},{at},{code},,grants,invention,,{since},,{total},{source}," for code, since, total in rows
    ]


def found(*lines: str) -> list[Remark]:
    read = reading(csv(*lines, header=MONTHLY))
    assert not read.refused
    return checks.across(checks.levels(read.printed))


def test_a_printed_total_that_is_not_the_sum_of_its_rows_is_named_with_its_cell() -> None:
    lines = [f"2013,{code},,grants,total,{at},件,局" for at, code in enumerate(PROVINCES)]
    assert not remarks(reading(csv("2013,000000,,grants,total,45,件,局", *lines)))
    assert remarks(reading(csv("2013,000000,,grants,total,46,件,局", *lines))) == [
        "F2: the printed total of patent_grants, 2013, is 46, its 10 regions add up to 45 (difference +1)."
    ]


def test_the_corps_and_the_cities_are_never_added() -> None:
    lines = [
        "2013,650000,,grants,total,8,件,局",
        "2013,660000,,grants,total,3,件,局",
        "2013,440300,,grants,total,9,件,局",
    ]
    total = "2013,000000,,grants,total,10,件,局"
    assert not remarks(reading(csv(total, "2013,440000,,grants,total,2,件,局", *lines)))


def test_a_table_that_says_it_is_partial_may_have_a_larger_total_but_no_smaller_one() -> None:
    lines = [f"2013,{code},,grants,total,5,件,局 PARTIAL" for code in PROVINCES[:3]]
    assert not remarks(reading(csv("2013,000000,,grants,total,20,件,局 PARTIAL", *lines)))
    assert remarks(reading(csv("2013,000000,,grants,total,14,件,局 PARTIAL", *lines)))


def test_three_types_that_are_not_their_total_are_named() -> None:
    lines = [f"2013,110000,,grants,{kind},5,件,局" for kind in ("invention", "utility_model", "design")]
    assert not remarks(reading(csv(*lines, "2013,110000,,grants,total,15,件,局")))
    said = remarks(reading(csv(*lines, "2013,110000,,grants,total,16,件,局")))
    assert said[0].startswith("F5: patent_grants differs from the sum of invention_grants + utility_grants")


def test_a_cumulative_column_that_follows_raises_no_doubt() -> None:
    earlier = month(2013, 3, "a", [100 * at + 10 for at in range(10)], [10] * 10)
    later = month(2013, 10, "b", [100 * at + 40 for at in range(10)], [40] * 10)
    assert not found(*earlier, *later)


def test_a_shifted_cumulative_column_is_found_with_the_rows_whose_sums_it_holds() -> None:
    sums = [100 * at + 5 + at for at in range(10)]
    right = [*month(2013, 10, "a", [one + 40 for one in sums], [40] * 10)]
    also = [*month(2013, 6, "b", [one + 20 for one in sums], [20] * 10)]
    moved = [one + 10 for one in [*sums[:4], sums[5], sums[6], sums[4], *sums[7:]]]
    remark = found(*right, *also, *month(2013, 3, "c", moved, [10] * 10))
    assert len(remark) == 1
    assert (remark[0].params["count"], remark[0].params["strays"]) == (3, 3)
    assert remark[0].cell == "J26"


def test_years_between_two_tables_are_carried_over() -> None:
    first = month(2012, 3, "a", [1000 + at for at in range(10)], list(range(10)))
    yearly = [f"2012,12,{code},,grants,invention,,{500 + at},,,c," for at, code in enumerate(PROVINCES)]
    right = month(2013, 1, "b", [1510 + at for at in range(10)], [10] * 10)
    wrong = month(2013, 1, "b", [1510 + (at + 1) % 10 for at in range(10)], [10] * 10)
    assert not found(*first, *yearly, *right)
    assert found(*first, *yearly, *wrong)


def test_values_of_an_earlier_month_are_found() -> None:
    january = [f"2014,1,{code},,grants,design,,{7 + at},,,a," for at, code in enumerate(PROVINCES)]
    april = [f"2014,4,{code},,grants,design,,{7 + at},,,b," for at, code in enumerate(PROVINCES)]
    said = found(*january, *april)
    assert [one.code for one in said] == ["repeated"]
    assert "2014-01" in said[0].sentence(chinese=False)
    april[0] = april[0].replace(",7,", ",8,")
    assert not found(*january, *april)


def test_the_four_printing_errors_of_the_shared_tables_are_found_and_no_others(shared: Path) -> None:
    yearly = reading((shared / "data" / "official_by_region.csv").read_bytes())
    monthly = reading((shared / "data" / "official_monthly_by_region.csv").read_bytes())
    assert not yearly.refused
    assert not monthly.refused
    assert remarks(monthly) == []
    (total,) = remarks(yearly)
    assert "the printed total of pct_applications, 2018, is 51893, its 34 regions add up to 51892" in total
    across = checks.across([*checks.levels(yearly.printed), *checks.levels(monthly.printed)])
    assert [(one.code, one.params["indicator"], one.params["period"]) for one in across] == [
        ("shifted", "invention_applications", "@2012-10-31"),
        ("shifted", "invention_grants", "@2012-03-31"),
        ("repeated", "invention_applications", "2014-01/2014-04"),
    ]
    october, march, april = across
    assert (october.params["count"], march.params["count"]) == (19, 20)
    assert "台湾 46196" in october.params["places"]
    assert "天津 9281 (= 河南)" in march.params["places"]
    assert (april.params["count"], april.params["rows"]) == (26, 26)


def test_the_monthly_tables_alone_already_show_their_three_errors(shared: Path) -> None:
    monthly = reading((shared / "data" / "official_monthly_by_region.csv").read_bytes())
    across = checks.across(checks.levels(monthly.printed))
    assert [(one.params["indicator"], one.params["period"]) for one in across] == [
        ("invention_applications", "@2012-10-31"),
        ("invention_grants", "@2012-03-31"),
        ("invention_applications", "2014-01/2014-04"),
    ]
