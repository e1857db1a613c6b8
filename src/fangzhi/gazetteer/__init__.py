"""The gazetteer: regions and places of China by dated GB/T 2260 code, their names and their populations.

Pure Python, no state; every table is read when first asked for and kept.
"""

from fangzhi.gazetteer.regions import Region, UnknownRegion, province_names, region, regions, tile_grid

__all__ = ["Region", "UnknownRegion", "province_names", "region", "regions", "tile_grid"]
