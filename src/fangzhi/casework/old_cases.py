"""Old cases (历史案件) from tables: each row becomes a record whose first event says that it was imported.

A column is known by the name of a field, in Chinese or English, or by its id; a mapping of the office, kept
as `mappings/cases/NAME.csv` in the state folder (column, field, values), names the others and what their
words mean (`调解=mediated;撤诉=cancelled`). Every bad cell is told with its place; nothing of a file is kept
when a row is refused, unless the good rows are wanted. A row that came in before changes nothing.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from fangzhi.casework.access.scope import everything
from fangzhi.casework.history import IMPORTED
from fangzhi.casework.importing import Incoming, check_each, import_records
from fangzhi.casework.models import Event, Record
from fangzhi.casework.refusals import Refused
from fangzhi.home import home_folder
from fangzhi.indicators.tables import open_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register
    from fangzhi.casework.models import Office
    from fangzhi.indicators.tables.cells import Grid

HEADER = {
    "number": ("案号", "file number"),
    "opened_on": ("收案日期", "收到日期", "received on"),
    "docketed_on": ("立案日期", "受理日期", "docketed on"),
    "closed_on": ("结案日期", "closed on"),
    "result": ("结案方式", "处理结果", "result"),
    "reference": ("原编号", "reference"),
}
"""Columns of the header with the words by which they are known."""
SHIFTED = 0.5
"""Share of refused rows from which the columns are said to be shifted."""
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
EXCEL_DAY_0 = date(1899, 12, 30)


class Column(NamedTuple):
    """A column of the table: which field it fills, and what its words mean."""

    place: int
    field: str
    words: Mapping[str, str]


class RowReport(NamedTuple):
    """What became of one row."""

    sheet: str
    row: int
    cell: str
    outcome: str
    """accepted · unchanged · refused"""
    reason: str
    number: str


@dataclass
class Outcome:
    """What became of a file."""

    rows: list[RowReport] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Counts and warnings, by the contract of `load`."""
        counts = Counter(one.outcome for one in self.rows)
        told = {name: counts.get(name, 0) for name in ("accepted", "unchanged", "refused")}
        return {**told, "warnings": self.warnings}


class Wanted(NamedTuple):
    """How a file is to be loaded."""

    register: Register
    office: Office
    by: Viewer
    mapping: str = ""
    dry_run: bool = False
    keep_good: bool = False


class _Read(NamedTuple):
    sheet: str
    row: int
    incoming: Incoming | None
    cell: str
    reason: str


def load_cases(name: str, content: bytes, wanted: Wanted) -> Outcome:
    """Load one table. Raises `UnusableTable` for a file that holds none, `Refused` for a mapping that cannot
    be used or a table of which no column is known."""
    outcome, read = Outcome(), []
    for grid in open_table(name, content):
        read += list(_rows(grid, wanted))
    known = _known(wanted.register)
    fresh = []
    for one in read:
        if one.incoming is None:
            outcome.rows.append(RowReport(one.sheet, one.row, one.cell, "refused", one.reason, ""))
        elif _key(one.incoming) in known:
            number = one.incoming.number or ""
            outcome.rows.append(RowReport(one.sheet, one.row, "", "unchanged", "", number))
        else:
            fresh.append(one)
            known.add(_key(one.incoming))
    _bring_in(name, fresh, wanted, outcome)
    outcome.rows.sort(key=lambda one: (one.sheet, one.row))
    _look_for_shifts(outcome)
    return outcome


def _bring_in(name: str, fresh: Sequence[_Read], wanted: Wanted, outcome: Outcome) -> None:
    """Check every row, then write the good ones where the file may be kept."""
    rows = [one.incoming for one in fresh if one.incoming]
    problems = check_each(wanted.register, wanted.office, rows, wanted.by)
    good = []
    for one, problem in zip(fresh, problems, strict=True):
        number = one.incoming.number or "" if one.incoming else ""
        if problem is None:
            good.append(one.incoming)
        told = "accepted" if problem is None else "refused"
        reason = problem.sentence if problem else ""
        outcome.rows.append(RowReport(one.sheet, one.row, "", told, reason, number))
    refused = any(one.outcome == "refused" for one in outcome.rows)
    if wanted.dry_run or (refused and not wanted.keep_good):
        return
    with transaction.atomic():
        rows = [one for one in good if one is not None]
        import_records(wanted.register, wanted.office, rows, wanted.by, source=name)


def _look_for_shifts(outcome: Outcome) -> None:
    refused = sum(one.outcome == "refused" for one in outcome.rows)
    if refused > 1 and refused >= SHIFTED * len(outcome.rows):
        words = _(
            "Most rows are refused: look whether the columns are shifted or the mapping is another one's."
        )
        outcome.warnings.append(words)


def _key(row: Incoming) -> str:
    return row.number or f"ref:{row.reference}"


def _known(register: Register) -> set[str]:
    """Numbers and references of the register's records that are there already."""
    with everything():
        rows = Record.objects.filter(register=register.id)
        numbers = set(rows.filter(number__isnull=False).values_list("number", flat=True))
        bodies = Event.objects.filter(
            kind=IMPORTED, record__register=register.id, record__number__isnull=True
        )
        told = (
            json.loads(body).get("import", {}) for body in bodies.values_list("body", flat=True).iterator()
        )
        return numbers | {f"ref:{one.get('reference', '')}" for one in told}


