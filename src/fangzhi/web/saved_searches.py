"""Searches that people keep: what each found when it was last looked at, and what is new since.

What a search found is kept as the keys of its records, so that "new" is exact whatever was loaded meanwhile.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.web.models import SavedSearch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.contrib.auth.models import User

MOST_SAVED = 20
"""Searches that one person keeps at most."""
MOST_RECORDS = 20_000
"""Records that a kept search finds at most; what finds more is too wide to be watched."""


class NotKept(ValueError):  # noqa: N818 - it is the person's, not an error of ours
    """A search that cannot be kept; the message says why and what to do."""


class Since(NamedTuple):
    """What has changed since a search was last looked at."""

    new: list[int]
    """Keys of the records found now and not then, the latest numbers first."""
    gone: int
    """Records found then and no longer."""


def keep(owner: User, title: str, asked: Mapping[str, str], found: Collection[int]) -> SavedSearch:
    """Keep a search under a title with what it finds now; one of that title is replaced. Raises `NotKept`."""
    if len(found) > MOST_RECORDS:
        raise NotKept(
            _("This search finds %(found)s records; one that is kept finds %(most)s at most. Narrow it.")
            % {"found": f"{len(found):,}", "most": f"{MOST_RECORDS:,}"}
        )
    if SavedSearch.objects.filter(owner=owner).exclude(title=title).count() >= MOST_SAVED:
        raise NotKept(_("You keep %(n)s searches already; let go of one first.") % {"n": MOST_SAVED})
    fields = {"asked": dict(asked), "seen_at": timezone.now(), "seen": pack(found)}
    return SavedSearch.objects.update_or_create(owner=owner, title=title, defaults=fields)[0]


def since(search: SavedSearch, found: Iterable[int]) -> Since:
    """What is new, and how many records are gone, when a search finds these now."""
    now, before = set(found), unpack(bytes(search.seen))
    return Since(sorted(now - before, reverse=True), len(before - now))


def mark_seen(search: SavedSearch, found: Iterable[int]) -> None:
    """Everything that a search finds now has been looked at."""
    search.seen, search.seen_at = pack(found), timezone.now()
    search.save(update_fields=["seen", "seen_at"])


def let_go(search: SavedSearch) -> None:
    """Keep a search no longer."""
    search.delete()


def pack(keys: Iterable[int]) -> bytes:
    """Keys in little room: sorted, as differences, compressed."""
    ordered = sorted(keys)
    steps = [one - before for before, one in zip([0, *ordered], ordered, strict=False)]
    return zlib.compress(struct.pack(f"<{len(steps)}q", *steps))


def unpack(packed: bytes) -> set[int]:
    """The keys that were packed."""
    at, keys = 0, set()
    for (step,) in struct.iter_unpack("<q", zlib.decompress(packed)):
        at += step
        keys.add(at)
    return keys
