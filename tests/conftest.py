"""Fixtures every feature's tests share."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import main
from data.db.snapshots import Snapshots
from data.db.store import Store
from tests.counters import Person, Town, open_town
from tests.databases import TEST_KEYS, Database, PostgresTemplate, SqliteTemplate, roomy_memory

ENGINES = ("sqlite", "postgresql")
OPENERS = {"store", "own_database"}  # fixtures that open the database beside the session
NUMBERS_FROM_ONE = sa.text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")


@pytest.fixture(scope="session", autouse=True)
def quick_starts() -> Iterator[None]:
    """A program looks for garbage once, as it starts, and says where its log goes.

    Here a thousand start in a process, each among all that the tests keep, and another test may look at the log.
    """
    with pytest.MonkeyPatch.context() as patch:
        idle = MagicMock(spec=gc)
        idle.get_threshold.return_value = gc.get_threshold()
        patch.setattr(main, "gc", idle)
        patch.setattr(main, "set_up_log", MagicMock(spec=main.set_up_log))
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    # Not below pytest's own folder: its server runs as another user, whom another run of pytest would shut out, and the
    # path of its socket must stay under 108 bytes.
    with tempfile.TemporaryDirectory(prefix="pg-", dir=roomy_memory(), ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        template = PostgresTemplate(Path(folder) / "data")
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
def own_database(database: Database) -> Database:
    """The database, also for others than the session."""
    return database


@pytest.fixture(scope="session")
def shared_postgres(postgres_template, tmp_path_factory) -> Iterator[sa.Engine]:
    """One PostgreSQL database for all sessions: each is rolled back, which is quicker than a database each."""
    database = postgres_template.copy(tmp_path_factory.mktemp("shared"))
    engine = database.engine()
    yield engine
    engine.dispose()
    database.drop()


@pytest.fixture
def session(request, database: Database) -> Iterator[Session]:
    """A database session on an empty database, for services as plain functions.

    On PostgreSQL nobody else sees what it writes, unless the test asks for `own_database`.
    """
    if database.name == "postgresql" and not OPENERS & set(request.fixturenames):
        database.is_shared = True
        with request.getfixturevalue("shared_postgres").connect() as connection:
            transaction = connection.begin()
            connection.execute(NUMBERS_FROM_ONE)
            with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
                yield session
            transaction.rollback()
        return
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


@pytest.fixture
async def town(database: Database, tmp_path: Path) -> AsyncIterator[Town]:
    """The whole program with the sample town, before a stand-in LINE."""
    async with open_town(database, tmp_path) as town:
        yield town


@pytest.fixture
def hanako(town: Town) -> Person:
    """A resident, in the public account."""
    return town.person("hanako", "public")


@pytest.fixture
def taro(town: Town) -> Person:
    """Another resident, who must see nothing of hers."""
    return town.person("taro", "public")


@pytest.fixture
def sato(town: Town) -> Person:
    """The duty officer: administrator."""
    return town.person("sato", "staff")


@pytest.fixture
def mori(town: Town) -> Person:
    """Read-only staff."""
    return town.person("mori", "staff")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything was promised to run (CI), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if skipped and os.environ.get("MADOGUCHI_REQUIRE_ALL"):
        for report in skipped:
            reporter.write_line(f"skipped, but promised: {report.nodeid}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
