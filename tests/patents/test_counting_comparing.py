"""Counts beside those of the year before, of the whole and of the others; and the records behind each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.patents.counting.cells import CELL_COLUMNS, FIRST, OF_APPLICANTS, SO_FAR, STOCKS, BadCell, Cell
from fangzhi.patents.counting.comparing import ComparedRow, Comparison, behind, comparison
from fangzhi.patents.counting.cuts import cut
from fangzhi.patents.counting.keys import KEYS, TIMES
from fangzhi.patents.counting.records import records
from fangzhi.patents.counting.spans import span
from fangzhi.patents.store import Snapshot
from tests.patents import counting_oracle as oracle
from tests.patents.counting_stores import Made, Stay, several, store
from tests.patents.counting_stores import cells as any_cell
from tests.patents.test_counting_cuts import KEY

BY = st.lists(st.sampled_from(sorted(KEY)), max_size=2, unique=True).map(tuple)
EXTRA = st.sampled_from([SO_FAR, FIRST, *CELL_COLUMNS])
IN_FORCE = (Stay(date(2012, 1, 1), date(2030, 1, 1)),)


def fitting(cell: Cell, by: tuple[str, ...]) -> tuple[Cell, tuple[str, ...]]:
    """The nearest cell and keys that can be counted."""
    if cell.column in STOCKS:
        by = tuple(key for key in by if key not in TIMES)
    if cell.column == SO_FAR:
        by = tuple(key for key in by if key not in TIMES or key == "year")
    if cell.column == FIRST:
        by = tuple(key for key in by if key in ("province", "prefecture", "county", "year"))
        period = cell.period[:4] if cell.period else None
        cell = Cell(FIRST, cell.region, period)
    return cell, by


def told(found: list[Made], cell: Cell) -> list[Made]:
    """The records that a cell counts, whatever its column."""
    if cell.column == SO_FAR:
        ever = [
            one for one in found if oracle.counted(one, cell._replace(column="applications", period=None))
        ]
        return [one for one in ever if cell.period is None or one.filed <= span(cell.period)[1]]
    if cell.column != FIRST:
        return [one for one in found if oracle.counted(one, cell)]
    granted = [one for one in found if one.country == "CN" and one.kind == "enterprise" and one.granted]
    return [
        one
        for one in granted
        if oracle.counted(one, cell._replace(column="grants"))
        and one.granted
        and one.granted.year
        == min(o.granted.year for o in granted if o.applicant == one.applicant and o.granted)
    ]


def keyed(found: list[Made], cell: Cell, by: tuple[str, ...]) -> dict[tuple[Any, ...], list[Made]]:
    """The records of a cell under the values of the keys; who filed is an applicant in all later years."""
    mine = told(found, cell)
    rows: dict[tuple[Any, ...], list[Made]] = {}
    last = int(cell.period[:4]) if cell.period else max((one.filed.year for one in mine), default=0)
    for one in mine:
        day = one.granted if cell.column in ("grants", FIRST) else one.filed
        days = [day]
        if cell.column == SO_FAR and "year" in by:
            days = [date(year, 1, 1) for year in range(one.filed.year, last + 1)]
        for when in days:
            key = tuple(KEY[name](one, when) for name in by)
            if cell.column != SO_FAR or "year" not in by or not cell.period or str(last) in key:
                rows.setdefault(key, []).append(one)
    return rows


def number(found: list[Made], cell: Cell) -> int:
    """How many records, or how many applicants of them."""
    return len({one.applicant for one in found}) if cell.column in OF_APPLICANTS else len(found)


def earlier(cell: Cell) -> Cell:
    """The same a year before."""
    assert cell.period
    return cell._replace(period=f"{int(cell.period[:4]) - 1}{cell.period[4:]}")


def year_before(keys: tuple[Any, ...], by: tuple[str, ...]) -> tuple[Any, ...]:
    """The keys of a count, with every time a year before."""
    return tuple(
        f"{int(value[:4]) - 1}{value[4:]}" if key in TIMES else value
        for key, value in zip(by, keys, strict=True)
    )


@given(
    found=several(14),
    cell=any_cell(),
    column=EXTRA,
    period=st.sampled_from([None, "2013", "2012Q4", "2012-02"]),
    by=BY,
)
@settings(max_examples=40)
def test_a_comparison_is_what_counting_one_by_one_gives(
    found: list[Made], cell: Cell, column: str, period: str | None, by: tuple[str, ...]
) -> None:
    if column == "applicants_1000":
        column = "applicants"
    if period is None and column in STOCKS:
        period = "2013"
    cell, by = fitting(cell._replace(column=column, period=period), by)
    now = {key: number(ones, cell) for key, ones in keyed(found, cell, by).items()} or ({} if by else {(): 0})
    then = now if cell.period is None else {
        key: number(ones, cell) for key, ones in keyed(found, earlier(cell), by).items()
    }  # fmt: skip
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        rows = comparison(snapshot, cell, by).rows
    times = [at for at, key in enumerate(by) if key in TIMES]
    times = times if len(times) < len(by) else []
    wholes = keyed(found, cell, tuple(by[at] for at in times))
    assert {row.keys: row.value for row in rows} == now
    for row in rows:
        same = tuple(row.keys[at] for at in times)
        before = then.get(year_before(row.keys, by), 0)
        grows = cell.period is not None or any(key in TIMES for key in by)
        assert exactly(row.growth) == (
            Fraction(100 * (row.value - before), before) if grows and before else None
        )
        whole = number(wholes.get(same, []), cell)
        assert exactly(row.share) == (Fraction(100 * row.value, whole) if whole else None)
        others = [
            one.value for one in rows if None not in one.keys and tuple(one.keys[at] for at in times) == same
        ]
        higher = 1 + sum(value > row.value for value in others)
        assert row.rank == (None if None in row.keys else higher)


def exactly(value: Decimal | None) -> Fraction | None:
    """A decimal as the fraction it stands for."""
    return None if value is None else Fraction(value).limit_denominator(10**6)


@given(
    found=several(10),
    cell=any_cell(),
    column=EXTRA,
    by=st.lists(st.sampled_from(KEYS), max_size=2, unique=True),
)
@settings(max_examples=30)
def test_every_count_opens_as_many_records_or_records_of_as_many_applicants(
    found: list[Made], cell: Cell, column: str, by: list[str]
) -> None:
    cell, keys = fitting(cell._replace(column=column), tuple(by))
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        for *values, value in cut(snapshot, cell, keys):
            assert records(snapshot, behind(cell, keys, tuple(values))).counted == value, (cell, keys, values)


def test_a_record_without_a_key_is_listed_as_one_without(tmp_path: Path) -> None:
    found = [Made(1, region=None), Made(2), Made(3, type="design"), Made(4, ipc=("G06V10/00",))]
    with store(tmp_path, found) as snapshot:
        for key, missing in (("province", [1]), ("field", [3, 4]), ("section", [3]), ("kind", [])):
            listed = records(snapshot, Cell(at=((key, None),))).rows
            assert sorted(one.patent_id for one in listed) == missing, key


def test_a_comparison_asks_the_database_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Counting:
        def __init__(self, cursor: Any) -> None:
            self.cursor = cursor

        def __enter__(self) -> Counting:
            return self

        def __exit__(self, *_: object) -> None:
            self.cursor.close()

        def execute(self, text: str, values: list[Any]) -> None:
            asked.append(text)
            self.cursor.execute(text, values)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.cursor, name)

    cursor = Snapshot.cursor
    with store(tmp_path, [Made(at, region=f"34010{at}") for at in range(1, 7)]) as snapshot:
        monkeypatch.setattr(Snapshot, "cursor", lambda held: Counting(cursor(held)))
        for by in (("county",), ("county", "year"), ("industry", "field"), ()):
            asked.clear()
            comparison(snapshot, Cell("applicants", period="2013"), by)
            assert len(asked) == 1, by


# --- what an office asks ----------------------------------------------------------------------------------


def compared(home: Path, found: list[Made], cell: Cell, *by: str) -> dict[Any, ComparedRow]:
    """The rows of a comparison by their one key, or keys."""
    with store(home, found) as snapshot:
        return {
            row.keys[0] if len(row.keys) == 1 else row.keys: row
            for row in comparison(snapshot, cell, by).rows
        }


def test_growth_of_what_is_in_force_is_over_the_same_day_a_year_before(tmp_path: Path) -> None:
    leap = (Stay(date(2011, 2, 28), date(2011, 3, 1)),)
    rows = compared(tmp_path, [Made(1, stays=IN_FORCE, filed=date(2010, 1, 1)), Made(2, stays=IN_FORCE),
                               Made(3, stays=leap, filed=date(2010, 1, 1))],
                    Cell("in_force", period="2012-02"), "province")  # fmt: skip
    assert rows["340000"].growth == 0  # the one of 2010 in place of the one that lapsed
    assert rows["340000"].value == 1


def test_within_a_year_provinces_are_compared_with_each_other_alone(tmp_path: Path) -> None:
    found = [Made(1), Made(2), Made(3, region="110108"), Made(4, filed=date(2012, 1, 1), region="110108")]
    rows = compared(tmp_path, found, Cell(), "province", "year")
    assert (rows["340000", "2013"].share, rows["340000", "2013"].rank) == (percent(2, 3), 1)
    assert (rows["110000", "2012"].share, rows["110000", "2012"].rank) == (Decimal(100), 1)
    assert rows["110000", "2013"].growth == Decimal(0)


def test_the_share_of_a_branch_is_of_all_records_also_of_those_of_no_branch(tmp_path: Path) -> None:
    rows = compared(tmp_path, [Made(1), Made(2, ipc=("A47G19/22",))], Cell(), "industry")
    assert {row.share for row in rows.values()} == {Decimal(50)}


def test_shares_of_applicants_are_of_distinct_applicants(tmp_path: Path) -> None:
    found = [Made(1), Made(2, type="design"), Made(3, applicant="乙")]
    rows = compared(tmp_path, found, Cell("applicants", period="2013"), "type")
    assert (rows["invention"].share, rows["design"].share) == (Decimal(100), Decimal(50))


def test_an_applicant_of_two_years_counts_once_so_far(tmp_path: Path) -> None:
    found = [
        Made(1),
        Made(2, filed=date(2011, 1, 1)),
        Made(3, filed=date(2014, 1, 1)),
        Made(4, applicant="乙"),
    ]
    rows = compared(tmp_path, found, Cell(SO_FAR), "year")
    assert [(year, row.value) for year, row in rows.items()] == [
        ("2011", 1),
        ("2012", 1),
        ("2013", 2),
        ("2014", 2),
    ]
    assert rows["2013"].growth == Decimal(100)
    assert list(compared(tmp_path / "2", found, Cell(SO_FAR, period="2012"), "year")) == ["2012"]


def test_an_enterprise_has_its_first_patent_once_and_where_it_was_granted(tmp_path: Path) -> None:
    granted = date(2013, 3, 1)
    found = [
        Made(1, granted=granted),
        Made(2, granted=date(2014, 3, 1), region="110108"),
        Made(3, granted=granted, applicant="乙", kind="individual"),
        Made(4, granted=date(2014, 1, 1), applicant="丙"),
    ]
    rows = compared(tmp_path, found, Cell(FIRST), "province", "year")
    assert {key: row.value for key, row in rows.items()} == {("340000", "2013"): 1, ("340000", "2014"): 1}


@pytest.mark.parametrize(
    ("cell", "by", "rated"),
    [
        (Cell("in_force", period="2013", type="invention"), ("province",), True),
        (Cell("in_force", period="2013Q4"), ("province", "type"), True),
        (Cell("in_force", "110000", "2013", "invention"), (), True),
        (Cell("in_force", period="2013H1", type="invention"), ("province",), False),
        (Cell("in_force", period="2013"), ("province",), False),
        (Cell("in_force", "110100", "2013", "invention"), (), False),
        (Cell("in_force", period="2013", type="invention", kind="enterprise"), ("province",), False),
        (Cell("in_force", period="2013", type="invention"), ("prefecture",), False),
        (Cell("applications", period="2013", type="invention"), ("province",), False),
    ],
)
def test_inventions_in_force_at_a_years_end_are_told_per_10000_people(
    tmp_path: Path, cell: Cell, by: tuple[str, ...], rated: bool
) -> None:
    stays = (Stay(date(2012, 1, 1), date(2030, 1, 1)),)
    found = [Made(at, region="110108", stays=stays, filed=date(2011, 1, 1)) for at in range(1, 421)]
    with store(tmp_path, [*found, Made(500, type="design", stays=stays, region="110108")]) as snapshot:
        told = comparison(snapshot, cell, by)
    assert ("per_10k" in told.measures) == rated
    # 420 patents over 20.693 million people at the end of 2012
    assert [row.printed()[3] for row in told.rows if row.per_10k is not None] == [Decimal("0.20")] * rated


def test_percentages_are_printed_to_a_tenth_with_halves_away_from_zero() -> None:
    row = ComparedRow((), 1, Decimal("-12.25"), Decimal("33.35"), 1, Decimal("4.126"))
    assert row.printed() == (Decimal("-12.3"), Decimal("33.4"), 1, Decimal("4.13"))
    facts = Comparison((), [row], 1, True, ("growth", "share", "rank")).facts()
    assert facts == [{"value": 1, "growth": Decimal("-12.3"), "share": Decimal("33.4"), "rank": 1}]


def test_without_a_period_or_a_time_nothing_grows(tmp_path: Path) -> None:
    with store(tmp_path, [Made(1)]) as snapshot:
        for cell, by, grows in (
            (Cell(), ("province",), False),
            (Cell(), ("month",), True),
            (Cell(period="2013"), ("province",), True),
            (Cell(period="1900"), ("province",), False),
        ):
            assert comparison(snapshot, cell, by).grows == grows, cell


def percent(part: int, whole: int) -> Decimal:
    """A part of a whole in percent."""
    return Decimal(100 * part) / whole


# --- what cannot be asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "by", "about", "says"),
    [
        (Cell(FIRST), ("type",), "first_key", "province, prefecture, county, year"),
        (Cell(FIRST, period="2013Q1"), ("province",), "first_period", "2013"),
        (Cell(FIRST, type="design"), ("year",), "first_type", "all patents"),
        (Cell(FIRST, ipc="H"), ("year",), "first_ipc", "not narrowed by ipc"),
        (Cell(SO_FAR), ("month",), "so_far_time", "count by year"),
        (Cell("in_force", period="2013"), ("year",), "stock_time", "2013-05"),
        (Cell("in_force"), ("province",), "no_period", "name a year"),
        (Cell(), ("colour",), "by", "nothing to count by"),
        (Cell(), ("type", "type"), "by_twice", "once"),
        (Cell(at=(("colour", "red"),)), (), "by", "no key"),
        (Cell(at=(("field", "x"),)), (), "field", "1 to 35"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_what_can(
    tmp_path: Path, cell: Cell, by: tuple[str, ...], about: str, says: str
) -> None:
    with store(tmp_path, []) as snapshot, pytest.raises(BadCell, match=says) as refused:
        comparison(snapshot, cell, by)
    assert refused.value.about == about


def test_more_counts_than_are_wanted_are_refused(tmp_path: Path) -> None:
    found = [Made(at, filed=date(2013, at, 1)) for at in range(1, 8)]
    with store(tmp_path, found) as snapshot, pytest.raises(BadCell, match="more than 5"):
        comparison(snapshot, Cell(), ("month",), most=5)
