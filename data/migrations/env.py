"""Alembic's way in: the engine is handed over by `data/db/schema.py`, nothing is read from an ini file."""

from __future__ import annotations

from alembic import context

from data.db.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
