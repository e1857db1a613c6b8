"""A record as it was known at a past moment: header and detail folded from the events written by then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.casework import acts, deadlines
from fangzhi.casework.history import CORRECT, PROCEEDINGS, UNDO, Past

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fangzhi.casework.declaration import Register
    from fangzhi.casework.models import Detail, Record

UNCOUNTED = PROCEEDINGS | {"attach", "shred"}
"""Events that leave the version of a record as it is."""


def go_back(
    record: Record, detail: Detail, kind: Register, past: Past, opened: Mapping[tuple[int, str], str]
) -> None:
    """Lay over header and detail what the events of a past say, in memory alone.

    `opened` are personal values by event and name; what was destroyed since is empty.
    """
    told = fold(past)
    targets: tuple[tuple[Any, tuple[str, ...]], ...] = ((record, acts.HEADER), (detail, kind.fields))
    for target, names in targets:
        metas = {one.attname: one for one in target._meta.concrete_fields}
        for name in names:
            event, value = told.get(name, (0, None))
            if isinstance(value, dict):
                value = opened.get((event, name), "")
            meta = metas[name]
            missing = value is None and not meta.null
            setattr(target, name, meta.get_default() if missing else meta.to_python(value))
    record.version = sum(one.kind not in UNCOUNTED for one in past.events)
    record.title, record.parties = kind.title(detail)[:300], kind.parties(detail)[:600]
    deadlines.follow(record, kind, deadlines.clocks_of(past, record), past)


def fold(past: Past) -> dict[str, tuple[int, Any]]:
    """Field → the event that set it last, and the value: without undone acts and corrections of such. A
    number that was given stays, because it is used."""
    undone = {one.refers for one in past.events if one.kind == UNDO}
    found: dict[str, tuple[int, Any]] = {}
    for one in past.events:
        changes = one.body.get("changes", {}) if one.kind != UNDO else {}
        gone = one.id in undone or (one.kind == CORRECT and one.refers in undone)
        for name, value in changes.items():
            if not gone or name == "number":
                found[name] = (one.id, value)
    return found
