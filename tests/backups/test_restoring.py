"""Putting one back: all or nothing, the old kept, never over a live HOME by mistake or under a running program."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from data.backups import disk, swapping
from data.backups.locks import alone_in_home, only_server, sharing_home
from data.backups.restoring import restore_backup
from data.db.faults import (
    AlreadyLive,
    AlreadyServing,
    BackupDamaged,
    NewerSchema,
    NoRoom,
    RestoreRuns,
    RestoreUnfinished,
    StillRunning,
    WrongBackupKey,
)
from data.db.opening import database_engine, open_home, short_session
from data.files.sealed import read_sealed
from data.settings import read_settings
from tests.backups.conftest import EMBEDDED, NOW, POSTGRESQL
from tests.backups.home import counts_of, store_file, tree, with_about
from tests.databases import TEST_KEYS


@pytest.fixture
def later(settings, made):
    """The HOME went on after the backup: a second file, with its row."""
    with short_session(settings) as session:
        return store_file(session, settings, b"came later")


@pytest.fixture
def drop_old(settings):
    """On PostgreSQL, databases that restores put aside."""
    names = []
    yield names
    if settings.database_url.get_secret_value():
        engine = database_engine(settings, TEST_KEYS)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in names:
                connection.exec_driver_sql(f'DROP DATABASE "{name}"')
        engine.dispose()


def contents(settings):
    paths = (settings.home / "files").glob("*/*")
    return [b"".join(read_sealed(path, TEST_KEYS.for_purpose("attachments")))[:18] for path in paths]


def test_by_force_it_is_as_it_was_and_the_old_lies_beside(settings, made, later, drop_old):
    restored = restore_backup(made.path, settings, force=True, now=NOW)
    drop_old.append(restored.old_database)

    assert counts_of(settings) == made.about.counts
    assert contents(settings) == [b"the stored picture"]
    assert restored.files == 1
    assert restored.old == settings.home / "before-20261122-120000"
    assert (restored.old / "files" / later.parent.name / later.name).exists()
    assert not list(settings.home.glob(".*"))
    if settings.database_url.get_secret_value():
        assert restored.old_database.endswith("_before_20261122_120000")
    else:
        assert counts_of(read_settings(home=restored.old, database_url="", mode="trial"))["stored_file"] == 2
    open_home(settings)


@EMBEDDED
def test_what_the_log_still_held_goes_with_the_old_database(settings, made):
    for name in ("madoguchi.db-wal", "madoguchi.db-shm"):
        (settings.home / name).write_bytes(b"of the old database")

    restored = restore_backup(made.path, settings, force=True, now=NOW)

    assert (restored.old / "madoguchi.db-wal").read_bytes() == b"of the old database"
    assert counts_of(settings) == made.about.counts


def test_without_force_a_live_home_is_left_alone(settings, made):
    before = tree(settings.home)

    with pytest.raises(AlreadyLive):
        restore_backup(made.path, settings, force=False, now=NOW)

    assert tree(settings.home) == before


@EMBEDDED
def test_into_an_empty_home_it_needs_no_force(settings, made, tmp_path):
    home = read_settings(home=tmp_path / "new", database_url="", mode="trial", master_key=settings.master_key)

    restored = restore_backup(made.path, home, force=False, now=NOW)

    assert restored.old is None
    assert counts_of(home) == made.about.counts
    assert contents(home) == [b"the stored picture"]


def spoilt(made):
    whole = bytearray(made.path.read_bytes())
    whole[-100] ^= 1
    path = made.path.with_name("spoilt")
    path.write_bytes(whole)
    return path


@EMBEDDED
@pytest.mark.parametrize(
    ("make", "changes", "refusal"),
    [
        (spoilt, {}, BackupDamaged),
        (lambda made: with_about(made.path, revision="9999"), {}, NewerSchema),
        (lambda made: made.path, {"master_key": "22" * 32}, WrongBackupKey),
    ],
)
def test_what_can_not_be_put_back_changes_nothing(settings, made, tmp_path, make, changes, refusal):
    path = make(made)
    (settings.home / "keys.json").rename(tmp_path / "aside")  # the HOME's own ring would help the wrong key
    before = tree(settings.home)
    url = settings.database_url.get_secret_value()
    given = {"home": settings.home, "database_url": url, "mode": "trial", "master_key": settings.master_key, **changes}

    with pytest.raises(refusal):
        restore_backup(path, read_settings(**given), force=True, now=NOW)

    assert tree(settings.home) == before
    assert not list(settings.home.glob(".*"))


@EMBEDDED
def test_without_room_nothing_is_begun(settings, made, monkeypatch):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: SimpleNamespace(free=0))

    with pytest.raises(NoRoom):
        restore_backup(made.path, settings, force=True, now=NOW)


@EMBEDDED
def test_a_running_program_is_in_the_way_and_two_of_them_are_not_in_each_others(settings, made):
    with sharing_home(settings.home), sharing_home(settings.home), pytest.raises(StillRunning):
        restore_backup(made.path, settings, force=True, now=NOW)
    with alone_in_home(settings.home), pytest.raises(RestoreRuns), sharing_home(settings.home):
        pass


@POSTGRESQL
def test_somebody_connected_from_another_machine_is_in_the_way(settings, made):
    before = tree(settings.home)
    engine = database_engine(settings, TEST_KEYS)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(StillRunning):
            restore_backup(made.path, settings, force=True, now=NOW)
    engine.dispose()

    assert tree(settings.home) == before
    assert beside(settings) == []
    open_home(settings)


@POSTGRESQL
def test_no_database_is_left_by_a_backup_that_is_damaged(settings, made):
    with pytest.raises(BackupDamaged):
        restore_backup(spoilt(made), settings, force=True, now=NOW)

    assert beside(settings) == []


def beside(settings):
    """Databases of restores and proofs."""
    engine = database_engine(settings, TEST_KEYS)
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
    engine.dispose()
    return [name for name in names if name.startswith(f"{engine.url.database}_")]


class Killed(BaseException):
    """The process ends here."""


STEPS = [("sqlite", step) for step in range(8)] + [("postgresql", step) for step in (2, 4)]


@pytest.mark.parametrize(("database", "step"), STEPS, indirect=["database"])
def test_killed_while_swapping_it_is_finished_by_running_it_again(settings, made, later, monkeypatch, drop_old, step):
    steps = iter(range(100))

    def replace(source, target):
        if next(steps) == step:
            raise Killed
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(swapping.os, "replace", replace)
        with pytest.raises(Killed):
            restore_backup(made.path, settings, force=True, now=NOW)
    if (settings.home / "restoring.json").exists():
        with pytest.raises(RestoreUnfinished):
            open_home(settings)
    restored = restore_backup(made.path, settings, force=True, now=NOW)
    drop_old.append(restored.old_database)

    assert counts_of(settings) == made.about.counts
    assert contents(settings) == [b"the stored picture"]
    assert (restored.old / "files" / later.parent.name / later.name).exists()
    assert not list(settings.home.glob(".*"))
    open_home(settings)


def test_a_second_serve_on_one_embedded_database_is_refused(tmp_path):
    with only_server(tmp_path), pytest.raises(AlreadyServing) as told, only_server(tmp_path):
        pass

    assert told.value.exit_code == 5
    with only_server(tmp_path):  # the first has left
        pass
