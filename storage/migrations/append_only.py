"""Triggers that refuse to change or delete a table's rows, on both engines.

A revision that makes a table marked APPEND_ONLY gets the call written into it by itself.
"""

from alembic import op
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrateOperation


class RefuseChanges(MigrateOperation):
    """The step of a revision that calls `refuse_changes`."""

    def __init__(self, table: str) -> None:
        self.table = table


@renderers.dispatch_for(RefuseChanges)
def write_call(context: AutogenContext, step: RefuseChanges) -> str:
    """The step as a line of the revision's file."""
    context.imports.add("from storage.migrations.append_only import refuse_changes")
    return f'refuse_changes("{step.table}")'


def refuse_changes(table: str) -> None:
    """From now on rows of this table can be added and read, nothing else.

    `table` is ours, never from outside.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
