"""Comparing regions over years: the right figure for each year, honest gaps and ranks, readable lines."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.indicators.models import Figure, Source
from fangzhi.indicators.series import series
from fangzhi.web.charts import BOTTOM, GAP, HEIGHT, LEFT, TOP, WIDTH, chart, nice_steps

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

NAME = "invention_applications"
REGIONS = ("110000", "310000", "350000", "440000")


def figure(region: str, year: int, value: int, **more: Any) -> None:
    """Keep one figure."""
    number = Figure.objects.count()
    fields: dict[str, Any] = {
        "source": Source.objects.order_by("pk").first(), "indicator": NAME, "measure": "level",
        "period": str(year), "unit": "件", "qualifier": "exact", "resolution": "1", "status": "actual",
    }  # fmt: skip
    Figure.objects.create(
        code=f"{number:020x}", start=number, end=number + 1, quote=str(value), region=region, year=year,
        value=str(value), number=float(value), rule="test@1", **(fields | more),
    )  # fmt: skip


@pytest.fixture
def grown(reader: Client) -> Client:
    """Four regions and the country over three years; one region misses the second year."""
    Figure.objects.filter(indicator=NAME).delete()
    for year in (2011, 2012, 2013):
        for at, region in enumerate(REGIONS):
            if (region, year) != ("310000", 2012):
                figure(region, year, 1000 * (at + 1) + year)
        figure("000000", year, 99_999)
    return reader


def facts(client: Client, **query: Any) -> dict[str, Any]:
    return json.loads(client.get("/compare.json", {"indicator": NAME, **query}).content)  # type: ignore[no-any-return]


def test_points_carry_value_and_rank_among_those_that_report(grown: Client) -> None:
    found = {(one["region"], one["year"]): one for one in facts(grown, region=REGIONS)["points"]}
    assert (found["440000", 2013]["rank"], found["440000", 2013]["among"]) == (1, 4)
    assert (found["110000", 2012]["rank"], found["110000", 2012]["among"]) == (3, 3)
    assert ("310000", 2012) not in found
    rows = list(csv.DictReader(io.StringIO(grown.get("/compare.csv", {"indicator": NAME}).content.decode())))
    assert {row["value"] for row in rows if row["region"] == "440000"} == {"6011", "6012", "6013"}


def test_equal_values_share_a_rank_and_the_country_and_the_corps_have_none(reader: Client) -> None:
    Figure.objects.filter(indicator=NAME).delete()
    for region, value in (("110000", 5), ("310000", 5), ("440000", 3), ("000000", 9), ("660000", 8)):
        figure(region, 2013, value)
    found = series(NAME, "level", {*REGIONS, "660000"})
    ranks = {region: line[2013].rank for region, line in found.items()}
    assert ranks == {"110000": 1, "310000": 1, "440000": 3, "000000": None, "660000": None}


def test_a_year_is_not_stood_for_by_some_of_its_months_a_running_total_a_target_or_a_part(
    reader: Client,
) -> None:
    Figure.objects.filter(indicator=NAME).delete()
    figure("110000", 2013, 1, period="2013-01/2013-09")
    figure("110000", 2013, 2, cumulative=True)
    figure("110000", 2013, 3, status="target")
    figure("110000", 2013, 4, dims={"applicant_kind": "university"})
    figure("110000", 2013, 5, place="海淀区")
    assert series(NAME, "level", REGIONS) == {}
    figure("110000", 2013, 6)
    assert series(NAME, "level", REGIONS)["110000"][2013].point.value == "6"


def test_an_official_table_stands_before_a_document(reader: Client) -> None:
    Figure.objects.filter(indicator=NAME).delete()
    figure("110000", 2013, 1)
    document = Source.objects.order_by("pk").first()
    table = Source.objects.create(
        kind="table", code="a" * 16, digest="a" * 64, name="t", loaded_at=document.loaded_at, loaded_by="x"
    )
    figure("110000", 2013, 2, source=table)
    assert series(NAME, "level", REGIONS)["110000"][2013].point.value == "2"


def test_the_page_draws_a_line_for_each_region_and_highlights_one(grown: Client) -> None:
    html = grown.get("/compare", {"indicator": NAME, "region": REGIONS, "main": "350000"}).content.decode()
    assert html.count("<polyline") == 2 * (3 + 0)  # the region that misses a year has single points only
    assert html.count('class="line main"') == 2
    assert html.count("<circle") == 2 * 11
    assert "福建 2013: 5,013 件 · 4 个地区中居第 2 位" in html
    assert "—" in html.split("<tbody>")[1]
    assert "style=" not in html.split("<main")[1]


def test_the_lines_are_also_a_picture(grown: Client) -> None:
    query = {"indicator": NAME, "region": REGIONS, "main": "350000"}
    response = grown.get("/compare.svg", query)
    assert response.headers["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)
    said = " ".join(text.strip() for text in root.itertext())
    assert "发明专利申请量 · 2011–2013" in said
    assert Source.objects.order_by("pk").first().title in said
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) == 6
    html = grown.get("/compare", query | {"lang": "en"}).content.decode()
    for link in ("/compare.svg?", "/compare.json?", "/compare.csv?"):
        address = html.split(link)[1].split('"')[0]
        assert all(f"region={region}" in address for region in REGIONS)
    switch = next(one for one in re.findall(r'href="(/compare[^"]*)"', html) if "lang=zh" in one)
    assert all(f"region={region}" in switch for region in REGIONS)


def test_who_chooses_nothing_sees_the_leading_regions(grown: Client) -> None:
    found = facts(grown)
    assert found["regions"] == ["440000", "350000", "310000", "110000"]
    assert found["main"] == "440000"
    assert facts(grown, main="110000")["regions"] == ["110000", "440000", "350000", "310000"]


def test_years_can_be_narrowed_in_either_order(grown: Client) -> None:
    assert facts(grown, **{"from": "2012"})["years"] == [2012, 2013]
    assert facts(grown, **{"from": "2012", "to": "2011"})["years"] == [2011, 2012]


def test_nothing_to_show_is_said(reader: Client) -> None:
    html = reader.get("/compare", {"indicator": NAME, "measure": "ordinal_streak"}).content.decode()
    assert "没有报告该指标的全年数据" in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "nope"},
        {"region": "999999"},
        {"main": "x"},
        {"measure": "size"},
        {"from": "20x3"},
    ],
)
def test_a_wrong_choice_is_named(reader: Client, wrong: dict[str, Any]) -> None:
    response = reader.get("/compare", wrong)
    assert response.status_code == 404
    assert "未找到" in response.content.decode()


def test_too_many_regions_are_said_and_the_choice_is_kept(reader: Client) -> None:
    many = [f"{code}0000" for code in (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35)]
    response = reader.get("/compare", {"region": many})
    assert response.status_code == 400
    html = response.content.decode()
    assert "最多选 12 个" in html.split('role="alert"')[1]
    assert html.count(" checked>") == 12
    assert reader.get("/compare.json", {"region": many}).status_code == 404
    assert reader.get("/compare", {"region": many[:12], "main": many[12]}).status_code == 200


def test_more_regions_and_years_ask_no_more(
    grown: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    query = {"indicator": NAME, "region": REGIONS[:1]}
    with django_assert_num_queries(3):
        grown.get("/compare", query)
    for year in range(1990, 2011):
        figure("350000", year, year)
    with django_assert_num_queries(3):
        grown.get("/compare", {"indicator": NAME, "region": REGIONS})


numbers = st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: round(number, 3))


@given(numbers, numbers)
def test_steps_span_the_values_and_are_few(low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    steps = nice_steps(low, high)
    assert steps[0] <= low
    assert steps[-1] >= high
    assert 2 <= len(steps) <= 9
    assert 0 in steps


@given(
    st.dictionaries(
        st.text("123456", min_size=6, max_size=6),
        st.dictionaries(st.integers(1990, 2020), numbers, max_size=12),
        max_size=12,
    ),
    st.booleans(),
)
def test_everything_drawn_lies_on_the_picture_and_names_keep_apart(
    lines: dict[str, dict[int, float]], ranks: bool
) -> None:
    if ranks:
        lines = {
            region: {year: float(1 + abs(int(number)) % 31) for year, number in line.items()}
            for region, line in lines.items()
        }
    years = sorted({year for line in lines.values() for year in line})
    values = {region: {year: (n, "") for year, n in line.items()} for region, line in lines.items()}
    drawn = chart(values, years, main=next(iter(lines), ""), names=60, write=str, ranks=ranks)
    for line in drawn.lines:
        assert all(LEFT <= dot.x <= WIDTH - 60 for dot in line.dots)
        assert all(TOP - 0.1 <= dot.y <= HEIGHT - BOTTOM + 0.1 for dot in line.dots)
    heights = sorted(line.name_y for line in drawn.lines)
    assert all(second - first >= GAP - 0.11 for first, second in pairwise(heights))
    assert len(drawn.years) <= 6


def test_a_line_is_broken_where_a_year_is_missing() -> None:
    values = {
        "a": {2010: (1.0, ""), 2011: (2.0, ""), 2013: (3.0, ""), 2014: (4.0, "")},
        "b": {2012: (1.0, "")},
    }
    drawn = chart(values, [2010, 2011, 2012, 2013, 2014], main="a", names=50, write=str)
    broken = next(line for line in drawn.lines if line.region == "a")
    assert [len(re.findall(",", stretch)) for stretch in broken.stretches] == [2, 2]
    assert drawn.lines[-1].main
