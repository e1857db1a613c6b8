"""Taking turns: SQLite writes one transaction at a time, and those who wait are served in their order.

Without this, writers poll the database file and the unlucky ones wait for seconds. PostgreSQL needs none.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

_threads = RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to write, among the threads of this process and among processes."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _threads:
        file = os.open(_lock_file(), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)


CARRYING = 0x46_5A_01
"""Names the lock of acts that reach into another office."""


def alone() -> None:
    """Until the transaction ends, no other act that carries acts into other offices: two of them going
    opposite ways would each wait for the other's rows. SQLite writes one at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CARRYING])


def _lock_file() -> Path:
    name = str(connection.settings_dict["NAME"])
    return Path("/dev/null") if ":memory:" in name or "mode=memory" in name else Path(f"{name}.turn")
