"""Accounts (账号): who may sign in and how it is proved, the three administrators (三员),
and the security log.

What a person may do with records is no matter of this room: offices and roles belong to casework.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def is_administrator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody is one of the three administrators, who hold no roles in casework."""
    from fangzhi.accounts.models import administration

    return administration(user) != ""
