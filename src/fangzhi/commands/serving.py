"""`up`: the pages on 127.0.0.1, served by gunicorn until Ctrl-C."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from fangzhi.commands import WrongUse, say
from fangzhi.home import home_folder
from fangzhi.opening import open_home

WORKERS = 2
THREADS = 4


def serve(port: int) -> None:
    """Serve until interrupted. Raises `WrongUse` when the port is taken."""
    _must_be_free(port)
    open_home()
    _Server(port).run()


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise WrongUse(
                f"Port {port} on 127.0.0.1 cannot be used ({error.strerror}); choose another with --port."
            ) from None


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and without its own command line."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.worker: subprocess.Popen[bytes] | None = None
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "errorlog": str(home_folder() / "logs" / "server.log"),
            "proc_name": "fangzhi",
            "when_ready": self._ready,
            "on_exit": self._gone,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)
        if "control_socket_disable" in self.cfg.settings:
            self.cfg.set("control_socket_disable", True)

    def load(self) -> Any:
        from django.db import connections

        from fangzhi.config.wsgi import application

        connections.close_all()
        return application

    def _ready(self, _arbiter: Any) -> None:
        self.worker = subprocess.Popen([sys.executable, "-m", "fangzhi.cli", "worker"])
        say(f"Ready http://127.0.0.1:{self.port}/")

    def _gone(self, _arbiter: Any) -> None:
        if self.worker is not None:
            self.worker.terminate()
            self.worker.wait(timeout=10)
