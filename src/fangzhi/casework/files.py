"""Files of records, kept once by their digest in the state folder; on disk before the act that names them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kept(NamedTuple):
    """A file in the store."""

    digest: str
    """SHA-256, in hexadecimal."""
    size: int


def folder() -> Path:
    """Where the files lie."""
    return home_folder() / "files"


def path_of(digest: str) -> Path:
    """The place of a file."""
    return folder() / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write a file into the store, whole or not at all; a file that is there already is not written again."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    made, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder(), prefix="new-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                made.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        place = path_of(made.hexdigest())
        place.parent.mkdir(mode=0o700, exist_ok=True)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Kept(made.hexdigest(), size)


def keep_bytes(content: bytes) -> str:
    """Keep a small file; nothing is written where it is there already. Returns its digest."""
    digest = hashlib.sha256(content).hexdigest()
    return digest if path_of(digest).is_file() else keep([content]).digest


def read(digest: str) -> bytes:
    """A file of the store. Raises OSError where it is missing."""
    return path_of(digest).read_bytes()
