"""Rows by the thousand: keys drawn beforehand, and rows written without making an object of each.

The caller holds the transaction and knows what it writes; nothing is checked here.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model


def new_keys(model: type[Model], count: int) -> list[int]:
    """So many keys that no row of the model has, in rising order. On SQLite they are drawn inside the writing
    transaction and count only once rows with them are written."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
            (last,) = cursor.fetchone()
            return list(range(last + 1, last + count + 1))
        sequence = "nextval(pg_get_serial_sequence(%s, 'id'))"
        cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [table, count])  # noqa: S608 - our own text
        return [key for (key,) in cursor.fetchall()]


def write(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, whose values stand in the order of the columns. PostgreSQL takes them by COPY."""
    if not rows:
        return
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own text
            cursor.executemany(statement, _without_zones(model, columns, rows))


AS_THEY_ARE = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.DateField,
    models.ForeignKey,
)  # fmt: skip
"""Fields whose values drivers take as they are."""


def write_objects(made: Sequence[Model]) -> None:
    """Insert objects of one model that have their keys."""
    if not made:
        return
    fields = made[0]._meta.concrete_fields
    read = attrgetter(*(one.attname for one in fields))
    rows = [read(one) for one in made]
    other = {n: one for n, one in enumerate(fields) if not isinstance(one, AS_THEY_ARE)}
    if other:
        rows = [
            tuple(
                other[n].get_db_prep_save(one, connection) if n in other else one for n, one in enumerate(row)
            )
            for row in rows
        ]
    write(type(made[0]), [str(one.column) for one in fields], rows)


def _without_zones(
    model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> Sequence[Sequence[Any]]:
    """SQLite keeps a moment as text in UTC without its zone."""
    moments = {one.column for one in model._meta.concrete_fields if isinstance(one, models.DateTimeField)}
    places = [n for n, name in enumerate(columns) if name in moments]
    if not places:
        return rows
    seen = {row[n] for row in rows for n in places}
    kept = {one: connection.ops.adapt_datetimefield_value(one) for one in seen}
    made = [list(row) for row in rows]
    for row in made:
        for n in places:
            row[n] = kept[row[n]]
    return made
