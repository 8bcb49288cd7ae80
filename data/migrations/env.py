"""Alembic's way in: the engine is handed over by `data/db/schema.py`, nothing is read from an ini file."""

from __future__ import annotations

from typing import Any, Literal, cast

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate import renderers
from alembic.operations import MigrateOperation
from alembic.operations.ops import CreateTableOp, MigrationScript, UpgradeOps

from data.audit.guard import TABLES, guard_statements
from data.db.base import Document, Instant
from data.db.columns import BlindIndex, EncryptedText
from data.db.models import Base


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """A step must not import the models' own types: they may change after it was written."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Document):
        return 'sa.Text().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.Text()"
    if kind == "type" and isinstance(item, BlindIndex):
        return f"sa.String({cast(sa.String, item.impl_instance).length})"
    return False


PIECE = 90


class MakeGuard(MigrateOperation):
    """The triggers of the audit log, which no model shows."""


@renderers.dispatch_for(MakeGuard)
def render_guard(autogen_context: Any, op: MakeGuard) -> list[str]:
    """The statements themselves: a step must stay as it was written."""
    lines = ["guard = {"]
    for dialect in ("sqlite", "postgresql"):
        lines.append(f"    {dialect!r}: [")
        for statement in guard_statements(dialect):
            pieces = [repr(statement[at : at + PIECE]) for at in range(0, len(statement), PIECE)]
            lines += ["        (", *(f"            {piece}" for piece in pieces), "        ),"]
        lines.append("    ],")
    return [*lines, "}", "for statement in guard[op.get_bind().dialect.name]:", "    op.execute(statement)"]


def add_guard(migration_context: Any, revision: Any, scripts: list[MigrationScript]) -> None:
    """Whoever makes the tables of the audit log makes their guard."""
    upgrades = scripts[0].upgrade_ops
    assert isinstance(upgrades, UpgradeOps)
    made = {op.table_name for op in upgrades.ops if isinstance(op, CreateTableOp)}
    if made.issuperset(TABLES):
        upgrades.ops.append(MakeGuard())


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
    process_revision_directives=add_guard,
)
with context.begin_transaction():
    context.run_migrations()
