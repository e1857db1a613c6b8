"""The worker: what the office's clock does by itself. `up` runs it as a child; it ends with its parent."""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import TYPE_CHECKING

from fangzhi.opening import open_home

if TYPE_CHECKING:
    from datetime import date

PAUSE = 30.0
"""Seconds between two rounds."""
log = logging.getLogger(__name__)


def work() -> int:
    """Go round until told to stop or until the parent is gone."""
    open_home()
    stop, parent = threading.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    last: date | None = None
    while not stop.is_set() and os.getppid() == parent:
        last = go_round(last)
        stop.wait(PAUSE)
    return 0


def go_round(last: date | None) -> date | None:
    """One round: the day's work when a new day has begun, and the outbox. Returns the day that was done."""
    from django.db import close_old_connections
    from django.utils import timezone

    from fangzhi.casework import daily, notices

    today = timezone.localdate()
    try:
        close_old_connections()
        if today != last:
            daily.run(today)
            last = today
        notices.deliver()
    except Exception:
        log.exception("the worker failed; it tries again")
    return last
