"""A new data key: everything is encrypted anew, whatever moment the process is killed at."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.audit.chain import AuditChain, AuditEntry
from data.audit.verify import verify_chain
from data.backups.locks import sharing_home
from data.backups.making import make_backup
from data.backups.reading import verify_backup
from data.backups.restoring import restore_backup
from data.db.columns import open_text, sealed_with
from data.db.faults import StillRunning
from data.db.keys import masters_of
from data.db.opening import database_engine, keys_of, open_home, short_session
from data.files.sealed import DamagedFile, read_sealed
from data.keys.columns import renew_columns
from data.keys.faults import RenewalUnfinished
from data.keys.master import confirm_rotation, rotate_master
from data.keys.renewal import pending, renew_data_key
from data.residents.service import find_resident
from tests.backups.conftest import EMBEDDED, NOW
from tests.backups.home import counts_of
from tests.contracts.tree import ROOT
from tests.databases import TEST_KEYS
from tests.keys.conftest import PICTURE
from tests.keys.killing import killed_before
from tests.keys.test_columns import PHONE, Base, Caller


def contents(settings) -> list[bytes]:
    key = keys_of(settings).for_purpose("attachments")
    return [b"".join(read_sealed(path, key)) for path in sorted((settings.home / "files").glob("*/*"))]


def counts(settings):
    engine = database_engine(settings, keys_of(settings))
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        found = {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in names}
    engine.dispose()
    return found


def test_everything_is_there_and_nothing_opens_with_the_old_key(settings):
    before = counts_of(settings)

    done = renew_data_key(settings, now=NOW)

    keys = keys_of(settings)
    assert (keys.id, keys.earlier) == (done.new_id, (TEST_KEYS.data_key,))
    assert counts(settings) == before
    assert contents(settings) == [PICTURE]
    with pytest.raises(DamagedFile):
        list(read_sealed(next((settings.home / "files").glob("*/*")), TEST_KEYS.for_purpose("attachments")))
    assert (done.old / "keys.json").exists()
    open_home(settings)


@EMBEDDED
def test_the_copy_has_the_guard_and_the_chain_goes_on(settings):
    def add():
        with short_session(settings) as session:
            AuditChain(keys_of(settings).for_purpose("audit")).append(
                session, AuditEntry(1, "Sato", "staff", "設定", "done", {}), now=NOW
            )

    add()
    renew_data_key(settings, now=NOW)
    add()

    with short_session(settings) as session:
        verdict = verify_chain(session, AuditChain(keys_of(settings).for_purpose("audit")))
        assert (verdict.is_sound, verdict.rows) == (True, 2)
        with pytest.raises(sa.exc.IntegrityError):
            session.execute(sa.text("DELETE FROM audit_row"))
        session.rollback()
    with short_session(settings) as session:
        before = find_resident(session, channel="public", line_user_id="U1").id
        session.execute(sa.text("DELETE FROM resident"))
    with short_session(settings) as session:
        from data.residents.service import meet_resident

        assert meet_resident(session, channel="public", line_user_id="U2", now=NOW).id > before  # never given twice


def test_not_beside_a_running_program(settings):
    with sharing_home(settings.home), pytest.raises(StillRunning):
        renew_data_key(settings, now=NOW)


@EMBEDDED
def test_whenever_it_is_killed_nothing_is_lost_and_it_can_be_finished(settings, tmp_path_factory):
    whole, before = tmp_path_factory.mktemp("whole") / "home", counts_of(settings)
    shutil.copytree(settings.home, whole)
    kills, unfinished = 0, 0
    while True:
        shutil.rmtree(settings.home)
        shutil.copytree(whole, settings.home)
        if not killed_before(kills, settings.home, lambda: renew_data_key(settings, now=NOW)):
            break
        if pending(settings.home) is None:
            open_home(settings)
        else:
            unfinished += 1
            for begin in (open_home, rotate_master, confirm_rotation):
                with pytest.raises(RenewalUnfinished):
                    begin(settings)
        renew_data_key(settings, now=NOW)
        assert pending(settings.home) is None
        assert counts(settings) == before
        assert contents(settings) == [PICTURE]
        assert not (settings.home / "renewing").exists()
        kills += 1
        assert kills < 200
    assert kills >= 15
    assert unfinished >= 5


@EMBEDDED
@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.1])
def test_a_real_process_killed_at_any_time_loses_nothing(settings, seconds):
    before = counts_of(settings)
    program = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime;"
        "from data.keys.renewal import renew_data_key; from data.settings import read_settings;"
        "print('begun', flush=True);"
        "renew_data_key(read_settings(home=Path(sys.argv[1]), mode='trial'), now=datetime.now(UTC))"
    )
    child = subprocess.Popen([sys.executable, "-c", program, settings.home], cwd=ROOT, stdout=subprocess.PIPE)
    child.stdout.readline()
    time.sleep(seconds)  # a moment within its work, whichever
    child.send_signal(signal.SIGKILL)
    child.communicate()

    renew_data_key(settings, now=NOW)

    assert counts(settings) == before
    assert contents(settings) == [PICTURE]


@EMBEDDED
def test_what_was_written_between_two_tries_is_not_lost(settings):
    number = 0
    while killed_before(number, settings.home / "renewing", lambda: renew_data_key(settings, now=NOW)) and number < 3:
        number += 1
    if (settings.home / "renewing").exists():
        with short_session(settings) as session:
            from data.residents.service import meet_resident

            meet_resident(session, channel="public", line_user_id="U-late", now=NOW)
        renew_data_key(settings, now=NOW)

    with short_session(settings) as session:
        assert find_resident(session, channel="public", line_user_id="U-late") is not None


def test_a_backup_of_before_is_put_back_with_the_present_keys(settings, made):
    renew_data_key(settings, now=NOW)
    rotate_master(settings)
    confirm_rotation(settings)

    assert verify_backup(made.path, settings).files == 1
    if not settings.database_url.get_secret_value():
        restore_backup(made.path, settings, force=True, now=NOW)
        assert contents(settings) == [PICTURE]
        assert keys_of(settings).id == TEST_KEYS.id
        assert len(masters_of((settings.home / "keys.json").read_bytes())) == 1


@EMBEDDED
def test_putting_a_backup_of_before_back_loses_no_backup_made_since(settings, made):
    renew_data_key(settings, now=NOW)
    later = make_backup(settings, keys_of(settings), now=NOW + timedelta(hours=1))
    restore_backup(made.path, settings, force=True, now=NOW)
    rotate_master(settings)
    confirm_rotation(settings)
    renewed = renew_data_key(settings, now=NOW + timedelta(hours=2))

    assert renewed.old_id == TEST_KEYS.id
    for backup in (later, made):
        assert verify_backup(backup.path, settings).files == 1
    restore_backup(later.path, settings, force=True, now=NOW + timedelta(hours=3))
    assert contents(settings) == [PICTURE]
    with short_session(settings) as session:
        assert verify_chain(session, AuditChain(keys_of(settings).for_purpose("audit"))).is_sound


def test_confirming_deletes_what_was_there_before(settings):
    old = renew_data_key(settings, now=NOW).old

    assert confirm_rotation(settings).folders == [old]
    assert not old.exists()
    assert contents(settings) == [PICTURE]


@EMBEDDED
def test_a_stored_file_that_can_not_be_opened_stays_as_it_was(settings):
    path = next((settings.home / "files").glob("*/*"))
    spoilt = path.read_bytes()[:-3]
    path.write_bytes(spoilt)

    assert renew_data_key(settings, now=NOW).damaged == 1
    assert path.read_bytes() == spoilt


def test_sealed_columns_are_sealed_anew_and_found_under_the_new_key(database):
    if database.name == "sqlite":
        return  # nothing is sealed there
    engine = database.engine()
    Base.metadata.create_all(engine)
    with sa.orm.Session(engine) as session:
        session.add_all([Caller(id=number, telephone=f"{PHONE}{number}") for number in range(1, 1203)])
        session.add(Caller(id=2000, telephone=None))
        session.commit()
    new = TEST_KEYS.renewed()

    assert renew_columns(engine, Base.metadata, TEST_KEYS, new) == 1202
    assert renew_columns(engine, Base.metadata, TEST_KEYS, new) == 0

    with engine.connect() as connection:
        stored = connection.execute(sa.text("SELECT telephone FROM tried_caller WHERE id = 7")).scalar_one()
    assert sealed_with(stored) == new.id
    assert open_text(new, "tried_caller.telephone", stored) == f"{PHONE}7"
    engine.dispose()
    from data.db.columns import with_keys

    engine = with_keys(database.engine(), new)
    with sa.orm.Session(engine) as session:
        assert session.scalars(sa.select(Caller.id).where(Caller.telephone_key == f"{PHONE}7")).all() == [7]
    engine.dispose()
