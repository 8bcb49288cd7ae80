"""The operator's slips: another HOME, another user, a port somebody has. Each is one sentence, and nothing is made."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

import main
from data.backups.locks import sharing_home


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("rotate-key", 11),
        ("rotate-key --confirm", 11),
        ("rotate-key --data", 11),
    ],
)
def test_in_a_home_that_is_not_there_nothing_is_made(home, capsys, line, code):
    assert main.main(line.split()) == code

    assert "MADOGUCHI_HOME を確かめてください" in capsys.readouterr().err
    assert not home.exists()


def test_a_code_made_before_anything_else_says_where_the_town_now_lies(home, capsys):
    assert main.main(["invite", "--role", "administrator", "--name", "森"]) == 0

    first = capsys.readouterr()
    assert first.out.startswith("登録 ")
    assert f"{home} に、新しい窓口のデータを作りました" in first.err

    main.main(["invite", "--role", "viewer", "--name", "森"])

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("line", ["rotate-key", "rotate-key --data"])
def test_an_empty_home_gets_no_keys_by_changing_them(home, capsys, line):
    home.mkdir(mode=0o700)

    assert main.main(line.split()) == 11

    assert "鍵を変えるデータがありません" in capsys.readouterr().err
    assert not (home / "keys.json").exists()
    assert not (home / "madoguchi.db").exists()


def test_a_backup_is_looked_at_in_a_home_for_its_owner_only(home, capsys, tmp_path):
    (tmp_path / "some.backup").write_bytes(b"no backup")

    main.main(["verify", "some.backup"])

    assert not home.exists() or home.stat().st_mode & 0o077 == 0
    assert main.main(["backup"]) == 9
    assert home.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", ["invite --role viewer --name 森", "migrate", "backup", "check"])
@pytest.mark.parametrize("where", ["file", "folder"])
def test_a_key_of_another_user_is_not_taken_for_a_broken_one(home, capsys, monkeypatch, line, where):
    main.main(["seed"])
    name = {"file": "read_text", "folder": "exists"}[where]
    allowed = getattr(Path, name)

    def forbidden(path, *args, **kwargs):
        if path.name == "master.key":
            raise PermissionError(13, "Permission denied")
        return allowed(path, *args, **kwargs)

    monkeypatch.setattr(Path, name, forbidden)
    capsys.readouterr()

    assert main.main(line.split()) == (1 if line == "check" else 4)

    said = capsys.readouterr().err
    assert "権限がありません" in said
    assert "64文字" not in said


def test_a_demo_on_somebody_s_port_says_so(home, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert main.main(["demo", "--port", str(port)]) == 2

    assert f"ポート {port} は使えません" in capsys.readouterr().err


def test_a_demo_on_a_port_that_does_not_exist_says_so(home, capsys):
    assert main.main(["demo", "--port", "99999"]) == 2

    assert "ポート 99999 は使えません" in capsys.readouterr().err


def test_a_demo_at_work_is_not_reset_from_beside(home, capsys):
    stage = home / "demo"
    stage.mkdir(parents=True)
    (stage / ".madoguchi-demo").touch()
    (stage / "kept").touch()

    with sharing_home(stage):
        assert main.main(["demo", "--reset"]) == 5

    assert (stage / "kept").exists()


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (
            "kind: scenario\nkey: fair\nname: 祭り\nstart: a\nnodes:\n  - {id: a, kind: message, says: x, next: b}\n",
            "6行目 a",
        ),
        ("kind scenario\nkey: fair\n", "2行目"),
    ],
)
def test_a_faulty_scenario_is_told_and_nothing_is_put_in(home, capsys, tmp_path, monkeypatch, document, told):
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "fair.yaml").write_text(document, encoding="utf-8")
    monkeypatch.setattr("dialogs.starters.FOLDER", folder)

    assert main.main(["seed"]) == 1

    assert f"× fair.yaml: {told}" in capsys.readouterr().err
    assert not home.exists()
