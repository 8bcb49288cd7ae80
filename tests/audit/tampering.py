"""What somebody with the database's key could do: take the guard away, and change what they like."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.audit.guard import REFUSED, TABLES, trigger_name


def unguarded(session: Session) -> Session:
    """The guard is gone from this session's database, until its transaction is rolled back."""
    if session.get_bind().dialect.name == "sqlite":
        for table, tried, _ in REFUSED:
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS {trigger_name(table, tried)}"))
    else:
        for table in TABLES:
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    return session
