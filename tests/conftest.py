"""Fixtures every feature's tests share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from data.db.snapshots import Snapshots
from data.db.store import Store
from tests.databases import TEST_KEYS, Database, PostgresTemplate, SqliteTemplate

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory) -> Iterator[PostgresTemplate]:
    # Its socket's path must stay under 108 bytes: not below pytest's long folder names.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    template = PostgresTemplate(tmp_path_factory.mktemp("pg"))
    yield template
    template.stop()


@pytest.fixture(params=ENGINES)
def database(request, tmp_path: Path) -> Iterator[Database]:
    """An empty migrated database, on both engines in turn."""
    made: Database = request.getfixturevalue(f"{'sqlite' if request.param == 'sqlite' else 'postgres'}_template").copy(
        tmp_path
    )
    yield made
    made.drop()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A database session on an empty database, for services as plain functions."""
    engine = database.engine()
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    """The store, with its writer and readers, without snapshots."""
    store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))
    yield store
    await store.close()
