"""Fixtures every feature's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.db.models import Base


@pytest.fixture
def session(tmp_path) -> Iterator[Session]:
    """A database session on an empty encrypted database with every table."""
    from sqlcipher3 import dbapi2

    def connect():
        connection = dbapi2.connect(str(tmp_path / "test.db"), check_same_thread=False)
        connection.execute("PRAGMA key = \"x'" + "00" * 32 + "'\"")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    engine = sa.create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=sa.pool.NullPool)
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()
