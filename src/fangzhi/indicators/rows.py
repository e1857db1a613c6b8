"""Figures and events as plain rows: the form in which they are compared, corrected and written in bulk.

Rows go in by `executemany` or COPY, in batches, inside the caller's transaction; a row equals the stored one
exactly when nothing about the figure changed.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from fangzhi.indicators.models import Event, Figure, Section

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from django.db.models import Model

BATCH = 5000


class FigureRow(NamedTuple):
    """One figure, column by column as `models.Figure` keeps it."""

    code: str
    source_id: int
    start: int
    end: int
    quote: str
    heading: str
    region: str
    place: str
    indicator: str
    measure: str
    period: str
    year: int | None
    value: str
    number: float
    value_high: str | None
    unit: str
    qualifier: str
    resolution: str
    base_of: str
    also: list[str]
    cumulative: bool
    status: str
    dims: dict[str, str]
    rule: str
    note: str
    review: str = "auto"
    original: dict[str, Any] | None = None
    current: bool = True


class EventRow(NamedTuple):
    """One event, column by column as `models.Event` keeps it."""

    code: str
    source_id: int
    start: int
    end: int
    quote: str
    kind: str
    object: str
    region: str
    year: int | None
    caption: bool
    rule: str
    current: bool = True


class SectionRow(NamedTuple):
    """One section, column by column as `models.Section` keeps it."""

    source_id: int
    number: int
    title: str
    start: int
    end: int
    region: str
    caption: bool


_MODEL: dict[type[tuple[Any, ...]], type[Model]] = {FigureRow: Figure, EventRow: Event, SectionRow: Section}


def write(kind: type[tuple[Any, ...]], rows: Iterable[tuple[Any, ...]]) -> int:
    """Insert rows of one kind; the number written. The caller holds the transaction.

    PostgreSQL takes them by COPY, which is several times faster there than statements.
    """
    names: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    quote = connection.ops.quote_name
    table, columns = quote(_MODEL[kind]._meta.db_table), ", ".join(quote(name) for name in names)
    waiting = iter(rows)
    written = 0
    with connection.cursor() as cursor:
        while batch := [_stored(row) for row in islice(waiting, BATCH)]:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(names))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)  # noqa: S608 - no part comes from outside
            written += len(batch)
    return written


def _stored(row: tuple[Any, ...]) -> list[Any]:
    return [_json(x) if isinstance(x, (list, dict)) else x for x in row]


def _json(value: list[Any] | dict[str, Any]) -> str:
    if not value:  # most are empty, and the encoder is slow to say so
        return "[]" if isinstance(value, list) else "{}"
    return json.dumps(value, ensure_ascii=False)


def decimal_text(value: Decimal) -> str:
    """An exact value as digits, without exponent and without trailing zeros: 123300, 41.3, -5."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


_YEAR = re.compile(r"((?:1[89]|20|21)\d\d)(?:$|[-HQ])")


def year_of(period: str) -> int | None:
    """The year in which a period ends: 2013H1, 2013-01/2013-09 and @2013-12-31 belong to 2013, 2016/2018 to
    2018."""
    found = _YEAR.match(period.lstrip("@").rpartition("/")[2])
    return int(found[1]) if found else None
