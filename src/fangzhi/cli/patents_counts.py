"""Commands that count patents and list what is counted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from fangzhi.cli.apps import patents
from fangzhi.cli.patents import PatentType


class PanelFormat(StrEnum):
    """How the panel is written."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class CountFormat(StrEnum):
    """How counts are written."""

    CSV = "csv"
    JSON = "json"


class RecordFormat(StrEnum):
    """How records are written."""

    JSONL = "jsonl"
    CSV = "csv"


Region = Annotated[
    str,
    typer.Option(help="Six-digit code: province, prefecture or county; 000000 is all.", metavar="CODE"),
]
Type = Annotated[PatentType | None, typer.Option(help="Type of patent.")]
Period = Annotated[
    str | None,
    typer.Option("--year", "--period", help="2013, 2013H1, 2013Q2 or 2013-05.", metavar="PERIOD"),
]
Column = Annotated[
    str,
    typer.Option(
        help="applications, grants, in_force, in_force_5y, pct, service, individual, enterprise, university, "
        "institute, applicants, applicants_1000, applicants_so_far, first_patents.",
        metavar="NAME",
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(help="Kind of first applicant: enterprise, university, institute …", metavar="KIND"),
]
Ipc = Annotated[str | None, typer.Option(help="Main class, from H to H01M10.", metavar="CLASS")]
Field = Annotated[int | None, typer.Option(help="Technology field of WIPO, 1 to 35.", metavar="N")]
Industry = Annotated[str | None, typer.Option(help="Branch, such as sei2021/1.1.", metavar="SCHEME/BRANCH")]
Keywords = Annotated[bool, typer.Option("--keywords", help="Narrow the branch by its keywords.")]


@patents.command("panel")
def patents_panel(
    year: Annotated[
        int | None, typer.Option(help="Year; without it all.", metavar="YYYY", min=1900, max=2100)
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Province, or 000000 for the country.", metavar="CODE")
    ] = None,
    format: Annotated[PanelFormat, typer.Option(help="How it is written.")] = PanelFormat.CSV,  # noqa: A002 - the name of the option
    output: Annotated[str, typer.Option("-o", "--output", help="File to write.", metavar="FILE")] = "-",
    publish: Annotated[
        bool, typer.Option("--publish", help="Put the counts of the year beside the other figures.")
    ] = False,
    synthetic: Annotated[
        bool,
        typer.Option("--synthetic", help="Publish synthetic records too; the source says so."),
    ] = False,
) -> None:
    """Count provinces and country by year and type: applications, grants, in force, applicants (exit 1 when
    there is nothing)."""
    from fangzhi.commands import patents_counts as room

    raise typer.Exit(room.panel(room.Panel(year, region, format.value, output, publish, synthetic)))


@patents.command("count")
def patents_count(
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="Key: province, prefecture, county, year, half, quarter, month, type, kind, section, class, "
            "subclass, field, industry; may be given again. Without one there is one count.",
            metavar="KEY",
        ),
    ] = None,
    column: Column = "applications",
    region: Region = "000000",
    type: Type = None,  # noqa: A002 - the name of the option
    period: Period = None,
    kind: Kind = None,
    ipc: Ipc = None,
    field: Field = None,
    industry: Industry = None,
    keywords: Keywords = False,
    scheme: Annotated[str, typer.Option(help="Scheme of industries to count by.", metavar="ID")] = "sei2021",
    compare: Annotated[
        bool,
        typer.Option(
            "--compare",
            help="Beside every count its growth over the year before and its share of the whole, in percent, "
            "its rank, and per 10,000 people what inventions are in force at a year's end in a province.",
        ),
    ] = False,
    format: Annotated[CountFormat, typer.Option(help="How it is written.")] = CountFormat.CSV,  # noqa: A002 - the name of the option
) -> None:
    """Count records by place, time, type, applicant, class, field or industry (exit 1 when there are
    none)."""
    from fangzhi.commands import patents_counts as room
    from fangzhi.patents.counting.cells import Cell

    cell = Cell(column, region, period, type.value if type else "all", kind, ipc, field, industry, keywords)
    raise typer.Exit(room.count(room.Counts(cell, by or [], scheme, format.value, compare)))


@patents.command("records")
def patents_records(
    column: Column = "applications",
    region: Region = "000000",
    type: Type = None,  # noqa: A002 - the name of the option
    period: Period = None,
    kind: Kind = None,
    ipc: Ipc = None,
    field: Field = None,
    industry: Industry = None,
    keywords: Keywords = False,
    at: Annotated[
        list[str] | None,
        typer.Option(
            help="Only those that a count by KEY puts under VALUE, such as subclass=H01M; KEY= are those "
            "without one. May be given again.",
            metavar="KEY=VALUE",
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Records at most.", metavar="N", min=1)] = None,
    format: Annotated[RecordFormat, typer.Option(help="How they are written.")] = RecordFormat.JSONL,  # noqa: A002 - the name of the option
) -> None:
    """List the records behind a count, all of them unless a limit is given; the total goes to stderr."""
    from fangzhi.commands import patents_counts as room
    from fangzhi.patents.counting.cells import Cell

    cell = Cell(
        column, region, period, type.value if type else "all", kind, ipc, field, industry, keywords,
        room.at(at or []),
    )  # fmt: skip
    raise typer.Exit(room.records(room.Records(cell, limit, format.value)))
