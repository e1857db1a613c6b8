"""What counts are counted by (统计维度): the keys of a table, and the records that one value of a key stands
for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.patents.counting.fields import fields, symbols
from fangzhi.patents.counting.spans import span
from fangzhi.patents.store.engine import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACES = ("province", "prefecture", "county")
TIMES = ("year", "half", "quarter", "month")
CLASSES = ("section", "class", "subclass")
KEYS = (*PLACES, *TIMES, "type", "kind", *CLASSES, "field", "industry")
At = tuple[str, str | None]
"""A key and one of its values, None for the records that have none: ("province", "340000")."""
Condition = tuple[str, list[Any]]

_CLASS = "CASE WHEN type <> 'design' THEN left(ipc_main, {}) END"
_KEY = {
    "kind": "applicant_kind",
    "year": "strftime({day}, '%Y')",
    "half": "printf('%dH%d', year({day}), (month({day}) + 5) // 6)",
    "quarter": "printf('%dQ%d', year({day}), quarter({day}))",
    "month": "strftime({day}, '%Y-%m')",
    "section": _CLASS.format(1),
    "class": _CLASS.format(3),
    "subclass": _CLASS.format(4),
    "field": "coalesce(by_group.field, by_subclass.field)",
    "industry": "member.branch",
}


def expression(key: str, day: str) -> str:
    """What a record has as a key; `day` is the column that puts it into time.

    A field needs `field_join` beside the records, an industry the members of its scheme.
    """
    return _KEY.get(key, key).format(day=day)


def field_join() -> str:
    """The join that brings in the technology field of a record's main class."""
    pairs = [(symbol, one.number) for one in fields() for symbol in symbols(one.number)]
    subclasses = ", ".join(f"({quoted(symbol)}, {number})" for symbol, number in pairs if len(symbol) == 4)
    groups = ", ".join(f"({quoted(symbol)}, {number})" for symbol, number in pairs if len(symbol) > 4)
    return (
        f" LEFT JOIN (VALUES {subclasses}) AS by_subclass(symbol, field) "
        "ON by_subclass.symbol = left(ipc_main, 4) AND type <> 'design'"
        f" LEFT JOIN (VALUES {groups}) AS by_group(symbol, field) "
        "ON by_group.symbol = split_part(ipc_main, '/', 1) AND type <> 'design'"
    )


def under(key: str, value: str | None, day: str) -> Condition:
    """That a record is counted under a value of a key other than the industry.

    Raises `BadPeriod` where the value of a time is none.
    """
    if key == "field":
        return of_field(int(value)) if value else _of_no_field()
    if key in TIMES and value:
        return f"{day} BETWEEN ? AND ?", list(span(value))  # finds the days sooner than their names would
    text = expression(key, day)
    return (f"{text} = ?", [value]) if value is not None else (f"{text} IS NULL", [])


def of_field(number: int) -> Condition:
    """That the main class of a record belongs to a technology field."""
    return _in_classes(symbols(number))


def _of_no_field() -> Condition:
    text, values = _in_classes(symbol for one in fields() for symbol in symbols(one.number))
    return f"NOT coalesce({text}, false)", values


def _in_classes(found: Iterable[str]) -> Condition:
    named = list(found)
    return (
        "((list_contains(?, left(ipc_main, 4)) OR list_contains(?, split_part(ipc_main, '/', 1))) "
        "AND type <> 'design')",
        [[one for one in named if len(one) == 4], [one for one in named if len(one) > 4]],
    )
