"""`main.py check` on HOME, keys and database: it sees what a start would see, and touches nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

import main
from data.clock import Clock
from data.content.starters import Starter, put_starters
from data.db.keys import write_keyring
from data.db.looking import Look, look_at_home
from data.db.opening import database_engine, keys_of, short_session
from data.settings import Settings, read_settings
from tests.databases import TEST_DATA_KEY, Database

MASTER_KEY = "11" * 32


def settings_for(home: Path, **changes) -> Settings:
    return read_settings(**{"home": home, "mode": "trial", "database_url": "", **changes})


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A folder that isn't there yet; `main.py` finds it, and nothing else of this machine."""
    for name in os.environ:
        if name.upper().startswith("MADOGUCHI_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MADOGUCHI_MODE", "trial")
    return tmp_path / "home"


@pytest.fixture
def seeded(home) -> Path:
    """HOME after its first start."""
    main.seed_home(settings_for(home), sample=False)
    return home


def everything_in(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def codes(look: Look, level: str) -> list[str]:
    return [one.code for one in look.findings if one.level == level]


def sentence(look: Look) -> str:
    (wrong,) = [one for one in look.findings if one.level == "wrong"]
    return str(wrong.facts["sentence"])


def test_a_home_that_is_not_there_is_not_made(home, capsys):
    assert main.main(["check"]) == 0

    assert not home.exists()
    assert "はじめて動かすときに作ります" in capsys.readouterr().out


def test_a_used_home_is_left_exactly_as_it_was(seeded, capsys):
    before = everything_in(seeded)

    assert main.main(["check"]) == 0

    said = capsys.readouterr().out
    assert everything_in(seeded) == before
    assert "鍵でデータを開けます" in said
    assert "データベースの形式は最新です" in said
    assert "シナリオとフォーム7件に、誤りはありません" in said
    assert "管理者がまだいません" in said
    assert "バックアップがまだありません" in said


def test_the_staff_are_counted_once_somebody_may_run_the_place(seeded, capsys):
    from data.staff.invitations import use_invitation
    from data.staff.service import invite

    settings, now = settings_for(seeded), Clock().now()
    with short_session(settings) as session:
        code = invite(session, role="administrator", name="佐藤", now=now)
        use_invitation(session, code=code, line_user_id="U1", now=now)

    main.main(["check"])

    assert "職員は1人です" in capsys.readouterr().out


def test_it_works_beside_a_program_that_has_the_database_open(seeded):
    settings = settings_for(seeded)
    engine = database_engine(settings, keys_of(settings))
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT count(*) FROM content"))

        look = look_at_home(settings)

    engine.dispose()
    assert look.is_current
    assert codes(look, "wrong") == []


def test_what_the_running_program_wrote_last_is_seen(seeded):
    settings = settings_for(seeded)
    engine = database_engine(settings, keys_of(settings))
    with engine.connect() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()

        look = look_at_home(settings)

    engine.dispose()
    assert "より新しいものです" in sentence(look)


def test_a_wrong_key_is_told_and_nothing_is_touched(seeded):
    (seeded / "master.key").write_text("22" * 32)
    before = everything_in(seeded)

    look = look_at_home(settings_for(seeded))

    assert sentence(look).startswith("鍵がデータベース")
    assert not look.is_current
    assert everything_in(seeded) == before


def test_a_key_ring_of_another_database_is_told(seeded):
    write_keyring(seeded, bytes.fromhex((seeded / "master.key").read_text()), b"\x05" * 32)

    assert sentence(look_at_home(settings_for(seeded))).startswith("鍵がデータベース")


@pytest.mark.parametrize(
    ("says", "free", "told"),
    [
        ("disk I/O error", 0, "ディスクがいっぱいで"),
        ("disk I/O error", 10**12, "の読み書きに失敗しました"),
        ("database disk image is malformed", 10**12, "が壊れています"),
    ],
)
def test_a_disk_in_trouble_is_not_taken_for_a_wrong_key(seeded, monkeypatch, says, free, told):
    def failing(engine):
        raise sa.exc.OperationalError("SELECT", {}, Exception(says))

    monkeypatch.setattr("data.db.schema.present_revision", failing)
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=free))

    assert told in sentence(look_at_home(settings_for(seeded)))


@pytest.mark.parametrize("name", ["master.key", "keys.json"])
def test_a_missing_key_is_told_and_none_is_made(seeded, name):
    (seeded / name).unlink()

    look = look_at_home(settings_for(seeded))

    assert "鍵のファイル" in sentence(look)
    assert not (seeded / name).exists()


