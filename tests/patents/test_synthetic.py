"""Synthetic records: the same for the same seed, sound, spread like real ones, and always marked."""

from __future__ import annotations

import pytest

from fangzhi.patents.loading import How, load
from fangzhi.patents.store import manifest
from fangzhi.patents.synthetic import cells, write_synthetic
from tests.patents.loads import ask


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A store of 20,000 synthetic records."""
    folder = tmp_path_factory.mktemp("synthetic")
    write_synthetic(20_000, 5, folder / "records.parquet")
    [outcome] = load(folder, [folder / "records.parquet"], How()).outcomes
    assert (outcome.accepted, outcome.refused) == (20_000, 0)
    return folder


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_records(tmp_path, ending):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_synthetic(500, seed, tmp_path / f"{name}.{ending}")
    first, again, other = ((tmp_path / f"{name}.{ending}").read_bytes() for name in "abc")
    assert first == again
    assert first != other


def test_csv_and_parquet_hold_the_same(tmp_path):
    ids = set()
    for name in ("a.csv", "a.parquet"):
        write_synthetic(300, 1, tmp_path / name)
        ids.add(load(tmp_path / name.replace(".", "-"), [tmp_path / name], How()).snapshot)
    assert len(ids) == 1


def test_every_record_says_that_it_is_synthetic(home):
    found = manifest(home)
    assert (found.rows, found.synthetic_rows, found.loads[0].synthetic) == (20_000, 20_000, True)


def test_records_are_spread_over_regions_types_and_sections(home):
    assert ask(home, "SELECT count(DISTINCT province), count(DISTINCT type) FROM patent") == [(31, 3)]
    assert ask(home, "SELECT count(DISTINCT section) FROM ipc") == [(8,)]
    [(largest,)] = ask(home, "SELECT mode(province) FROM patent")
    assert largest == "320000"
    assert ask(home, "SELECT count(*) FILTER (country <> 'CN') BETWEEN 1000 AND 2200 FROM patent") == [
        (True,)
    ]


def test_every_domestic_record_has_its_county(home):
    assert ask(home, "SELECT count(*) FROM patent WHERE country = 'CN' AND county IS NULL") == [(0,)]


@pytest.mark.parametrize("count", [1, 10, 1_000, 123_457, 100_000_000])
def test_as_many_records_as_asked_for(count):
    found = cells(count)
    assert sum(cell.rows for cell in found) == count
    assert all(0 <= cell.rows <= (99_999 if cell.old else 9_999_999) for cell in found)


def test_without_abstracts_there_is_no_such_column(tmp_path):
    write_synthetic(10, 1, tmp_path / "a.csv", abstracts=False)
    assert "abstract" not in (tmp_path / "a.csv").read_text(encoding="utf-8").partition("\n")[0]
