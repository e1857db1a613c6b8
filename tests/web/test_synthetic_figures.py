"""Figures of made-up records among the others: marked wherever they stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from django.test import Client

from fangzhi.indicators import synthetic
from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.figures import MADE_UP
from fangzhi.indicators.loads.patent_counts import SYNTHETIC, publish_counts
from tests.patents.counting_stores import Made, store
from tests.web.conftest import keep

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
FLAG = '</a> <span class="flag">合成</span>'
DAY = date(2014, 5, 1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> None:
    """Counts of 2014 of three made-up records of Anhui and two of Beijing."""
    made = [Made(at, filed=DAY, region="340100" if at < 4 else "110108") for at in range(1, 6)]
    with store(tmp_path, made, synthetic=True) as snapshot:
        publish_counts(snapshot, 2014, "x", catalogue(), synthetic=True)


def page(address: str) -> str:
    """The page at an address."""
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_title_of_every_source_of_made_up_figures_is_known() -> None:
    assert SYNTHETIC.startswith(MADE_UP)
    assert synthetic.TITLE.startswith(MADE_UP)


def test_the_headline_the_map_and_every_row_of_the_overview_are_marked() -> None:
    html = page("/?year=2014&indicator=patent_applications")
    assert "合成数据：均非真实数字。" in html
    headline = html.partition('<p class="lead">')[2].partition("</p>")[0]
    assert headline.count(FLAG) == 1
    assert html.partition("<tbody>")[2].count(FLAG) == 2
    assert html.count('</data><abbr title="合成">*</abbr>') == 2
    assert '<h2 id="map-title">地图 <span class="flag">* 合成</span></h2>' in html
    assert "* synthetic" in page("/?year=2014&indicator=patent_applications&lang=en")


def test_beside_real_figures_the_made_up_ones_alone_are_marked() -> None:
    keep()
    html = page("/?year=2014&indicator=patent_applications")
    assert "本页既有合成数据，也有真实数字" in html
    assert html.partition('<p class="lead">')[2].partition("</p>")[0].count(FLAG) == 0  # Fujian leads
    assert html.partition("<tbody>")[2].count(FLAG) == 2
    assert html.count('<abbr title="合成">') == 2


def test_the_picture_of_the_map_marks_them_too() -> None:
    root = ElementTree.fromstring(Client().get("/overview.svg?year=2014").content)
    said = [text.strip() for text in root.itertext()]
    assert {"3*", "2*"} <= set(said)
    assert any(one.endswith("* 合成") for one in said)


@pytest.mark.parametrize(
    "address", ["/indicators/patent_applications", "/regions/340000/2014", "/compare?region=340000"]
)
def test_they_are_marked_on_other_pages_of_figures(address: str) -> None:
    assert FLAG in page(address)


def test_the_lines_of_a_comparison_say_it() -> None:
    assert "含合成数据" in page("/compare?region=340000")
    assert "含合成数据" in page("/compare.svg?region=340000")


def test_real_figures_have_no_such_mark() -> None:
    keep()
    html = page("/?year=2014&indicator=patent_grants")
    assert "合成" not in html