@pytest.mark.parametrize("key", ["not a key", "ff"])
def test_an_unreadable_key_is_told_before_the_first_start(home, key):
    assert sentence(look_at_home(settings_for(home, master_key=key))).startswith("鍵 MADOGUCHI_MASTER_KEY を読めません")

    home.mkdir(mode=0o700)
    (home / "master.key").write_text(key)
    (home / "master.key").chmod(0o600)
    assert "master.key を読めません" in sentence(look_at_home(settings_for(home)))


def test_what_others_may_open_is_a_warning(seeded):
    seeded.chmod(0o755)
    (seeded / "master.key").chmod(0o644)

    assert codes(look_at_home(settings_for(seeded)), "warning") == ["home.open", "key.open"]


def test_a_file_in_the_place_of_home_is_told(home):
    home.write_text("")

    assert sentence(look_at_home(settings_for(home))).endswith("権限を確かめてください。")


@pytest.mark.parametrize(
    ("revision", "level", "code"), [("9999", "wrong", "fault"), ("0000", "warning", "schema.older")]
)
def test_another_schema_is_told(seeded, revision, level, code):
    settings = settings_for(seeded)
    with short_session(settings) as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})

    look = look_at_home(settings)

    assert codes(look, level) == [code]
    assert not look.is_current


def test_what_a_town_published_and_this_release_cannot_use_is_told(seeded, capsys):
    document = {
        "key": "broken",
        "name": "こわれた",
        "start": "a",
        "nodes": [{"id": "a", "kind": "message", "says": "あ"}],
    }
    with short_session(settings_for(seeded)) as session:
        put_starters(session, starters=[Starter("scenario", "broken", "こわれた", document)], now=Clock().now())

    assert main.main(["check"]) == 1

    complaint = capsys.readouterr().err
    assert "× シナリオ「こわれた」（第1版）: 「a」ここで行き止まりです" in complaint
    assert complaint.count("×") == 1


def test_each_database_is_seen_as_it_is(database: Database, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    write_keyring(home, bytes.fromhex(MASTER_KEY), TEST_DATA_KEY)
    if not database.url:
        database.path.rename(home / database.path.name)
    settings = settings_for(home, database_url=database.url, master_key=MASTER_KEY)

    look = look_at_home(settings)

    assert codes(look, "wrong") == []
    assert codes(look, "right") == ["key.opens", "schema.current"]
    assert look.is_current


def test_a_postgresql_that_does_not_answer_is_told_without_its_password(home):
    look = look_at_home(settings_for(home, database_url="postgresql://town:hush@127.0.0.1:1/town"))

    assert sentence(look).startswith("データベースにつながりません")
    assert "hush" not in sentence(look)


def test_without_its_key_nothing_is_read_from_a_postgresql_either(postgres_template, tmp_path):
    database = postgres_template.copy(tmp_path)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    write_keyring(home, bytes.fromhex(MASTER_KEY), TEST_DATA_KEY)

    look = look_at_home(settings_for(home, database_url=database.url, master_key="22" * 32))

    database.drop()
    assert sentence(look).startswith("鍵がデータベース")
    assert codes(look, "right") == ["schema.current"]
    assert not look.is_current


def test_an_empty_postgresql_is_migrated_by_hand(postgres_template, tmp_path):
    database = postgres_template.copy(tmp_path)
    settings = settings_for(tmp_path / "home", database_url=database.url)
    engine = database.engine()
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))
    engine.dispose()

    look = look_at_home(settings)

    database.drop()
    assert "main.py migrate" in sentence(look)


def test_the_exit_code_and_the_streams_tell_right_from_wrong(home, monkeypatch, capsys):
    assert main.main(["check"]) == 0
    well = capsys.readouterr()
    assert well.err == ""
    assert "直すところはありません。" in well.out

    monkeypatch.setenv("MADOGUCHI_LISTEN", "nowhere")
    assert main.main(["check"]) == 1
    ill = capsys.readouterr()
    assert "× 設定 MADOGUCHI_LISTEN が正しくありません" in ill.err
    assert "直すところはありません。" not in ill.out


def test_a_key_file_that_is_no_text_is_unreadable(home):
    home.mkdir(mode=0o700)
    (home / "master.key").write_bytes(b"\xff" * 32)
    (home / "master.key").chmod(0o600)

    assert "読めません" in sentence(look_at_home(settings_for(home)))


def test_the_key_ring_is_json_and_a_spoilt_one_is_told(seeded):
    ring = seeded / "keys.json"
    assert set(json.loads(ring.read_text())) == {"version", "wraps"}
    ring.write_text("{")

    assert "keys.json が壊れています" in sentence(look_at_home(settings_for(seeded)))
