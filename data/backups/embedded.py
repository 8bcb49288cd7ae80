"""The embedded database: copied online by VACUUM INTO (the copy has the same cipher key), put back as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from data.backups.about import Contents, look_into
from data.backups.disk import pieces_of, write_pieces
from data.db import sqlite
from data.db.faults import Damaged, NothingToBackUp, WrongKey
from data.db.keys import Keys

DATABASE_FILE = "madoguchi.db"
SIDE_FILES = (f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm")


class EmbeddedDatabase:
    """The database of one HOME."""

    engine: ClassVar[str] = "sqlite"
    # Its copy in a scratch folder, its part of the container, and the copy that proves it: two at a time beside it.
    copies: ClassVar[int] = 2

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_there(self) -> bool:
        return self._path.exists()

    def size(self) -> int:
        """Bytes on the disk, what waits in the log included."""
        files = (self._path, *(self._path.with_name(name) for name in SIDE_FILES))
        return sum(file.stat().st_size for file in files if file.exists())

    @contextmanager
    def copied(self, folder: Path, keys: Keys) -> Iterator[tuple[Contents, Iterator[bytes]]]:
        """What it holds now, and its bytes. Reads beside the writer, which doesn't notice."""
        if not self.is_there():
            raise NothingToBackUp(path=self._path)
        copy = folder / "copy.db"
        key = keys.for_purpose("database")
        engine = sqlite.sync_engine(self._path, key)
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM INTO :copy"), {"copy": str(copy)})
        finally:
            engine.dispose()
        copy.chmod(0o600)
        engine = sqlite.sync_engine(copy, key)
        try:
            with engine.connect() as connection:
                contents = look_into(connection)
        finally:
            engine.dispose()
        yield contents, pieces_of(copy)
        copy.unlink()

    @contextmanager
    def rebuilt(self, pieces: Iterable[bytes], folder: Path, keys: Keys, *, keep: bool) -> Iterator[Contents | None]:
        """Put a copy into `folder` and look into it; None when SQLite or its cipher finds it unsound.

        Args:
            keep: nothing here; the folder is the caller's.
        """
        file = folder / DATABASE_FILE
        write_pieces(file, pieces)
        yield _proved(file, keys.for_purpose("database"))

    def swap(self, folder: Path, old_name: str) -> str:
        """Files are swapped by `data/backups/swapping.py`."""
        return ""

    def discard(self, folder: Path) -> None:
        """The folder is the caller's."""


def _proved(file: Path, key: bytes) -> Contents | None:
    engine = sqlite.sync_engine(file, key)
    try:
        with engine.connect() as connection:
            is_whole = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
            is_sound = is_whole and connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
            return look_into(connection) if is_sound else None
    except (WrongKey, Damaged, DatabaseError):  # the key is known to fit: it is the file
        return None
    finally:
        engine.dispose()
