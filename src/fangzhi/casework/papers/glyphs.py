"""Which characters a font can draw, read from its character map (the cmap table of a TTF, OTF or TTC)."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FULL, BASIC = 12, 4


@lru_cache(maxsize=32)
def coverage(path: Path, _modified: int = 0) -> frozenset[int]:
    """The code points of a font file; empty for a file that is no font."""
    try:
        return _coverage(path.read_bytes())
    except (OSError, struct.error, IndexError):
        return frozenset()


def _coverage(content: bytes) -> frozenset[int]:
    starts = [0]
    if content[:4] == b"ttcf":
        count = struct.unpack_from(">L", content, 8)[0]
        starts = list(struct.unpack_from(f">{min(count, 64)}L", content, 12))
    found: set[int] = set()
    for start in starts:
        for offset in _tables(content, start):
            found |= _subtables(content, offset)
    return frozenset(found)


def _tables(content: bytes, start: int) -> list[int]:
    count = struct.unpack_from(">H", content, start + 4)[0]
    rows = (struct.unpack_from(">4sLLL", content, start + 12 + 16 * at) for at in range(count))
    return [offset for tag, _sum, offset, _length in rows if tag == b"cmap"]


def _subtables(content: bytes, table: int) -> set[int]:
    count = struct.unpack_from(">H", content, table + 2)[0]
    offsets = {struct.unpack_from(">HHL", content, table + 4 + 8 * at)[2] for at in range(count)}
    found: set[int] = set()
    for offset in offsets:
        form = struct.unpack_from(">H", content, table + offset)[0]
        if form == FULL:
            found |= _full(content, table + offset)
        elif form == BASIC:
            found |= _basic(content, table + offset)
    return found


def _full(content: bytes, at: int) -> set[int]:
    """Format 12: groups of code points, beyond the basic plane as well."""
    count = struct.unpack_from(">L", content, at + 12)[0]
    found: set[int] = set()
    for group in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", content, at + 16 + 12 * group)
        found.update(range(first, min(last, 0x10FFFF) + 1))
    return found


def _basic(content: bytes, at: int) -> set[int]:
    """Format 4: segments of the basic plane, glyph 0 being none."""
    half = struct.unpack_from(">H", content, at + 6)[0]
    count = half // 2
    ends = struct.unpack_from(f">{count}H", content, at + 14)
    starts = struct.unpack_from(f">{count}H", content, at + 16 + half)
    deltas = struct.unpack_from(f">{count}H", content, at + 16 + 2 * half)
    ranges = at + 16 + 3 * half
    found: set[int] = set()
    for segment in range(count):
        shift = struct.unpack_from(">H", content, ranges + 2 * segment)[0]
        for code in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            glyph = code
            if shift:
                glyph = struct.unpack_from(
                    ">H", content, ranges + 2 * segment + shift + 2 * (code - starts[segment])
                )[0]
                if not glyph:
                    continue
            if (glyph + deltas[segment]) & 0xFFFF:
                found.add(code)
    return found
