"""A throw-away database of either engine, for fault tests run as modules."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import Database, PostgresTemplate, SqliteTemplate

ENGINES = ("sqlite", "postgresql")


@contextmanager
def database_of(engine: str) -> Iterator[tuple[Database, Path]]:
    """An empty migrated database, and HOME beside it."""
    with tempfile.TemporaryDirectory(prefix="mf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        if engine == "sqlite":
            yield SqliteTemplate(folder).copy(home), home
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        template = PostgresTemplate(folder / "data")
        try:
            yield template.copy(home), home
        finally:
            template.stop()
