"""Files and folders that the commands of the patent database read and write, and what is said where the
system does not let them."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fangzhi.commands import STDIN, WrongUse, given_files
from fangzhi.commands.patents_saying import either
from fangzhi.home import home_folder
from fangzhi.patents.causes import CAUSES, cause_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAID_BY_LIBRARIES = (
    errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO,
)  # fmt: skip


def cause(error: OSError) -> str:
    """Why the system refused, in the language of the terminal."""
    return either(error.strerror or str(error), cause_zh(error))


@contextmanager
def reaching() -> Iterator[None]:
    """Where the system does not let a file be read or written, that is said. Raises `WrongUse`."""
    try:
        yield
    except Exception as error:
        sentence = _refused_by_the_system(error)
        if sentence is None:
            raise
        raise WrongUse(sentence) from error


@contextmanager
def writing(option: str, path: Path) -> Iterator[None]:
    """Where the system does not let a file be written to its end, that is said: the disk is full. Raises
    `WrongUse`."""
    try:
        yield
    except Exception as error:
        found = next(filter(None, map(_of_the_system, _behind(error))), None)
        if found is None and isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            found = error
        if found is None:
            raise
        raise unwritten(option, path, found) from error


def unwritten(option: str, path: Path, error: OSError) -> WrongUse:
    """That a file cannot be written, and why."""
    why = cause(error)
    return WrongUse(
        either(f"{option} {path}: cannot be written ({why}).", f"{option} {path}：无法写入（{why}）。")
    )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error about a file and those it was made of, in which the system's own may stand in whole."""
    while isinstance(error, OSError | WrongUse) or (error is not None and _of_a_library(error)):
        yield error
        error = error.__context__


def _of_the_system(error: BaseException) -> OSError | None:
    """The system's error, also where a library tells it in its own."""
    if isinstance(error, OSError) and error.errno in CAUSES:
        return error
    if isinstance(error, OSError) or _of_a_library(error):
        found = (OSError(one, os.strerror(one)) for one in _SAID_BY_LIBRARIES)
        return next((one for one in found if str(one.strerror) in str(error)), None)
    return None


def _refused_by_the_system(error: Exception) -> str | None:
    """The sentence; None for what is no matter of the system, and for a file of ours that is missing."""
    if isinstance(error, OSError) and error.errno in CAUSES and error.errno != errno.ENOENT:
        return _sentence(error.filename, cause(error))
    said = None if isinstance(error, OSError) else _of_the_system(error)
    return _sentence(None, cause(said)) if said else None


def _of_a_library(error: BaseException) -> bool:
    """Whether an error may hold one of the system's in its text: DuckDB and tantivy, which raises ValueError,
    tell it so."""
    duckdb = sys.modules.get("duckdb")
    return isinstance(error, ValueError) or (duckdb is not None and isinstance(error, duckdb.IOException))


def _sentence(name: str | bytes | None, why: str) -> str:
    home = home_folder()
    path = Path(os.fsdecode(name)) if name else home
    if not path.is_relative_to(home):
        return either(f"{path}: cannot be read or written ({why}).", f"{path}：无法读写（{why}）。")
    return either(
        f"The state folder {home} cannot be used ({path}: {why}); "
        "set FANGZHI_HOME to a folder that can be written.",
        f"数据目录 {home} 无法使用（{path}：{why}）；请用 FANGZHI_HOME 指定可写的文件夹。",
    )


def check_writable(option: str, path: Path) -> None:
    """That a file can be written, before the work is done that fills it; what stands there stays. Raises
    `WrongUse`."""
    try:
        new = not path.exists()
        if not new and not path.is_file() and not path.is_dir():
            return  # a pipe or a device: opening it would be the first thing its reader sees
        with path.open("ab"):
            pass
        if new:
            path.unlink()
    except OSError as error:
        raise unwritten(option, path, error) from None


def files_to_load(names: list[str], endings: tuple[str, ...]) -> list[Path]:
    """The files that a person named, and those of these endings in the folders. Raises `WrongUse`."""
    if not all(name.strip() for name in names):
        raise WrongUse(
            either(
                "One of the names is empty; name a file, or a folder (. is this one).",
                "有一个文件名是空的；请写文件或文件夹（. 为当前文件夹）。",
            )
        )
    if STDIN in names:
        raise WrongUse(
            either(
                "Records are not read from standard input; name a file.", "不从标准输入读取记录；请写文件名。"
            )
        )
    with reaching():
        for name in names:
            _look_into(Path(name))
        paths = [path for name in names for path in _named(name, endings)]
    if not paths:
        kinds, listed = ", ".join(endings), ", ".join(names)
        raise WrongUse(
            either(
                f"{listed}: no file to load in this folder ({kinds}).",
                f"{listed}：文件夹中没有可以载入的文件（{kinds}）。",
            )
        )
    return paths


def _named(name: str, endings: tuple[str, ...]) -> Iterator[Path]:
    """A file that was named, or those in a folder. Raises `WrongUse` where a link leads out of the folder."""
    from fangzhi.patents.sources import UnusableSource, inside

    folder = Path(name)
    for _, path in given_files([name], endings):
        if path is not None and path != folder:
            try:
                inside(folder, str(path.relative_to(folder)))
            except UnusableSource as error:
                raise WrongUse(either(f"{error}.", f"{error.message_zh}。")) from None
        if path is not None:
            yield path


def _look_into(path: Path) -> None:
    """That every folder under a path can be read: one that is passed over would be missing in silence."""

    def refuse(error: OSError) -> None:
        raise error

    if path.is_dir():
        for _ in os.walk(path, onerror=refuse):
            pass
