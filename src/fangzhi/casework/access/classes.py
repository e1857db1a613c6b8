"""Access classes in a query: `access_class__among=Classes((1, 2, 3))` narrows rows to these classes.

A head of a province sees a thousand classes; Django's own `in` would take each of them through its machinery
in every query. They are integers of ours, so they stand in the statement as digits, written once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, Lookup

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    Asked = Lookup[Any]
else:
    Asked = Lookup


@dataclass(frozen=True)
class Classes:
    """Some classes, with the text by which a statement names them."""

    those: tuple[int, ...]
    text: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", ", ".join(str(int(one)) for one in self.those))


@IntegerField.register_lookup
class Among(Asked):
    """Rows whose class is one of some classes; none where there are no classes."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition. Raises `EmptyResultSet`, by which Django knows that no row can fit."""
        classes: Classes = self.rhs
        if not classes.those:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        return f"{column} IN ({classes.text})", tuple(values)
