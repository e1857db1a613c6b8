"""The gazetteer: regions and places of China by dated GB/T 2260 code, their names and their populations.

Pure Python, no state; every table is read when first asked for and kept.
"""

from fangzhi.gazetteer.places import Place, place_names, places, standing_place, successors
from fangzhi.gazetteer.populations import Population, population, populations
from fangzhi.gazetteer.regions import Region, UnknownRegion, province_names, region, regions, tile_grid

__all__ = [
    "Place",
    "Population",
    "Region",
    "UnknownRegion",
    "place_names",
    "places",
    "population",
    "populations",
    "province_names",
    "region",
    "regions",
    "standing_place",
    "successors",
    "tile_grid",
]
