"""`load`: documents and catalogue files into the state folder, with a report of what became of every row."""

from __future__ import annotations

import csv
import getpass
import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.commands import (
    ENDINGS,
    Given,
    WrongUse,
    catalogue,
    counted,
    given_files,
    name_under,
    opened,
    say,
    speaks_chinese,
)
from fangzhi.opening import open_home
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fangzhi.casework import old_cases
    from fangzhi.indicators.loads.documents import Outcome, RowReport
    from fangzhi.indicators.loads.tables import CellReport, TableOutcome

    AnyOutcome = Outcome | TableOutcome | old_cases.Outcome
    AnyReport = RowReport | CellReport | old_cases.RowReport

COLUMNS = ("file", "accepted", "unchanged", "refused", "warnings")


class How(NamedTuple):
    """How to load and how to answer."""

    context: Given
    dry_run: bool
    keep_good: bool
    report: Path | None
    format: str


def load_documents(names: list[str], how: How) -> int:
    """Load every document and print what became of it; 2 when something was refused, else 0. Raises
    `WrongUse`."""
    open_home()
    from fangzhi.indicators.loads.documents import Context, Loading, RowReport, load_text

    loading = Loading(
        by=person(),
        context=Context(*how.context),
        catalogue=catalogue(),
        dry_run=how.dry_run,
        keep_good=how.keep_good,
    )

    def load(name: str, path: Path | None) -> Outcome:
        kept = name if path is None else name_under(names, path)
        return load_text(kept, opened(name, path), loading)

    return load_each(names, how, load, RowReport)


def load_catalogue_files(names: list[str], how: How) -> int:
    """Check an office's catalogue files and keep those that hold; 2 when one is refused, else 0."""
    open_home()
    from fangzhi.indicators.loads.documents import RowReport

    return load_each(names, how, lambda name, path: _load_catalogue(name, path, how), RowReport)


def _load_catalogue(name: str, path: Path | None, how: How) -> Outcome:
    from fangzhi.indicators.loads.catalogues import check_file, keep_file
    from fangzhi.indicators.loads.documents import Outcome, RowReport

    if path is None:
        raise WrongUse(
            "An office's catalogue is kept under its file name; give the file, not standard input."
        )
    try:
        found = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{name}: cannot be read ({error.strerror}).") from None
    rows, problems = check_file(path)
    for problem in problems:
        say(problem)
    if problems:
        refused = [RowReport("refused", "", "", "", problem) for problem in problems]
        return Outcome(name, 0, 0, len(refused), [], None, refused)
    same = not keep_file(path.stem, found, dry_run=how.dry_run)
    return Outcome(name, 0 if same else rows, rows if same else 0, 0, [], None, [])


def person() -> str:
    """In whose name a command loads."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"


def load_each(
    names: list[str],
    how: How,
    load: Callable[[str, Path | None], AnyOutcome],
    kind: type[AnyReport],
    endings: tuple[str, ...] = ENDINGS,
) -> int:
    """Load file after file; an unusable one is named and does not stop the others.

    `kind` is what the report holds of every row, `endings` which files are taken from a folder.
    """
    from django.utils import translation

    files = list(given_files(names, endings))
    if not files:
        raise WrongUse(f"{', '.join(names)}: no file to load in this folder ({', '.join(endings)}).")
    summaries: list[dict[str, Any]] = []
    with _Report(how.report, kind) as report, translation.override("zh-hans" if speaks_chinese() else "en"):
        for name, path in counted(files, "Loading"):
            summary, rows = _one(name, path, load, kind)
            report.write(name, rows)
            summaries.append(summary)
    _answer(summaries, how.format)
    return 2 if any(_failed(summary, how) for summary in summaries) else 0


def _failed(summary: dict[str, Any], how: How) -> bool:
    """Whether a file counts as refused: with the good rows wanted, only when it has none."""
    kept = how.keep_good and summary["accepted"] + summary["unchanged"]
    return bool(summary["refused"]) and not kept


def _one(
    name: str, path: Path | None, load: Callable[[str, Path | None], AnyOutcome], kind: type[AnyReport]
) -> tuple[dict[str, Any], Sequence[AnyReport]]:
    try:
        outcome = load(name, path)
    except WrongUse as error:
        say(str(error))
        summary = {
            "file": name,
            "accepted": 0,
            "unchanged": 0,
            "refused": 1,
            "warnings": [str(error)],
            "document": None,
        }
        blank: dict[str, Any] = dict.fromkeys(kind._fields, "")
        return summary, [kind(**{**blank, "outcome": "refused", "reason": str(error)})]
    return {**outcome.summary(), "file": name}, outcome.rows


class _Report:
    """The row-by-row report, when a person asked for one."""

    def __init__(self, path: Path | None, kind: type[AnyReport]) -> None:
        self.path, self.columns = path, ("file", *kind._fields)

    def __enter__(self) -> _Report:
        try:
            self.file = self.path.open("w", encoding="utf-8", newline="") if self.path else None
        except OSError as error:
            raise WrongUse(f"--report {self.path}: cannot be written ({error.strerror}).") from None
        self.writer = csv.writer(self.file) if self.file else None
        if self.writer:
            self.writer.writerow(self.columns)
        return self

    def write(self, name: str, rows: Sequence[AnyReport]) -> None:
        if self.writer:
            self.writer.writerows([safe_cell(cell) for cell in (name, *row)] for row in rows)

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.close()


def _answer(summaries: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        answer = summaries[0] if len(summaries) == 1 else summaries
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    for summary in summaries:
        counts = ", ".join(f"{summary[key]} {key}" for key in COLUMNS[1:4])
        sys.stdout.write(f"{summary['file']}: {counts}\n")
        for warning in summary["warnings"]:
            sys.stdout.write(f"  {warning}\n")
