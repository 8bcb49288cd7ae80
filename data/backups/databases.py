"""The database a HOME stands on, as backups see it: on either engine the same few things can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from data.backups.about import Contents
from data.backups.embedded import EmbeddedDatabase
from data.backups.postgres import PostgresDatabase
from data.db.keys import Keys
from data.settings import Settings


class BackedUp(Protocol):
    """See the two implementations."""

    @property
    def engine(self) -> str: ...

    @property
    def copies(self) -> int: ...

    def is_there(self) -> bool: ...

    def size(self) -> int: ...

    def copied(self, folder: Path, keys: Keys) -> AbstractContextManager[tuple[Contents, Iterator[bytes]]]: ...

    def rebuilt(
        self, pieces: Iterable[bytes], folder: Path, keys: Keys, *, keep: bool
    ) -> AbstractContextManager[Contents | None]: ...

    def swap(self, folder: Path, old_name: str) -> str: ...

    def discard(self, folder: Path) -> None: ...


def database_of(settings: Settings) -> BackedUp:
    """By `MADOGUCHI_DATABASE_URL`."""
    url = settings.database_url.get_secret_value()
    return PostgresDatabase(url) if url else EmbeddedDatabase(settings.database_path)
