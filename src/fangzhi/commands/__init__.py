"""What the commands share: how they speak, how they fail, and how files given by a person are found.

Nothing here imports Django.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.dates import is_issue_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fangzhi.indicators.catalogue import Catalogue

ENDINGS = (".txt", ".md", ".markdown", ".docx", ".pdf", ".html", ".htm")
"""Endings of the files that are taken from a folder."""
STDIN = "-"


class WrongUse(Exception):  # noqa: N818 - it is the person's, not an error of ours
    """The command was used wrongly or its input cannot be used: one sentence that says what to do. Exit 2."""


class Given(NamedTuple):
    """What the caller knows of the documents beside their text."""

    region: str | None
    place: str | None
    year: int | None
    issued: str | None


def say(sentence: str) -> None:
    """Say something beside the answer, on stderr."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - said to the person at the terminal


def speaks_chinese() -> bool:
    """Whether the person's terminal is set to Chinese."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return chosen.lower().startswith("zh")


def context(region: str | None, place: str | None, year: int | None, issued: str | None) -> Given:
    """The options of a reading, checked. Raises `WrongUse`."""
    if region is not None:
        from fangzhi import gazetteer

        try:
            gazetteer.region(region)
        except gazetteer.UnknownRegion:
            raise WrongUse(
                f"--region {region}：没有这个地区代码；请写六位数字，例如 110000。"
                if speaks_chinese()
                else f"--region {region}: no region has this code; write six digits, for example 110000."
            ) from None
    if issued is not None and not is_issue_date(issued):
        raise WrongUse(
            f"--issued {issued}：发布日期请写作 2014、2014-03 或 2014-03-15。"
            if speaks_chinese()
            else f"--issued {issued}: write the date of issue as 2014, 2014-03 or 2014-03-15."
        )
    return Given(region, place or None, year, issued)


def given_files(names: list[str], endings: tuple[str, ...] = ENDINGS) -> Iterator[tuple[str, Path | None]]:
    """Every file a person named, with the name to show: folders are walked in order for files of these
    endings, `-` is standard input (None)."""
    from pathlib import Path

    for name in names:
        path = Path(name)
        if name == STDIN:
            yield STDIN, None
        elif path.is_dir():
            for inside in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in inside.relative_to(path).parts)
                if inside.suffix.lower() in endings and inside.is_file() and not hidden:
                    yield readable(str(inside)), inside
        else:
            yield readable(name), path


def readable(name: str) -> str:
    """A file's name as text; what is no UTF-8 in it becomes the replacement character."""
    return os.fsencode(name).decode("utf-8", "replace")


def name_under(names: list[str], path: Path) -> str:
    """The name under which a file is kept: its path under the folder that was given, or its name when it was
    given itself."""
    from pathlib import Path

    for given in map(Path, names):
        if path != given and path.is_relative_to(given):
            return readable(path.relative_to(given).as_posix())
    return readable(path.name)


def counted(files: list[tuple[str, Path | None]], doing: str) -> Iterator[tuple[str, Path | None]]:
    """The files, with a progress bar on stderr when there are several and a person is looking."""
    if len(files) < 2 or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(files, description=doing, console=Console(stderr=True), transient=True)


def opened(name: str, path: Path | None) -> str:
    """The text of one file, or of standard input. Raises `WrongUse` with one sentence when it cannot be
    used."""
    from fangzhi.reader.documents import MAX_BYTES, UnreadableDocument, open_document, read_document

    try:
        if path is None:
            return open_document(name, sys.stdin.buffer.read(MAX_BYTES + 1))
        return read_document(path)
    except UnreadableDocument as error:
        raise WrongUse(readable(error.message_zh if speaks_chinese() else error.message_en)) from None


def catalogue() -> Catalogue:
    """The catalogue in force: shipped, with the office's own files when there is a state folder. Raises
    `WrongUse`."""
    from fangzhi.home import catalogue_files
    from fangzhi.indicators.catalogue import CatalogueError, load_catalogue

    try:
        return load_catalogue(catalogue_files())
    except CatalogueError as error:
        raise WrongUse(str(error)) from None


def fault(error: Exception) -> int:
    """A fault of ours: the traceback goes to the log, one sentence to the person. Exit 3."""
    import traceback
    from datetime import datetime

    entry = (
        f"{datetime.now().astimezone().isoformat(timespec='seconds')} {' '.join(sys.argv[:2])}\n"
        + "".join(traceback.format_exception(error))
    )
    for path in _logs():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _append(path, entry)
        except OSError:
            continue
        say(f"A fault of ours stopped this command; what happened is written in {path}.")
        return 3
    say("A fault of ours stopped this command, and no log could be written.")
    return 3


def _append(path: Path, entry: str) -> None:
    """Write at the end of a log of this person's own: no link is followed, and nobody else can read it."""
    opened = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    with os.fdopen(opened, "a", encoding="utf-8", errors="backslashreplace") as file:
        if os.fstat(opened).st_uid != os.getuid():
            raise PermissionError(path)
        file.write(entry)


def _logs() -> Iterator[Path]:
    """Where a fault is written: the log of the state folder, else a file of this person among the temporary
    ones."""
    from pathlib import Path
    from tempfile import gettempdir

    from fangzhi.home import home_folder, log_file

    if home_folder().is_dir():
        yield log_file()
    yield Path(gettempdir()) / f"fangzhi-{os.getuid()}.log"
