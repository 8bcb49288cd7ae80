"""Opening the embedded database: SQLite through SQLCipher with a raw key, WAL, full synchronisation, foreign keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlcipher3 import dbapi2 as sqlcipher

from data.db.faults import Unwritable, fault_of_sqlite

# A page that was dropped from the cache is decrypted anew, and no turn does without a dozen of them.
WRITER_CACHE_KIB = 32 * 1024
BUSY_MS = 5000


class _CipherDBAPI(AsyncAdapt_aiosqlite_dbapi):
    """Gives SQLAlchemy sqlcipher3's exceptions; with aiosqlite's own, IntegrityError would never be recognised."""

    def _init_dbapi_attributes(self) -> None:
        for name in (
            "DatabaseError",
            "Error",
            "IntegrityError",
            "NotSupportedError",
            "OperationalError",
            "ProgrammingError",
            "sqlite_version",
            "sqlite_version_info",
            "PARSE_COLNAMES",
            "PARSE_DECLTYPES",
            "Binary",
        ):
            setattr(self, name, getattr(self.sqlite, name))


def unlock(connection: Any, key: bytes) -> None:
    """Give a new connection its key: 32 raw bytes, for a passphrase would cost 114 ms per connection.

    The pages are authenticated with HMAC-SHA256: processors have instructions for it, and not for SQLCipher's own
    choice, SHA-512, with which a page took 23 us to seal instead of 14. The default is set, not the connection's own
    algorithm: what is attached or vacuumed into follows it.
    """
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute("PRAGMA cipher_default_hmac_algorithm = HMAC_SHA256")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def connector(path: Path, key: bytes, *, manual: bool = False, read_only: bool = False) -> Callable[[], Any]:
    """A function that opens one connection.

    Args:
        key: see `unlock`.
        manual: transactions are begun and ended by hand (the writer).

    Raises (when called):
        StartFault: see `fault_of_sqlite`.
    """

    def connect() -> Any:
        try:
            connection = sqlcipher.connect(
                str(path),
                check_same_thread=False,
                timeout=BUSY_MS / 1000,
                isolation_level=None if manual else "",
                cached_statements=256,
            )
        except sqlcipher.OperationalError as fault:
            raise Unwritable(path=path.parent) from fault
        try:
            unlock(connection, key)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("PRAGMA journal_mode = WAL")
            for pragma in ("foreign_keys = ON", "synchronous = FULL", f"busy_timeout = {BUSY_MS}"):
                connection.execute(f"PRAGMA {pragma}")
            if manual:
                connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except sqlcipher.DatabaseError as fault:
            connection.close()
            raise fault_of_sqlite(str(fault), path) from fault
        return connection

    return connect


def sync_engine(path: Path, key: bytes, *, manual: bool = False, read_only: bool = False) -> sa.Engine:
    """For the writer (`manual`), for readers in threads, and for Alembic."""
    return sa.create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connector(path, key, manual=manual, read_only=read_only),
        poolclass=sa.pool.NullPool if manual else sa.pool.QueuePool,
    )


def read_engine(path: Path, key: bytes) -> AsyncEngine:
    """Async readers that never wait for the writer (WAL)."""
    return async_engine(path, key, read_only=True)


def async_engine(path: Path, key: bytes, *, read_only: bool = False) -> AsyncEngine:
    """An engine on aiosqlite over the cipher."""
    connect = connector(path, key, read_only=read_only)

    async def creator() -> aiosqlite.Connection:
        connection = aiosqlite.Connection(connect, iter_chunk_size=64)
        # A leaked connection's thread must not keep the process from ending; aiosqlite 0.22 has no public way.
        connection._thread.daemon = True
        return await connection

    return create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=creator,
        module=_CipherDBAPI(aiosqlite, sqlcipher),
        poolclass=sa.pool.AsyncAdaptedQueuePool,
        pool_size=4,
    )
