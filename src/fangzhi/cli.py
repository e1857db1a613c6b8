"""Every command a person types. stdout is the answer and nothing else; everything said beside it goes to
stderr.

Exit 0 done · 1 the answer is "no" · 2 wrong use or unusable input · 3 a fault of ours (one sentence and the
log's path). `read` needs no state folder and imports no Django.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fangzhi import commands
from fangzhi.commands import WrongUse
from fangzhi.home import UnusableHome

app = typer.Typer(
    help="Official Chinese prose on intellectual property into figures with their source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
load = typer.Typer(
    help="Load documents, official tables or an office's own indicators.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
user = typer.Typer(help="Accounts: who may sign in.", no_args_is_help=True, rich_markup_mode=None)
chapters = typer.Typer(help="Issued chapters.", no_args_is_help=True, rich_markup_mode=None)
patents = typer.Typer(
    help="The patent database: numbers, loading, snapshots.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(load, name="load")
app.add_typer(patents, name="patents")
app.add_typer(chapters, name="chapters")
app.add_typer(user, name="user")


class RowFormat(StrEnum):
    """How rows are written."""

    JSONL = "jsonl"
    CSV = "csv"
    TABLE = "table"


class ExportFormat(StrEnum):
    """How figures go out."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    SDMX = "sdmx"


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


class NumberFormat(StrEnum):
    """How checked numbers are written."""

    TABLE = "table"
    JSONL = "jsonl"


@patents.command("number")
def patents_number(
    numbers: Annotated[
        list[str], typer.Argument(help="Numbers in any printed form; - reads one a line.", metavar="N…")
    ],
    format: Annotated[NumberFormat, typer.Option(help="How the numbers are written.")] = NumberFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Say what each number is, with normal form, type, year and check digit (exit 1 when one is invalid)."""
    from fangzhi.commands import patents as room

    raise typer.Exit(room.check_numbers(numbers, format.value))


@patents.command("load")
def patents_load(
    files: Files,
    mapping: MappingName = None,
    dry_run: DryRun = False,
    keep_good: KeepGood = False,
    report: Annotated[
        Path | None,
        typer.Option(help="Write every refused row with its reason to this CSV file.", metavar="FILE"),
    ] = None,
    override: Annotated[
        str | None,
        typer.Option(help="Why a failed quality check is passed over; kept.", metavar="REASON"),
    ] = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Load records of patents (CSV, XLSX, JSON lines, Parquet) into a new snapshot."""
    from fangzhi.commands import patents as room

    wanted = room.Wanted(mapping, dry_run, keep_good, report, override, format.value)
    raise typer.Exit(room.load_patents(files, wanted))


@patents.command("status")
def patents_status(format: Answer = AnswerFormat.TABLE) -> None:  # noqa: A002 - the name of the option
    """Say what the patent database holds: snapshot, records, dates, loads (exit 1 when it is empty)."""
    from fangzhi.commands import patents as room

    raise typer.Exit(room.status(format.value))


@patents.command("synthetic")
def patents_synthetic(
    count: Annotated[int, typer.Argument(help="How many records.", metavar="N", min=1, max=100_000_000)],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File to write: .parquet or .csv.", metavar="FILE")
    ],
    seed: Annotated[int, typer.Option(help="Equal seeds give equal records.", metavar="S", min=0)] = 1,
    abstracts: Annotated[bool, typer.Option(help="With abstracts.")] = True,
) -> None:
    """Write records of patents that do not exist, for measuring and trying. Every row says that it is
    synthetic."""
    from fangzhi.commands import patents as room

    raise typer.Exit(room.synthetic(count, seed, output, abstracts=abstracts))


class PatentType(StrEnum):
    """The three types of patents."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


class PatentStatus(StrEnum):
    """Whether a patent is in force today."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    UNGRANTED = "ungranted"


