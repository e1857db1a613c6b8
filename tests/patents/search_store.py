"""Small stores for the tests of search and pages: records written straight through the schema."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb

from fangzhi.patents.numbers import check_digit
from fangzhi.patents.store import layout
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Record = dict[str, Any]


def record(serial: int, title: str, abstract: str | None = "", **stated: Any) -> Record:
    """A record with everything that is not stated made up: an invention of 2013 from Fuzhou, not granted."""
    kind = stated.get("type", "invention")
    filed: date = stated.get("application_date", date(2013, 3, 1))
    digits = f"{filed.year}{'123'[('invention', 'utility_model', 'design').index(kind)]}{serial:07d}"
    names = stated.pop("applicants", ["福州甲乙新能源有限公司"])
    ipc = stated.pop("ipc", None if kind == "design" else ["H01M10/0525"])
    since: date | None = stated.get("grant_date")
    until: date | None = stated.pop("until", None)
    return {
        "patent_id": int(digits),
        "application_number": digits + check_digit(digits),
        "type": kind,
        "application_date": filed,
        "publication_number": f"CN1{serial:08d}A",
        "publication_date": filed,
        "grant_number": f"CN2{serial:08d}B" if since else None,
        "grant_date": since,
        "title": title,
        "abstract": abstract or None,
        "ipc_main": ipc[0] if ipc else "14-03",
        "ipc": ipc,
        "first_applicant": names[0],
        "applicant_kind": "enterprise",
        "others": [{"name": name, "kind": "enterprise"} for name in names[1:]],
        "address": "福建省福州市鼓楼区湖东路1号",
        "country": "CN",
        "region": "350102",
        "province": "350000",
        "prefecture": "350100",
        "county": "350102",
        "xpcc": False,
        "agency": None,
        "agency_code": None,
        "pct": False,
        "pct_number": None,
        "events": [{"day": since, "kind": "grant", "words": "授权"}] if since else [],
        "in_force": [{"since": since, "until": until or date(2099, 1, 1), "ended_by": "expired"}]
        if since
        else [],
        "as_of": date(2014, 1, 1),
        "source": "0123456789ab",
        "synthetic": True,
        "digest": 1,
        **stated,
    }


def plant(
    home: Path,
    records: Iterable[Record],
    *,
    name: str = "a1",
    parent: str | None = None,
    gone: Iterable[int] = (),
) -> str:
    """Make a snapshot of some records the current one: a base, or a delta over `parent` that hides `gone`."""
    kept, hidden = list(records), list(gone)
    place = layout.folder(home) / "files" / f"{name}.duckdb"
    place.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH {quoted(place)} AS made")
        connection.execute(sql("schema").format(file="made"))
        for one in kept:
            connection.execute(f"INSERT INTO made.patent BY NAME SELECT {_named(one)}", one)
        connection.executemany(
            "INSERT INTO made.gone (patent_id) VALUES (?)", [[key] for key in hidden] or [[-1]]
        )
    file = layout.StoreFile(place.name, len(kept), len(hidden), place.stat().st_size)
    before = layout.manifest(home, parent) if parent else None
    rows = len(kept) + (before.rows - len(hidden) if before else 0)
    made = layout.Manifest(
        id=name,
        parent=parent,
        created_at=f"2026-01-01T00:00:{len(layout.snapshots(home)):02d}+00:00",
        base=before.base if before else file,
        deltas=(*before.deltas, file) if before else (),
        rows=rows,
        synthetic_rows=rows,
        by_type={},
        dates={},
        loads=(),
    )
    layout.publish(home, made)
    return name


def _named(one: Record) -> str:
    return ", ".join(f"${column} AS {column}" for column in one)
