"""Pruning: earlier snapshots given up for the room they take, and the files that none of the kept ones names.

The current snapshot always stays. A reader that has a file open goes on with it until it lets go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents.store import layout
from fangzhi.patents.store.writing import drop_unnamed, writing

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


class Pruned(NamedTuple):
    """What was given up: ids of snapshots, names of files, and the bytes those took on disk."""

    snapshots: list[str]
    files: list[str]
    bytes: int


def outgrown(home: Path, keep: int) -> list[str]:
    """The snapshots beyond the `keep` newest, oldest first; the current one, which is among those, never."""
    current = layout.current_id(home)
    earlier = [one for one in layout.snapshots(home) if one != current]
    return earlier[: max(len(earlier) - keep + 1, 0)]


def prune(home: Path, keep: int, spared: Collection[str] = ()) -> Pruned:
    """Give up all but the `keep` newest snapshots, the current one (never given up) among them, and the
    `spared` ones.

    A manifest goes before the files it alone names, so that none ever names a file that is not there. Raises
    `NoSnapshot`, `BusyStore` while a load runs, and ValueError when `keep` is less than 1.
    """
    if keep < 1:
        raise ValueError(keep)
    layout.manifest(home)  # an empty store is said to be so before its folders are made
    with writing(home):
        gone = [one for one in outgrown(home, keep) if one not in spared]
        for one in gone:
            (layout.folder(home) / "manifests" / f"{one}.json").unlink()
        layout.sync(layout.folder(home) / "manifests")
        files, size = drop_unnamed(home)
    return Pruned(gone, files, size)
