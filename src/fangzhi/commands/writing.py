"""`write`: the chapter of a year, of one region or of all, in one of its forms."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.commands import STDIN, WrongUse, catalogue, context, speaks_chinese
from fangzhi.commands.replacing import replacing
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.chapter.document import Chapter, Language


class Asked(NamedTuple):
    """Which chapter, in which form, and where to."""

    year: int
    region: str | None
    complete: bool
    language: Language
    format: str
    output: str
    base: str


def write(asked: Asked) -> int:
    """Write the chapter; 0. Raises `WrongUse` where nothing is known, or where it cannot be made or kept."""
    refuse_terminal(asked.format, asked.output)
    deliver(written(asked.year, asked.region, asked.language, complete=asked.complete), asked)
    return 0


def refuse_terminal(form: str, output: str) -> None:
    """Raises `WrongUse` for a file that would be poured over a terminal."""
    from fangzhi.chapter.paper import FORMS

    if output == STDIN and not FORMS[form].shown and sys.stdout.isatty():
        raise WrongUse(
            f"--format {form} 是文件，不能显示在终端上；请用 -o 文件名 指定输出文件。"
            if speaks_chinese()
            else f"--format {form} is no text for a terminal; name a file with -o FILE."
        )


def written(year: int, region: str | None, language: Language, *, complete: bool) -> Chapter:
    """The chapter as what is kept has it now. Raises `WrongUse`."""
    context(region, None, year, None)
    open_home()
    from fangzhi.chapter.writing import write as written_now

    with from_the_data():
        return written_now(year, region, complete=complete, language=language)


@contextmanager
def from_the_data() -> Iterator[None]:
    """Where a chapter is written: what is missing or cannot be used for it becomes `WrongUse`."""
    catalogue()
    from fangzhi.chapter.wording import WordingError
    from fangzhi.chapter.writing import NothingToWrite

    try:
        yield
    except (NothingToWrite, WordingError) as fault:
        raise WrongUse(str(fault)) from None


def deliver(chapter: Chapter, asked: Asked) -> None:
    """Put a form of a chapter into its file or on stdout, whole or not at all. Raises `WrongUse`."""
    from fangzhi.casework.papers import PaperError
    from fangzhi.chapter.paper import issue

    try:
        content = issue(chapter, asked.format, asked.base)
    except PaperError as error:
        raise WrongUse(error.sentence(chinese=speaks_chinese())) from None
    if asked.output == STDIN:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    with replacing(Path(asked.output)) as path:
        path.write_bytes(content)
