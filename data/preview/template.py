"""The database every preview begins with: in memory, our schema, what was published, and nobody's data."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.db.models import Base

# What belongs to the town and to no person. Everything else begins empty.
COPIED = ("town_setting", "attribute", "content", "shelter", "spot", "faq")
_CHUNK = 500


class PreviewTemplate:
    """Built once from the live database through a reader; each preview gets a copy of its own."""

    def __init__(self, session: Session) -> None:
        """`session`: of a reader (`Store.view`). Takes as long as reading the town's lists."""
        self._connection = _connect()
        engine = _engine(lambda: self._connection)
        Base.metadata.create_all(engine)
        with engine.begin() as copy:
            for name in COPIED:
                table = Base.metadata.tables[name]
                rows = [dict(row._mapping) for row in session.execute(sa.select(table))]
                for first in range(0, len(rows), _CHUNK):
                    copy.execute(table.insert(), rows[first : first + _CHUNK])

    def copy(self) -> PreviewDatabase:
        """A fresh database, a few milliseconds old."""
        connection = _connect()
        self._connection.backup(connection)
        return PreviewDatabase(connection)

    def close(self) -> None:
        """Let it go; copies live on."""
        self._connection.close()


class PreviewDatabase:
    """One preview's own database. Sessions commit for real."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._engine = _engine(lambda: self._connection)

    def session(self) -> Session:
        """A session; one at a time."""
        return Session(self._engine, expire_on_commit=False)

    def put(self, row: Base) -> None:
        """Add one row, or change it to this."""
        with self.session() as session:
            session.merge(row)
            session.commit()

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()


def _connect() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)


def _engine(creator: Callable[[], Any]) -> sa.Engine:
    engine = sa.create_engine("sqlite://", creator=creator, poolclass=sa.pool.StaticPool)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # The driver begins by itself only before rows change: a savepoint would then be a transaction of its own.
        connection.exec_driver_sql("BEGIN")

    return engine
