"""`read`: documents in, figures or events out, one document at a time so that memory stays flat over many
files."""

from __future__ import annotations

import csv
import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.commands import STDIN, Given, WrongUse, catalogue, counted, given_files, opened, say
from fangzhi.commands.printing import print_table
from fangzhi.reader import read
from fangzhi.reader.observation import event_json, observation_json
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from fangzhi.indicators.catalogue import Catalogue

Row = dict[str, Any]
SHOWN = (
    "document",
    "start",
    "quote",
    "value",
    "unit",
    "indicator",
    "measure",
    "region",
    "place",
    "period",
    "qualifier",
    "status",
)
SHOWN_EVENTS = ("document", "start", "kind", "object", "region", "year", "quote")


class Wanted(NamedTuple):
    """What a person wants printed."""

    context: Given
    format: str
    events: bool
    text: Path | None


def read_files(names: list[str], wanted: Wanted) -> int:
    """Print the rows of every document; 2 when one could not be used, else 0. Raises `WrongUse`."""
    known = catalogue()
    files = list(given_files(names))
    if not files:
        raise WrongUse(
            f"{', '.join(names)}: no document in this folder (text, Markdown, .docx, .pdf or .html)."
        )
    if wanted.text is not None and len(files) > 1:
        raise WrongUse("--text takes the text of one document; give one file.")
    write = _writer(wanted)
    bad = False
    for name, path in counted(files, "Reading"):
        try:
            text = opened(STDIN if path is None else name, path)
        except WrongUse as error:
            say(str(error))
            bad = True
            continue
        if wanted.text is not None:
            _write_text(wanted.text, text)
        write(_rows(name, text, wanted, known))
    return 2 if bad else 0


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise WrongUse(f"--text {path}: cannot be written ({error.strerror}).") from None


def _rows(name: str, text: str, wanted: Wanted, known: Catalogue) -> Iterator[Row]:
    reading = read(text, **wanted.context._asdict(), indicators=known, events=wanted.events)
    if wanted.events:
        for event in reading.events:
            yield {**event_json(reading.digest, event), "document": name}
    else:
        for figure in reading.observations:
            yield {**observation_json(reading.digest, figure), "document": name}


def _writer(wanted: Wanted) -> Callable[[Iterable[Row]], None]:
    if wanted.format == "csv":
        return _CsvWriter(wanted.events)
    if wanted.format == "table":
        return partial(print_table, SHOWN_EVENTS if wanted.events else SHOWN)
    return _write_jsonl


def _write_jsonl(rows: Iterable[Row]) -> None:
    out = sys.stdout
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


class _CsvWriter:
    """One header, then rows as they come."""

    def __init__(self, events: bool) -> None:
        self.columns = _event_columns() if events else _figure_columns()
        self.writer = csv.writer(sys.stdout, lineterminator="\n")
        self.writer.writerow(self.columns)

    def __call__(self, rows: Iterable[Row]) -> None:
        self.writer.writerows([safe_cell(row[column]) for column in self.columns] for row in rows)


def _figure_columns() -> list[str]:
    from decimal import Decimal

    from fangzhi.reader import Observation

    nothing = Observation(
        "",
        0,
        0,
        Decimal(0),
        None,
        None,
        "exact",
        Decimal(1),
        "",
        (),
        "level",
        None,
        None,
        None,
        None,
        False,
        "actual",
        "",
    )
    return ["document", *observation_json("", nothing)]


def _event_columns() -> list[str]:
    from fangzhi.reader import Event

    return ["document", *event_json("", Event("", 0, 0, "", "", None, None, False, ""))]
