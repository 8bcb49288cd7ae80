"""The schema: is it at head, bring it there, refuse what is newer than the program. Alembic is imported only here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.db.faults import NewerSchema

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def present_revision(engine: sa.Engine) -> str:
    """The database's revision, "" for an empty one. Needs no Alembic: it is asked at every start."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or "")


def head_revision() -> str:
    """The newest step this program knows: the file that no other names as its `down_revision`.

    Read from the file names (`0002_teams.py`), because importing Alembic costs more than a whole start.
    """
    return max(file.stem.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(engine: sa.Engine) -> None:
    """Bring the schema to head, in one transaction.

    Raises:
        NewerSchema: the database knows a revision that this program does not; nothing was touched.
    """
    found = present_revision(engine)
    if found and found > head_revision():
        raise NewerSchema(found=found)
    from alembic import command

    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            # Its driver begins by itself only before rows are changed: a step that ends in the middle (full disk, kill)
            # would leave tables behind that no later start could make again.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        command.upgrade(_config(connection), "head")


def differences(engine: sa.Engine) -> list[Any]:
    """What separates the database from the models; empty when head equals the models (a test holds it)."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from data.db.models import Base

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _config(connection: sa.Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
