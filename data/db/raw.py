"""Hand-written SQL over the session's own connection, for what every turn touches.

One spelling serves both engines: `?` marks a parameter. An ORM write of four statements costs about 550 microseconds
more than this.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy.orm import Session

RAW_KEY = "raw"
Params = Sequence[Any]


class Raw(Protocol):
    """Statements on the driver's connection, inside the session's transaction."""

    def one(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""

    def all(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """Every row."""

    def run(self, sql: str, params: Params = ()) -> int:
        """Execute and return the number of rows changed."""

    def insert(self, sql: str, params: Params = ()) -> int | None:
        """Execute an INSERT of one row; its id, or None when a conflict left the table as it was."""

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        """Execute once per row."""


class SqliteRaw:
    """Over a sqlite3-like connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def one(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._connection.execute(sql, params).fetchone()
        return row

    def all(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.execute(sql, params).fetchall()
        return rows

    def run(self, sql: str, params: Params = ()) -> int:
        return int(self._connection.execute(sql, params).rowcount)

    def insert(self, sql: str, params: Params = ()) -> int | None:
        # RETURNING would cost as much again as the row: SQLite puts its answer into a table first.
        cursor = self._connection.execute(sql, params)
        return int(cursor.lastrowid) if cursor.rowcount == 1 else None

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        self._connection.executemany(sql, rows)


@lru_cache(maxsize=256)
def _for_psycopg(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


class PostgresRaw:
    """Over a psycopg connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def one(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._connection.execute(_for_psycopg(sql), params).fetchone()
        return row

    def all(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.execute(_for_psycopg(sql), params).fetchall()
        return rows

    def run(self, sql: str, params: Params = ()) -> int:
        return int(self._connection.execute(_for_psycopg(sql), params).rowcount)

    def insert(self, sql: str, params: Params = ()) -> int | None:
        row = self.one(f"{sql} RETURNING id", params)
        return None if row is None else int(row[0])

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_for_psycopg(sql), rows)


def raw_for(session: Session) -> Raw:
    """The session's raw connection. Flush first when ORM work of the same transaction has to be seen."""
    raw: Raw | None = session.info.get(RAW_KEY)
    if raw is None:
        connection = session.connection()
        driver = connection.connection.dbapi_connection
        raw = PostgresRaw(driver) if connection.dialect.name == "postgresql" else SqliteRaw(driver)
        # Not kept: outside the store's writer a session may change its connection between transactions.
    return raw
