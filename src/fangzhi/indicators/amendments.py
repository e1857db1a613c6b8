"""Corrections as data: what to do with a figure that its source prints wrongly, and the guard that undoes it.

A row names the figure (indicator, region, years, measure, and the source's code where only one source is
meant), the value it is known to print (`expect`), what to do (`drop` it or `replace` it by `value`), and
why. When the source no longer prints `expect`, the correction fails: it is reported and not applied. The
kept figure itself never changes.
"""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Literal, NamedTuple, cast, get_args

from fangzhi.gazetteer import UnknownRegion, region
from fangzhi.reader.observation import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fangzhi.indicators.panel import Value

COLUMNS = ("indicator", "region", "years", "measure", "source", "action", "expect", "value", "reason")


class AmendmentError(ValueError):
    """A file of corrections that cannot be used; the message names file, line and field."""


class Amendment(NamedTuple):
    """One correction; `years` are the first and the last year it holds for."""

    indicator: str
    region: str
    years: tuple[int, int]
    measure: str
    source: str
    action: Literal["drop", "replace"]
    expect: Decimal
    value: Decimal | None
    reason: str


class Amended(NamedTuple):
    """Values after the corrections, those that were applied (by id of the figure), those that failed."""

    values: list[Value]
    applied: dict[str, Amendment]
    failed: list[Failure]


class Failure(NamedTuple):
    """A correction that was not applied, because the source no longer says what it expects."""

    amendment: Amendment
    value: Value

    def __str__(self) -> str:
        one, value = self
        return (
            f"The correction of {one.indicator} for {one.region} in {value.year} expects the source to say "
            f"{one.expect}, but it says {value.value}: look at the source and remove or renew the correction "
            f"({one.reason})."
        )


def load_amendments(paths: Iterable[Path]) -> list[Amendment]:
    """The shipped corrections and those of an office's files.

    Raises AmendmentError naming file, line and field.
    """
    shipped = files("fangzhi.indicators").joinpath("data/amendments.csv").read_text(encoding="utf-8")
    found = parse_amendments(shipped, "amendments.csv")
    for path in paths:
        try:
            found += parse_amendments(path.read_text(encoding="utf-8-sig"), path.name)
        except (OSError, UnicodeDecodeError) as fault:
            raise AmendmentError(f"{path.name}: cannot be read as UTF-8 ({fault})") from fault
    return found


def parse_amendments(text: str, name: str) -> list[Amendment]:
    """The rows of a file of corrections. Raises AmendmentError."""
    reader = csv.DictReader(StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise AmendmentError(
            f"{name}: line 1: column {missing[0]} is missing; the columns are {', '.join(COLUMNS)}"
        )
    return [_amendment(row, f"{name}: line {reader.line_num}") for row in reader]


def _amendment(row: dict[str, str], where: str) -> Amendment:
    first, _, last = row["years"].partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        raise AmendmentError(f"{where}: years {row['years']!r}: write 2013 or 2012-2014")
    if last and int(last) < int(first):
        raise AmendmentError(f"{where}: years {row['years']!r}: the last year comes before the first")
    if (row["measure"] or "level") not in get_args(Measure):
        raise AmendmentError(f"{where}: measure {row['measure']!r}: no measure has this name")
    try:
        region(row["region"])
    except UnknownRegion:
        raise AmendmentError(f"{where}: region {row['region']!r}: write the six digits of a region") from None
    if row["action"] not in {"drop", "replace"}:
        raise AmendmentError(f"{where}: action {row['action']!r}: write drop or replace")
    if not row["reason"].strip():
        raise AmendmentError(f"{where}: reason is required")
    value = _number(row, "value", where) if row["action"] == "replace" else None
    return Amendment(
        row["indicator"],
        row["region"],
        (int(first), int(last or first)),
        row["measure"] or "level",
        row["source"],
        cast("Literal['drop', 'replace']", row["action"]),
        _number(row, "expect", where),
        value,
        row["reason"].strip(),
    )


def _number(row: dict[str, str], field: str, where: str) -> Decimal:
    try:
        found = Decimal(row[field])
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise AmendmentError(f"{where}: {field} {row[field]!r} is not a number in base units")
    return found


def amend(values: list[Value], amendments: Iterable[Amendment], code_of: dict[int, str]) -> Amended:
    """Apply corrections to the values they name; `code_of` gives the code of each source.

    One that names no source fails only when it fits none of those that tell the figure.
    """
    table: dict[tuple[str, str, str], list[Amendment]] = {}
    for row in amendments:
        table.setdefault((row.indicator, row.region, row.measure), []).append(row)
    kept: list[Value] = []
    applied: dict[str, Amendment] = {}
    failed: list[Failure] = []
    for value in values:
        one = _meant(table.get((value.indicator, value.region, value.measure), []), value, code_of)
        if one is None:
            kept.append(value)
        elif one.expect != value.value:
            failed.append(Failure(one, value))
            kept.append(value)
        else:
            applied[value.code] = one
            kept += [] if one.value is None else [value._replace(value=one.value)]
    held = set(applied.values())
    return Amended(
        kept, applied, [one for one in failed if one.amendment.source or one.amendment not in held]
    )


def _meant(found: Iterable[Amendment], value: Value, code_of: dict[int, str]) -> Amendment | None:
    for one in found:
        if one.years[0] <= value.year <= one.years[1] and one.source in {"", code_of.get(value.source, "")}:
            return one
    return None
