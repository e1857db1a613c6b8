"""From figure to records: every cell opens exactly the records it counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from fangzhi.patents.counting import cells, panel
from fangzhi.patents.counting.cells import BadCell, Cell, condition
from fangzhi.patents.counting.cuts import cut
from fangzhi.patents.counting.records import every_record, records
from fangzhi.patents.counting.spans import BadPeriod, span
from tests.patents import counting_oracle as oracle
from tests.patents.counting_stores import Made, Stay, made, several, store
from tests.patents.counting_stores import cells as any_cell

LONG = (Stay(date(2010, 1, 1), date(2030, 1, 1)),)


@given(found=several(), cell=any_cell())
@settings(max_examples=30)
def test_a_cell_opens_the_records_that_counting_one_by_one_finds(found: list[Made], cell: Cell) -> None:
    expected = oracle.in_order(one for one in found if oracle.counted(one, cell))
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        listing = records(snapshot, cell)
        assert (listing.total, [one.patent_id for one in listing.rows]) == (len(expected), expected)
        assert list(every_record(snapshot, cell)) == listing.rows


@given(found=several())
@settings(max_examples=4)
def test_every_count_of_the_panel_opens_as_many_records(found: list[Made]) -> None:
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        for row in panel(snapshot):
            if row.region not in ("000000", "340000") or row.type == "design":
                continue
            for column in ("applications", "grants", "in_force", "in_force_5y", "pct", "service"):
                cell = Cell(column, row.region, str(row.year), row.type)
                assert records(snapshot, cell).total == getattr(row, column), cell


def test_pages_follow_one_another_and_end(tmp_path: Path) -> None:
    with store(tmp_path, [Made(number) for number in range(1, 8)]) as snapshot:
        pages = [records(snapshot, Cell(), page, 3) for page in (1, 2, 3, 4)]
    assert [[one.patent_id for one in page.rows] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], []]
    assert {page.total for page in pages} == {7}


def test_a_record_tells_what_a_list_shows(tmp_path: Path) -> None:
    with store(tmp_path, [Made(201310000001, title="石墨烯电池", granted=date(2014, 1, 2))]) as snapshot:
        (fact,) = (one.fact() for one in every_record(snapshot, Cell()))
    assert fact["title"] == "石墨烯电池"
    assert fact["application_date"] == "2013-05-01"
    assert fact["grant_date"] == "2014-01-02"
    assert fact["synthetic"] is True


def test_a_limit_ends_the_records(tmp_path: Path) -> None:
    with store(tmp_path, [Made(number) for number in range(1, 8)]) as snapshot:
        assert [one.patent_id for one in every_record(snapshot, Cell(), limit=2)] == [1, 2]


def test_applicants_with_many_applications_open_those_applications(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "BAR", 2)
    found = [Made(1), Made(2), Made(3, applicant="乙"), Made(4, filed=date(2014, 1, 1), applicant="乙")]
    with store(tmp_path, found) as snapshot:
        listing = records(snapshot, Cell("applicants_1000", "340000", "2013"))
    assert [one.patent_id for one in listing.rows] == [1, 2]


def test_grants_of_all_time_leave_out_what_was_never_granted(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1), Made(2, granted=date(2014, 1, 1))]) as snapshot:
        assert records(snapshot, Cell("grants")).total == 1


def test_the_corps_is_asked_for_by_its_own_code(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1, region="659001", xpcc=True), Made(2, region="650100")]) as snapshot:
        assert records(snapshot, Cell(region="660000")).total == 1
        assert records(snapshot, Cell(region="650000")).total == 2


def test_every_prefecture_that_counts_name_is_a_region_to_count(tmp_path: Path) -> None:
    found = [Made(1, region="110108"), Made(2, region="429004"), Made(3, region="340104")]
    with store(tmp_path, found) as snapshot:
        rows = cut(snapshot, Cell(), ("prefecture",))
        assert ("110100", 1) in rows
        assert [(code, records(snapshot, Cell(region=code)).total) for code, _ in rows] == rows


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (Cell("sales"), "no column"),
        (Cell(type="plant"), "no type"),
        (Cell(kind="person"), "no kind of applicant"),
        (Cell(region="34"), "six digits"),
        (Cell(region="34000' OR 1"), "six digits"),
        (Cell(region="999999"), "No region has the code 999999"),
        (Cell(region="340099"), "No region has the code 340099"),
        (Cell(ipc="H1"), "H01M"),
        (Cell(ipc="%"), "H01M"),
        (Cell(field=36), "1 to 35"),
        (Cell("in_force"), "name a year"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(cell: Cell, says: str) -> None:
    with pytest.raises(BadCell, match=says):
        condition(cell)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2013", date(2013, 1, 1), date(2013, 12, 31)),
        ("2013H1", date(2013, 1, 1), date(2013, 6, 30)),
        ("2013H2", date(2013, 7, 1), date(2013, 12, 31)),
        ("2013Q3", date(2013, 7, 1), date(2013, 9, 30)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013-12", date(2013, 12, 1), date(2013, 12, 31)),
    ],
)
def test_a_period_is_its_first_and_last_day(period: str, first: date, last: date) -> None:
    assert span(period) == (first, last)


@pytest.mark.parametrize("period", ["13", "2013Q5", "2013-13", "2013H3", "2013-1", "", "2013 ", "２０１３"])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(BadPeriod, match="2013Q2"):
        span(period)
    with pytest.raises(BadPeriod):
        condition(Cell(period=period))


@given(one=made(7))
@settings(max_examples=5)
def test_a_title_may_hold_anything(one: Made) -> None:
    odd = one._replace(country="CN", region=None, title="'; DROP TABLE patent; --")
    with TemporaryDirectory() as home, store(Path(home), [odd]) as snapshot:
        assert records(snapshot, Cell()).rows[0].title == odd.title
