"""Counts of the patent database beside the other figures: preferred, traced, replaced, never secretly
synthetic."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.explanation import explain
from fangzhi.indicators.loads.patent_counts import SyntheticRecords, named_snapshots, publish_counts
from fangzhi.indicators.loads.shipped import plant
from fangzhi.indicators.models import Figure, Source
from fangzhi.indicators.panel import panel
from fangzhi.indicators.reconciliation import reconcile, row_json
from fangzhi.patents.counting import panel_regions
from fangzhi.patents.counting.published import PUBLISHED, cell_behind
from fangzhi.patents.counting.records import records
from fangzhi.patents.store import open_snapshot
from tests.patents.counting_stores import Made, Stay, change, store

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.patents.store import Snapshot

pytestmark = pytest.mark.django_db
FORCE = (Stay(date(2012, 6, 1), date(2030, 1, 1)),)
ANHUI = [
    Made(1, filed=date(2011, 1, 1), granted=date(2013, 6, 1), stays=FORCE),
    Made(2, kind="individual", type="design", applicant="张三"),
    Made(3, pct=True),
]


def publish(snapshot: Snapshot, year: int = 2013, *, synthetic: bool = False) -> Source | None:
    return publish_counts(snapshot, year, "x", catalogue(), synthetic=synthetic)


def current() -> dict[tuple[str, str], str]:
    """(indicator, region) → value of the counted figures in force."""
    rows = Figure.objects.filter(source__kind=Source.Kind.QUERY, current=True)
    return {(one.indicator, one.region): one.value for one in rows}


def test_the_counts_of_a_year_become_figures_of_its_provinces(tmp_path: Path) -> None:
    with store(tmp_path, ANHUI) as snapshot:
        source = publish(snapshot)
    assert source is not None
    assert snapshot.id in source.title
    found = {indicator: value for (indicator, region), value in current().items() if region == "340000"}
    assert found["patent_applications"] == "2"
    assert found["nonservice_patent_applications"] == "1"
    assert found["invention_grants"] == found["inventions_in_force"] == "1"
    assert "pct_applications" not in found
    assert found["zero_breakthrough_enterprises"] == "1"
    assert "utility_applications" not in found


def test_a_stock_is_of_the_last_day_and_carries_its_unit(tmp_path: Path) -> None:
    with store(tmp_path, ANHUI) as snapshot:
        publish(snapshot)
    stock = Figure.objects.get(indicator="inventions_in_force", current=True, source__kind="query")
    flow = Figure.objects.get(indicator="zero_breakthrough_enterprises", current=True)
    assert (stock.period, stock.unit, flow.period, flow.unit) == ("@2013-12-31", "件", "2013", "家")


def test_the_country_is_counted_only_when_every_province_is_there(tmp_path: Path) -> None:
    with store(tmp_path / "one", ANHUI) as snapshot:
        publish(snapshot)
    assert ("patent_applications", "000000") not in current()
    provinces = [code for code in panel_regions() if code != "000000"]
    everywhere = [Made(number, region=code) for number, code in enumerate(provinces, 1)]
    with store(tmp_path / "all", everywhere) as snapshot:
        publish(snapshot)
    assert current()["patent_applications", "000000"] == "31"


def test_the_same_counts_twice_change_nothing_and_new_ones_supersede_them(tmp_path: Path) -> None:
    with store(tmp_path, ANHUI) as snapshot:
        first = publish(snapshot)
        assert publish(snapshot) == first
    with change(tmp_path, "later", [Made(4)], []) as later:
        second = publish(later)
    assert Source.objects.get(pk=first.pk).superseded_by == second
    assert current()["patent_applications", "340000"] == "3"
    with open_snapshot(tmp_path, "base") as snapshot:
        assert publish(snapshot) == first
    assert current()["patent_applications", "340000"] == "2"
    assert Source.objects.get(pk=second.pk).superseded_by == first


def test_the_snapshots_that_figures_name_are_known_of_replaced_figures_too(tmp_path: Path) -> None:
    assert named_snapshots() == set()
    with store(tmp_path, ANHUI) as snapshot:
        publish(snapshot)
    with change(tmp_path, "later", [Made(4)], []) as later:
        publish(later)
    assert named_snapshots() == {"base", "later"}


def test_other_years_stay_as_they_are(tmp_path: Path) -> None:
    with store(tmp_path, [*ANHUI, Made(9, filed=date(2012, 1, 1))]) as snapshot:
        earlier = publish(snapshot, 2012)
        publish(snapshot, 2013)
    assert Source.objects.get(pk=earlier.pk).superseded_by is None


def test_where_there_is_nothing_to_count_nothing_is_kept(tmp_path: Path) -> None:
    with store(tmp_path, ANHUI) as snapshot:
        assert publish(snapshot, 1999) is None
    assert not Source.objects.filter(kind="query").exists()


def test_synthetic_records_are_refused_and_when_asked_for_named(tmp_path: Path) -> None:
    with store(tmp_path, ANHUI, synthetic=True) as snapshot:
        with pytest.raises(SyntheticRecords, match="--synthetic"):
            publish(snapshot)
        assert not current()
        source = publish(snapshot, synthetic=True)
    assert "合成数据" in source.title


def test_a_count_takes_part_in_reconciliation_and_is_explained(tmp_path: Path) -> None:
    plant()
    with store(tmp_path, ANHUI) as snapshot:
        source = publish(snapshot)
    preferred = panel([2013]).all("invention_grants", "level", "340000", "2013")[0]
    assert (preferred.value, preferred.source) == (1, source.pk)
    rows = [row_json(one) for one in reconcile(2013, "340000").rows]
    (own,) = (one for one in rows if one["indicator"] == "invention_grants" and one["expected"] == 1)
    assert own["verdict"] == "differs"
    assert snapshot.id in own["expected_source"]
    node = explain("invention_grants", "340000", 2013)
    assert node is not None
    assert snapshot.id in node.source


def test_every_published_count_opens_its_records(tmp_path: Path) -> None:
    with store(tmp_path, ANHUI) as snapshot:
        publish(snapshot)
        for (indicator, region), value in current().items():
            cell = cell_behind(indicator, region, 2013)
            if cell is not None and indicator != "inventions_per_10k":
                assert records(snapshot, cell).total == int(value), indicator
    assert cell_behind("zero_breakthrough_enterprises", "340000", 2013) is None


def test_only_indicators_of_the_catalogue_are_published() -> None:
    assert set(PUBLISHED) <= set(catalogue())
