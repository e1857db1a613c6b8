"""The benchmarks measure what they say: they run, on little, and refuse to pass a page above its ceiling."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import pages, reader, texts

ROOT = Path(__file__).resolve().parents[2]


def test_a_text_is_at_least_as_long_as_asked_for() -> None:
    """Whole pieces of prose are repeated, so it may be longer by one piece."""
    piece = texts.of_length(1)
    assert 30_000 <= len(texts.of_length(30_000)) <= 30_000 + len(piece)


def test_the_scan_and_the_reader_are_measured_on_one_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Each in its own process; a peer without its Python is named as not measured."""
    reader.contest(None, 500, 1)
    printed = capsys.readouterr().out
    assert "could not run" not in printed
    assert printed.count("not measured") == 2


def test_a_contestant_that_fails_is_named_with_its_reason(tmp_path: Path) -> None:
    """It does not stop the others."""
    missing = tmp_path / "missing.txt"
    reason = reader.measure(sys.executable, "re", missing, 1)
    assert isinstance(reason, str)
    assert "missing.txt" in reason


def test_a_page_above_its_ceiling_fails_the_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    """By time or by queries."""
    quick = [1.0] * 20
    assert pages.report({"overview": quick}, {"overview": 3}) == 0
    assert pages.report({"overview": [pages.MOST_MILLISECONDS + 1] * 20}, {"overview": 3}) == 1
    assert pages.report({"overview": quick}, {"overview": pages.MOST_QUERIES + 1}) == 1
    assert capsys.readouterr().out.count("above its ceiling") == 2


@pytest.mark.slow
def test_every_page_is_measured_over_synthetic_figures() -> None:
    """On a thousand figures every page answers within its number of queries."""
    command = [sys.executable, "-m", "benchmarks.pages", "--figures", "1000", "--rounds", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    lines = [line.removesuffix("above its ceiling") for line in done.stdout.splitlines()]
    rows = [line.split() for line in lines if line and line[0].islower()]
    taken = {row[0]: int(row[-1]) for row in rows if row[0] != "page"}
    assert {"overview", "region", "indicator", "document", "figure.json"} <= taken.keys()
    assert {page: count for page, count in taken.items() if count > pages.MOST_QUERIES} == {}


@pytest.mark.slow
def test_the_panel_and_the_reconciliation_are_measured_over_synthetic_figures() -> None:
    """On a thousand figures both stay below their ceilings."""
    command = [sys.executable, "-m", "benchmarks.reconciliation", "--figures", "1000", "--rounds", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {"panel", "reconciliation"} <= {line.split()[0] for line in done.stdout.splitlines() if line}
