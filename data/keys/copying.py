"""The renewed copy of what lies under the data key in files: the stored files, and the embedded database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from data.backups.about import look_into
from data.backups.disk import pieces_of, to_disk, write_pieces
from data.db import sqlite
from data.db.keys import Keys
from data.files.sealed import DamagedFile, SealedWriter, read_sealed
from data.keys.faults import CopyDiffers

HALF = ".half"
SCHEMA = "sqlite_master"  # counted too: tables, indexes and triggers


def copy_files(source: Path, target: Path, old: Keys, new: Keys) -> tuple[int, int]:
    """Seal each stored file anew; (how many there are, how many of them could not be opened and stay as they were).

    A file never changes once it is stored, so those that an interrupted run has copied are whole and stay.
    """
    target.mkdir(mode=0o700, exist_ok=True)
    present = {f"{path.parent.name}/{path.name}": path for path in source.glob("*/*")}
    for path in target.glob("*/*"):
        if f"{path.parent.name}/{path.name}" not in present:
            path.unlink()
    damaged = 0
    for name, path in sorted(present.items()):
        copy = target / name
        if not copy.exists():
            copy.parent.mkdir(mode=0o700, exist_ok=True)
            damaged += not _sealed_anew(path, copy, old.for_purpose("attachments"), new.for_purpose("attachments"))
    for folder in (*target.iterdir(), target):
        to_disk(folder)
    return len(present), damaged


def copy_database(source: Path, target: Path, old: Keys, new: Keys) -> Mapping[str, int]:
    """Export the whole database under the new key, and prove the copy; rows by table.

    Raises:
        CopyDiffers: the copy is unsound or counts differently.
    """
    for path in (target, *(target.with_name(target.name + ending) for ending in ("-journal", "-wal", "-shm"))):
        path.unlink(missing_ok=True)
    key = new.for_purpose("database").hex()
    connection = sqlite.connector(source, old.for_purpose("database"), manual=True)()
    try:
        connection.execute(f"ATTACH DATABASE ? AS renewed KEY \"x'{key}'\"", (str(target),))
        connection.execute("SELECT sqlcipher_export('renewed')").fetchone()
        connection.execute("DETACH DATABASE renewed")
    finally:
        connection.close()
    target.chmod(0o600)
    wanted, found = _looked_into(source, old, prove=False), _looked_into(target, new, prove=True)
    for table in sorted(wanted.keys() | found.keys()):
        if wanted.get(table) != found.get(table):
            raise CopyDiffers(what=table)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return {table: count for table, count in found.items() if table != SCHEMA}


def _sealed_anew(path: Path, copy: Path, old: bytes, new: bytes) -> bool:
    half = copy.with_name(copy.name + HALF)
    half.unlink(missing_ok=True)
    is_whole = True
    try:
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            writer = SealedWriter(file, new)
            for piece in read_sealed(path, old):
                writer.write(piece)
            writer.close()
            file.flush()
            os.fsync(file.fileno())
    except DamagedFile:
        half.unlink()
        write_pieces(half, pieces_of(path))
        is_whole = False
    os.replace(half, copy)
    return is_whole


def _looked_into(path: Path, keys: Keys, *, prove: bool) -> Mapping[str, int]:
    engine = sqlite.sync_engine(path, keys.for_purpose("database"))
    try:
        with engine.connect() as connection:
            if prove and not _is_sound(connection):
                raise CopyDiffers(what=path.name)
            return {
                **look_into(connection).counts,
                SCHEMA: int(connection.scalar(sa.text("SELECT count(*) FROM sqlite_master")) or 0),
            }
    finally:
        engine.dispose()


def _is_sound(connection: sa.Connection) -> bool:
    is_whole = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
    return is_whole and connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
