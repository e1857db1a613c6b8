"""The database refuses to change or delete rows of the security log; users that are there already get their
account."""

from typing import Any

from django.db import migrations

SQLITE = [
    f"""CREATE TRIGGER security_event_no_{act} BEFORE {act} ON accounts_securityevent
    BEGIN SELECT RAISE(ABORT, 'the security log is never changed or deleted'); END"""
    for act in ("update", "delete")
]
POSTGRESQL = [
    """CREATE FUNCTION accounts_security_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM accounts_securityevent) THEN
            RAISE EXCEPTION 'the security log is never changed or deleted' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER security_event_stays BEFORE UPDATE OR DELETE ON accounts_securityevent
    FOR EACH ROW EXECUTE FUNCTION accounts_security_log_stays()""",
    """CREATE TRIGGER security_event_not_emptied BEFORE TRUNCATE ON accounts_securityevent
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_security_log_stays()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER security_event_no_update", "DROP TRIGGER security_event_no_delete"],
    "postgresql": ["DROP FUNCTION accounts_security_log_stays() CASCADE"],
}


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def give_accounts(apps: Any, schema_editor: Any) -> None:
    user_model = apps.get_model("auth", "User")
    account_model = apps.get_model("accounts", "Account")
    for user in user_model.objects.filter(account=None):
        account_model.objects.create(user=user)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(protect, unprotect),
        migrations.RunPython(give_accounts, migrations.RunPython.noop),
    ]
