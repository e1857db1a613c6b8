"""An installation that is brought up to date: the people who are there keep their place."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from fangzhi.accounts import log
from fangzhi.accounts.models import Account, SecurityEvent
from tests.accounts.conftest import PASSWORD

migration = import_module("fangzhi.accounts.migrations.0002_security_log_stays")


@pytest.mark.django_db
def test_users_who_were_there_before_get_their_account() -> None:
    user = User.objects.create_user("editor", password=PASSWORD)
    migration.give_accounts(apps, None)
    migration.give_accounts(apps, None)
    account = Account.objects.get(user=user)
    assert (account.administrator, account.must_change_password) == ("", False)


class Editor:
    """Carries out what a migration says, as the schema editor does."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_the_protection_of_the_log_can_be_laid_on_anew() -> None:
    log.record(log.Act.SIGNED_IN, log.Actor("zhang"))
    migration.unprotect(apps, Editor())
    migration.protect(apps, Editor())
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        SecurityEvent.objects.update(who="li")
    assert log.fault() is None