class HitOrder(StrEnum):
    """In which order found records come."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"


@patents.command("search")
def patents_search(
    query: Annotated[str, typer.Argument(help="Words, “phrases”, numbers or classes.", metavar="QUERY")],
    type: Annotated[PatentType | None, typer.Option(help="Type of patent.")] = None,  # noqa: A002 - the name of the option
    region: Annotated[
        str | None,
        typer.Option(help="Six-digit code of a division, or two letters of a country.", metavar="CODE"),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Year of application.", metavar="YYYY", min=1900, max=2100)
    ] = None,
    ipc: Annotated[
        str | None, typer.Option(help="Class, from H to H01M10/0525; of a design 14-03.", metavar="CLASS")
    ] = None,
    status: Annotated[PatentStatus | None, typer.Option(help="Whether it is in force today.")] = None,
    order: Annotated[HitOrder, typer.Option(help="Order of the records.")] = HitOrder.NEWEST,
    limit: Annotated[
        int, typer.Option(help="Records to list at most.", metavar="N", min=1, max=1_000_000)
    ] = 20,
    format: Annotated[NumberFormat, typer.Option(help="How the records are written.")] = NumberFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Find records of patents. All words must be found; OR, - and “…” as usual. Brings the index up to date
    first."""
    from fangzhi.commands import patents_search as room
    from fangzhi.patents.search import Filters

    filters = Filters(type and type.value, region, year, ipc, status and status.value)
    raise typer.Exit(room.search(room.Asked(query, filters, limit, order.value, format.value)))


