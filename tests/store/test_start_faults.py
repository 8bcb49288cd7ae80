"""What is wrong before the program runs is said in one sentence, with an exit code of its own, and touches nothing."""

from __future__ import annotations

import re
import resource
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

import main
from data.db import sqlite
from data.db.faults import BadSetting
from data.db.keys import write_keyring
from tests.databases import TEST_DATA_KEY, TEST_KEYS
from tests.faults.program import ROOT, clean_environment
from tests.faults.small_disk import ENLARGE, can_make_small_disks, with_small_disk

MASTER_KEY = "11" * 32
OTHER_KEY = "22" * 32
HIRAGANA = re.compile("[ぁ-ん]")


# Files by which processes know of each other; they say nothing and hold nothing.
LOCKS = ("serve.lock", "turns.lock")


@pytest.fixture
def home(tmp_path, sqlite_template) -> Path:
    """A HOME that was used before: key file, key ring, database."""
    home = tmp_path / "home"
    home.mkdir()
    sqlite_template.copy(home)
    write_keyring(home, bytes.fromhex(MASTER_KEY), TEST_DATA_KEY)
    (home / "master.key").write_text(MASTER_KEY)
    return home


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run one command in this process; (exit code, what stands on stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(main, "set_up_log", lambda *args, **more: None)
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)

    def run(*command: str, **settings: object) -> tuple[int, str]:
        for name in [name for name in clean_environment({}) if name.startswith("MADOGUCHI_")]:
            monkeypatch.delenv(name)
        for name, value in {"MODE": "trial", "LISTEN": "127.0.0.1:0", **settings}.items():
            monkeypatch.setenv(f"MADOGUCHI_{name}", str(value))
        code = main.main(list(command or ("serve",)))
        return code, capsys.readouterr().err

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the empty one by which processes know of each other."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name not in LOCKS]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def is_one_sentence(told: str) -> bool:
    """One line of Japanese, no traceback and no name of an exception."""
    return (
        bool(HIRAGANA.search(told))
        and len(told.strip().splitlines()) == 1
        and not re.search(r"Traceback|Error|Exception", told)
    )


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["seed"], ["invite", "--role", "viewer", "--name", "森"]])
def test_a_wrong_key(home, run, command):
    (home / "master.key").unlink()
    before = contents(home)

    code, told = run(*command, HOME=home, MASTER_KEY=OTHER_KEY)

    assert code == 3
    assert "鍵が" in told
    assert is_one_sentence(told)
    assert contents(home) == before


def test_the_key_ring_of_another_home(home, run):
    write_keyring(home, bytes.fromhex(MASTER_KEY), b"\x08" * 32)
    before = contents(home)

    code, told = run(HOME=home)

    assert code == 3
    assert is_one_sentence(told)
    assert contents(home) == before


@pytest.mark.parametrize("lost", ["master.key", "keys.json"])
def test_a_missing_key_with_a_database(home, run, lost):
    (home / lost).unlink()
    before = contents(home)

    code, told = run(HOME=home)

    assert code == 4
    assert lost in told
    assert is_one_sentence(told)
    assert contents(home) == before


def test_data_keys_that_can_not_be_read_send_nobody_to_write_hex_digits(home, run):
    (home / "keys.json").write_text('{"ver')
    before = contents(home)

    code, told = run(HOME=home)

    assert code == 4
    assert "keys.json が壊れています" in told
    assert "64文字" not in told
    assert is_one_sentence(told)
    assert contents(home) == before


@pytest.mark.parametrize(
    "settings", [{"MASTER_KEY": "12ab"}, {"MASTER_KEY_FILE": "folder"}, {"MASTER_KEY_FILE": "text"}]
)
def test_a_key_that_is_none(home, run, tmp_path, settings):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("鍵です", encoding="utf-8")
    before = contents(home)

    code, told = run(HOME=home, **settings)

    assert code == 4
    assert is_one_sentence(told)
    assert contents(home) == before


def test_a_locked_database(home, run):
    holder = sqlite.connector(home / "madoguchi.db", TEST_KEYS.for_purpose("database"), manual=True)()
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN IMMEDIATE")
    before = contents(home)

    code, told = run(HOME=home)

    assert code == 5
    assert is_one_sentence(told)
    assert contents(home) == before
    holder.close()


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["seed"]])
def test_a_database_of_a_newer_program(home, run, command):
    change(home, "UPDATE alembic_version SET version_num = '9999'")
    before = contents(home)

    code, told = run(*command, HOME=home)

    assert code == 7
    assert "9999" in told
    assert is_one_sentence(told)
    assert contents(home) == before


def test_what_a_newer_program_wrote_last_is_kept_after_its_crash(home, run):
    """Its write-ahead log is still there; looking at the revision must lose nothing of it."""
    writer = sqlite.connector(home / "madoguchi.db", TEST_KEYS.for_purpose("database"), manual=True)()
    writer.execute("UPDATE alembic_version SET version_num = '9999'")
    writer.execute("INSERT INTO tracker (channel, line_user_id, state) VALUES ('public', 'U1', '{}')")
    crashed = home.parent / "crashed"
    shutil.copytree(home, crashed)
    writer.close()

    code, _ = run(HOME=crashed)

    assert code == 7
    assert look(crashed, "SELECT line_user_id FROM tracker") == [("U1",)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("revision", "says"), [("9999", "9999"), ("0000", "migrate")])
