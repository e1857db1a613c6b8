"""SDMX-CSV 2.0: one observation for each region, indicator, measure and period, as statistical offices
exchange them.

Where several sources state a figure the preferred one goes out (the office's own count, tables, documents; of
those the exact one, then the one loaded last). Figures of places below a region and targets are no
observations of the data flow and stay out. `structure` describes dimensions, attributes and code lists.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from fangzhi.indicators.export.delimited import lines
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fangzhi.indicators.export.extract import Extract, Row

AGENCY, FLOW, VERSION = "FANGZHI", "IP_FIGURES", "1.0"
FLOW_ID = f"{AGENCY}:{FLOW}({VERSION})"
DIMENSIONS = ("REF_AREA", "IP_TYPE", "MEASURE", "BASE", "BREAKDOWN", "CUMULATIVE")
ATTRIBUTES = (
    "UNIT", "OBS_STATUS", "QUALIFIER", "OBS_VALUE_HIGH", "RESOLUTION", "FIGURE_ID", "SOURCE",
    "SOURCE_DIGEST", "CATALOGUE",
)  # fmt: skip
COLUMNS = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES)
NOT_APPLICABLE, TOTAL, OTHER = "_Z", "_T", "_O"
UNITS = {
    "件": "ITEM", "元": "CNY", "人": "PERSON", "人次": "ATTENDANCE", "家": "ORG", "所": "INST", "个": "NUM",
    "项": "ENTRY", "次": "TIME", "场": "SESSION", "笔": "DEAL", "条": "LINE", "位": "PLACE", "年": "YEAR",
    "个月": "MONTH", "%": "PCT", "倍": "MULTIPLE", "百分点": "PCT_POINT", "件/万人": "ITEM_10KP",
    "件/亿元": "ITEM_100MCNY", "分": "POINT", "届": "EDITION", "岁": "AGE",
}  # fmt: skip
"""Codes of the units; a code has no Chinese characters."""
STATUSES = {"actual": "A", "estimate": "E"}
"""Codes of CL_OBS_STATUS; a figure with another status is no observation."""
_HALF = re.compile(r"(\d{4})H([12])")


def sdmx_lines(figures: Extract) -> Iterator[str]:
    """The SDMX-CSV file in pieces."""
    return lines(
        COLUMNS, ([safe_cell(cell) for cell in _line(figures, row)] for row in observations(figures))
    )


def observations(figures: Extract) -> Iterator[Row]:
    """The figures that are observations, one for each key."""
    whole = (row for row in figures.stored() if row.region and not row.place and row.status in STATUSES)
    for _same, rows in groupby(whole, key=lambda row: (row.indicator, row.year, row.region)):
        yield from _preferred(figures, rows)


def _preferred(figures: Extract, rows: Iterable[Row]) -> Iterator[Row]:
    """Of the figures of a region and year the one that stands for each key."""
    found: dict[tuple[str, ...], Row] = {}

    def place(row: Row) -> tuple[object, ...]:
        standing = figures.sources[row.source_id].standing
        return row.status != "actual", standing, row.qualifier != "exact", row.start

    for row in sorted(rows, key=place):
        if row.period:
            found.setdefault(key(row), row)
    yield from found.values()


def key(row: Row) -> tuple[str, ...]:
    """The dimensions of an observation, the period last."""
    dims = "+".join(f"{name}:{value}" for name, value in sorted(row.dims.items()))
    return (
        row.region,
        row.indicator,
        row.measure,
        row.base_of or NOT_APPLICABLE,
        dims or TOTAL,
        "Y" if row.cumulative else "N",
        time_period(row.period),
    )


def _line(figures: Extract, row: Row) -> Iterator[object]:
    source = figures.sources[row.source_id]
    yield from ("dataflow", FLOW_ID, "I", *key(row), row.value)
    yield UNITS.get(row.unit, OTHER if row.unit else NOT_APPLICABLE)
    yield from (STATUSES[row.status], row.qualifier, row.value_high, row.resolution, row.code)
    yield from (source.words, source.digest, figures.version)


def time_period(period: str) -> str:
    """A period as SDMX writes it: 2013, 2013-S1, 2013-Q3, 2013-09, 2013-12-31 (the date of a stock), and
    2013-01-01/P9M for a range of months or years."""
    text = period.lstrip("@")
    half = _HALF.fullmatch(text)
    if half:
        return f"{half[1]}-S{half[2]}"
    if "Q" in text:
        return text if "-" in text else text.replace("Q", "-Q")
    first, _to, last = text.partition("/")
    return _range(first, last) if last else first


def _range(first: str, last: str) -> str:
    begin = date.fromisoformat(first + "-01-01"[: 10 - len(first)])
    if len(last) == 10:
        return f"{begin}/P{(date.fromisoformat(last) - begin + timedelta(days=1)).days}D"
    until = date.fromisoformat(last + "-01-01"[: 10 - len(last)])
    if len(last) == 4:
        return f"{begin}/P{until.year - begin.year + 1}Y"
    return f"{begin}/P{(until.year - begin.year) * 12 + until.month - begin.month + 1}M"
