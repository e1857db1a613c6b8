"""Helpers of the tests on loading: small files of records, and what a load makes of them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from fangzhi.patents.loading import How, Loaded, load
from fangzhi.patents.numbers import check_digit
from fangzhi.patents.store import open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "application_number", "type", "application_date", "publication_date", "grant_date", "title", "abstract",
    "ipc", "applicants", "applicant_kinds", "address", "country", "agency_code", "pct_number", "events",
    "as_of", "deleted", "synthetic",
)  # fmt: skip


def number(serial: int, year: int = 2012, kind: int = 1) -> str:
    """An application number with its check digit."""
    digits = f"{year}{kind}{serial:07}"
    return f"{digits}.{check_digit(digits)}"


def record(serial: int = 1, **given: object) -> dict[str, str]:
    """One sound record, with some of its cells set otherwise."""
    kind = {"1": "invention", "2": "utility_model", "3": "design"}
    own = str(given.get("application_number") or number(serial))
    sound = {
        "application_number": own,
        "type": kind.get(own[4:5], ""),
        "application_date": "2012-03-01",
        "title": "一种石墨烯电池",
        "ipc": "H01M10/0525",
        "applicants": "合肥某某科技有限公司",
        "address": "安徽省合肥市蜀山区长江路1号",
        "country": "CN",
    }
    return {name: str({**sound, **given}.get(name, "")) for name in HEADER}


def write_csv(path: Path, records: list[dict[str, str]]) -> Path:
    """The records as a CSV file, with the columns that hold anything."""
    used = [name for name in HEADER if any(one[name] for one in records)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, used, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(records)
    return path


def load_records(home: Path, *records: dict[str, str], name: str = "records.csv", **how: Any) -> Loaded:
    """Load records as one file."""
    home.mkdir(parents=True, exist_ok=True)
    return load(home, [write_csv(home / name, list(records))], How(**how))


def ask(home: Path, query: str, snapshot: str | None = None) -> list[tuple]:
    """The answer of a snapshot to a query."""
    with open_snapshot(home, snapshot) as opened:
        return opened.cursor().execute(query).fetchall()


def reasons(report: Path) -> list[tuple[str, str, str]]:
    """Row, field and reason of every line of a report."""
    with report.open(encoding="utf-8", newline="") as file:
        return [(one["row"], one["field"], one["reason"]) for one in csv.DictReader(file)]