def test_another_schema_on_postgresql(database, tmp_path, run, revision, says):
    engine = database.engine()
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'"))

    code, told = run(HOME=tmp_path / "home", DATABASE_URL=database.url)

    assert code == 7
    assert says in told
    assert is_one_sentence(told)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == revision
    engine.dispose()


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["seed"]])
def test_a_postgresql_that_is_not_there(tmp_path, run, command):
    code, told = run(*command, HOME=tmp_path / "home", DATABASE_URL=f"postgresql://u@127.0.0.1:{taken_port()}/none")

    assert code == 8
    assert is_one_sentence(told)


def test_a_port_in_use(home, run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = f"127.0.0.1:{other.getsockname()[1]}"

        code, told = run(HOME=home, LISTEN=listen)

    assert code == 2
    assert "MADOGUCHI_LISTEN" in told
    assert listen in told
    assert is_one_sentence(told)


@pytest.mark.parametrize(
    "settings",
    [
        {"LISTEN": "here"},
        {"LISTEN": "203.0.113.7:0"},
        {"LISTEN": "127.0.0.1:99999"},
        {"LISTEN": "127.0.0.1:http"},
        {"MODE": "test"},
        {"TRUSTED_PROXIES": "many"},
        {"LOG_LEVEL": "loud"},
        {"MODE": "production", "LINE_API_URL": "http://127.0.0.1:1"},
        {"MODE": "production", "CLOCK_FILE": "clock"},
        {"DATABASE_URL": "somewhere"},
        {"DATABASE_URL": "mysql://u@127.0.0.1/x"},
        {"DATABASE_URL": "postgresql://u@127.0.0.1:port/x"},
    ],
)
def test_a_setting_that_can_not_be(home, run, settings):
    before = contents(home)

    code, told = run(HOME=home, **settings)

    assert code == 2
    assert f"MADOGUCHI_{list(settings)[-1]}" in told
    assert is_one_sentence(told)
    assert contents(home) == before


def test_a_home_that_can_not_be_made(tmp_path, run):
    (tmp_path / "file").write_text("x")

    code, told = run(HOME=tmp_path / "file" / "home")

    assert code == 6
    assert is_one_sentence(told)


def test_a_damaged_database_is_said_to_be_so(home, run):
    file = home / "madoguchi.db"
    pages = bytearray(file.read_bytes())
    pages[4096 * 3 :] = bytes(len(pages) - 4096 * 3)
    file.write_bytes(pages)
    before = contents(home)

    code, told = run(HOME=home)

    assert code == 10
    assert is_one_sentence(told)
    assert contents(home) == before


@pytest.mark.parametrize("size", ["16k", "300k"])
def test_a_full_disk_at_the_first_start_and_then_a_larger_one(tmp_path, size):
    """Whatever was begun when the room ended, the next start makes a whole of it."""
    if not can_make_small_disks(tmp_path):
        pytest.skip("this machine permits no small disk (unshare --mount)")
    migrate = f"{sys.executable} main.py migrate"
    twice = f'{migrate}; echo "$?"; {ENLARGE}; {migrate}; echo "$?"'
    done = subprocess.run(
        with_small_disk(tmp_path, size, "sh", "-c", twice, str(tmp_path), "64m"),
        cwd=ROOT,
        env=clean_environment({"MADOGUCHI_HOME": str(tmp_path / "home"), "MADOGUCHI_MODE": "trial"}),
        capture_output=True,
        text=True,
        check=True,
    )

    assert [line for line in done.stdout.splitlines() if line.isdigit()] == ["6", "0"]
    assert "ディスクがいっぱい" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_limit_on_the_size_of_files_at_the_first_start(tmp_path):
    def migrate(limit: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "main.py", "migrate"],
            cwd=ROOT,
            env=clean_environment({"MADOGUCHI_HOME": str(tmp_path / "home"), "MADOGUCHI_MODE": "trial"}),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
            capture_output=True,
            text=True,
            check=False,
        )

    failed = migrate(100_000)

    assert failed.returncode == 6
    assert is_one_sentence(failed.stderr)
    assert migrate(resource.RLIM_INFINITY).returncode == 0


def test_the_real_program_ends_with_the_sentence_and_the_code(home):
    (home / "keys.json").unlink()

    ended = subprocess.run(
        [sys.executable, "main.py", "serve"],
        cwd=ROOT,
        env=clean_environment({"MADOGUCHI_HOME": str(home)}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 4
    assert ended.stdout == ""
    assert is_one_sentence(ended.stderr)


def test_a_port_that_is_taken_is_told_in_one_sentence(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = subprocess.run(
            [sys.executable, "main.py", "serve"],
            cwd=ROOT,
            env=clean_environment(
                {
                    "MADOGUCHI_HOME": str(home),
                    "MADOGUCHI_MODE": "trial",
                    "MADOGUCHI_LISTEN": f"127.0.0.1:{taken.getsockname()[1]}",
                }
            ),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert ended.returncode == BadSetting.exit_code
    assert "ほかのプログラムが使っています" in ended.stderr
    assert is_one_sentence(ended.stderr)


def change(home: Path, statement: str) -> None:
    engine = sqlite.sync_engine(home / "madoguchi.db", TEST_KEYS.for_purpose("database"))
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def look(home: Path, statement: str) -> list[tuple]:
    engine = sqlite.sync_engine(home / "madoguchi.db", TEST_KEYS.for_purpose("database"))
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(statement))]
    engine.dispose()
    return rows


def taken_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
