"""What the operator does on the server is in the audit log, and the chain holds."""

from __future__ import annotations

import pytest
from sqlalchemy import select

import main
from data.audit.chain import AuditChain
from data.audit.models import AuditRow
from data.audit.verify import verify_chain
from data.db.opening import keys_of, short_session
from data.settings import read_settings
from staffbot.commands.logs_shown import act_text, payloads_of


@pytest.fixture
def settings(home):
    assert main.main(["seed"]) == 0
    return read_settings()


def logged(settings) -> str:
    with short_session(settings) as session:
        rows = list(session.scalars(select(AuditRow).order_by(AuditRow.id)))
        bodies = payloads_of(session, [row.id for row in rows])
        assert verify_chain(session, AuditChain(keys_of(settings).for_purpose("audit"))).is_sound
        return "\n".join(f"{row.staff_name} {act_text(row, bodies[row.id], may_see=True)}" for row in rows)


def test_an_invitation_made_on_the_server_is_logged_without_its_code(settings, capsys):
    capsys.readouterr()

    assert main.main(["invite", "--role", "administrator", "--name", "佐藤"]) == 0

    code = capsys.readouterr().out.strip().removeprefix("登録 ")
    said = logged(settings)
    assert "サーバーの担当者 main.py invite（実行）" in said
    assert "佐藤" in said
    assert "管理者" in said
    assert code not in said


def test_a_refused_invitation_leaves_no_line(settings):
    assert main.main(["invite", "--role", "viewer", "--name", " "]) == 1

    assert logged(settings) == ""


def test_changes_of_the_keys_are_logged(settings):
    for line in ("rotate-key", "rotate-key --confirm", "rotate-key --data"):
        assert main.main(line.split()) == 0

    said = logged(settings)
    assert "main.py rotate-key（実行）\n鍵の番号=" in said
    assert "main.py rotate-key --confirm（実行）" in said
    assert "main.py rotate-key --data（実行）" in said


def test_a_restore_is_logged_in_what_it_put_back(settings):
    assert main.main(["backup"]) == 0
    (backup,) = (settings.home / "backups").glob("*.backup")
    main.main(["invite", "--role", "viewer", "--name", "森"])

    assert main.main(["restore", "--force", str(backup)]) == 0

    said = logged(settings)
    assert "main.py restore（実行）" in said
    assert backup.name in said
    assert "invite" not in said
