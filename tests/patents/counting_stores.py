"""Small stores of made-up records for the tests of counting, and ways to draw them."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
from hypothesis import strategies as st

from fangzhi.patents.counting.cells import Cell
from fangzhi.patents.counting.yearly import COLUMNS, TYPES
from fangzhi.patents.store import Snapshot, layout, open_snapshot
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = (("H01M10/0525",), ("A61K8/02", "G06F17/30"), ("G16H10/00",), ("B01D1/00", "G06F8/60"))
KINDS = ("enterprise", "university", "institute", "government", "individual", "other")


class Stay(NamedTuple):
    """A time in force."""

    since: date
    until: date
    ended_by: str = "lapsed"


class Made(NamedTuple):
    """What counting looks at in a record; the other columns are filled with anything."""

    patent_id: int
    type: str = "invention"
    filed: date = date(2013, 5, 1)
    granted: date | None = None
    applicant: str = "甲公司"
    kind: str = "enterprise"
    region: str | None = "340100"
    country: str = "CN"
    ipc: tuple[str, ...] = ("H01M10/0525",)
    pct: bool = False
    stays: tuple[Stay, ...] = ()
    title: str = "一种电池"
    xpcc: bool = False
    agency: str | None = None

    @property
    def province(self) -> str | None:
        return f"{self.region[:2]}0000" if self.region else None

    @property
    def prefecture(self) -> str | None:
        return f"{self.region[:4]}00" if self.region and self.region[2:4] != "00" else None

    @property
    def county(self) -> str | None:
        return self.region if self.region and self.region[4:] != "00" else None

    def in_force(self, day: date) -> bool:
        """Whether the patent is in force on a day."""
        return any(one.since <= day < one.until for one in self.stays)

    def row(self) -> dict[str, Any]:
        design = self.type == "design"
        return {
            "patent_id": self.patent_id,
            "application_number": str(self.patent_id),
            "type": self.type,
            "application_date": self.filed,
            "grant_date": self.granted,
            "title": self.title,
            "ipc_main": self.ipc[0] if self.ipc else None,
            "ipc": None if design else list(self.ipc),
            "first_applicant": self.applicant,
            "applicant_kind": self.kind,
            "country": self.country,
            "region": self.region,
            "province": self.province,
            "prefecture": self.prefecture,
            "county": self.county,
            "xpcc": self.xpcc,
            "agency": self.agency,
            "pct": self.pct,
            "in_force": [one._asdict() for one in self.stays],
            "as_of": date(2025, 12, 31),
            "source": "test",
            "synthetic": True,
            "digest": 0,
        }


def store(home: Path, records: list[Made], *, synthetic: bool = False) -> Snapshot:
    """A store of one base with these records, opened."""
    base = _file(home, "base", records, [])
    _publish(home, "base", None, base, (), len(records), synthetic=synthetic)
    return open_snapshot(home)


def change(home: Path, name: str, records: list[Made], gone: list[int]) -> Snapshot:
    """A snapshot over the current one: these records new or changed, and these numbers hidden (those of
    changed and of deleted records)."""
    before = layout.manifest(home)
    with open_snapshot(home) as snapshot:
        hidden = snapshot.cursor().execute(
            f"SELECT patent_id, {', '.join(layout.COUNTED)} FROM patent WHERE patent_id IN "
            "(SELECT unnest($1::BIGINT[]))",
            [gone],
        ).fetchall()  # fmt: skip
    delta = _file(home, name, records, hidden)
    rows = before.rows + len(records) - len(gone)
    _publish(
        home, name, before, before.base, (*before.deltas, delta), rows, synthetic=before.synthetic_rows > 0
    )
    return open_snapshot(home)


def _file(home: Path, name: str, records: list[Made], gone: list[tuple[Any, ...]]) -> layout.StoreFile:
    folder = layout.folder(home)
    for below in ("files", "temp"):
        (folder / below).mkdir(parents=True, exist_ok=True)
    path = folder / "files" / f"{name}.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {quoted(path)} AS file")
        connection.execute(sql("schema").format(file="file"))
        if rows := [one.row() for one in records]:
            marks = ", ".join("(" + ", ".join("?" for _ in row) + ")" for row in rows)
            connection.execute(
                f"INSERT INTO file.patent ({', '.join(rows[0])}) VALUES {marks}",
                [value for row in rows for value in row.values()],
            )
        for one in gone:
            connection.execute(f"INSERT INTO file.gone VALUES ({', '.join('?' for _ in one)})", one)
    return layout.StoreFile(path.name, len(records), len(gone), path.stat().st_size)


def _publish(
    home: Path,
    name: str,
    parent: layout.Manifest | None,
    base: layout.StoreFile,
    deltas: tuple[layout.StoreFile, ...],
    rows: int,
    *,
    synthetic: bool,
) -> None:
    made = layout.Manifest(
        name, parent.id if parent else None, f"2026-01-01T00:00:{len(deltas):02}", base, deltas, rows,
        rows if synthetic else 0, {}, {}, (),
    )  # fmt: skip
    layout.publish(home, made)


def days(first: date = date(2009, 1, 1), last: date = date(2016, 12, 31)) -> st.SearchStrategy[date]:
    """Days, the ends of years more often than chance."""
    edges = [
        date(year, month, day)
        for year in range(first.year, last.year + 1)
        for month, day in ((1, 1), (12, 31))
    ]
    return st.one_of(st.dates(first, last), st.sampled_from(edges))


@st.composite
def made(draw: st.DrawFn, number: int = 0) -> Made:
    """One record, with up to two times in force after its grant."""
    filed = draw(days())
    granted = draw(st.none() | st.integers(0, 1500).map(lambda n: filed + timedelta(n)))
    stays: list[Stay] = []
    since = granted
    while since is not None and len(stays) < 2 and draw(st.booleans()):
        until = since + timedelta(draw(st.integers(0, 3000)))
        stays.append(Stay(since, until))
        since = until + timedelta(draw(st.integers(0, 400)))
    country = draw(st.sampled_from(["CN", "CN", "CN", "US"]))
    return Made(
        number or draw(st.integers(1, 10**6)),
        draw(st.sampled_from(["invention", "utility_model", "design"])),
        filed,
        granted,
        draw(st.sampled_from("甲乙丙丁")),
        draw(st.sampled_from(KINDS)),
        draw(st.sampled_from([None, "340000", "340100", "340111", "110108", "659001", "810000"]))
        if country == "CN"
        else None,
        country,
        draw(st.sampled_from(CLASSES)),
        draw(st.booleans()),
        tuple(stays),
        draw(st.sampled_from(["一种电池", "石墨烯电池", "杯子"])),
    )  # fmt: skip


def several(most: int = 8) -> st.SearchStrategy[list[Made]]:
    """A few records, numbered from 1."""
    return st.lists(made(), max_size=most).map(
        lambda found: [one._replace(patent_id=place) for place, one in enumerate(found, 1)]
    )


def replaced(manifest: layout.Manifest, **changes: Any) -> layout.Manifest:
    """A manifest with other values."""
    return dataclasses.replace(manifest, **changes)


def cells() -> st.SearchStrategy[Cell]:
    """Any cell without an industry."""
    return st.builds(
        Cell,
        column=st.sampled_from([one for one in COLUMNS if one != "applicants_1000"]),
        region=st.sampled_from(["000000", "340000", "340100", "340111", "660000", "110000", "810000"]),
        period=st.sampled_from(["2012", "2013", "2013H1", "2013Q4", "2012-02"]),
        type=st.sampled_from(TYPES),
        kind=st.sampled_from([None, None, "enterprise", "individual"]),
        ipc=st.sampled_from([None, None, "A", "A61", "A61K", "A61K8", "H01M10/0525", "H01M1"]),
        field=st.sampled_from([None, None, 1, 14, 23]),
        industry=st.none(),
        keywords=st.just(False),
        at=st.just(()),
    )
