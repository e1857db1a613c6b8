"""Commands on the installation, its accounts, its ledger and legal time."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - the command library reads the annotations
from typing import Annotated

import typer

from fangzhi.cli.apps import app, user
from fangzhi.cli.options import Answer, AnswerFormat


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
