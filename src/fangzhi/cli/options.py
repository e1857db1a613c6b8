"""Options and arguments that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class RowFormat(StrEnum):
    """How rows are written."""

    JSONL = "jsonl"
    CSV = "csv"
    TABLE = "table"


class AnswerFormat(StrEnum):
    """How one answer is written."""

    TABLE = "table"
    JSON = "json"


Region = Annotated[
    str | None, typer.Option(help="Six-digit code of the region the text is about.", metavar="CODE")
]


Place = Annotated[
    str | None, typer.Option(help="City, county or body whose own report it is.", metavar="NAME")
]


Year = Annotated[int | None, typer.Option(help="Reporting year.", metavar="YYYY", min=1900, max=2100)]


Issued = Annotated[str | None, typer.Option(help="Date of issue.", metavar="YYYY[-MM[-DD]]")]


Files = Annotated[
    list[str], typer.Argument(help="Files or folders; - reads standard input.", metavar="FILE…")
]


Report = Annotated[
    Path | None, typer.Option(help="Write what became of every row to this CSV file.", metavar="FILE")
]


DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and keep nothing.")]


Answer = Annotated[AnswerFormat, typer.Option(help="How the answer is written.")]


KeepGood = Annotated[
    bool, typer.Option("--keep-good", help="Keep the good rows of a file that has refused ones.")
]


MappingName = Annotated[
    str | None,
    typer.Option(
        "--mapping", help="Read by this mapping, not by the one that fits the header.", metavar="NAME"
    ),
]
