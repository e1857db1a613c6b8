"""Opening the state folder: creating, migrating and seeding what is missing, and starting Django with it.

A command that needs the folder calls `open_home`. Nothing here imports Django before that.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fangzhi.home import ACCOUNT, FOLDERS, UnusableHome, home_folder, key_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def open_home() -> Path:
    """Make the state folder ready for use and Django with it; safe to call more than once and from two
    processes.

    Prints the local account's password on stderr when this call created it. Raises `UnusableHome`.
    """
    folder = home_folder()
    try:
        _make_folders(folder)
        with _locked(folder):
            _make_key(folder)
            _start_django()
            _bring_up_to_date()
    except OSError as error:
        raise UnusableHome(
            f"The state folder {folder} cannot be used ({error.strerror or error}); "
            "set FANGZHI_HOME to a folder that can be written."
        ) from error
    return folder


def _make_folders(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)


def _make_key(folder: Path) -> None:
    """Draw the secret where there is none or only an empty file; it is there whole or not at all."""
    key = key_file(folder)
    if key.exists() and key.read_bytes().strip():
        return
    new = key.with_name("secret.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
        file.flush()
        os.fsync(file.fileno())
    new.replace(key)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time creates, migrates and seeds."""
    with (folder / "keys" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangzhi.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise UnusableHome(
            f"The settings cannot be used ({_one_line(error)}); check the FANGZHI_ variables."
        ) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _bring_up_to_date() -> None:
    from django.db import OperationalError

    try:
        _migrate()
    except OperationalError as error:
        raise UnusableHome(
            f"The database cannot be used ({_one_line(error)}); "
            f"check FANGZHI_DATABASE_URL, or the disk of {home_folder()}."
        ) from error
    _seed()
    _first_account()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _seed() -> None:
    from django.db import transaction

    from fangzhi.indicators.loads.shipped import plant, plant_tables
    from fangzhi.indicators.models import Source

    if not Source.objects.exists():
        with transaction.atomic():
            plant()
            plant_tables()


def _first_account() -> None:
    from django.contrib.auth.models import User

    from fangzhi.accounts.people import add_account

    if User.objects.exists():
        return
    password = add_account(ACCOUNT, lasting=True).password
    print(  # noqa: T201 - said to the person at the terminal
        f"Account for loading and correcting: user {ACCOUNT}, password {password}\n"
        "(shown this once; `fangzhi user password` makes a new one)",
        file=sys.stderr,
    )
