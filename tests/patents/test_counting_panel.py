"""The yearly panel: what counts where, equal to counting record by record and when refreshed by changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.patents.counting import COLUMNS, PanelRow, count_panel, keeping, kept_panel, panel
from fangzhi.patents.store import open_snapshot, writing
from tests.patents import counting_oracle as oracle
from tests.patents.counting_stores import Made, Stay, change, made, several, store
from tests.patents.loads import load_records, record

if TYPE_CHECKING:
    from fangzhi.patents.store import Snapshot

A_YEAR = Stay(date(2013, 7, 1), date(2014, 7, 1))


def row(rows: list[PanelRow], region: str = "340000", year: int = 2013, kind: str = "all") -> PanelRow:
    (found,) = (one for one in rows if (one.region, one.year, one.type) == (region, year, kind))
    return found


def only(home: Path, *records: Made, year: int = 2013, region: str = "340000", kind: str = "all") -> PanelRow:
    """The row of a store of these records."""
    with store(home, list(records)) as snapshot:
        return row(panel(snapshot), region, year, kind)


# --- what counts where ------------------------------------------------------------------------------------


def test_an_application_counts_in_the_year_and_province_of_its_filing(tmp_path: Path) -> None:
    found = only(tmp_path, Made(1, filed=date(2013, 12, 31)), Made(2, filed=date(2014, 1, 1)))
    assert (found.applications, found.enterprise, found.service, found.individual) == (1, 1, 1, 0)


def test_a_grant_counts_in_the_year_of_its_announcement(tmp_path: Path) -> None:
    found = only(tmp_path, Made(1, filed=date(2011, 3, 1), granted=date(2013, 3, 1)))
    assert (found.applications, found.grants) == (0, 1)


@pytest.mark.parametrize(
    ("stay", "counts"),
    [
        (Stay(date(2013, 12, 31), date(2020, 1, 1)), 1),
        (Stay(date(2014, 1, 1), date(2020, 1, 1)), 0),
        (Stay(date(2010, 1, 1), date(2013, 12, 31)), 0),
        (Stay(date(2010, 1, 1), date(2014, 1, 1)), 1),
    ],
)
def test_in_force_at_the_end_of_the_year_is_in_force_on_its_last_day(
    tmp_path: Path, stay: Stay, counts: int
) -> None:
    found = only(tmp_path, Made(1, filed=date(2009, 1, 1), stays=(stay,)), Made(2, filed=date(2013, 1, 1)))
    assert found.in_force == counts


def test_a_patent_restored_after_a_lapse_is_in_force_once_more(tmp_path: Path) -> None:
    stays = (Stay(date(2010, 1, 1), date(2011, 6, 1)), Stay(date(2013, 2, 1), date(2030, 1, 1)))
    with store(
        tmp_path, [Made(1, filed=date(2010, 1, 1), granted=date(2014, 1, 1), stays=stays)]
    ) as snapshot:
        rows = panel(snapshot)
    assert [row(rows, year=year).in_force for year in range(2010, 2015)] == [1, 0, 0, 1, 1]


def test_five_years_are_counted_from_the_filing(tmp_path: Path) -> None:
    force = (Stay(date(2012, 1, 1), date(2030, 1, 1)),)
    records = [
        Made(1, filed=date(2008, 12, 31), stays=force),
        Made(2, filed=date(2009, 1, 1), stays=force),
        Made(3),
    ]
    found = only(tmp_path, *records)
    assert (found.in_force, found.in_force_5y) == (2, 1)


def test_individuals_are_non_service_and_all_others_service(tmp_path: Path) -> None:
    found = only(tmp_path, Made(1, kind="individual"), Made(2, kind="government"), Made(3, kind="other"))
    assert (found.service, found.individual, found.applications) == (2, 1, 3)


def test_the_country_holds_hong_kong_and_unknown_provinces_but_nothing_foreign(tmp_path: Path) -> None:
    records = [Made(1), Made(2, region="810000"), Made(3, region=None), Made(4, region=None, country="US")]
    assert only(tmp_path, *records, region="000000").applications == 3


def test_an_applicant_counts_once_in_the_country_however_many_provinces_it_files_from(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1), Made(2), Made(3, region="110108", type="design")]) as snapshot:
        rows = panel(snapshot)
    assert row(rows).applicants == row(rows, "110000").applicants == row(rows, "000000").applicants == 1
    assert row(rows, "000000", kind="design").applicants == 1
    assert row(rows, "000000", kind="utility_model").applicants == 0


def test_a_thousand_applications_in_a_year_are_enough_and_999_are_not(tmp_path: Path) -> None:
    from fangzhi.patents.store.engine import sql

    with store(tmp_path, [Made(1)]) as snapshot, snapshot.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE holder AS FROM (VALUES ('甲', '340000', 2013, 400, 300, 299), "
            "('乙', '340000', 2013, 1000, 0, 0), ('甲', '110000', 2013, 0, 0, 1)) "
            "AS holder(applicant, province, year, invention, utility_model, design)"
        )
        rows = cursor.execute(sql("count_applicants").format(holders="holder")).fetchall()
    found = {(region, kind): thousand for region, kind, _year, _all, thousand in rows}
    assert found["340000", "all"] == 1
    assert found["340000", "invention"] == 1
    assert found["000000", "all"] == 2


def test_the_panel_has_a_row_for_every_province_and_the_country(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1)]) as snapshot:
        rows = panel(snapshot)
    assert len({one.region for one in rows}) == 32
    assert len(rows) == 32 * 4


def test_an_empty_store_has_no_years(tmp_path: Path) -> None:
    with store(tmp_path, []) as snapshot:
        assert panel(snapshot) == count_panel(snapshot) == kept_panel(snapshot) == []


def test_the_counts_are_the_first_columns_of_the_panel(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1), Made(2, kind="individual", stays=(A_YEAR,))]) as snapshot:
        assert count_panel(snapshot) == [one[:13] for one in panel(snapshot)]
    assert PanelRow._fields[3:] == COLUMNS


# --- equal to counting record by record -------------------------------------------------------------------


@given(records=several())
@settings(max_examples=25)
def test_the_panel_is_what_counting_record_by_record_gives(records: list[Made]) -> None:
    with TemporaryDirectory() as home, store(Path(home), records) as snapshot:
        assert panel(snapshot) == oracle.panel(records)


# --- kept and refreshed -----------------------------------------------------------------------------------


def test_what_is_kept_is_the_same_and_is_not_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store(tmp_path, [Made(1), Made(2, stays=(A_YEAR,))]) as snapshot:
        first = kept_panel(snapshot)
        monkeypatch.setattr(keeping, "_count", _not_again)
        assert kept_panel(snapshot) == first == panel(snapshot)


def _not_again(*_asked: object) -> None:
    raise AssertionError("counted again")


def _steps(start: list[Made]) -> st.SearchStrategy[list[tuple[list[Made], set[int], set[int]]]]:
    """Up to three loads over some records: new ones, and which of those before are changed or deleted."""
    numbers = st.sets(st.integers(1, len(start) + 6))
    return st.lists(st.tuples(st.lists(made(), max_size=3), numbers, numbers), min_size=1, max_size=3)


@given(data=st.data(), start=several(6))
@settings(max_examples=12)
def test_refreshed_by_what_changed_is_equal_row_for_row(data: st.DataObject, start: list[Made]) -> None:
    standing = {one.patent_id: one for one in start}
    with TemporaryDirectory() as folder:
        home = Path(folder)
        with store(home, start) as snapshot:
            kept_panel(snapshot)
        for step, (added, altered, dropped) in enumerate(data.draw(_steps(start))):
            gone = (altered | dropped) & standing.keys()
            new = [one._replace(patent_id=100 * (step + 1) + n) for n, one in enumerate(added)]
            new += [data.draw(made(number)) for number in sorted(altered & standing.keys() - dropped)]
            for number in gone:
                del standing[number]
            standing |= {one.patent_id: one for one in new}
            with change(home, f"step{step}", new, sorted(gone)) as snapshot:
                assert kept_panel(snapshot) == panel(snapshot) == oracle.panel(list(standing.values()))


@given(
    loads=st.lists(
        st.dictionaries(st.integers(1, 8), st.sampled_from(["", "2014-05-07", "gone"]), min_size=1),
        min_size=3,
        max_size=6,
    ),
    asked=st.sets(st.integers(0, 5)),
)
@settings(max_examples=12)
def test_after_loads_that_are_put_together_the_refreshed_panel_is_the_counted_one(
    loads: list[dict[int, str]], asked: set[int]
) -> None:
    """Loads bring, change and delete records, one after another, and each may be counted or not."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        home = Path(folder)
        patch.setattr(writing, "MOST_DELTAS", 2)
        patch.setattr(writing, "COMPACT_ABOVE", 99)
        load_records(home, *(record(serial) for serial in range(1, 5)))
        with open_snapshot(home) as snapshot:
            kept_panel(snapshot)
        for day, changes in enumerate(loads, 1):
            load_records(home, *(_changed(serial, to, day) for serial, to in changes.items()))
            if day in asked or day == len(loads):
                with open_snapshot(home) as snapshot:
                    assert kept_panel(snapshot) == panel(snapshot)


