"""Opening PostgreSQL through psycopg 3, for writing (threads) and reading (async)."""

from __future__ import annotations

import importlib.util

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from data.db.columns import with_keys
from data.db.documents import dump_document, load_document
from data.db.faults import NoDriver
from data.db.keys import Keys


def driver_url(url: str) -> sa.URL:
    """`postgresql://…` as given by the operator, with the driver we use.

    Raises:
        NoDriver: the extra `scale` is not installed.
    """
    if importlib.util.find_spec("psycopg") is None:
        raise NoDriver
    return sa.make_url(url).set(drivername="postgresql+psycopg")


# Hand-written SQL gives instants without a zone: they are UTC.
CONNECT = {"options": "-c timezone=UTC", "connect_timeout": 10}


def engine(url: str, *, keys: Keys | None = None, serializable: bool = False) -> sa.Engine:
    """For writing (`serializable`), for readers in threads, and for Alembic. `keys`: of the encrypted columns."""
    made = sa.create_engine(
        driver_url(url),
        isolation_level="SERIALIZABLE" if serializable else "READ COMMITTED",
        pool_size=10,
        max_overflow=4,
        pool_pre_ping=True,
        connect_args=CONNECT,
        json_serializer=dump_document,
        json_deserializer=load_document,
    )
    return with_keys(made, keys)


def read_engine(url: str, *, keys: Keys | None = None) -> AsyncEngine:
    """Async readers."""
    made = create_async_engine(
        driver_url(url),
        pool_size=4,
        pool_pre_ping=True,
        connect_args=CONNECT,
        json_serializer=dump_document,
        json_deserializer=load_document,
    )
    with_keys(made.sync_engine, keys)
    return made
