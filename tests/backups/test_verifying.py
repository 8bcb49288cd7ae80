"""Proving a backup: damage, other keys, other programs, and contents that aren't what they say."""

from __future__ import annotations

import random

import pytest

from data.backups.container import DATABASE
from data.backups.reading import verify_backup
from data.db.faults import (
    BackupDamaged,
    BackupKeyMissing,
    CountsDiffer,
    NewerSchema,
    NotABackup,
    OtherEngine,
    WrongBackupKey,
)
from data.db.keys import KEYRING, write_keyring
from data.settings import read_settings
from tests.backups.conftest import EMBEDDED
from tests.backups.home import rewritten, tree, with_about
from tests.databases import TEST_DATA_KEY


def elsewhere(settings, folder, **more):
    url = settings.database_url.get_secret_value()
    given = {"home": folder, "database_url": url, "mode": "trial", "master_key": settings.master_key, **more}
    return read_settings(**given)


def test_a_sound_one_is_proved_wherever_it_lies_and_leaves_nothing_behind(settings, made, tmp_path):
    home = elsewhere(settings, tmp_path / "elsewhere")

    proof = verify_backup(made.path, home)

    assert proof == made.proof
    assert tree(home.home) == {}


@EMBEDDED
def test_damage_anywhere_is_found_and_the_live_home_untouched(settings, made):
    whole = made.path.read_bytes()
    spoilt = made.path.with_name("spoilt")
    before = tree(settings.home)

    for at in [0, 9, 13, 200, len(whole) - 1, *random.sample(range(len(whole)), 8)]:
        spoilt.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        with pytest.raises((BackupDamaged, NotABackup)):
            verify_backup(spoilt, settings)
        spoilt.write_bytes(whole[:at])
        with pytest.raises((BackupDamaged, NotABackup)):
            verify_backup(spoilt, settings)

    spoilt.unlink()
    assert tree(settings.home) == before


@EMBEDDED
def test_the_part_is_named_in_japanese(settings, made):
    whole = bytearray(made.path.read_bytes())
    whole[20] ^= 1
    made.path.write_bytes(whole)

    with pytest.raises(BackupDamaged, match="見出し"):
        verify_backup(made.path, settings)


@EMBEDDED
def test_another_master_key_does_not_open_it(settings, made, tmp_path):
    with pytest.raises(WrongBackupKey):
        verify_backup(made.path, elsewhere(settings, tmp_path / "elsewhere", master_key="22" * 32))


@EMBEDDED
def test_a_home_with_other_data_is_no_help(settings, made):
    write_keyring(settings.home, b"\x22" * 32, b"\x08" * 32)

    with pytest.raises(WrongBackupKey):
        verify_backup(made.path, elsewhere(settings, settings.home, master_key="22" * 32))


@EMBEDDED
def test_no_master_key_is_told_and_none_is_made(settings, made, tmp_path):
    home = elsewhere(settings, tmp_path / "elsewhere", master_key="")

    with pytest.raises(BackupKeyMissing):
        verify_backup(made.path, home)

    assert tree(home.home) == {}


@EMBEDDED
def test_after_a_change_of_the_master_key_older_ones_still_open_here(settings, made):
    write_keyring(settings.home, b"\x22" * 32, TEST_DATA_KEY)
    changed = elsewhere(settings, settings.home, master_key="22" * 32)

    assert verify_backup(made.path, changed).files == 1
    (settings.home / KEYRING).unlink()
    with pytest.raises(WrongBackupKey):
        verify_backup(made.path, changed)


@EMBEDDED
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"revision": "9999"}, NewerSchema),
        ({"engine": "other"}, OtherEngine),
        ({"counts": {"resident": 1}}, CountsDiffer),
        ({"revision": "0000"}, CountsDiffer),
        ({"audit_number": 7}, CountsDiffer),
    ],
)
def test_what_it_says_of_itself_is_compared(settings, made, changes, refusal):
    with pytest.raises(refusal):
        verify_backup(with_about(made.path, **changes), settings)


@EMBEDDED
@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.8, 0.99])
def test_a_database_that_was_unsound_when_it_was_copied_is_not_called_good(settings, made, share):
    def spoil(database):
        at = int(len(database) * share)
        return database[:at] + bytes([database[at] ^ 1]) + database[at + 1 :]

    with pytest.raises(BackupDamaged, match="データベース"):
        verify_backup(rewritten(made.path, DATABASE, spoil), settings)


def test_one_row_less_is_noticed(settings, made):
    counts = {**made.about.counts, "stored_file": made.about.counts["stored_file"] + 1}

    with pytest.raises(CountsDiffer, match="stored_file"):
        verify_backup(with_about(made.path, counts=counts), settings)
