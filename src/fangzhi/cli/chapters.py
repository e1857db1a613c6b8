"""Commands on the chapter: write, issue, check a draft."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from fangzhi.cli.apps import app, chapters
from fangzhi.cli.options import Answer, AnswerFormat, Region


@app.command()
def check(
    draft: Annotated[str, typer.Argument(help="The draft; - reads standard input.", metavar="DRAFT")],
    year: Annotated[int, typer.Option(help="Year it reports on.", metavar="YYYY", min=1900, max=2100)],
    region: Region = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Compare every figure of a draft with what is kept (exit 1 when one differs)."""
    from fangzhi.commands import checking_draft

    raise typer.Exit(checking_draft.check(draft, year, region, format.value))


class ChapterFormat(StrEnum):
    """The forms of a chapter."""

    MARKDOWN = "md"
    HTML = "html"
    WORD = "docx"
    PDF = "pdf"


class ChapterLanguage(StrEnum):
    """The languages of a chapter."""

    CHINESE = "zh"
    ENGLISH = "en"


ChapterYear = Annotated[
    int, typer.Option(help="Year that the chapter reports.", metavar="YYYY", min=1900, max=2100)
]


ChapterRegion = Annotated[
    str | None, typer.Option(help="Six-digit code of a region; without it all regions.", metavar="CODE")
]


Complete = Annotated[
    bool, typer.Option("--complete", help="Tell all that is kept, not what is noteworthy alone.")
]


Spoken = Annotated[ChapterLanguage, typer.Option("--lang", help="Language of the chapter.")]


Printed = Annotated[ChapterFormat, typer.Option(help="Form of the chapter.")]


Output = Annotated[
    str, typer.Option("-o", "--output", help="File to write; - is standard output.", metavar="FILE")
]


Base = Annotated[
    str, typer.Option(help="Address of the pages that links in HTML lead to.", metavar="ADDRESS")
]


@app.command("write")
def write_chapter(
    year: ChapterYear,
    format: Printed,  # noqa: A002 - the name of the option
    region: ChapterRegion = None,
    complete: Complete = False,
    language: Spoken = ChapterLanguage.CHINESE,
    output: Output = "-",
    base: Base = "",
) -> None:
    """Write the chapter of a year from what is kept: every figure with its source."""
    from fangzhi.commands import writing

    asked = writing.Asked(year, region, complete, language.value, format.value, output, base.rstrip("/"))
    raise typer.Exit(writing.write(asked))


Number = Annotated[int, typer.Argument(help="Number of the issued chapter.", metavar="ID", min=1)]


@chapters.command("issue")
def chapters_issue(
    year: ChapterYear,
    region: ChapterRegion = None,
    complete: Complete = False,
    language: Spoken = ChapterLanguage.CHINESE,
) -> None:
    """Write the chapter and issue it: it pins its figures and sources. Prints its number."""
    from fangzhi.commands import chapters as room

    raise typer.Exit(room.issue(year, region, language.value, complete=complete))


@chapters.command("list")
def chapters_list(format: Answer = AnswerFormat.TABLE) -> None:  # noqa: A002 - the name of the option
    """List the issued chapters, the newest first."""
    from fangzhi.commands import chapters as room

    raise typer.Exit(room.listed(format.value))


@chapters.command("differences")
def chapters_differences(
    number: Number,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Say what is known otherwise now than the issued chapter tells (exit 1 when something is)."""
    from fangzhi.commands import chapters as room

    raise typer.Exit(room.differences(number, format.value))


@chapters.command("print")
def chapters_print(
    number: Number,
    format: Printed,  # noqa: A002 - the name of the option
    output: Output = "-",
    base: Base = "",
) -> None:
    """Print an issued chapter as it was issued, in one of its forms."""
    from fangzhi.commands import chapters as room
    from fangzhi.commands.writing import Asked

    asked = Asked(0, None, False, "zh", format.value, output, base.rstrip("/"))
    raise typer.Exit(room.printed(number, asked))


@chapters.command("site")
def chapters_site(
    number: Number,
    output: Annotated[
        str, typer.Option("-o", "--output", help="New folder, or file that ends in .zip.", metavar="FOLDER")
    ],
) -> None:
    """Write an issued chapter as a site of its own, with its data, readable without this system."""
    from fangzhi.commands import chapters as room

    raise typer.Exit(room.site(number, output))
