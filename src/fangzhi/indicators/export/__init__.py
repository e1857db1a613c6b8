"""Out: figures with their sources as CSV, a workbook, Parquet or SDMX, row after row in little memory."""

from fangzhi.indicators.export.citation import Cited, citation, cited_sources
from fangzhi.indicators.export.delimited import csv_lines
from fangzhi.indicators.export.extract import Extract, extract
from fangzhi.indicators.export.formats import FORMATS, Format, write
from fangzhi.indicators.export.parquet import write_parquet
from fangzhi.indicators.export.sdmx import sdmx_lines
from fangzhi.indicators.export.selection import Selection, WrongSelection, selected
from fangzhi.indicators.export.structure import sdmx_structure
from fangzhi.indicators.export.workbook import MOST_ROWS, TooManyRows, write_workbook

__all__ = [
    "FORMATS",
    "MOST_ROWS",
    "Cited",
    "Extract",
    "Format",
    "Selection",
    "TooManyRows",
    "WrongSelection",
    "citation",
    "cited_sources",
    "csv_lines",
    "extract",
    "sdmx_lines",
    "sdmx_structure",
    "selected",
    "write",
    "write_parquet",
    "write_workbook",
]
