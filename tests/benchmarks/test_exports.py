"""The benchmark of exports measures what it says, and refuses to pass one above its ceiling."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import exports

ROOT = Path(__file__).resolve().parents[2]


def test_an_export_above_its_ceiling_fails_the_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    """By memory."""
    within = exports.Measured("csv", 10, 1.0, 1.0, exports.MOST_MEGABYTES)
    assert exports.report([within]) == 0
    assert exports.report([within, within._replace(above=exports.MOST_MEGABYTES + 1)]) == 1
    assert capsys.readouterr().out.count("above its ceiling") == 1


@pytest.mark.slow
def test_every_form_is_measured_over_synthetic_figures() -> None:
    """On a thousand figures."""
    command = [sys.executable, "-m", "benchmarks.exports", "--figures", "1000"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    rows = [line.split() for line in done.stdout.splitlines() if line and line[0].islower()]
    assert {
        row[0]: int(row[1].replace(",", "")) >= 1000 for row in rows if row[0] != "form"
    } == dict.fromkeys(("csv", "xlsx", "parquet", "sdmx"), True)
