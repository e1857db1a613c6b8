"""`load cases`: old cases from tables, row by row."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.commands import STDIN, WrongUse, say, speaks_chinese
from fangzhi.commands.loading import How, load_each
from fangzhi.commands.tables import ENDINGS, MOST_SAID, content_of
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.casework.old_cases import Outcome, Wanted


class Asked(NamedTuple):
    """Where the cases go, and in whose name."""

    register: str
    office: str
    user: str
    mapping: str


def load_cases(names: list[str], asked: Asked, how: How) -> int:
    """Load files of old cases and print what became of each; 2 when something was refused, else 0.

    Raises `WrongUse`.
    """
    open_home()
    from fangzhi.casework.old_cases import RowReport

    wanted = _wanted(asked, how)
    return load_each(names, how, lambda name, path: _load(name, path, wanted), RowReport, ENDINGS)


def load_counts(year: int) -> int:
    """Put the counts of a year into the panel; 1 when there are none."""
    open_home()
    from fangzhi.casework import counted_figures
    from fangzhi.indicators.models import Figure

    source = counted_figures.enter(year, "command line")
    number = Figure.objects.filter(source=source).count() if source else 0
    print(f"{year}: {number} figures")  # noqa: T201 - the answer
    return 0 if source else 1


def _wanted(asked: Asked, how: How) -> Wanted:
    from django.contrib.auth.models import User

    from fangzhi.casework.access.viewer import viewer_of
    from fangzhi.casework.declaration import registers
    from fangzhi.casework.models import Office
    from fangzhi.casework.old_cases import Wanted

    register, office = registers().get(asked.register), Office.objects.filter(code=asked.office).first()
    user = User.objects.select_related("account").filter(username=asked.user).first()
    if register is None:
        raise WrongUse(f"--register {asked.register}: the registers are {', '.join(registers())}.")
    if office is None or user is None:
        missing = f"--office {asked.office}" if office is None else f"--as {asked.user}"
        raise WrongUse(
            f"{missing}: there is none; `fangzhi user add NAME --role head --office CODE` makes it."
        )
    return Wanted(register, office, viewer_of(user), asked.mapping, how.dry_run, how.keep_good)


def _load(name: str, path: Path | None, wanted: Wanted) -> Outcome:
    from fangzhi.casework.old_cases import load_cases as load
    from fangzhi.casework.refusals import Refused
    from fangzhi.indicators.tables import UnusableTable

    shown = "stdin" if name == STDIN else PurePath(name).name
    try:
        outcome = load(shown, content_of(name, path), wanted)
    except UnusableTable as error:
        raise WrongUse(error.sentence(chinese=speaks_chinese())) from None
    except Refused as error:
        raise WrongUse(f"{name}: {error.sentence}") from None
    refused = [one for one in outcome.rows if one.outcome == "refused"]
    for one in refused[:MOST_SAID]:
        say(f"{name}: {one.sheet}!{one.cell or one.row}: {one.reason}")
    if len(refused) > MOST_SAID:
        say(f"{name}: {len(refused) - MOST_SAID} more rows are refused; --report FILE tells them all.")
    return outcome
