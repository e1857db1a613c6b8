"""`backup` and `restore`: the whole state in one file, checked when it comes back.

The file is a tar archive: a manifest with the SHA-256 of every part and the heads of the ledger, a consistent
copy of the database, and the folders of the state folder without the logs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangzhi.commands import WrongUse, say
from fangzhi.home import home_folder
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST, SQLITE, POSTGRES = "manifest.json", "database.sqlite3", "database.pgdump"
LEFT_OUT = ("logs",)
CHUNK = 1 << 20


def backup(target: Path) -> int:
    """Write everything into one file; it is there whole or not at all."""
    open_home()
    if target.exists():
        raise WrongUse(f"{target} exists already; name a file that does not.")
    from fangzhi.casework.verification import heads_now

    home = home_folder()
    with tempfile.TemporaryDirectory(dir=home, prefix="backup-") as name:
        parts = {_dump(Path(name)).name: next(Path(name).iterdir())}
        parts |= {path.relative_to(home).as_posix(): path for path in _state(home)}
        manifest = {
            "format": 1,
            "heads": {code: list(place) for code, place in heads_now().items()},
            "parts": {inside: _digest(path) for inside, path in parts.items()},
        }
        half = target.with_name(target.name + ".part")
        with tarfile.open(half, "w:gz", compresslevel=1) as archive:
            _add_text(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            for inside, path in parts.items():
                archive.add(path, inside, recursive=False)
        half.replace(target)
    say(f"{target}: {len(parts)} parts, {target.stat().st_size:,} bytes.")
    return 0


def _state(home: Path) -> Iterator[Path]:
    """The files of the state folder, without logs, databases and what is being written."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        scratch = path.name.startswith(("new-", "lock")) or inside.parts[0].startswith("backup-")
        database = len(inside.parts) == 1
        if path.is_file() and not scratch and not database and inside.parts[0] not in LEFT_OUT:
            yield path


def _dump(folder: Path) -> Path:
    """A consistent copy of the database. Raises `WrongUse` where a program is missing."""
    from django.db import connection

    if connection.vendor == "sqlite":
        target = folder / SQLITE
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target
    target = folder / POSTGRES
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _postgres(program: str, *words: str) -> None:
    from django.db import connection

    found = shutil.which(program)
    if found is None:
        raise WrongUse(f"{program} is not installed (Debian, Ubuntu: apt-get install postgresql-client).")
    said = connection.settings_dict
    environment = os.environ | {
        "PGHOST": str(said["HOST"]),
        "PGPORT": str(said["PORT"]),
        "PGUSER": str(said["USER"]),
        "PGPASSWORD": str(said["PASSWORD"]),
        "PGDATABASE": str(said["NAME"]),
    }
    done = subprocess.run([found, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise WrongUse(f"{program} failed: {done.stderr.strip()}")


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    import io

    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _digest(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            made.update(chunk)
    return made.hexdigest()


def restore(source: Path) -> int:
    """Bring a backup back into an empty state folder, then verify the ledger; 1 when it does not hold."""
    home = home_folder()
    if home.exists() and any(path.name not in ("keys", "logs") for path in home.iterdir()):
        raise WrongUse(f"The state folder {home} is not empty; set FANGZHI_HOME to one that is.")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restore-") as name:
        manifest = _unpack(source, Path(name))
        _put_in_place(Path(name), home)
    return _check(manifest, home)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """The archive's parts, each checked against the manifest. Raises `WrongUse`."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wrong = [inside for inside, digest in manifest["parts"].items() if _digest(folder / inside) != digest]
    except (OSError, tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise WrongUse(f"{source} is not a backup of Fangzhi, or it is damaged ({error}).") from error
    if wrong:
        raise WrongUse(f"{source} is damaged: {', '.join(wrong[:5])} is not what the manifest says.")
    return manifest


def _put_in_place(folder: Path, home: Path) -> None:
    (folder / MANIFEST).unlink()
    home.mkdir(mode=0o700, exist_ok=True)
    for path in folder.iterdir():
        if path.name == POSTGRES:
            continue
        target = home / ("fangzhi.sqlite3" if path.name == SQLITE else path.name)
        if target.is_dir():
            shutil.rmtree(target)
        path.replace(target)
    if (folder / POSTGRES).exists():
        _start()
        _postgres("pg_restore", "--no-owner", "--exit-on-error", "--dbname=", str(folder / POSTGRES))


def _start() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangzhi.config.settings")
    django.setup()


def _check(manifest: dict[str, Any], home: Path) -> int:
    open_home()
    from fangzhi.casework.verification import verify

    verdict = verify({code: (int(place[0]), str(place[1])) for code, place in manifest["heads"].items()})
    if verdict.ok:
        say(f"{home}: restored; {verdict.events} events hold.")
        return 0
    say(f"{home}: restored, but the ledger does not hold: see `fangzhi verify`.")
    return 1
