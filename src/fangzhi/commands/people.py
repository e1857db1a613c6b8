"""`user`: accounts made and listed, and passwords renewed, by whoever may run commands on this machine."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fangzhi.commands import WrongUse, say, speaks_chinese
from fangzhi.home import open_home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import User

COLUMNS = ("name", "full_name", "administrator", "active", "locked", "second_factor", "last_sign_in")


@contextmanager
def _at_work() -> Iterator[None]:
    """The state folder open, sentences in the language of the terminal, refusals as `WrongUse`."""
    open_home()
    from django.utils import translation

    from fangzhi.accounts.people import Unfit

    with translation.override("zh-hans" if speaks_chinese() else "en"):
        try:
            yield
        except Unfit as unfit:
            raise WrongUse(str(unfit)) from None


def add(name: str, administrator: str, *, token: bool) -> None:
    """Make an account; print its one-time password, then a token on the next line where one is asked for.
    Raises `WrongUse`."""
    with _at_work():
        from fangzhi.accounts.log import COMMAND_LINE, Actor
        from fangzhi.accounts.people import add_account
        from fangzhi.accounts.tokens import make_token

        user, password = add_account(name, administrator=administrator)
        sys.stdout.write(password + "\n")
        say(f"Account {user.get_username()}: its password must be changed at the first sign-in.")
        if token:
            sys.stdout.write(make_token(user, Actor(COMMAND_LINE)) + "\n")
            say("The second line is a token of the interface. Neither is shown again.")


def renew_password(name: str) -> None:
    """Give an account a new password and print it. It must be changed at the next sign-in, unless this is the
    only account: then nobody but its owner types this. Raises `WrongUse` when there is no such account."""
    with _at_work():
        from django.contrib.auth.models import User

        from fangzhi.accounts.people import give_password

        alone = User.objects.count() == 1
        sys.stdout.write(give_password(_named(name), lasting=alone) + "\n")
        if not alone:
            say("It must be changed at the next sign-in.")


def unlock(name: str) -> None:
    """Unlock an account. Raises `WrongUse` when there is no such account."""
    with _at_work():
        from fangzhi.accounts import people

        people.unlock(_named(name))


def _named(name: str) -> User:
    from django.contrib.auth.models import User

    found = User.objects.select_related("account").filter(username=name).first()
    if found is None:
        raise WrongUse(f"There is no account {name}.")
    return found


def show(form: str) -> None:
    """Print every account, in the order of the names."""
    with _at_work():
        rows = list(_rows())
    if form == "json":
        sys.stdout.write(json.dumps({"users": rows}, ensure_ascii=False) + "\n")
        return
    from fangzhi.commands.printing import print_table

    print_table(COLUMNS, [{column: _word(row[column]) for column in COLUMNS} for row in rows])


def _rows() -> Iterator[dict[str, Any]]:
    from django.contrib.auth.models import User

    from fangzhi.accounts.models import account_of

    for user in User.objects.select_related("account").order_by("username"):
        account = account_of(user)
        last = user.last_login
        yield {
            "name": user.get_username(),
            "full_name": user.first_name,
            "administrator": account.administrator,
            "active": user.is_active,
            "locked": account.locked_at is not None,
            "second_factor": account.second_factor_at is not None,
            "last_sign_in": last.isoformat(timespec="seconds") if last else None,
        }


def _word(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell or "—")
