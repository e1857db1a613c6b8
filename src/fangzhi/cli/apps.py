"""The command and its groups; the modules beside this one fill them."""

from __future__ import annotations

import typer

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
