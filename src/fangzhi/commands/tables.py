"""`load tables`, `load populations`, `load facts`: official tables into the state folder, cell by cell."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

from fangzhi.commands import STDIN, WrongUse, catalogue, say, speaks_chinese
from fangzhi.commands.loading import How, load_each, person
from fangzhi.home import home_folder
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fangzhi.indicators.loads.tables import TableLoading, TableOutcome
    from fangzhi.indicators.tables import Mapping

ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".html", ".htm")
MOST_SAID = 20
"""Refused cells that are named on stderr; the report names all."""


def load_tables(kind: str, names: list[str], mapping: str | None, how: How) -> int:
    """Load files of tables of a kind and print what became of each; 2 when something was refused, else 0.

    Raises `WrongUse`.
    """
    open_home()
    from fangzhi.indicators.loads.tables import CellReport, TableLoading

    loading = TableLoading(
        by=person(),
        catalogue=catalogue(),
        mappings=chosen(kind, mapping),
        dry_run=how.dry_run,
        keep_good=how.keep_good,
        each=how.report is not None,
    )
    return load_each(names, how, lambda name, path: _load(name, path, loading), CellReport, ENDINGS)


def chosen(kind: str, name: str | None) -> Sequence[Mapping]:
    """The mappings among which a table's own is recognised: all of the kind, or the one a person named."""
    from fangzhi.indicators.tables import MappingError, mappings

    try:
        known = mappings(home_folder() / "mappings")
    except MappingError as error:
        raise WrongUse(str(error)) from None
    if name is None:
        return [one for one in known if one.kind == kind]
    found = [one for one in known if one.name == name]
    if not found:
        listed = ", ".join(one.name for one in known)
        raise WrongUse(f"--mapping {name}: there is no such mapping; the mappings are {listed}.")
    return found


def _load(name: str, path: Path | None, loading: TableLoading) -> TableOutcome:
    from fangzhi.indicators.loads.tables import load_table
    from fangzhi.indicators.tables import UnusableTable

    content = content_of(name, path)
    shown = "stdin" if name == STDIN else PurePath(name).name
    try:
        outcome = load_table(shown, content, loading)
    except UnusableTable as error:
        raise WrongUse(error.sentence(chinese=speaks_chinese())) from None
    _say_refused(name, outcome)
    return outcome


def content_of(name: str, path: Path | None) -> bytes:
    """The bytes of a file or of standard input. Raises `WrongUse`."""
    if path is None:
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{name}: cannot be read ({error.strerror}).") from None


def _say_refused(name: str, outcome: TableOutcome) -> None:
    refused = [row for row in outcome.rows if row.outcome == "refused"]
    for row in refused[:MOST_SAID]:
        place = f"{row.sheet}!{row.cell}" if row.sheet else row.cell
        say(f"{name}: {place}: {row.reason}")
    if len(refused) > MOST_SAID:
        say(f"{name}: {len(refused) - MOST_SAID} more are refused; --report FILE names them all.")
