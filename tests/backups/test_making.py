"""Making one, on both engines: whole, private, without its key, and nothing half-made left behind."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import stat
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from data.backups import disk, making, reading
from data.backups.folder import backups_in
from data.backups.making import make_backup
from data.backups.records import back_up_now
from data.backups.service import latest_runs
from data.db.faults import BackupDamaged, BackupFault, CountsDiffer, NoRoom, NothingToBackUp, ToolMissing
from data.db.keys import KEYRING
from data.db.opening import short_session
from data.settings import read_settings
from tests.backups.conftest import EMBEDDED, NOW, POSTGRESQL
from tests.backups.home import counts_of, store_file
from tests.counters import MASTER_KEY
from tests.databases import TEST_DATA_KEY, TEST_KEYS

NAME = "madoguchi-20261122-120000.backup"


def left_in(settings):
    return sorted(path.name for path in (settings.home / "backups").iterdir())


def test_a_backup_is_one_private_file_that_holds_everything(settings, made):
    assert left_in(settings) == [NAME]
    assert made.path == settings.home / "backups" / NAME
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.about.counts == counts_of(settings)
    assert (made.proof.files, made.about.missing) == (1, 0)


@EMBEDDED
def test_the_keys_that_open_it_are_not_in_it(settings, made):
    content = made.path.read_bytes()

    for key in (bytes.fromhex(MASTER_KEY), TEST_DATA_KEY, *map(TEST_KEYS.for_purpose, ("backups", "database"))):
        assert key not in content
        assert key.hex().encode() not in content
    assert (settings.home / KEYRING).read_bytes() in content


def test_nothing_that_was_stored_can_be_read_in_it(settings):
    with short_session(settings) as session:
        store_file(session, settings, "花子の電話は090-0000-1234".encode() * 100)
    content = make_backup(settings, TEST_KEYS, now=NOW).path.read_bytes()

    for plain in (b"image/png", b"stored_file", b"alembic_version", b"090-0000-1234", b"CREATE TABLE"):
        assert plain not in content


@EMBEDDED
def test_two_in_one_second_have_two_names(settings, made):
    again = make_backup(settings, TEST_KEYS, now=NOW)

    assert again.path.name == "madoguchi-20261122-120001.backup"
    assert len(left_in(settings)) == 2


@EMBEDDED
def test_a_lost_file_is_told_but_one_whose_time_is_over_is_not(settings):
    with short_session(settings) as session:
        store_file(session, settings, b"lost").unlink()
        store_file(session, settings, b"expired", expires_at=NOW - timedelta(days=1)).unlink()

    made = make_backup(settings, TEST_KEYS, now=NOW)

    assert (made.proof.files, made.about.missing) == (1, 1)


@EMBEDDED
@pytest.mark.parametrize("look", [1, 2])
def test_a_file_deleted_meanwhile_stops_nothing(settings, monkeypatch, look):
    [path] = (settings.home / "files").glob("*/*")
    stored, looks = making._stored, []

    def vanishing(home):
        found = stored(home)
        looks.append(home)
        if len(looks) == look:
            path.unlink()
        return found

    monkeypatch.setattr(making, "_stored", vanishing)

    assert make_backup(settings, TEST_KEYS, now=NOW).proof.files == 0


@EMBEDDED
def test_without_room_nothing_is_begun(settings, monkeypatch):
    usage = SimpleNamespace(free=disk.SPARE_BYTES + 1000)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: usage)

    with pytest.raises(NoRoom):
        make_backup(settings, TEST_KEYS, now=NOW)

    assert left_in(settings) == []


@EMBEDDED
def test_what_fails_half_way_leaves_nothing(settings, monkeypatch):
    monkeypatch.setattr(making.ContainerWriter, "close", lambda writer: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        make_backup(settings, TEST_KEYS, now=NOW)

    assert left_in(settings) == []


@EMBEDDED
def test_an_unproved_backup_is_kept_as_such_until_the_next_good_one(settings, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(reading, "_compare", lambda path, about, contents: fail(path))
        with pytest.raises(CountsDiffer):
            make_backup(settings, TEST_KEYS, now=NOW)
        assert left_in(settings) == [NAME + ".unproved"]
        with pytest.raises(CountsDiffer):
            make_backup(settings, TEST_KEYS, now=NOW + timedelta(days=1))
        assert left_in(settings) == ["madoguchi-20261123-120000.backup.unproved"]

    make_backup(settings, TEST_KEYS, now=NOW + timedelta(days=2))

    assert left_in(settings) == ["madoguchi-20261124-120000.backup"]


def fail(path):
    raise CountsDiffer(file=path, what="resident", expected=1, found=0)


@EMBEDDED
def test_what_is_past_its_time_goes_with_the_next(settings, made):
    for days in range(1, 20):
        shutil.copy(made.path, made.path.with_name(f"madoguchi-202610{days:02d}-030000.backup"))

    make_backup(settings, TEST_KEYS, now=NOW + timedelta(days=1))

    assert "madoguchi-20261001-030000.backup" in left_in(settings)
    assert "madoguchi-20261003-030000.backup" not in left_in(settings)
    assert len(left_in(settings)) < 21


def test_from_the_command_line_it_leaves_a_row(settings, monkeypatch):
    made = back_up_now(settings)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: SimpleNamespace(free=0))
    with pytest.raises(NoRoom):
        back_up_now(settings)

    with short_session(settings) as session:
        runs = [(run.state, run.file, run.size, run.error) for run in latest_runs(session, 5)]
    assert runs == [("failed", "", 0, "no_room"), ("good", made.path.name, made.size, "")]


def test_where_there_is_nothing_nothing_is_made(tmp_path):
    home = tmp_path / "nowhere"

    with pytest.raises(NothingToBackUp):
        back_up_now(read_settings(home=home, mode="trial", database_url=""))

    assert not home.exists()


@POSTGRESQL
def test_without_the_tools_of_postgresql_it_says_so(settings, monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ToolMissing, match="pg_dump"):
        make_backup(settings, TEST_KEYS, now=NOW)

    assert left_in(settings) == []


@EMBEDDED
def test_a_kill_at_any_moment_leaves_no_half_backup(settings):
    with short_session(settings) as session:
        for _ in range(20):
            store_file(session, settings, random.randbytes(200_000))
    began = time.monotonic()
    make_backup(settings, TEST_KEYS, now=NOW)
    takes = time.monotonic() - began

    for number in range(12):
        now = NOW + timedelta(minutes=number + 1)
        process = multiprocessing.get_context("fork").Process(
            target=make_backup, args=(settings, TEST_KEYS), kwargs={"now": now}
        )
        process.start()
        process.join(random.uniform(0, takes * 1.2))
        process.kill()
        process.join()
        process.close()

    for _, path, is_proved in backups_in(settings.home):
        assert is_proved
        assert reading.verify_backup(path, settings).files == 21
    make_backup(settings, TEST_KEYS, now=NOW + timedelta(hours=1))
    assert [name for name in left_in(settings) if not name.endswith(".backup")] == []


@EMBEDDED
def test_making_and_sweeping_at_once_never_meet(settings, made):
    with making.scratch(settings.home / "backups") as place:
        make_backup(settings, TEST_KEYS, now=NOW + timedelta(days=1))

        assert place.exists()
    assert not place.exists()


def test_every_fault_of_a_backup_has_words_in_the_chat():
    from dialogs.wording import load_wording

    words = load_wording()
    codes = {fault.code for fault in BackupFault.__subclasses__()} | {BackupFault.code, "interrupted"}
    for code in codes:
        assert words(f"backups.reasons.{code}")
        assert words(f"backups.what_to_do.{code}")
    assert BackupDamaged.code in codes


@EMBEDDED
def test_the_time_in_the_name_is_that_of_the_village(settings):
    made = make_backup(settings, TEST_KEYS, now=datetime(2026, 12, 31, 18, 0, 5, tzinfo=UTC))

    assert made.path.name == "madoguchi-20270101-030005.backup"