def _rows(grid: Grid, wanted: Wanted) -> Iterator[_Read]:
    """The rows of a sheet below its header, each read or refused at its first bad cell. Raises `Refused`."""
    top = next((n for n, row in enumerate(grid.rows) if any(cell.strip() for cell in row)), 0)
    columns = _columns(grid.rows[top] if grid.rows else [], wanted)
    for place, row in enumerate(grid.rows[top + 1 :], top + 2):
        if any(cell.strip() for cell in row):
            yield _read(grid.sheet, place, row, columns, wanted.register)


def _columns(names: Sequence[str], wanted: Wanted) -> list[Column]:
    """Which column fills which field. Raises `Refused` when none is known, naming what is there."""
    told = _mapping(wanted.mapping)
    words = _words(wanted.register)
    found = []
    for place, name in enumerate(names):
        label = name.strip()
        target, meaning = told.get(label, ("", {}))
        target = target or words.get(label.lower(), "")
        if target:
            found.append(Column(place, target, meaning))
    if not found:
        listed = _(", ").join(name.strip() for name in names[:12] if name.strip())
        raise Refused(
            _("No column is known: %s. Give a mapping, or name the columns after the fields.") % listed
        )
    return found


def _words(register: Register) -> dict[str, str]:
    """The words by which columns are known, in both languages → the field."""
    found = {word: name for name, words in HEADER.items() for word in (name, *words)}
    for name in register.fields:
        label = getattr(register.model._meta.get_field(name), "verbose_name", name)
        for language in ("zh-hans", "en"):
            with translation.override(language):
                found[str(label).lower()] = name
        found[name] = name
    return found


def _mapping(name: str) -> dict[str, tuple[str, dict[str, str]]]:
    """A mapping of the office: column → (field, word → value). Raises `Refused`."""
    if not name:
        return {}
    path: Path = home_folder() / "mappings" / "cases" / f"{name}.csv"
    if not re.fullmatch(r"[\w-]{1,60}", name) or not path.is_file():
        raise Refused(_("There is no mapping %s in the folder mappings/cases of the state folder.") % name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"column", "field"} <= rows[0].keys():
        raise Refused(_("The mapping %s needs the columns column, field and values.") % name)
    return {row["column"].strip(): (row["field"].strip(), _meanings(row.get("values") or "")) for row in rows}


def _meanings(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in re.split(r"[;；]", text) if "=" in pair)
    return {word.strip(): value.strip() for word, _sign, value in pairs}


def _read(
    sheet: str, place: int, cells: Sequence[str], columns: Sequence[Column], register: Register
) -> _Read:
    said: dict[str, Any] = {}
    for column in columns:
        text = cells[column.place].strip() if column.place < len(cells) else ""
        text = column.words.get(text, text)
        try:
            said[column.field] = _value(register, column.field, text)
        except ValueError as error:
            return _Read(sheet, place, None, f"{_letters(column.place)}{place}", str(error))
    return _Read(sheet, place, _incoming(register, said, f"{sheet}!{place}"), "", "")


def _value(register: Register, name: str, text: str) -> Any:
    """A cell as its field takes it. Raises `ValueError` with a sentence."""
    if name in ("opened_on", "docketed_on", "closed_on") or _is_date(register, name):
        return day_of(text)
    if name == "result":
        return _choice(dict(register.results), text)
    choices = (
        dict(getattr(register.model._meta.get_field(name), "flatchoices", ()))
        if name in register.fields
        else {}
    )
    return _choice(choices, text) if choices else text


def _is_date(register: Register, name: str) -> bool:
    from django.db import models

    return name in register.fields and isinstance(register.model._meta.get_field(name), models.DateField)


def day_of(text: str) -> date | None:
    """A day as tables write it: 2013-05-06, 2013/5/6, 2013.5.6, 2013年5月6日, or a spreadsheet's number.

    Raises `ValueError`.
    """
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found:
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise ValueError(_("There is no such day: %s.") % text) from None
    if _SERIAL.fullmatch(text):
        return date.fromordinal(EXCEL_DAY_0.toordinal() + int(float(text)))
    raise ValueError(_("%s is not a day; write it as 2013-05-06.") % text[:40])


def _choice(choices: Mapping[str, Any], text: str) -> str:
    """The value of a choice by itself or by its words in either language. Raises `ValueError`."""
    if not text or text in choices:
        return text
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for value, words in choices.items():
                if str(words) == text:
                    return value
    listed = _(", ").join(str(words) for words in choices.values())
    raise ValueError(_("%(text)s is none of: %(listed)s.") % {"text": text[:40], "listed": listed})


def _incoming(register: Register, said: dict[str, Any], place: str) -> Incoming:
    """A row as a record: closed where it has a closing day, else on the docket where it has a number."""
    closed, number = said.get("closed_on"), said.get("number") or None
    docketed = said.get("docketed_on")
    opened = said.get("opened_on") or docketed or closed or date(1, 1, 1)
    state = ""
    if closed:
        state = register.closed_state
    elif number or docketed:
        state = register.docketed_state
    fields = {
        name: value for name, value in said.items() if name in register.fields and value not in ("", None)
    }
    return Incoming(
        opened,
        fields,
        state=state,
        number=number,
        docketed_on=docketed,
        closed_on=closed,
        result=said.get("result") or "",
        reference=str(said.get("reference") or place),
    )


def _letters(place: int) -> str:
    """A column as spreadsheets name it: 0 → A, 26 → AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found
