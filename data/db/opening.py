"""Opening HOME before anything runs: folder, keys, schema. Every fault is a sentence and an exit code."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from data.db import postgres, schema, sqlite
from data.db.changelog import topics_of, write_changes
from data.db.faults import (
    DiskFull,
    NewerSchema,
    OlderSchema,
    RestoreUnfinished,
    Unreachable,
    fault_of_disk,
    fault_of_sqlite,
)
from data.db.keys import Keys, open_keys
from data.db.raw import raw_for
from data.erase.faults import EraseUnfinished
from data.keys.faults import RenewalUnfinished
from data.settings import Settings

BACKUPS = "backups"
RESTORING = "restoring.json"  # there while a restore swaps the old for the new
ERASING = "erasing.json"  # there while `erase` deletes
RENEWING = "renewing.json"  # there while `rotate-key --data` does


def open_home(settings: Settings) -> Keys:
    """Make HOME usable and its database current; returns the keys.

    The embedded database is migrated after a backup. PostgreSQL is only looked at: `migrate` is the operator's step.

    Raises:
        StartFault: see `data/db/faults.py`.
    """
    keys = keys_of(settings)
    engine = database_engine(settings, keys)
    try:
        with _readable(settings):
            found = schema.present_revision(engine)
            if found > schema.head_revision():
                raise NewerSchema(found=found)
            if found == schema.head_revision():
                return keys
            if _is_postgres(settings):
                raise OlderSchema
            _migrate_embedded(settings, engine, found)
    finally:
        engine.dispose()
    return keys


def migrate(settings: Settings) -> str:
    """Bring the schema to head on either engine; returns the revision."""
    keys = keys_of(settings)
    engine = database_engine(settings, keys)
    try:
        with _readable(settings):
            found = schema.present_revision(engine)
            if found > schema.head_revision():
                raise NewerSchema(found=found)
            if _is_postgres(settings):
                schema.upgrade(engine)
            else:
                _migrate_embedded(settings, engine, found)
    finally:
        engine.dispose()
    return schema.head_revision()


def keys_of(settings: Settings) -> Keys:
    """HOME made (0700) and its keys opened; never new keys while a restore is only half done."""
    if (settings.home / RESTORING).exists():
        raise RestoreUnfinished
    if (settings.home / RENEWING).exists():
        raise RenewalUnfinished
    if (settings.home / ERASING).exists():
        raise EraseUnfinished
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise fault_of_disk(fault, settings.home) from fault
    return open_keys(
        settings.home,
        master_key=settings.master_key.get_secret_value(),
        master_key_file=settings.master_key_file,
        database=None if _is_postgres(settings) else settings.database_path,
    )


def database_engine(settings: Settings, keys: Keys) -> sa.Engine:
    """A synchronous engine: for the command line's own short work."""
    if _is_postgres(settings):
        return postgres.engine(settings.database_url.get_secret_value(), keys=keys)
    return sqlite.sync_engine(settings.database_path, keys.for_purpose("database"))


@contextmanager
def short_session(settings: Settings) -> Iterator[Session]:
    """One committed transaction from the command line, also beside a running `serve` (which follows the change log)."""
    engine = database_engine(settings, keys_of(settings))
    try:
        with _readable(settings), Session(engine, expire_on_commit=False) as session:
            yield session
            session.flush()
            if topics := topics_of(session):
                write_changes(raw_for(session), topics, postgres=_is_postgres(settings))
            session.commit()
    finally:
        engine.dispose()


def _is_postgres(settings: Settings) -> bool:
    return bool(settings.database_url.get_secret_value())


def _migrate_embedded(settings: Settings, engine: sa.Engine, found: str) -> None:
    if found and found != schema.head_revision():
        folder = settings.home / BACKUPS
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"before-{schema.head_revision()}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.db"
        if shutil.disk_usage(folder).free < 2 * settings.database_path.stat().st_size:
            raise DiskFull(path=folder)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM INTO :target"), {"target": str(target)})
        Path(target).chmod(0o600)
    schema.upgrade(engine)


@contextmanager
def _readable(settings: Settings) -> Iterator[None]:
    """What the drivers say, in the operator's words."""
    try:
        yield
    except DBAPIError as fault:
        # DatabaseError itself: the file is no database, or is not whole. Its other children are faults of ours.
        if not (isinstance(fault, OperationalError) or type(fault) is DatabaseError):
            raise
        text = str(fault.orig)
        if _is_postgres(settings):
            raise Unreachable(reason=text.partition("\n")[0][:200]) from fault
        raise fault_of_sqlite(text, settings.database_path) from fault
    except OSError as fault:
        raise fault_of_disk(fault, settings.home) from fault