@patents.command("index")
def patents_index(
    anew: Annotated[bool, typer.Option("--anew", help="Build it from nothing.")] = False,
) -> None:
    """Bring the index of the patent database up to date, so that pages and commands find what was loaded."""
    from fangzhi.commands import patents_search as room

    raise typer.Exit(room.index(anew=anew))


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
def check(
    draft: Annotated[str, typer.Argument(help="The draft; - reads standard input.", metavar="DRAFT")],
    year: Annotated[int, typer.Option(help="Year it reports on.", metavar="YYYY", min=1900, max=2100)],
    region: Region = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Compare every figure of a draft with what is kept (exit 1 when one differs)."""
    from fangzhi.commands import checking_draft

    raise typer.Exit(checking_draft.check(draft, year, region, format.value))


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


class Body(StrEnum):
    """Which body docketed the case."""

    PATENT_OFFICE = "patent_office"
    MARKET_BUREAU = "market_bureau"


@app.command()
def deadline(
    rule: Annotated[str | None, typer.Argument(help="Id of the rule.", metavar="RULE")] = None,
    event: Annotated[
        str | None,
        typer.Option(help="Day of the starting event; for hours its instant.", metavar="YYYY-MM-DD[THH:MM]"),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Six-digit code of the region whose rules apply.", metavar="CODE")
    ] = None,
    body: Annotated[Body | None, typer.Option(help="Which body docketed the case.")] = None,
    stop: Annotated[
        list[str] | None,
        typer.Option(
            help="From the first day stopped to the day of resumption; may be given again.",
            metavar="A..B[@GROUND]",
        ),
    ] = None,
    extend: Annotated[
        list[str] | None,
        typer.Option(
            help="Extension with its day of approval, such as 1m@2026-03-30; may be given again.",
            metavar="N[wd|d|m|h]@APPROVED[@BY]",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--list", help="List the rules (those that begin with RULE).")
    ] = False,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Say when a legal period ends, by which version of its rule and by which steps."""
    from fangzhi.commands import deadlines

    if every:
        raise typer.Exit(deadlines.list_rules(rule, region, body and body.value, format.value))
    asked = deadlines.Asked(rule, event, region, body and body.value, stop or [], extend or [])
    raise typer.Exit(deadlines.deadline(asked, format.value))


@app.command()
def up(port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 8000) -> None:
    """Show the pages on http://127.0.0.1:8000 until Ctrl-C."""
    from fangzhi.commands import serving

    serving.serve(port)


@app.command()
def demo() -> None:
    """Fill an empty state folder with an office of synthetic cases and print its accounts."""
    from fangzhi.commands import demo as room

    raise typer.Exit(room.fill())


@app.command()
def doctor(
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Say whether this installation can do its work, and what to do where it cannot (exit 1)."""
    from fangzhi.commands import doctor as room

    raise typer.Exit(room.examine(format.value))


class Administrator(StrEnum):
    """The three administrators."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


UserName = Annotated[str, typer.Argument(help="User name.", metavar="NAME")]


@user.command("add")
def user_add(
    name: UserName,
    administrator: Annotated[
        Administrator | None, typer.Option(help="Make this person one of the three administrators.")
    ] = None,
    token: Annotated[bool, typer.Option("--token", help="Print a token of the interface too.")] = False,
    role: Annotated[str | None, typer.Option(help="Role in an office.", metavar="ROLE")] = None,
    office: Annotated[
        str | None,
        typer.Option(
            help="Office of the role; one of a six-digit code is founded when it is missing, with -police or "
            "-procuratorate behind it as a body outside, for the role partner.",
            metavar="CODE",
        ),
    ] = None,
    below: Annotated[
        bool, typer.Option("--below", help="The role also opens the records of the offices below.")
    ] = False,
) -> None:
    """Make an account and print its one-time password, then its token on a second line.

    With --role and --office the account gets a role; for an account that exists, only the role is added.
    """
    from fangzhi.commands import people

    people.add(
        name,
        administrator.value if administrator else "",
        token=token,
        role=people.Wanted(role, office, below),
    )


@user.command("password")
def user_password(name: UserName = "editor") -> None:
    """Give an account a new password and print it."""
    from fangzhi.commands import people

    people.renew_password(name)


@user.command("unlock")
def user_unlock(
    name: UserName,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Take away a second factor that was lost.")
    ] = False,
) -> None:
    """Unlock an account that too many wrong codes have locked."""
    from fangzhi.commands import people

    people.unlock(name, second_factor=second_factor)


@user.command("list")
def user_list(format: Answer = AnswerFormat.TABLE) -> None:  # noqa: A002 - the name of the option
    """List the accounts."""
    from fangzhi.commands import people

    people.show(format.value)


@app.command()
def verify(
    head: Annotated[
        Path | None, typer.Option(help="Hold the ledger against this exported head.", metavar="FILE")
    ] = None,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Read the whole ledger and replay every record: nothing edited, removed, inserted or reordered (exit 1
    when it does not hold)."""
    from fangzhi.commands import ledger

    raise typer.Exit(ledger.verify(head, format.value))


@app.command()
def heads(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write.", metavar="FILE")
    ] = None,
) -> None:
    """Write where every chain of the ledger stands, to be kept elsewhere and given to `verify --head`."""
    from fangzhi.commands import ledger

    raise typer.Exit(ledger.heads(output))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write.", metavar="FILE")]) -> None:
    """Write database, files, keys, rules and templates into one file."""
    from fangzhi.commands import backup as room

    raise typer.Exit(room.backup(file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="File that `backup` wrote.", metavar="FILE")]) -> None:
    """Bring a backup back into an empty state folder and verify the ledger (exit 1 when it does not hold)."""
    from fangzhi.commands import backup as room

    raise typer.Exit(room.restore(file))


@app.command(hidden=True)
def worker() -> None:
    """What `up` runs beside the pages: reminders, notices, the daily seal."""
    from fangzhi.commands import worker as room

    raise typer.Exit(room.work())


def main() -> None:
    """Run a command; no traceback reaches a person, and a closed pipe ends quietly."""
    _speak_utf8()
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        code = _pipe_closed()
    except SystemExit as ended:  # of the server, or what the command library makes of a closed pipe
        closed = type(sys.stdout).__name__ == "PacifyFlushWrapper"
        code = _pipe_closed() if closed else ended.code
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        code = _failed(error)
    sys.exit(code if isinstance(code, int) else 0)


def _pipe_closed() -> int:
    """Nobody listens any more: let the last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _failed(error: Exception) -> int:
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, typer.Abort):
        return 130
    if hasattr(error, "format_message") and hasattr(error, "show"):
        # typer carries the classes of its usage errors inside itself, under no public name.
        error.show()
        return 2
    if isinstance(error, (WrongUse, UnusableHome)):
        commands.say(str(error))
        return 2
    return commands.fault(error)


if __name__ == "__main__":
    main()