def _changed(serial: int, to: str, day: int) -> dict[str, str]:
    """A record as of a day: deleted, granted on a day or not, by an applicant of its own."""
    if to == "gone":
        return record(serial, deleted="1", as_of=f"2020-01-{day:02}")
    return record(serial, grant_date=to, as_of=f"2020-01-{day:02}", applicants=f"第{day}公司")


def test_a_refresh_reads_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store(tmp_path, [Made(1), Made(2)]) as snapshot:
        kept_panel(snapshot)
    monkeypatch.setattr(keeping, "_count", _not_again)
    with change(tmp_path, "later", [Made(3, kind="university", applicant="大学")], [2]) as snapshot:
        found = row(kept_panel(snapshot))
    assert (found.applications, found.university, found.enterprise, found.applicants) == (2, 1, 1, 2)


def test_what_is_kept_by_another_version_or_damaged_is_counted_anew(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1)]) as snapshot:
        first = kept_panel(snapshot)
    for damage in (b"", b"no database"):
        keeping.kept_file(tmp_path, "base").write_bytes(damage)
        with open_again(tmp_path) as snapshot:
            assert kept_panel(snapshot) == first


def test_what_another_version_of_duckdb_kept_is_not_built_upon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store(tmp_path, [Made(1)]) as snapshot, monkeypatch.context() as patch:
        patch.setattr("duckdb.__version__", "1.0.0")
        kept_panel(snapshot)
    monkeypatch.setattr(keeping, "_refresh", _not_again)
    with change(tmp_path, "later", [Made(3)], [1]) as snapshot:
        assert kept_panel(snapshot) == panel(snapshot)


def test_where_an_earlier_file_is_gone_the_panel_is_counted_anew(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1)]) as snapshot:
        kept_panel(snapshot)
    with change(tmp_path, "later", [Made(2)], []) as snapshot:
        kept_panel(snapshot)
    keeping.kept_file(tmp_path, "base").unlink()
    with change(tmp_path, "latest", [Made(3)], [1]) as snapshot:
        assert kept_panel(snapshot) == panel(snapshot)


def test_where_nothing_can_be_kept_it_is_counted_all_the_same(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1)]) as snapshot:
        (tmp_path / "patents" / "counts").write_text("in the way")
        assert kept_panel(snapshot) == panel(snapshot)


def test_two_cursors_may_read_what_is_kept_at_the_same_time(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with store(tmp_path, [Made(1), Made(2, stays=(A_YEAR,))]) as snapshot, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(kept_panel, [snapshot] * 8))
    assert all(one == found[0] for one in found)


def open_again(home: Path) -> Snapshot:
    from fangzhi.patents.store import open_snapshot

    return open_snapshot(home)
