"""Commands on the patent database."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - the command library reads the annotations
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from fangzhi.cli.apps import patents
from fangzhi.cli.options import Answer, AnswerFormat, DryRun, KeepGood, MappingName


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
    files: Annotated[
        list[str],
        typer.Argument(help="Files, or folders with files of these kinds.", metavar="FILE…"),
    ],
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
    from fangzhi.commands import patents_loading as room

    wanted = room.Wanted(mapping, dry_run, keep_good, report, override, format.value)
    raise typer.Exit(room.load_patents(files, wanted))


@patents.command("status")
def patents_status(format: Answer = AnswerFormat.TABLE) -> None:  # noqa: A002 - the name of the option
    """Say what the patent database holds: snapshot, records, dates, loads (exit 1 when it is empty)."""
    from fangzhi.commands import patents as room

    raise typer.Exit(room.status(format.value))


@patents.command("prune")
def patents_prune(
    keep: Annotated[
        int, typer.Option(help="Newest snapshots to keep, the current one included.", metavar="N", min=1)
    ] = 3,
    published: Annotated[
        bool, typer.Option("--published", help="Also those that published figures name as their source.")
    ] = False,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Remove earlier snapshots and the files that only they name; the current one always stays, and so do
    those that published figures name as their source (exit 1 when the database is empty)."""
    from fangzhi.commands import patents as room

    raise typer.Exit(room.prune(keep, format.value, published=published))


@patents.command("export")
def patents_export(
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .parquet.", metavar="FILE")],
    snapshot: Annotated[
        str | None, typer.Option(help="An earlier snapshot in place of the current one.", metavar="ID")
    ] = None,
) -> None:
    """Write every record of a snapshot, with all columns, as Parquet (exit 1 when there is none)."""
    from fangzhi.commands import patents as room

    raise typer.Exit(room.export(output, snapshot))


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


class Search(TyperCommand):
    """The search, whose query may begin like an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Say beside an unknown option how a query that begins with - is written."""
        from fangzhi.commands.patents_saying import either

        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            if hasattr(error, "option_name") and hasattr(error, "message"):
                error.message += either(
                    ". Write -- before a query that begins with -, behind all options: "
                    "fangzhi patents search -- -QUERY",
                    "。以 - 开头的检索式放在选项之后，前面加 --：fangzhi patents search -- -检索词",
                )
            raise


@patents.command("search", cls=Search)
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
    industry: Annotated[
        str | None, typer.Option(help="Industry, such as sei2021/1.1.", metavar="NAME")
    ] = None,
    order: Annotated[HitOrder, typer.Option(help="Order of the records.")] = HitOrder.NEWEST,
    limit: Annotated[
        int, typer.Option(help="Records to list at most.", metavar="N", min=1, max=1_000_000)
    ] = 20,
    format: Annotated[NumberFormat, typer.Option(help="How the records are written.")] = NumberFormat.TABLE,  # noqa: A002 - the name of the option
) -> None:
    """Find records of patents. All words must be found; AND, OR, - and “…” as usual. Brings the index up to
    date first."""
    from fangzhi.commands import patents_search as room
    from fangzhi.patents.search import Filters

    filters = Filters(type and type.value, region, year, ipc, status and status.value)
    asked = room.Asked(query, filters, industry, limit, order.value, format.value)
    raise typer.Exit(room.search(asked))


@patents.command("index")
def patents_index(
    anew: Annotated[bool, typer.Option("--anew", help="Build it from nothing.")] = False,
) -> None:
    """Bring the index of the patent database up to date, so that pages and commands find what was loaded."""
    from fangzhi.commands import patents_search as room

    raise typer.Exit(room.index(anew=anew))
