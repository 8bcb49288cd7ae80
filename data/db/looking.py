"""Looks at HOME, the keys and the schema and touches nothing: no folder, key, table or side file is made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from data.checking import Finding
from data.db import schema
from data.db.faults import NewerSchema, OlderSchema, StartFault, Unreachable, Unwritable, fault_of_sqlite
from data.db.keys import KEYFILE, KEYRING, Keys, keyfile_read, open_keys, read_key
from data.db.postgres import CONNECT, driver_url
from data.db.sqlite import unlock
from data.settings import Settings

CONNECT_SECONDS = 5


class Look:
    """What was found, and the keys when they could be opened."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.keys: Keys | None = None
        self.is_current = False  # the database is there, opens, and is at head

    def right(self, code: str, **facts: object) -> None:
        self.findings.append(Finding("right", code, facts))

    def warn(self, code: str, **facts: object) -> None:
        self.findings.append(Finding("warning", code, facts))

    def fault(self, fault: StartFault) -> None:
        """What a start would say."""
        self.findings.append(Finding("wrong", "fault", {"sentence": str(fault)}))


def look_at_home(settings: Settings) -> Look:
    """HOME, keys and schema as they are. Faults are findings, in the words a start would use."""
    look = Look()
    home = settings.home
    if not home.exists():
        look.right("home.new", path=home.absolute())
    elif not home.is_dir() or not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        look.fault(Unwritable(path=home))
        return look
    elif home.stat().st_mode & 0o077:
        look.warn("home.open", path=home.absolute())
    for part in (_look_at_keys, _look_at_schema):
        try:
            part(settings, look)
        except StartFault as fault:
            look.fault(fault)
    return look


@contextmanager
def reading(settings: Settings, keys: Keys) -> Iterator[Session]:
    """A session that can only read. Only for a database that `look_at_home` found current."""
    engine = _engine(settings, keys)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def _look_at_keys(settings: Settings, look: Look) -> None:
    home, given = settings.home, settings.master_key.get_secret_value()
    database = None if settings.database_url.get_secret_value() else settings.database_path
    keyfile = settings.master_key_file or home / KEYFILE
    found = None if given else keyfile_read(keyfile)
    if found is not None and keyfile.stat().st_mode & 0o077:
        look.warn("key.open", path=keyfile.absolute())
    if (home / KEYRING).exists() or (database is not None and database.exists()):
        # With either of them there, opening the keys makes nothing.
        look.keys = open_keys(home, master_key=given, master_key_file=settings.master_key_file, database=database)
        look.right("key.opens")
        return
    if given:
        read_key(given, "MADOGUCHI_MASTER_KEY")
    look.right("key.new")


def _look_at_schema(settings: Settings, look: Look) -> None:
    url = settings.database_url.get_secret_value()
    if not url and not settings.database_path.exists():
        look.right("schema.new")
        return
    if not url and look.keys is None:
        return  # without the key there is nothing to be seen
    found = _revision(settings, look.keys)
    head = schema.head_revision()
    if found > head:
        raise NewerSchema(found=found)
    if found == head:
        look.is_current = look.keys is not None
        look.right("schema.current", revision=found)
    elif url:
        raise OlderSchema
    elif not found:
        look.right("schema.new")
    else:
        look.warn("schema.older", revision=found, head=head)


def _revision(settings: Settings, keys: Keys | None) -> str:
    engine = _engine(settings, keys)
    try:
        return schema.present_revision(engine)
    except SQLAlchemyError as fault:
        reason = str(getattr(fault, "orig", None) or fault)
        if settings.database_url.get_secret_value():
            raise Unreachable(reason=reason.strip().splitlines()[0][:200]) from fault
        raise fault_of_sqlite(reason, settings.database_path) from fault
    finally:
        engine.dispose()


def _engine(settings: Settings, keys: Keys | None) -> sa.Engine:
    url = settings.database_url.get_secret_value()
    if url:
        try:
            address = driver_url(url)
        except sa.exc.ArgumentError as fault:
            raise Unreachable(reason="MADOGUCHI_DATABASE_URL") from fault
        options = f"{CONNECT['options']} -c default_transaction_read_only=on"
        arguments = {"connect_timeout": CONNECT_SECONDS, "options": options}
        return sa.create_engine(address, connect_args=arguments, poolclass=sa.pool.NullPool)
    assert keys is not None  # an embedded database without its keys was a fault before
    return _embedded(settings.database_path, keys.for_purpose("database"))


def _embedded(path: Path, key: bytes) -> sa.Engine:
    # Even read-only, SQLite would put -wal and -shm beside a database that nobody has open.
    is_open = path.with_name(path.name + "-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro" + ("" if is_open else "&immutable=1")

    def connect() -> sqlcipher.Connection:
        connection = sqlcipher.connect(address, uri=True, check_same_thread=False)
        unlock(connection, key)
        return connection

    return sa.create_engine("sqlite://", module=sqlcipher, creator=connect, poolclass=sa.pool.NullPool)
