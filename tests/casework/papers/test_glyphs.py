"""Character maps are read from the font itself, in both common formats, and no file makes a fault."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangzhi.casework.papers.glyphs import _coverage, coverage

if TYPE_CHECKING:
    from pathlib import Path


def font(*subtables: bytes) -> bytes:
    """A font file of a character map alone."""
    at = 4 + 8 * len(subtables)
    records, body = b"", b""
    for one in subtables:
        records += struct.pack(">HHL", 3, 1, at + len(body))
        body += one
    table = struct.pack(">HH", 0, len(subtables)) + records + body
    return (
        b"\0\1\0\0"
        + struct.pack(">HHHH", 1, 0, 0, 0)
        + struct.pack(">4sLLL", b"cmap", 0, 28, len(table))
        + table
    )


def full(*groups: tuple[int, int]) -> bytes:
    """Format 12."""
    rows = b"".join(struct.pack(">LLL", first, last, 1) for first, last in groups)
    return struct.pack(">HHLLL", 12, 0, 16 + len(rows), 0, len(groups)) + rows


def basic(segments: list[tuple[int, int, int]]) -> bytes:
    """Format 4: first, last, delta; the closing segment is added."""
    rows = [*segments, (0xFFFF, 0xFFFF, 1)]
    count = len(rows)
    body = b"".join(struct.pack(">H", last) for _first, last, _delta in rows) + b"\0\0"
    body += b"".join(struct.pack(">H", first) for first, _last, _delta in rows)
    body += b"".join(struct.pack(">H", delta % 65536) for _first, _last, delta in rows)
    body += b"\0\0" * count
    return struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * count, 0, 0, 0) + body


def test_groups_of_the_full_map_reach_beyond_the_basic_plane() -> None:
    """Rare characters in names lie there."""
    assert _coverage(font(full((0x4E00, 0x4E02), (0x2C386, 0x2C386)))) == {0x4E00, 0x4E01, 0x4E02, 0x2C386}


def test_segments_of_the_basic_map_leave_out_what_leads_to_no_glyph() -> None:
    """Glyph 0 is the sign of the missing glyph."""
    assert _coverage(font(basic([(0x41, 0x43, 5), (0x61, 0x61, -0x61)]))) == {0x41, 0x42, 0x43}


def test_a_font_with_several_maps_has_the_characters_of_all() -> None:
    """And a collection those of all its fonts."""
    both = font(basic([(0x41, 0x41, 5)]), full((0x4E00, 0x4E00)))
    assert _coverage(both) == {0x41, 0x4E00}
    one = font(full((0x4E01, 0x4E01)))
    start = 16
    table = one[28:]
    moved = one[:12] + struct.pack(">4sLLL", b"cmap", 0, start + 28, len(table)) + table
    assert _coverage(b"ttcf" + struct.pack(">LLL", 0x10000, 1, start) + moved) == {0x4E01}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=200), st.integers(0, 60))
def test_no_file_makes_a_fault(tmp_path: Path, noise: bytes, kept: int) -> None:
    """What is no font has no characters, or those that can be read."""
    path = tmp_path / "some.ttf"
    path.write_bytes(font(full((0x41, 0x41)))[:kept] + noise)
    coverage.cache_clear()
    assert isinstance(coverage(path), frozenset)
    assert coverage(tmp_path / "none.ttf") == frozenset()
