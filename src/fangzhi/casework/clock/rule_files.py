"""Rule files: the shipped table and an office's own become rules, each cell checked."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, cast, get_args

from fangzhi.casework.clock import shipped
from fangzhi.casework.clock.office import BadCell, Refusal, Watched, parse_table, read_table
from fangzhi.casework.clock.rules import BODIES, Extension, Rule, RuleBook, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.casework.clock.moments import Moment
    from fangzhi.casework.clock.office import Row

REQUIRED = ("id", "from_event", "amount", "unit", "valid_from", "source", "reason", "by", "at")
"""Columns that a file of an office must have; it may leave out the others."""
MOST = {"wd": 2500, "d": 7300, "m": 240, "h": 8784}
"""The longest period in each unit that a row or an extension may name; longer is a slip of the pen."""
_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_WORD = re.compile(r"\w+")
_EXTENSION = re.compile(
    r"(?:(?P<amount>[1-9]\d{0,3}) (?P<unit>wd|d|m|h)|any) (?P<by>\w+)(?: \((?P<reason>[^()]+)\))?"
)


def parse_rule(row: Row) -> Rule:
    """A row of a rule file. Raises `BadCell`."""
    unit = _unit(row)
    first, last = _date(row, "valid_from"), _date(row, "valid_to")
    if first is None or (last is not None and last < first):
        column = "valid_from" if first is None else "valid_to"
        raise BadCell(column, "应写日期，且不早于起始日", "must be a day, and none before the first")
    return Rule(
        _fits(row, "id", _ID),
        row.get("case") or "any",
        _body(row),
        _region(row),
        _fits(row, "from_event", _WORD),
        _amount(row, unit),
        unit,
        tuple(_extension(part, unit) for part in _parts(row, "extensions")),
        tuple(_parts(row, "stops")),
        row.get("condition", ""),
        first,
        last,
        _given(row, "source"),
        _certainty(row),
        row.get("note_zh", ""),
        row.get("note_en", ""),
    )


def _parse_own(row: Row) -> Rule:
    rule, decided_on = parse_rule(row), _date(row, "at")
    if decided_on is None:
        raise BadCell("at", "应写明决定的日期", "must be the day of the decision")
    return rule._replace(
        own_name=row.get("name", ""),
        reason=_given(row, "reason"),
        decided_by=_given(row, "by"),
        decided_on=decided_on,
    )


def _parts(row: Row, column: str) -> list[str]:
    """The parts of a cell between its semicolons."""
    return [part.strip() for part in row.get(column, "").split(";") if part.strip()]


def _given(row: Row, column: str) -> str:
    if not row.get(column):
        raise BadCell(column, "不能为空", "must not be empty")
    return row[column]


def _fits(row: Row, column: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(row.get(column, "")):
        raise BadCell(column, f"“{row.get(column, '')}”不是标识", f"{row.get(column, '')!r} is no id")
    return row[column]


def _unit(row: Row) -> Unit:
    if row.get("unit") not in get_args(Unit):
        raise BadCell("unit", "应为 wd、d、m 或 h", "must be wd, d, m or h")
    return cast(Unit, row["unit"])


def _amount(row: Row, unit: Unit) -> int:
    text = row.get("amount", "")
    if text == "0" and unit == "d":
        return 0  # the day itself, where people agree on one
    amount = int(text) if re.fullmatch(r"-?[0-9]{1,5}", text) else 0
    if not 0 < abs(amount) <= MOST[unit]:
        raise BadCell(
            "amount",
            f"应为整数，不为零，不超过{MOST[unit]}",
            f"must be a whole number, not zero and at most {MOST[unit]}",
        )
    return amount


def _body(row: Row) -> str:
    if row.get("body", "") not in ("", *BODIES):
        raise BadCell("body", f"应为空或 {'、'.join(BODIES)}", f"must be empty or {' or '.join(BODIES)}")
    return row.get("body", "")


def _region(row: Row) -> str:
    region = row.get("region", "")
    if region and not re.fullmatch(r"[1-9][0-9]{5}", region):
        raise BadCell("region", "应为六位行政区划代码", "must be a code of six digits")
    return region


def _certainty(row: Row) -> str:
    certainty = row.get("certainty") or "L"
    if certainty not in ("V", "S", "K", "L"):
        raise BadCell("certainty", "应为 V、S、K 或 L", "must be V, S, K or L")
    return certainty


def _date(row: Row, column: str) -> date | None:
    text = row.get(column, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCell(column, "日期应写作 2027-02-06", "must be a day such as 2027-02-06") from None


def _extension(text: str, unit: Unit) -> Extension:
    found = _EXTENSION.fullmatch(text)
    own = cast(Unit, found["unit"] or unit) if found else unit
    if found is None or (own == "h") != (unit == "h"):
        raise BadCell(
            "extensions",
            f"“{text}”应写作“1 m head”或“any collective”，小时与其他单位不混用",
            f"{text!r} must read like '1 m head' or 'any collective', hours with hours alone",
        )
    return Extension(
        int(found["amount"]) if found["amount"] else None, own, found["by"], found["reason"] or ""
    )


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rows of the shipped `rules.csv`, in its order."""
    table, _ = parse_table(shipped.text("rules.csv"), "rules.csv")
    return tuple(parse_rule(row) for _, row in table.rows)


def _built(paths: Iterable[str]) -> RuleBook:
    rows, refused = list(shipped_rules()), list[Refusal]()
    for path in paths:
        table = read_table(path, REQUIRED)
        refused += table.refused
        for line, row in table.rows:
            try:
                rows.append(_parse_own(row))
            except BadCell as cell:
                refused.append(Refusal(table.file, line, cell.column, cell.zh, cell.en))
    return RuleBook(rows, refused)


rule_book = Watched("rules", _built)
"""The rules in force: the shipped ones with those of `$FANGZHI_HOME/rules/*.csv` laid over them."""


def rule_on(name: str, day: Moment, *, region: str | None = None, body: str | None = None) -> Rule:
    """The version of a rule in force on the day of its starting event; see `RuleBook.on`.

    Raises `UnknownRule` or `NotInForce`.
    """
    return rule_book().on(name, day, region=region, body=body)
