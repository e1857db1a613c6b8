"""Kill the server at random moments under load, and look whether anything is lost or half done.

`python -m benchmarks.kill [--times N]`. Clients open and docket cases of two registers through the interface
of `fangzhi up` over SQLite; server, workers and all are killed (SIGKILL) while they work, and started again.
At the end every acknowledged act is there, the numbers have no gap, and the ledger holds. Exits 1 when one is
not so.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path

from benchmarks.acts import LEADS, PETITIONS, Client, losses, people
from tools.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "bench" / "kill"
CLIENTS = 6


class Broken(Client):
    """A client whose server dies under it; it works in two registers by turns."""

    cases = PETITIONS + LEADS

    def run(self) -> None:
        """Until the server is gone."""
        try:
            super().run()
        except (OSError, HTTPException, ValueError):
            return


def once(dice: random.Random, tokens: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """Start the server, let the clients work, kill everything, and return what was acknowledged."""
    port = free_port()
    command = [sys.executable, "-m", "fangzhi.cli", "up", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        for line in process.stderr or []:
            if line.startswith("Ready"):
                break
        clients = [Broken(port, *one, time.perf_counter() + 30) for one in tokens]
        for one in clients:
            one.start()
        wanted, patience = dice.randint(1, 40), time.perf_counter() + 30
        while sum(len(one.done) for one in clients) < wanted and time.perf_counter() < patience:
            time.sleep(0.005)
        time.sleep(dice.random() * 0.03)
        os.killpg(process.pid, signal.SIGKILL)
        for one in clients:
            one.join()
    return [act for one in clients for act in one.done]


def killed(times: int) -> int:
    """Kill so many times in the state folder; 1 when something was lost or half done."""
    tokens, dice = people(CLIENTS), random.Random(7)
    said = [act for _ in range(times) for act in once(dice, tokens)]
    lost = losses(said) if said else ["nothing was acknowledged"]
    print(f"killed {times} times after {len(said)} acknowledged acts: {len(lost)} faults")
    for sentence in lost[:5]:
        print(f"  {sentence}")
    return int(bool(lost))


def main() -> int:
    """Kill as often as asked, and look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    arguments = parser.parse_args()
    shutil.rmtree(HOME, ignore_errors=True)
    os.environ["FANGZHI_HOME"] = str(HOME)
    return killed(arguments.times)


if __name__ == "__main__":
    sys.exit(main())
