"""Regions: the units that national tables print a line for, by six-digit GB/T 2260 code.

The whole country is `000000`. 新疆生产建设兵团 (XPCC) has no code in GB/T 2260; it is `660000` here. Its
figures are part of those of 新疆 (650000), as those of the separately printed cities are part of their
province: a region that is not `additive` must never be added to its parent or to a national sum.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.gazetteer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTRY = "000000"
XPCC = "660000"
XPCC_NAMES = ("兵团", "新疆兵团", "生产建设兵团", "新疆建设兵团", "新疆生产建设兵团")
SHORT_SAR_SUFFIX = "特区"


class Region(NamedTuple):
    """A region; `kind` is country, province, sar, xpcc or city, `parent` a code (empty for the country)."""

    code: str
    short_zh: str
    full_zh: str
    name_en: str
    kind: str
    parent: str
    additive: bool


class UnknownRegion(ValueError):  # noqa: N818 - the field says "unknown region"
    """A code that no region bears."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No region has the code {code!r}: give a six-digit code such as 110000 (北京).")
        self.code = code


def _region(code: str, short: str, full: str, english: str, kind: str, parent: str, additive: str) -> Region:
    return Region(code, short, full, english, kind, parent, additive == "yes")


@cache
def regions() -> tuple[Region, ...]:
    """All regions: the country, 31 provinces, 台湾, 香港, 澳门, 兵团, then the separately printed cities."""
    return tuple(_region(*row) for row in rows("regions.csv"))


@cache
def _by_code() -> Mapping[str, Region]:
    return {region.code: region for region in regions()}


def region(code: str) -> Region:
    """The region of a six-digit code; raises `UnknownRegion`."""
    try:
        return _by_code()[code]
    except KeyError:
        raise UnknownRegion(code) from None


@cache
def province_names() -> Mapping[str, str]:
    """Every full and short name of a province-level unit or of 兵团, to its code: 北京市, 北京 to 110000."""
    names: dict[str, str] = {}
    for unit in regions():
        if unit.kind in ("province", "sar"):
            names[unit.full_zh] = names[unit.short_zh] = unit.code
        if unit.kind == "sar":
            names[unit.short_zh + SHORT_SAR_SUFFIX] = unit.code
    names.update(dict.fromkeys(XPCC_NAMES, XPCC))
    return MappingProxyType(names)


@cache
def tile_grid() -> Mapping[str, tuple[int, int]]:
    """Region code to (row, column) on the tile-grid map, both from 0 at the top left; no two share a tile."""
    return MappingProxyType({code: (int(row), int(column)) for code, row, column in rows("tile_grid.csv")})
