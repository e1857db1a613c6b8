"""Triggers that let the ledger only grow: no event and no daily head is ever changed or deleted.

A migration that alters one of these tables must make the triggers anew: SQLite rebuilds the table without them.
"""

from typing import Any

from django.db import migrations

TABLES = ("casework_event", "casework_dailyhead")
MESSAGE = "the ledger is append-only"


def protect(apps: Any, schema_editor: Any) -> None:
    """Make the triggers."""
    for table in TABLES:
        for sql in statements(schema_editor.connection.vendor, table):
            schema_editor.execute(sql)


def release(apps: Any, schema_editor: Any) -> None:
    """Remove the triggers."""
    on = "" if schema_editor.connection.vendor == "sqlite" else "ON {table}"
    for table in TABLES:
        for act in ("update", "delete", "truncate"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act} " + on.format(table=table))


def statements(vendor: str, table: str) -> list[str]:
    """The statements that protect one table."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for act in ("update", "delete")
        ]
    # An empty table may be truncated: nothing is lost.
    function = f"""CREATE OR REPLACE FUNCTION casework_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE filled boolean := true;
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || quote_ident(TG_TABLE_NAME) || ')' INTO filled;
        END IF;
        IF filled THEN
            RAISE EXCEPTION '{MESSAGE}';
        END IF;
        RETURN NULL;
    END $$"""  # noqa: S608 (the name is the trigger's own table)
    return [
        function,
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION casework_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION casework_append_only()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION casework_append_only()",
    ]


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
