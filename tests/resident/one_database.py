"""For talk that leaves no SQL of its own behind: the embedded database is enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Database, SqliteTemplate


@pytest.fixture
def database(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Database]:
    """An empty migrated database. Import it to use it instead of both engines in turn."""
    made = sqlite_template.copy(tmp_path)
    yield made
    made.drop()
