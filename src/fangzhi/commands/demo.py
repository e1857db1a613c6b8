"""`demo`: an office with synthetic cases in every state, to try things out in. Never beside real records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.commands import WrongUse, say, speaks_chinese
from fangzhi.commands.printing import print_table
from fangzhi.home import demo_mark, home_folder
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from fangzhi.registers.synthetic import Person

COLUMNS = ("user", "password", "roles", "office")


def fill() -> int:
    """Make the demonstration and print its accounts; a folder that has it stays as it is. Raises `WrongUse`
    when the folder holds offices or records of anybody."""
    open_home()
    from django.utils import translation

    if _holds_records():
        if not demo_mark().is_file():
            raise WrongUse(_sentence(*REAL))
        say(_sentence(*THERE))
        return 0
    with translation.override("zh-hans" if speaks_chinese() else "en"):
        print_table(COLUMNS, [_row(one) for one in _make()])
    say(_sentence(*MADE))
    return 0


def _holds_records() -> bool:
    from fangzhi.casework.models import Office

    return Office.objects.exists()


def _make() -> list[Person]:
    """The mark stands before the first record does, and is taken back with them. Raises `WrongUse` when an
    account of the demonstration's is there already."""
    from fangzhi.accounts.people import Unfit
    from fangzhi.registers.synthetic import make_office

    mark = demo_mark()
    mark.parent.mkdir(mode=0o700, exist_ok=True)
    mark.touch()
    try:
        return make_office()
    except BaseException as error:
        mark.unlink()
        if isinstance(error, Unfit):
            raise WrongUse(str(error)) from None
        raise


def _row(one: Person) -> dict[str, str]:
    from fangzhi.casework.access.roles import ROLES

    roles = ", ".join(str(ROLES[role].name) for role in one.roles)
    return {"user": one.user, "password": one.password, "roles": roles, "office": one.office}


def _sentence(zh: str, en: str) -> str:
    return (zh if speaks_chinese() else en) % home_folder()


REAL = (
    "%s 中已有机构或案件；请用 FANGZHI_HOME 指定一个空文件夹来试用。",
    "%s holds offices or records already; name an empty folder with FANGZHI_HOME to try things out.",
)
THERE = (
    "%s 中已有合成数据；密码可用 fangzhi user password 重设。",
    "%s holds the synthetic office already; `fangzhi user password NAME` gives an account a new password.",
)
MADE = (
    "%s：合成数据已备好，密码只显示这一次。",
    "%s: the synthetic office is ready. The passwords are shown this once.",
)
