"""What Alembic runs: always online, on the connection and in the transaction that its caller holds."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp, MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import TypeDecorator

from storage.audit import APPEND_ONLY
from storage.migrations import is_derived, metadata
from storage.migrations.append_only import RefuseChanges


def in_plain_types(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write a column's underlying type, so that a revision doesn't change meaning when our types do."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


def with_triggers(context: MigrationContext, revision: Any, scripts: list[MigrationScript]) -> None:
    """Have a revision that makes an append-only table also make its triggers."""
    for script in scripts:
        made = [] if script.upgrade_ops is None else script.upgrade_ops.ops
        append_only = [one for one in made if isinstance(one, CreateTableOp) and one.info.get(APPEND_ONLY)]
        made.extend(RefuseChanges(one.table_name) for one in append_only)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_item=in_plain_types,
    render_as_batch=True,
    compare_type=True,
    include_name=lambda name, kind, parents: kind != "table" or not is_derived(name),
    process_revision_directives=with_triggers,
)
context.run_migrations()
