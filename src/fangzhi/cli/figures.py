"""Commands on texts, tables, figures and old cases: read, load, reconcile, explain, export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - the command library reads the annotations
from typing import Annotated

import typer

from fangzhi import commands
from fangzhi.cli.apps import app, load
from fangzhi.cli.options import (
    Answer,
    AnswerFormat,
    DryRun,
    Files,
    Issued,
    KeepGood,
    MappingName,
    Place,
    Region,
    Report,
    RowFormat,
    Year,
)


class ExportFormat(StrEnum):
    """How figures go out."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    SDMX = "sdmx"


@app.command()
def read(
    files: Files,
    format: Annotated[RowFormat, typer.Option(help="How rows are written.")] = RowFormat.JSONL,  # noqa: A002 - the name of the option
    region: Region = None,
    place: Place = None,
    year: Year = None,
    issued: Issued = None,
    events: Annotated[bool, typer.Option("--events", help="Print events instead of figures.")] = False,
    text: Annotated[
        Path | None, typer.Option(help="Write the text that offsets refer to into this file.", metavar="FILE")
    ] = None,
) -> None:
    """Read documents and print every figure (or event) with its exact place. Needs no state folder."""
    from fangzhi.commands import reading

    context = commands.context(region, place, year, issued)
    wanted = reading.Wanted(context, format.value, events, text)
    raise typer.Exit(reading.read_files(files, wanted))


