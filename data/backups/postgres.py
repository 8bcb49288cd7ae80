"""PostgreSQL: copied by pg_dump out of one snapshot, put back into a database beside the live one, then renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data.backups import pgtools
from data.backups.about import Contents, look_into
from data.db import postgres
from data.db.faults import MayNotCreate, NothingToBackUp, StillRunning
from data.db.keys import Keys

MAINTENANCE = "postgres"
# Whoever holds it (in the maintenance database) makes scratch databases; those it finds are left by the dead.
ADVISORY_LOCK = 0x6D64_6762
INSUFFICIENT_PRIVILEGE, OBJECT_IN_USE = "42501", "55006"


class PostgresDatabase:
    """The database that MADOGUCHI_DATABASE_URL names."""

    engine: ClassVar[str] = "postgresql"
    # The dump alone lies on this machine's disk.
    copies: ClassVar[int] = 0

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._name = str(self._url.database)

    def is_there(self) -> bool:
        """It has tables."""
        with self._connected(MAINTENANCE) as admin:
            known = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
            if admin.scalar(known, {"name": self._name}) is None:
                return False
        with self._connected(self._name) as connection:
            return bool(sa.inspect(connection).get_table_names())

    def size(self) -> int:
        """Bytes in the server; a dump is smaller."""
        with self._connected(self._name) as connection:
            return int(connection.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)

    @contextmanager
    def copied(self, folder: Path, keys: Keys) -> Iterator[tuple[Contents, Iterator[bytes]]]:
        """What it holds now, and its dump: both of one snapshot, which stays open meanwhile."""
        pgtools.need_tools()
        with self._connected(self._name, "REPEATABLE READ") as connection:
            contents = look_into(connection)
            if not contents.counts:
                raise NothingToBackUp(path=self._name)
            snapshot = str(connection.scalar(sa.text("SELECT pg_export_snapshot()")))
            yield contents, pgtools.dump(self._url, snapshot)

    @contextmanager
    def rebuilt(self, pieces: Iterable[bytes], folder: Path, keys: Keys, *, keep: bool) -> Iterator[Contents | None]:
        """Restore into a database beside the live one and look into it.

        Args:
            keep: it will take the live one's place (`swap`); otherwise it is dropped at the end.
        """
        pgtools.need_tools()
        name = self._beside(folder, keep=keep)
        with self._connected(MAINTENANCE, "AUTOCOMMIT") as admin:
            admin.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": ADVISORY_LOCK})
            dead = sa.text("SELECT datname FROM pg_database WHERE starts_with(datname, :begin)")
            for one in admin.scalars(dead, {"begin": self._begin(keep=keep)}).all():
                _drop(admin, one)
            try:
                admin.execute(sa.text(f"CREATE DATABASE {_quoted(name)} TEMPLATE template0"))
            except DBAPIError as fault:
                if _code(fault) == INSUFFICIENT_PRIVILEGE:
                    raise MayNotCreate(reason=str(fault.orig).partition("\n")[0]) from fault
                raise
            is_kept = False
            try:
                pgtools.restore(self._url.set(database=name), pieces)
                with self._connected(name) as connection:
                    contents = look_into(connection)
                yield contents
                is_kept = keep
            finally:
                if not is_kept:
                    _drop(admin, name)

    def swap(self, folder: Path, old_name: str) -> str:
        """The rebuilt one becomes the live one, which stays as `<name>_<old_name>`; returns that name if it is there.

        Done already: nothing happens.

        Raises:
            StillRunning: somebody is connected to the live one; nothing changed.
        """
        new, old = self._beside(folder, keep=True), f"{self._name}_{old_name}"
        with self._connected(MAINTENANCE) as admin:
            present = set(admin.scalars(sa.text("SELECT datname FROM pg_database")))
            if new not in present:
                return old if old in present else ""
            try:
                if self._name in present:
                    admin.execute(sa.text(f"ALTER DATABASE {_quoted(self._name)} RENAME TO {_quoted(old)}"))
                admin.execute(sa.text(f"ALTER DATABASE {_quoted(new)} RENAME TO {_quoted(self._name)}"))
                admin.commit()
            except DBAPIError as fault:
                if _code(fault) == OBJECT_IN_USE:
                    raise StillRunning from fault
                raise
            return old if self._name in present else ""

    def discard(self, folder: Path) -> None:
        """The rebuilt one won't be needed."""
        with self._connected(MAINTENANCE, "AUTOCOMMIT") as admin:
            _drop(admin, self._beside(folder, keep=True))

    def _begin(self, *, keep: bool) -> str:
        return f"{self._name}_{'next' if keep else 'scratch'}_"

    def _beside(self, folder: Path, *, keep: bool) -> str:
        return self._begin(keep=keep) + folder.name.rpartition("-")[2]

    @contextmanager
    def _connected(self, database: str, isolation: str = "READ COMMITTED") -> Iterator[sa.Connection]:
        url = self._url.set(database=database).render_as_string(hide_password=False)
        engine = postgres.engine(url)
        try:
            with engine.connect().execution_options(isolation_level=isolation) as connection:
                yield connection
        finally:
            engine.dispose()


def _drop(admin: sa.Connection, name: str) -> None:
    admin.execute(sa.text(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace(":", "\\:") + '"'


def _code(fault: DBAPIError) -> str:
    return str(getattr(fault.orig, "sqlstate", "") or "")
