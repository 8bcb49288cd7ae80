"""A HOME with people, a message and stored files, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.backups.making import Made, make_backup
from data.db.keys import write_keyring
from data.db.opening import short_session
from data.settings import Settings, read_settings
from tests.backups.home import store_file
from tests.counters import MASTER_KEY
from tests.databases import TEST_DATA_KEY, TEST_KEYS, Database, path_of_tools

# Where the engine makes no difference, one is enough.
EMBEDDED = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def tools(database: Database, monkeypatch) -> None:
    """pg_dump and pg_restore as they belong to the tests' own server."""
    if database.url:
        monkeypatch.setenv("PATH", path_of_tools())


@pytest.fixture
def settings(database: Database, tools: None, tmp_path: Path) -> Settings:
    """A HOME with its keys and one stored file."""
    settings = read_settings(home=tmp_path, database_url=database.url, mode="trial", master_key=MASTER_KEY)
    write_keyring(tmp_path, bytes.fromhex(MASTER_KEY), TEST_DATA_KEY)
    with short_session(settings) as session:
        store_file(session, settings, b"the stored picture" * 9000)
    return settings


@pytest.fixture
def made(settings: Settings) -> Made:
    """A backup of that HOME."""
    return make_backup(settings, TEST_KEYS, now=NOW)