@load.command("documents")
def load_documents(
    files: Files,
    region: Region = None,
    place: Place = None,
    year: Year = None,
    issued: Issued = None,
    dry_run: DryRun = False,
    keep_good: KeepGood = False,
    report: Report = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Keep documents and their figures. The same document twice changes nothing; a new version supersedes
    the old."""
    context = commands.context(region, place, year, issued)
    from fangzhi.commands import loading

    how = loading.How(context, dry_run, keep_good, report, format.value)
    raise typer.Exit(loading.load_documents(files, how))


@load.command("tables")
def load_tables(
    files: Files,
    mapping: MappingName = None,
    dry_run: DryRun = False,
    keep_good: KeepGood = False,
    report: Report = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Keep official tables (CSV, XLSX, HTML), cell by cell. A revised table supersedes the old."""
    _load_tables("tables", files, mapping, dry_run, keep_good, report, format)


@load.command("populations")
def load_populations(
    files: Files,
    mapping: MappingName = None,
    dry_run: DryRun = False,
    keep_good: KeepGood = False,
    report: Report = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Keep populations at year end, with the vintage in which they were published."""
    _load_tables("populations", files, mapping, dry_run, keep_good, report, format)


@load.command("facts")
def load_facts(
    files: Files,
    mapping: MappingName = None,
    dry_run: DryRun = False,
    keep_good: KeepGood = False,
    report: Report = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Keep figures that name their own source, in the long form of a CSV export."""
    _load_tables("facts", files, mapping, dry_run, keep_good, report, format)


def _load_tables(
    kind: str,
    files: list[str],
    mapping: str | None,
    dry_run: bool,
    keep_good: bool,
    report: Path | None,
    form: AnswerFormat,
) -> None:
    from fangzhi.commands import loading, tables

    how = loading.How(commands.context(None, None, None, None), dry_run, keep_good, report, form.value)
    raise typer.Exit(tables.load_tables(kind, files, mapping, how))


@load.command("catalogue")
def load_catalogue(
    files: Files,
    dry_run: DryRun = False,
    report: Report = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Add an office's own indicators. A row whose example is not read as stated is refused with the
    reason."""
    from fangzhi.commands import loading

    how = loading.How(commands.context(None, None, None, None), dry_run, False, report, format.value)
    raise typer.Exit(loading.load_catalogue_files(files, how))


@load.command("cases")
def load_cases(
    files: Files,
    register: Annotated[str, typer.Option(help="Register that the cases belong to.", metavar="ID")],
    office: Annotated[str, typer.Option(help="Code of the office that had them.", metavar="CODE")],
    user_name: Annotated[
        str,
        typer.Option("--as", help="Head of division or director in whose name they come in.", metavar="NAME"),
    ],
    mapping: MappingName = None,
    dry_run: DryRun = False,
    keep_good: KeepGood = False,
    report: Report = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Bring in old cases from tables; each says in the ledger that it was imported."""
    from fangzhi.commands import cases, loading

    how = loading.How(commands.context(None, None, None, None), dry_run, keep_good, report, format.value)
    asked = cases.Asked(register, office, user_name, mapping or "")
    raise typer.Exit(cases.load_cases(files, asked, how))


@load.command("counts")
def load_counts(
    year: Annotated[int, typer.Option(help="Year that is counted.", metavar="YYYY", min=1900, max=2100)],
) -> None:
    """Count a year in the registers and put the counts beside tables and documents (exit 1 when there are
    none)."""
    from fangzhi.commands import cases

    raise typer.Exit(cases.load_counts(year))


class TableFormat(StrEnum):
    """How a table is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class TreeFormat(StrEnum):
    """How an explanation is written."""

    TREE = "tree"
    JSON = "json"


@app.command()
def reconcile(
    year: Annotated[
        int, typer.Option(help="Year whose claims are checked.", metavar="YYYY", min=1900, max=2100)
    ],
    region: Region = None,
    format: Annotated[TableFormat, typer.Option(help="How the rows are written.")] = TableFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Put every claim of a year beside its other sources and beside arithmetic (exit 1 when one differs)."""
    from fangzhi.commands import checking

    raise typer.Exit(checking.reconcile(year, region, format.value))


@app.command()
def explain(
    indicator: Annotated[str, typer.Argument(help="Id of the indicator.", metavar="INDICATOR")],
    region: Annotated[str, typer.Option(help="Six-digit code of the region.", metavar="CODE")],
    year: Annotated[int, typer.Option(help="Year of the figure.", metavar="YYYY", min=1900, max=2100)],
    measure: Annotated[str, typer.Option(help="What the figure measures.", metavar="MEASURE")] = "level",
    since: Annotated[
        int | None,
        typer.Option(help="Sum the yearly amounts from this year on.", metavar="YYYY", min=1900, max=2100),
    ] = None,
    format: Annotated[TreeFormat, typer.Option(help="How the answer is written.")] = TreeFormat.TREE,  # noqa: A002 - the name of the option
) -> None:
    """Say why a figure is what it is: formula, inputs down to sentence or cell, alternatives."""
    from fangzhi.commands import checking

    raise typer.Exit(checking.explain((indicator, region, year, measure, since), format.value))


@app.command()
def export(
    format: Annotated[ExportFormat, typer.Option(help="How the figures are written.")] = ExportFormat.CSV,  # noqa: A002 - the name of the option
    output: Annotated[
        str, typer.Option("-o", "--output", help="File to write; - is standard output.", metavar="FILE")
    ] = "-",
    indicator: Annotated[
        list[str] | None, typer.Option(help="Id of an indicator; may be given again.", metavar="ID")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(help="Group of indicators; may be given again.", metavar="GROUP")
    ] = None,
    year: Annotated[
        list[int] | None, typer.Option(help="Year; may be given again.", metavar="YYYY", min=1900, max=2100)
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(help="Six-digit code of a region; may be given again.", metavar="CODE"),
    ] = None,
    measure: Annotated[
        list[str] | None, typer.Option(help="Measure; may be given again.", metavar="MEASURE")
    ] = None,
    structure: Annotated[
        Path | None, typer.Option(help="Write the structure of the SDMX files here.", metavar="FILE")
    ] = None,
) -> None:
    """Write figures with their sources as CSV, a workbook, Parquet or SDMX (exit 1 when there are none)."""
    from fangzhi.commands import exporting

    wanted = exporting.Wanted(
        format.value,
        output,
        structure,
        indicator or [],
        group or [],
        year or [],
        region or [],
        measure or [],
    )
    raise typer.Exit(exporting.export(wanted))
