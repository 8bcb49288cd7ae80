"""Alembic's way in: the engine is handed over by `data/db/schema.py`, nothing is read from an ini file."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

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
        return f"sa.String({item.impl_instance.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
