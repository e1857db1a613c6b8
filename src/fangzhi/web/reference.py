"""What pages look up beside figures: the catalogue in force (shipped and the office's own) and the list of
regions."""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from fangzhi import gazetteer
from fangzhi.home import catalogue_files
from fangzhi.indicators.catalogue import CatalogueError, load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.indicators.catalogue import Catalogue

log = logging.getLogger(__name__)
COUNTRY = "000000"
CORPS = "660000"


def current_catalogue() -> Catalogue:
    """The shipped catalogue with the office's own indicators; read again when one of its files changed."""
    return _catalogue(tuple((path, path.stat().st_mtime_ns) for path in catalogue_files()))


@lru_cache(maxsize=2)
def _catalogue(files: tuple[tuple[Path, int], ...]) -> Catalogue:
    try:
        return load_catalogue([path for path, _changed in files])
    except CatalogueError:
        log.exception("The office's catalogue cannot be used; the shipped indicators alone are shown.")
        return load_catalogue([])


@cache
def mapped_regions() -> tuple[gazetteer.Region, ...]:
    """The regions a year is compared over: provinces, 台港澳 and the Corps (兵团), in the order of their
    codes."""
    grid = gazetteer.tile_grid()
    return tuple(sorted((one for one in gazetteer.regions() if one.code in grid), key=lambda one: one.code))
