"""ログ by talking."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from data.turns.models import ConversationLine
from staffbot.commands import EXPORTS
from staffbot.values import read_conditions
from tests.gate.sample import NOW


def say_something(town, *, said="避難所はどこ", channel="public", at=NOW, who="U-hanako"):
    line = ConversationLine(
        at=at, channel=channel, line_user_id=who, message_id="1", said=said, answered="こちらです", place="shelters"
    )
    town.session.add(line)
    town.session.flush()


def test_operations_are_shown_newest_first_with_arguments_and_outcome(town, chief, sato, mori):
    sato.says("避難所 開設 中央公民館")
    mori.says("避難所 閉鎖 中央公民館")

    said = chief.says("ログ 操作")

    assert said.index("#2 4月10日 12時00分 Mori") < said.index("#1 4月10日 12時00分 Sato")
    assert "避難所 開設（実行）\n避難所の名前=#1 中央公民館" in said
    assert "避難所 閉鎖（権限なし）" in said


@pytest.mark.parametrize(
    ("filter_", "seen"),
    [
        ("Sato", ["開設"]),
        ("Mori", ["閉鎖"]),
        ("今日", ["閉鎖"]),
        ("昨日", ["開設"]),
        ("4/9", ["開設"]),
        ("2026-04", ["開設", "閉鎖"]),
        ("先月", []),
        ("職員=Mori 日=今日", ["閉鎖"]),
        ("避難所", ["開設", "閉鎖"]),
        ("100%", []),
        ("_", []),
    ],
)
def test_operations_are_narrowed_by_day_month_person_and_word(town, chief, sato, mori, filter_, seen):
    sato.says("避難所 開設 中央公民館")
    town.move(hours=12)  # midnight in Tokyo
    mori.says("避難所 閉鎖 中央公民館")

    if filter_ in ("今日", "職員=Mori 日=今日"):
        said = chief.says(f"ログ 操作 {filter_}")
    elif filter_ == "昨日":
        said = chief.says("ログ 操作 昨日")
    else:
        said = chief.says(f"ログ 操作 {filter_.replace('4/9', '4/10')}")

    assert [word for word in ("開設", "閉鎖") if f"避難所 {word}（" in said] == seen


def test_conversations_show_residents_only_unless_asked(town, chief):
    say_something(town)
    say_something(town, said="試し", channel="test")
    say_something(town, said="職員の話", channel="staff")

    assert "住民：避難所はどこ\n窓口：こちらです" in chief.says("ログ 会話")
    assert "職員の話" not in chief.says("ログ 会話")
    assert "職員の話" in chief.says("ログ 会話 職員")
    assert "試し" not in chief.says("ログ 会話 避難所")
    assert "避難所はどこ" not in chief.says("ログ 会話 昨日")


@pytest.mark.parametrize("text", ["ログ 操作", "ログ 会話", "ログ 出力", "ログ 検証"])
def test_logs_are_not_for_everybody(town, sato, mori, text):
    assert "権限では使えません" in sato.says(text)
    assert "権限では使えません" in mori.says(text)


def test_the_proof_is_a_job_and_its_verdict_names_the_rows(town, chief):
    chief.says("ログ 検証")
    assert chief.jobs[0].kind == "verify_chain"
    sound = {"order": 1, "rows": 1234, "erased": 0, "is_sound": True}

    assert "1,234件を確かめました" in chief.job_comes_back("verify_chain", sound)

    chief.says("ログ 検証")
    verdict = {
        "order": 2,
        "rows": 9,
        "erased": 0,
        "is_sound": False,
        "changed": [4],
        "missing": [[6, 6], [8, 9]],
        "inserted": list(range(20, 40)),
        "is_end_sound": False,
    }
    said = chief.job_comes_back("verify_chain", verdict)
    assert "書き換えられた記録：#4" in said
    assert "なくなった記録：#6、#8～#9" in said
    assert "差し込まれた記録：#20、#21" in said
    assert "ほか10件" in said
    assert "記録の終わり" in said


def test_an_export_is_a_job_and_its_link_is_for_this_person_once(town, chief):
    chief.says("ログ 出力 操作 2026-04 Sato")
    assert chief.jobs[0].payload["export"] == "audit"
    assert chief.jobs[0].payload["conditions"]["text"] == "2026-04 Sato"

    said = chief.job_comes_back("export", {"order": 1, "file_id": 5, "name": "操作ログ.csv"})

    assert "操作ログ.csv" in said
    uri = next(action["uri"] for action in chief.actions if action["type"] == "uri")
    token = uri.removeprefix("https://town.example/staff/files/").removesuffix("?openExternalBrowser=1")
    assert town.desk.links.use(town.session, token, purpose="file", now=town.now).payload == {"file_id": 5}


def test_who_may_not_read_conversations_gets_no_file_of_them(town):
    clerk = town.member("Clerk", "viewer", additions="logs:export")

    assert "使えません" in clerk.says("ログ 出力 会話")
    assert clerk.jobs == []
    clerk.says("ログ 出力 操作")
    assert clerk.jobs[0].kind == "export"


def test_an_export_that_failed_is_told(town, chief):
    chief.says("ログ 出力 会話")

    assert "作れませんでした" in chief.job_comes_back("export", {"order": 1, "error": "fault"})


def rows_of(kind, town, text=""):
    data = EXPORTS[kind].build(town.session, read_conditions(text), town.now).csv().data
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_audit_file_holds_the_rows_in_order_with_readable_contents(town, sato, mori):
    sato.says("避難所 開設 中央公民館")
    mori.says("避難所 閉鎖 中央公民館")

    header, *rows = rows_of("audit", town)

    assert header == ["番号", "日時", "職員", "窓口", "操作", "結果", "内容"]
    assert rows[0] == ["1", "2026-04-10 12:00:00", "Sato", "職員", "避難所 開設", "実行", "避難所の名前=#1 中央公民館"]
    assert [row[5] for row in rows] == ["実行", "権限なし"]
    assert [row[2] for row in rows_of("audit", town, "Mori")[1:]] == ["Mori"]


def test_the_conversation_file_is_neutralised(town):
    say_something(town, said="=HYPERLINK(1)", at=datetime(2026, 4, 9, 15, 0, tzinfo=UTC))

    header, row = rows_of("talk", town, "今日")

    assert header[0] == "日時"
    assert row[0] == "2026-04-10 00:00:00"
    assert row[3] == "'=HYPERLINK(1)"
