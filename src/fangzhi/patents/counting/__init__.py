"""Counting patents by the official rules, and opening the records behind every count.

A count is one statement of SQL, kept in a file that a person can read; docs/en/patents.md says by which
rules it counts. `panel` is the yearly table of provinces and country, `cut` any other table, `records` what
a cell counts.
"""

from fangzhi.patents.counting.keeping import kept_panel
from fangzhi.patents.counting.yearly import (
    COLUMNS,
    COUNTS,
    TYPES,
    PanelRow,
    count_panel,
    panel,
    panel_regions,
)

__all__ = [
    "COLUMNS",
    "COUNTS",
    "TYPES",
    "PanelRow",
    "count_panel",
    "kept_panel",
    "panel",
    "panel_regions",
]
