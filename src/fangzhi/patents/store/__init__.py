"""The store of the patent database: snapshots that are switched at one stroke and never change afterwards.

A snapshot is a manifest over a base, a DuckDB file sorted by region, type and date, and over deltas that
replace or take out records of the files before them. Readers attach the files read-only and see one table.
"""

from fangzhi.patents.store.layout import Manifest, NoSnapshot, manifest, snapshots
from fangzhi.patents.store.snapshot import Snapshot, current_snapshot, open_snapshot

__all__ = [
    "Manifest",
    "NoSnapshot",
    "Snapshot",
    "current_snapshot",
    "manifest",
    "open_snapshot",
    "snapshots",
]
