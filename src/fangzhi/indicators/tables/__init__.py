"""Official tables (统计表) become figures: grids of cells, mappings kept as data, rows checked one by one,
and checks that find what a table printed wrongly. Pure Python, no Django; nothing here repairs a figure."""

from fangzhi.indicators.tables.cells import Grid, address
from fangzhi.indicators.tables.mapping import Mapping, MappingError, mappings
from fangzhi.indicators.tables.opening import open_table
from fangzhi.indicators.tables.reading import Printed, Refusal, SourceKey, TableReading, read_table
from fangzhi.indicators.tables.reasons import UnusableTable

__all__ = [
    "Grid",
    "Mapping",
    "MappingError",
    "Printed",
    "Refusal",
    "SourceKey",
    "TableReading",
    "UnusableTable",
    "address",
    "mappings",
    "open_table",
    "read_table",
]
