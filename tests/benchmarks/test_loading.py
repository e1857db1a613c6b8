"""The benchmark of loading measures what it says, and refuses to pass a load below its floor."""

from __future__ import annotations

import pytest

from benchmarks import loading


@pytest.mark.django_db
def test_tables_are_read_loaded_and_loaded_again() -> None:
    """Every row is kept in each way."""
    found = loading.measure(500)
    assert [(one.way, one.rows) for one in found] == [
        ("read and checked", 500),
        ("loaded", 500),
        ("loaded again", 500),
    ]


def test_a_load_below_its_floor_fails_the_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    """Rows a second."""
    assert loading.report([loading.Measured("loaded", loading.FLOOR, 1.0)], "sqlite") == 0
    assert loading.report([loading.Measured("loaded", loading.FLOOR - 1, 1.0)], "sqlite") == 1
    assert "below the floor" in capsys.readouterr().out
