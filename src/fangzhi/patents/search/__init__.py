"""Searching the patent database in Chinese and English: phrases exact, filters, facets.

`build` makes the index of the current snapshot, `current_index` opens it, `find` asks it, `read` reads what
is shown of the records found. Pure Python, DuckDB and tantivy; no Django.
"""

from fangzhi.patents.search.finding import FACETS, ORDERS, STATUSES, TYPES, Filters, Found, every_key, find
from fangzhi.patents.search.index import (
    Built,
    IndexBusy,
    IndexNotWritten,
    NoIndex,
    Opened,
    build,
    current_index,
    indexed,
)
from fangzhi.patents.search.query import WrongQuery
from fangzhi.patents.search.reading import FACT_COLUMNS, Hit, read, read_all

__all__ = [
    "FACETS",
    "FACT_COLUMNS",
    "ORDERS",
    "STATUSES",
    "TYPES",
    "Built",
    "Filters",
    "Found",
    "Hit",
    "IndexBusy",
    "IndexNotWritten",
    "NoIndex",
    "Opened",
    "WrongQuery",
    "build",
    "current_index",
    "every_key",
    "find",
    "indexed",
    "read",
    "read_all",
]
