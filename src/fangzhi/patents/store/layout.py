"""How the store lies on disk: manifests, the files they name, and which snapshot is current.

patents/current             the id of the current snapshot
patents/manifests/ID.json   what snapshot ID consists of and how it came about
patents/files/NAME.duckdb   a base or a delta, never changed once a manifest names it
patents/staging/DIGEST/     batches that were read and checked, kept until their load is finished
patents/temp/               scratch of running processes
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 2
"""Raised when a change of the columns makes older files unreadable."""


COUNTED = (
    "country", "province", "type", "applicant_kind", "pct", "application_date", "grant_date", "in_force",
    "first_applicant",
)  # fmt: skip
"""The columns that the panel is counted from. A delta keeps them of the records that it takes out."""


class NoSnapshot(LookupError):  # noqa: N818 - the store has none
    """There is no such snapshot; `id` is the one asked for, None for the current one."""

    def __init__(self, wanted: str | None) -> None:
        super().__init__(
            f"There is no snapshot {wanted} of the patent database; `fangzhi patents status` lists them."
            if wanted
            else "The patent database holds nothing yet; `fangzhi patents load FILE…` fills it."
        )
        self.id = wanted


class OldSnapshot(NoSnapshot):
    """The snapshot was written by another version, whose files this one does not read; in two languages."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.message_en = (
            f"Snapshot {wanted} was written by another version of Fangzhi and cannot be read; move the "
            "folder `patents` of the state folder away and load the files again."
        )
        self.message_zh = (
            f"快照 {wanted} 由另一版本的方知写成，无法读取；"
            "请将数据目录中的 `patents` 文件夹移走，重新载入文件。"
        )
        self.args = (self.message_en,)


@dataclass(frozen=True)
class StoreFile:
    """One file of a snapshot: `rows` records, `gone` records of earlier files that it hides."""

    name: str
    rows: int
    gone: int
    bytes: int


@dataclass(frozen=True)
class Load:
    """One file that was loaded: its digest names it, `override` is why a failed quality check was passed."""

    file: str
    digest: str
    mapping: str
    loaded_at: str
    accepted: int
    unchanged: int
    refused: int
    synthetic: bool
    override: str | None = None


@dataclass(frozen=True)
class Manifest:
    """What a snapshot consists of. Its id is drawn from its records, so equal records have an equal id."""

    id: str
    parent: str | None
    created_at: str
    base: StoreFile
    deltas: tuple[StoreFile, ...]
    rows: int
    synthetic_rows: int
    by_type: dict[str, int]
    dates: dict[str, list[str | None]]
    """First and last application_date, publication_date and grant_date."""
    loads: tuple[Load, ...]
    format: int = FORMAT
    sums: dict[str, int] = field(default_factory=dict)
    """What the id is drawn from: sums over the records that do not depend on their order."""

    @property
    def files(self) -> tuple[StoreFile, ...]:
        """The base and the deltas in their order."""
        return (self.base, *self.deltas)


def folder(home: Path) -> Path:
    """The folder of the patent database inside a state folder."""
    return home / "patents"


def snapshots(home: Path) -> list[str]:
    """The ids of every snapshot kept, oldest first."""
    found = (_read(path) for path in (folder(home) / "manifests").glob("*.json"))
    return [one.id for one in sorted(found, key=_age)]


def _age(one: Manifest) -> tuple[str, str]:
    # Two snapshots of one second are told apart by the newest file of each, whose name has the microsecond.
    return one.created_at, max(file.name.partition("-")[2] for file in one.files)


def current_id(home: Path) -> str | None:
    """The id of the current snapshot; None where nothing was loaded yet."""
    try:
        return (folder(home) / "current").read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def manifest(home: Path, wanted: str | None = None) -> Manifest:
    """The manifest of one snapshot, of the current one when none is named. Raises `NoSnapshot`."""
    name = wanted or current_id(home)
    if name is None or not name.isalnum():
        raise NoSnapshot(wanted)
    try:
        return _read(folder(home) / "manifests" / f"{name}.json")
    except FileNotFoundError:
        raise NoSnapshot(name) from None


def publish(home: Path, new: Manifest) -> None:
    """Make a snapshot the current one. Its files must be on disk; a crash leaves the last one current."""
    top = folder(home)
    (top / "manifests").mkdir(parents=True, exist_ok=True)
    _write(top / "manifests" / f"{new.id}.json", json.dumps(asdict(new), ensure_ascii=False, indent=1))
    _write(top / "current", new.id + "\n")


def _read(path: Path) -> Manifest:
    stated: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if stated["format"] != FORMAT:
        raise OldSnapshot(path.stem)
    stated["base"] = StoreFile(**stated["base"])
    stated["deltas"] = tuple(StoreFile(**one) for one in stated["deltas"])
    stated["loads"] = tuple(Load(**one) for one in stated["loads"])
    return Manifest(**stated)


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole, on disk when this returns."""
    new = path.with_name(f"new-{path.name}")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync(path.parent)


def sync(place: Path) -> None:
    """Have a file, or the names in a folder, on disk."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
