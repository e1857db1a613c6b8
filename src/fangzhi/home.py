"""The state folder: database, keys, rules, templates, files and logs in one place.

It is `$FANGZHI_HOME`, else `~/.local/share/fangzhi`. This module says where things lie; `fangzhi.opening`
makes the folder ready.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDERS = ("keys", "catalogue", "amendments", "rules", "calendar", "templates", "files", "logs")
ACCOUNT = "editor"
"""User name of the account that the first start makes."""


class UnusableHome(Exception):  # noqa: N818 - it is the folder, not an error of ours
    """The state folder cannot be created or written; the message says which folder and what to do."""


def home_folder() -> Path:
    """The state folder's path, whether or not it exists."""
    given = os.environ.get("FANGZHI_HOME")
    return Path(given).expanduser().absolute() if given else Path.home() / ".local" / "share" / "fangzhi"


def log_file() -> Path:
    """Where faults are written."""
    return home_folder() / "logs" / "fangzhi.log"


def catalogue_files() -> list[Path]:
    """The office's own catalogue files, in the order of their names; empty when there is no state folder."""
    return sorted((home_folder() / "catalogue").glob("*.csv"))


def wording_files() -> list[Path]:
    """The office's own wordings for the chapter, in the order of their names."""
    return sorted((home_folder() / "wordings").glob("*.csv"))


def amendment_files() -> list[Path]:
    """The office's own files of standing corrections, in the order of their names."""
    return sorted((home_folder() / "amendments").glob("*.csv"))


def demo_mark() -> Path:
    """The file that marks a state folder of synthetic data. It lies in a folder of its own, so that a backup
    keeps it."""
    return home_folder() / "demo" / "synthetic"


def is_demo() -> bool:
    """Whether the state folder holds the demonstration and nothing real."""
    return demo_mark().is_file()


def key_file(folder: Path) -> Path:
    """Where the secret is kept that signs sessions and forms."""
    return folder / "keys" / "secret"
