"""An office's own indicators: files of the catalogue, checked on their own examples before they are kept.

A file is kept under its name in the catalogue folder of the state folder; what a person writes into the form
is a row of such a file.
"""

from __future__ import annotations

import csv
import fcntl
import io
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.home import catalogue_files, home_folder
from fangzhi.indicators.catalogue import (
    COLUMNS,
    CatalogueError,
    Indicator,
    load_catalogue,
    parse_rows,
    row_problem,
)
from fangzhi.reader import check_catalogue
from fangzhi.reader.check import example_reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fangzhi.reader import Observation

OWN_FILE = "office"
"""Stem of the file that takes the rows written into the form."""


class Checked(NamedTuple):
    """How many rows a file has, and what is wrong with it beside the other files of the office."""

    rows: int
    problems: list[str]


class Refused(NamedTuple):
    """Why a row was not kept: the field that cannot stand, or what its example is read as instead.

    `field` is empty when the example is not read as stated; `reading` is then what is read there, None for
    nothing.
    """

    field: str
    sentence: str
    reading: Observation | None = None


def check_file(path: Path) -> Checked:
    """Check a catalogue file as if it stood in the folder, in the place of one with its name."""
    others = [one for one in catalogue_files() if one.stem != path.stem]
    try:
        before = load_catalogue(others)
        known = load_catalogue([*others, path])
    except CatalogueError as error:
        return Checked(0, [str(error)])
    own = [name for name in known if name not in before]
    problems = check_catalogue(known, own)
    return Checked(len(own), [f"{path.name}: {name}: {problem}" for name, problem in problems.items()])


def keep_file(stem: str, content: bytes, *, dry_run: bool = False) -> bool:
    """Keep a checked file; False when the same is kept already."""
    target = home_folder() / "catalogue" / f"{stem}.csv"
    if target.exists() and target.read_bytes() == content:
        return False
    if dry_run:
        return True
    fresh = target.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(target)
    return True


def office_rows() -> list[tuple[Path, list[Indicator]]]:
    """The office's files with their rows. Raises CatalogueError when one of them cannot be used."""
    return [(path, _rows(path)) for path in catalogue_files()]


def _rows(path: Path) -> list[Indicator]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise CatalogueError(f"{path.name}: cannot be read as UTF-8 ({fault})") from fault
    return parse_rows(text, path.name, origin="office")


def keep_row(cells: Mapping[str, str], replacing: str = "") -> Refused | None:
    """Keep one row in the place of the row `replacing`, or at the end of the office's file when it is new.

    Nothing is kept when the row cannot stand or its example is not read as stated: the answer says why.
    Raises CatalogueError when a file of the office cannot be used.
    """
    with _one_at_a_time():
        files = office_rows()
        taken = set(load_catalogue(path for path, _rows in files)) - {replacing}
        problem = row_problem(cells, taken)
        if problem:
            return Refused(*problem)
        row = parse_rows(_written([cells]), "row", origin="office")[0]
        stem, rows = next(
            ((path.stem, rows) for path, rows in files if any(one.id == replacing for one in rows)),
            (OWN_FILE, next((rows for path, rows in files if path.stem == OWN_FILE), [])),
        )
        new = [row if one.id == replacing else one for one in rows]
        return _keep(stem, new if replacing else [*new, row], row)


def _keep(stem: str, rows: list[Indicator], row: Indicator) -> Refused | None:
    """Check a whole file beside the others, and keep it when it holds."""
    content = _written([{name: getattr(one, name) or "" for name in COLUMNS} for one in rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem}.csv"
        path.write_text(content, encoding="utf-8")
        problems = check_file(path).problems
        if not problems:
            keep_file(stem, content.encode())
            return None
        known = load_catalogue([*(one for one in catalogue_files() if one.stem != stem), path])
    return Refused("", "\n".join(problems), example_reading(row, known))


def _written(rows: list[Mapping[str, str]] | list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two people who keep rows at the same moment wait for one another."""
    with (home_folder() / "keys" / "catalogue-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
