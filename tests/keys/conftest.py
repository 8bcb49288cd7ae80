"""A HOME whose master key lies in a file, with people, a message, a stored file and a backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.backups.making import Made, make_backup
from data.db.keys import write_keyring
from data.db.opening import keys_of, short_session
from data.residents.service import meet_resident
from data.settings import Settings, read_settings
from tests.backups.conftest import NOW, tools
from tests.backups.home import store_file
from tests.databases import TEST_DATA_KEY, Database

__all__ = ["tools"]

PICTURE = b"the stored picture" * 9000
FIRST_MASTER = b"\x31" * 32


@pytest.fixture
def settings(database: Database, tools: None, tmp_path: Path) -> Settings:
    settings = read_settings(home=tmp_path, database_url=database.url, mode="trial")
    (tmp_path / "master.key").write_text(FIRST_MASTER.hex())
    write_keyring(tmp_path, FIRST_MASTER, TEST_DATA_KEY)
    with short_session(settings) as session:
        store_file(session, settings, PICTURE)
        meet_resident(session, channel="public", line_user_id="U1", now=NOW)
    return settings


@pytest.fixture
def made(settings: Settings) -> Made:
    """A backup with the first keys."""
    return make_backup(settings, keys_of(settings), now=NOW)
