"""`fangzhi up`: ready when it answers, on 127.0.0.1 only, and gone at Ctrl-C."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_it_says_ready_answers_and_ends_at_ctrl_c(environment: dict[str, str]) -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "fangzhi.cli", "up", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as process:
        assert process.stderr
        assert process.stdout
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("Ready"):
                break
        assert said[-1] == f"Ready http://127.0.0.1:{port}/\n"
        with urlopen(f"http://127.0.0.1:{port}/healthz") as response:
            assert json.load(response) == {"ok": True}
        with urlopen(f"http://127.0.0.1:{port}/overview.json?year=2013") as response:
            assert any(one["reported"] for one in json.load(response)["regions"])
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.stdout.read() == ""
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_a_port_in_use_is_one_sentence(run: Callable[..., Ran]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("up", "--port", str(taken.getsockname()[1]))
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "--port" in ran.err
