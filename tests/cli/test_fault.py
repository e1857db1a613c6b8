"""A fault of ours: one sentence, and a log that nobody else can read or lead elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fangzhi.commands import fault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a fault is written when there is no state folder."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path / "none"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / f"fangzhi-{os.getuid()}.log"


def test_without_a_state_folder_a_fault_is_written_where_only_this_person_reads(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = os.umask(0)
    try:
        assert fault(RuntimeError("broken")) == 3
    finally:
        os.umask(before)
    assert "RuntimeError: broken" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o777 == 0o600
    assert str(log) in capsys.readouterr().err


def test_a_link_laid_in_the_way_of_the_log_is_not_followed(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("untouched", "utf-8")
    log.symlink_to(precious)
    assert fault(RuntimeError("broken")) == 3
    assert precious.read_text("utf-8") == "untouched"
    assert "no log could be written" in capsys.readouterr().err
