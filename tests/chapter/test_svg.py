"""Charts on paper: every figure is written where it belongs, and grey print loses nothing."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.chapter.document import Cell, Chart, TileMap
from fangzhi.chapter.paper.svg import SHADES, picture, shades
from fangzhi.gazetteer import region, tile_grid
from tests.chapter.made import BARS, TILES

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """The texts of a picture in order."""
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def test_a_bar_stands_between_its_label_and_its_figure() -> None:
    assert texts(picture(BARS, "zh").svg) == ["北京", "12.33万件[1]", "西藏", "92件[3]"]


def test_bars_are_as_long_as_their_values() -> None:
    chart = Chart("图", "件", (("甲", 100.0, Cell("100件", 1)), ("乙", 50.0, Cell("50件", 1))))
    first, second = (
        float(one.get("width", "")) for one in ET.fromstring(picture(chart, "zh").svg).iter(f"{SVG}rect")
    )
    assert first == pytest.approx(2 * second, rel=0.01)


def test_a_negative_bar_goes_to_the_other_side() -> None:
    chart = Chart("图", "%", (("甲", 30.0, Cell("30%", 1)), ("乙", -20.0, Cell("-20%", 1))))
    root = ET.fromstring(picture(chart, "zh").svg)
    up, down = root.iter(f"{SVG}rect")
    line = root.find(f"{SVG}line")
    zero = float(line.get("x1", ""))
    assert float(up.get("x", "")) == pytest.approx(zero)
    assert float(down.get("x", "")) + float(down.get("width", "")) == pytest.approx(zero, abs=0.2)


def test_a_region_without_a_figure_is_framed_by_dashes() -> None:
    root = ET.fromstring(picture(TILES, "zh").svg)
    known, unknown, _other = root.iter(f"{SVG}rect")
    assert known.get("stroke-dasharray") is None
    assert unknown.get("stroke-dasharray") is not None
    assert texts(picture(TILES, "zh").svg)[2:4] == ["天津", "—"]


def test_the_picture_says_what_it_is() -> None:
    root = ET.fromstring(picture(TILES, "zh").svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == TILES.caption
    assert "北京41.3件" in root.find(f"{SVG}desc").text


def test_marks_lead_to_their_notes_only_where_asked() -> None:
    assert "href" not in picture(BARS, "zh").svg
    linked = picture(BARS, "zh", linked=True).svg
    assert 'href="#note-1"' in linked
    assert 'role="group"' in linked


def test_nothing_of_a_picture_comes_from_outside() -> None:
    drawn = picture(BARS, "zh", linked=True).svg.replace("http://www.w3.org/2000/svg", "")
    assert "http" not in drawn
    assert "<script" not in drawn


def test_a_strange_label_stays_text() -> None:
    chart = Chart('"<&>', "件", (('<b>"&', 1.0, Cell("1<2", 1)),))
    assert texts(picture(chart, "zh").svg) == ['<b>"&', "1<2[1]"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_region_has_a_tile_of_its_own_and_its_name_fits(language: str) -> None:
    tiles = tuple(
        (code, region(code).short_zh if language == "zh" else region(code).name_en, 1.0, Cell("1件", 1))
        for code in tile_grid()
    )
    drawn = picture(TileMap("图", "件", tiles), language)  # type: ignore[arg-type]
    places = [(one.get("x"), one.get("y")) for one in ET.fromstring(drawn.svg).iter(f"{SVG}rect")]
    assert len(set(places)) == len(tiles) == 35
    assert all(float(y or "") + 76 <= drawn.height for _x, y in places)
    assert all(float(x or "") + 76 <= drawn.width for x, _y in places)


def test_a_region_outside_the_grid_gets_a_row_of_its_own() -> None:
    tiles = (*TILES.tiles, ("350200", "厦门", 3.0, Cell("3件", 1)))
    drawn = picture(TILES._replace(tiles=tiles), "zh")
    assert "厦门" in texts(drawn.svg)
    assert drawn.height > picture(TILES, "zh").height


def lightness(colour: str) -> float:
    """How light a colour prints in grey."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_shades_differ_in_grey_print() -> None:
    steps = [lightness(colour) for colour in SHADES]
    assert all(one - other > 15 for one, other in pairwise(steps))


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=40))
def test_a_higher_value_is_never_lighter(values: list[float | None]) -> None:
    tiles = tuple((f"{at:06}", "", value, Cell()) for at, value in enumerate(values))
    found = shades(TileMap("图", "件", tiles))
    known = sorted((value, found[code]) for code, _label, value, _cell in tiles if value is not None)
    assert [shade for _value, shade in known] == sorted(shade for _value, shade in known)
    assert set(found.values()) <= set(range(1, len(SHADES)))
