"""Killed in the middle of its work, the server has lost nothing that it acknowledged, and nothing is half."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
KILL = "import sys; from benchmarks.kill import killed; sys.exit(killed(3))"


@pytest.mark.slow
def test_every_acknowledged_act_is_there_and_none_is_half_done(tmp_path: Path) -> None:
    environment: Mapping[str, str] = {
        key: value for key, value in os.environ.items() if not key.startswith(("FANGZHI_", "DJANGO"))
    }
    done = subprocess.run(
        [sys.executable, "-c", KILL],
        env={**environment, "FANGZHI_HOME": str(tmp_path / "home")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith(" 0 faults")
