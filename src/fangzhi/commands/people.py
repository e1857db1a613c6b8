"""`user`: accounts made and listed, and passwords renewed, by whoever may run commands on this machine."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.commands import WrongUse, say, speaks_chinese
from fangzhi.opening import open_home

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


class Wanted(NamedTuple):
    """The role that a new account gets."""

    role: str | None
    office: str | None
    below: bool


NO_ROLE = Wanted(None, None, below=False)


def add(name: str, administrator: str, *, token: bool, role: Wanted = NO_ROLE) -> None:
    """Make an account; print its one-time password, then a token on the next line where one is asked for.
    An account that exists only gets the role. Raises `WrongUse`."""
    if bool(role.role) != bool(role.office):
        raise WrongUse("--role and --office belong together: --role officer --office 350200.")
    with _at_work():
        from django.contrib.auth.models import User

        from fangzhi.accounts.log import COMMAND_LINE, Actor
        from fangzhi.accounts.tokens import make_token

        known = User.objects.filter(username=name).first() if role.role else None
        user = known or _new_account(name, administrator)
        if role.role and role.office:
            _give_role(user, role.role, role.office, below=role.below)
        if token:
            sys.stdout.write(make_token(user, Actor(COMMAND_LINE)) + "\n")
            say("The last line is a token of the interface. It is not shown again.")


def _new_account(name: str, administrator: str) -> User:
    from fangzhi.accounts.people import add_account

    user, password = add_account(name, administrator=administrator)
    sys.stdout.write(password + "\n")
    say(f"Account {user.get_username()}: its password must be changed at the first sign-in.")
    return user


def _give_role(user: User, role: str, code: str, *, below: bool) -> None:
    from django.db import transaction
    from django.utils import timezone

    from fangzhi.casework import offices
    from fangzhi.casework.access import grants
    from fangzhi.casework.refusals import Refused

    try:
        with transaction.atomic():
            office, founded = offices.office_of(code)
            grants.give(user, office, role, timezone.localdate(), reason="command line", below=below)
    except Refused as error:
        raise WrongUse(error.sentence) from error
    if founded:
        stage = offices.stage_on(office, timezone.localdate())
        say(f"Office {code} {stage.name_zh} was founded; its name can be changed on the page of offices.")


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


def unlock(name: str, *, second_factor: bool) -> None:
    """Unlock an account, and take its second factor away where that was lost. Raises `WrongUse` when there is
    no such account."""
    with _at_work():
        from fangzhi.accounts import people

        found = _named(name)
        people.unlock(found)
        if second_factor:
            people.reset_second_factor(found)


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
