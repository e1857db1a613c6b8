"""The benchmarks of casework measure what they say, and refuse to pass what is too slow or lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import acts, casework
from fangzhi.casework import acts as kernel
from fangzhi.casework.declaration import register
from tests.casework.conftest import RECEIVED, Staff, _fresh_eyes, city, done
from tests.casework.examples import PANEL, PETITION

if TYPE_CHECKING:
    from fangzhi.casework.models import Record

__all__ = ["_fresh_eyes", "city"]
ROOT = Path(__file__).resolve().parents[2]
SOMEBODY = casework.Person(10, 1, "")
QUICK = [1.0] * 20


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    """A benchmark in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_page_within_its_ceilings_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert not casework.line("list", SOMEBODY, QUICK, 0.5, casework.MOST_QUERIES["list"])
    assert "above" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "taken", "peer", "asked"),
    [
        ("list", [casework.MOST_MILLISECONDS + 1] * 20, 50.0, 3),
        ("list by state", QUICK, 0.5, casework.MOST_QUERIES["list"] + 1),
        ("record", QUICK, 0.5, casework.MOST_QUERIES["record"] + 1),
        ("list", QUICK, casework.LEAST_SHARE * 0.9, 3),
        ("statistics", [casework.STATISTICS_MILLISECONDS + 1] * 20, 0.5, 3),
    ],
)
def test_a_page_above_a_ceiling_fails(
    name: str, taken: list[float], peer: float, asked: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """By time, by queries, or by its share of the speed of a page that does nothing."""
    assert casework.line(name, SOMEBODY, taken, peer, asked)
    assert "above its ceiling" in capsys.readouterr().out


def test_a_server_is_measured_once_its_children_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    read = iter([10, 90, 90, 170, 171, 172])
    waited: list[float] = []
    monkeypatch.setattr(casework, "_ticks", lambda _pid: next(read))
    monkeypatch.setattr("time.sleep", waited.append)
    casework.settle(1)
    assert len(waited) == 3


def test_where_nobody_tells_of_children_nothing_is_waited_for() -> None:
    assert casework._ticks(0) is None
    casework.settle(0)


def opened(city: Staff) -> Record:
    """A petition in the city's office."""
    found = kernel.open_record(
        register("infringement"), city.office, city.intake, RECEIVED, **PETITION
    ).record
    assert found is not None
    return found


def docketed(city: Staff) -> Record:
    """One that was put on the docket and so drew a number."""
    found = opened(city)
    done(found, "docket", city.head, RECEIVED, panel=PANEL)
    return found


def test_what_was_acknowledged_and_kept_is_no_loss(city: Staff) -> None:
    first, second = docketed(city), opened(city)
    said = [(first.pk, "records"), (first.pk, "docket"), (second.pk, "records")]
    assert acts.losses(said) == []


def test_an_acknowledged_act_that_is_not_there_is_a_loss(city: Staff) -> None:
    record = opened(city)
    assert acts.losses([(record.pk, "records"), (record.pk, "docket")]) == [f"lost: {record.pk} docket"]


def test_a_gap_in_the_numbers_is_named(city: Staff) -> None:
    from fangzhi.casework.models import Counter

    docketed(city)
    Counter.objects.filter(kind="裁").update(last=7)
    docketed(city)
    assert acts.losses([]) == ["the numbers 厦知裁字〔2026〕 have a gap"]


def test_a_ledger_that_does_not_hold_is_named(city: Staff) -> None:
    from django.db import connection

    record = docketed(city)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_record SET state = 'decided' WHERE id = %s", [record.pk])
    assert any("unexplained" in sentence for sentence in acts.losses([]))


@pytest.mark.slow
def test_every_page_is_measured_over_synthetic_cases() -> None:
    """On a real server, by people with 1, 10 and 1,000 access classes."""
    measured = ran("benchmarks.casework", "--cases", "300", "--rounds", "20")
    assert "Traceback" not in measured.stderr
    rows = [line.split() for line in measured.stdout.splitlines()]
    assert {row[1] for row in rows if row and row[0] == "record"} == {"1", "10", "1000"}
    for page in ("list by state", "list by due date", "statistics"):
        assert measured.stdout.count(f"\n{page} ") == 3


@pytest.mark.slow
def test_acts_of_many_clients_are_measured_and_lose_nothing() -> None:
    """And import, verification and replay after them."""
    measured = ran("benchmarks.acts", "--clients", "3", "--seconds", "1", "--import", "100")
    assert "Traceback" not in measured.stderr
    lines = measured.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "imported:", "verified:", "replayed:"]
