"""A new master key: the data stay as they are, and no kill leaves a ring that nothing opens."""

from __future__ import annotations

import shutil

import pytest

from data.backups.locks import alone_in_home, sharing_home
from data.backups.reading import verify_backup
from data.backups.restoring import restore_backup
from data.db.faults import BadKey, KeyMissing, RestoreRuns, WrongBackupKey, WrongKey
from data.db.keys import Keys, key_id, masters_of, unwrapped, wrapped
from data.db.opening import keys_of
from data.keys.faults import NewKeyNeeded, SameKey
from data.keys.master import confirm_rotation, rotate_master
from data.settings import read_settings
from tests.backups.conftest import EMBEDDED, NOW
from tests.databases import TEST_DATA_KEY, TEST_KEYS
from tests.keys.conftest import FIRST_MASTER
from tests.keys.killing import killed_before

pytestmark = EMBEDDED


def with_master(settings, key: str):
    return read_settings(home=settings.home, mode="trial", master_key=key)


def test_the_data_keys_stay_and_only_the_new_master_key_opens_them(settings):
    done = rotate_master(settings)

    new = (settings.home / "master.key").read_text().strip()
    assert key_id(bytes.fromhex(new)) == done.new
    assert keys_of(settings).data_key == TEST_DATA_KEY
    with pytest.raises(WrongKey):
        keys_of(with_master(settings, FIRST_MASTER.hex()))
    assert done.kept.name == f"master.key.{key_id(FIRST_MASTER)}.old"
    assert bytes.fromhex(done.kept.read_text()) == FIRST_MASTER
    assert all((settings.home / name).stat().st_mode & 0o077 == 0 for name in ("keys.json", "master.key", done.kept))


def test_it_works_beside_a_running_program_but_not_beside_a_restore(settings):
    with sharing_home(settings.home):
        rotate_master(settings)
    with alone_in_home(settings.home), pytest.raises(RestoreRuns):
        rotate_master(settings)


def test_whenever_it_is_killed_the_keys_open_and_it_can_be_finished(settings):
    kills = 0
    while killed_before(kills, settings.home, lambda: rotate_master(settings)):
        assert keys_of(settings).data_key == TEST_DATA_KEY
        kills += 1
        assert kills < 100
        rotate_master(settings)  # goes on, or begins anew
        assert keys_of(settings).data_key == TEST_DATA_KEY
        assert len(masters_of((settings.home / "keys.json").read_bytes())) == 1
        assert not (settings.home / "master.key.new").exists()

    assert kills >= 8


def test_a_change_that_was_interrupted_after_the_key_was_replaced_is_finished_without_another(settings):
    ring = settings.home / "keys.json"
    ring.write_bytes(wrapped(TEST_KEYS, FIRST_MASTER, b"\x44" * 32))

    done = rotate_master(settings)

    assert (done.new, done.old, done.kept) == (key_id(FIRST_MASTER), "", None)
    assert masters_of(ring.read_bytes()) == [key_id(FIRST_MASTER)]


def test_a_key_from_the_environment_is_changed_by_the_operator_and_both_open_until_confirmed(settings, tmp_path):
    (settings.home / "master.key").rename(tmp_path / "aside")
    by_environment = with_master(settings, FIRST_MASTER.hex())
    with pytest.raises(NewKeyNeeded, match="MADOGUCHI_MASTER_KEY"):
        rotate_master(by_environment)

    done = rotate_master(by_environment, new_key_file=tmp_path / "new" / "key")
    new = with_master(settings, done.new_file.read_text().strip())
    assert keys_of(by_environment).data_key == keys_of(new).data_key == TEST_DATA_KEY

    assert confirm_rotation(new).master == done.new
    assert keys_of(new).data_key == TEST_DATA_KEY
    with pytest.raises(WrongKey):
        keys_of(by_environment)


def test_a_new_key_that_is_given_is_taken_unless_it_is_the_present_one_or_none(settings, tmp_path):
    given = tmp_path / "given"
    given.write_text("77" * 32)
    assert rotate_master(settings, new_key_file=given).new == key_id(b"\x77" * 32)

    given.write_text(FIRST_MASTER.hex())
    with pytest.raises(SameKey):
        rotate_master(settings, new_key_file=given)
    given.write_text("no key")
    with pytest.raises(BadKey):
        rotate_master(settings, new_key_file=given)


def test_without_the_key_nothing_is_changed(settings):
    before = (settings.home / "keys.json").read_bytes()
    (settings.home / "master.key").unlink()

    with pytest.raises(KeyMissing):
        rotate_master(settings)
    assert (settings.home / "keys.json").read_bytes() == before
    assert not (settings.home / "master.key").exists()


def test_confirming_deletes_the_old_key_and_keeps_the_ring_open(settings):
    kept = rotate_master(settings).kept

    confirmed = confirm_rotation(settings)

    assert confirmed.keys == [kept]
    assert not kept.exists()
    assert keys_of(settings).data_key == TEST_DATA_KEY


def test_a_backup_of_before_opens_here_and_elsewhere_says_which_key_it_needs(settings, made, tmp_path):
    rotate_master(settings)
    assert verify_backup(made.path, settings).files == 1

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(settings.home / "master.key", elsewhere)
    other = read_settings(home=elsewhere, mode="trial")
    with pytest.raises(WrongBackupKey, match=key_id(FIRST_MASTER)):
        restore_backup(made.path, other, force=False, now=NOW)

    (elsewhere / f"master.key.{key_id(FIRST_MASTER)}.old").write_text(FIRST_MASTER.hex())
    restore_backup(made.path, other, force=False, now=NOW)
    assert keys_of(other).data_key == TEST_DATA_KEY  # with the present master key


def test_a_ring_of_the_first_programs_still_opens(settings):
    import base64
    import json

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from data.db.keys import WRAP_PURPOSE, _derive

    sealed = AESGCM(_derive(FIRST_MASTER, WRAP_PURPOSE)).encrypt(b"n" * 12, TEST_DATA_KEY, None)
    ring = json.dumps({"version": 1, "data_key": base64.b64encode(b"n" * 12 + sealed).decode()})
    (settings.home / "keys.json").write_text(ring)

    assert keys_of(settings).data_key == TEST_DATA_KEY
    rotate_master(settings)
    assert keys_of(settings).data_key == TEST_DATA_KEY


def test_what_only_proves_stays_on_the_first_data_key(database):
    renewed = TEST_KEYS.renewed().renewed()

    assert renewed.for_purpose("audit") == TEST_KEYS.for_purpose("audit")
    assert renewed.for_purpose("links") == TEST_KEYS.for_purpose("links")
    assert renewed.for_purpose("database") != TEST_KEYS.for_purpose("database")
    assert [keys.id for keys in renewed.history()][-1] == TEST_KEYS.id
    assert unwrapped(wrapped(renewed, b"m" * 32), b"m" * 32).earlier == renewed.earlier
    assert Keys(renewed.earlier[1], renewed.earlier[:1]).id == renewed.history()[1].id
