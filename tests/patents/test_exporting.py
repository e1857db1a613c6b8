"""A snapshot as Parquet: every record with every column, or no file at all."""

from __future__ import annotations

import duckdb
import pytest

from fangzhi.patents.loading import How, load
from fangzhi.patents.store import NoSnapshot, open_snapshot
from fangzhi.patents.store.exporting import export
from tests.patents.loads import ask, load_records, number, record
from tests.patents.test_command import fangzhi

__all__ = ["fangzhi"]


def test_the_file_holds_what_the_snapshot_shows(tmp_path):
    first = load_records(tmp_path, *(record(serial) for serial in range(1, 101))).snapshot
    load_records(tmp_path, record(1, title="改名的电池", as_of="2020-01-01"), record(101))
    now, before = tmp_path / "now.parquet", tmp_path / "它的'before'.parquet"
    assert (export(tmp_path, now), export(tmp_path, before, first)) == (101, 100)
    order = "FROM {} ORDER BY patent_id"
    with duckdb.connect() as reader:
        for path, snapshot in ((now, None), (before, first)):
            name = str(path).replace("'", "''")
            kept = reader.execute(order.format(f"'{name}'")).fetchall()
            assert kept == ask(tmp_path, order.format("patent"), snapshot)
        with open_snapshot(tmp_path) as opened:
            marks = reader.execute(f"SELECT key, value FROM parquet_kv_metadata('{now}')").fetchall()
            assert (b"snapshot", opened.id.encode()) in marks


def test_an_exported_file_can_be_loaded_again(tmp_path):
    events = "2014-05-07 授权;2018-03-01 未缴年费专利权终止"
    load_records(
        tmp_path,
        record(
            1,
            applicants="甲公司;乙大学;李明",
            events=events,
            pct_number="PCT/CN2011/070001",
            ipc="H01M10/05;C01B32/00",
        ),
        record(2, applicants="史密斯", applicant_kinds="individual", country="US", address=""),
        record(3, application_number=number(3, kind=3), ipc="14-03", synthetic="1"),
    )
    export(tmp_path, tmp_path / "a.parquet")
    again = tmp_path / "again"
    [outcome] = load(again, [tmp_path / "a.parquet"], How()).outcomes
    assert (outcome.accepted, outcome.refused) == (3, 0)
    every = "SELECT * EXCLUDE (digest, source) FROM patent ORDER BY patent_id"
    assert ask(again, every) == ask(tmp_path, every)


def test_a_file_that_cannot_be_written_is_said_and_none_is_left(tmp_path):
    with pytest.raises(NoSnapshot):
        export(tmp_path, tmp_path / "a.parquet")
    load_records(tmp_path, record(1))
    with pytest.raises(OSError, match="nowhere"):
        export(tmp_path, tmp_path / "nowhere" / "a.parquet")
    assert not [path for path in tmp_path.rglob("*.parquet") if "new-" in path.name]


def test_the_command_says_how_many_records_it_wrote(fangzhi, tmp_path):
    target = tmp_path / "a.parquet"
    assert fangzhi("export", "-o", target)[0] == 1
    load_records(tmp_path / "home", record(1), record(2))
    code, out, said = fangzhi("export", "-o", target)
    assert (code, out, "2 records" in said, target.exists()) == (0, "", True, True)
    assert fangzhi("export", "-o", tmp_path / "a.xls")[0] == 2
    assert fangzhi("export", "-o", tmp_path / "no" / "a.parquet")[0] == 2
