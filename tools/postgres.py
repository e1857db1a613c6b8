"""Run a command with FANGZHI_DATABASE_URL pointing at a PostgreSQL server made for it alone.

`python -m tools.postgres COMMAND …` makes a cluster in a temporary folder, lets it listen on a free port of
127.0.0.1, runs the command and removes the cluster. FANGZHI_TEST_DATABASE_URL names a server to use instead.
Where PostgreSQL is not installed the command is left out with one line; with FANGZHI_TEST_REQUIRE=all that is
an error. PostgreSQL refuses to run as root, so root runs it as the user postgres or nobody.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "fangzhi"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}
"""The cluster lives for one test run: what a crash would lose is not missed."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the path, else Debian's newest; None without a server."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    return versions[-1].parent if versions else None


def unprivileged() -> str | None:
    """The user to run the server as: None for ourselves, postgres or nobody for root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(user: str | None, folder: Path, *command: str) -> None:
    """Run one of PostgreSQL's programs as the chosen user; its words are shown only when it fails."""
    who = {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    log = folder / "log"
    with log.open("ab") as out:
        done = subprocess.run(  # type: ignore[call-overload]
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder, check=False, **who
        )
    if done.returncode:
        sys.exit(
            f"{log.read_text(errors='replace')}fangzhi: {Path(command[0]).name} failed: see its words above"
        )


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """A server for as long as the block runs; yields its database URL."""
    user, port, password = unprivileged(), free_port(), secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="fangzhi-pg-") as name:
        folder = Path(name)
        (folder / "password").write_text(password, encoding="ascii")
        if user:
            for path in (folder, folder / "password"):
                os.chown(path, pwd.getpwnam(user).pw_uid, -1)
        place = ["-D", str(folder / "cluster")]
        options = " ".join(f"-c {key}={value}" for key, value in SETTINGS.items())
        options += f" -c unix_socket_directories={folder} -p {port}"
        secret = ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}", f"--username={USER}"]
        run(
            user,
            folder,
            str(bin_folder / "initdb"),
            *place,
            *secret,
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        run(
            user,
            folder,
            str(bin_folder / "pg_ctl"),
            *place,
            "-w",
            "-l",
            str(folder / "server.log"),
            "-o",
            options,
            "start",
        )
        try:
            yield f"postgres://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            run(user, folder, str(bin_folder / "pg_ctl"), *place, "-w", "-m", "immediate", "stop")


def call(command: list[str], url: str) -> int:
    """The command's exit code, run with the server's address."""
    return subprocess.run(command, env={**os.environ, "FANGZHI_DATABASE_URL": url}, check=False).returncode


def main(command: list[str]) -> int:
    """Run the command on a PostgreSQL server, or say in one line why not; the exit code."""
    given = os.environ.get("FANGZHI_TEST_DATABASE_URL")
    if given:
        return call(command, given)
    bin_folder = programs()
    if bin_folder is None:
        required = os.environ.get("FANGZHI_TEST_REQUIRE") == "all"
        word = "missing" if required else "left out"
        print(
            f"{word}: the tests on PostgreSQL (Debian, Ubuntu: apt-get install postgresql)", file=sys.stderr
        )
        return int(required)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(bin_folder) as url:
        return call(command, url)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
