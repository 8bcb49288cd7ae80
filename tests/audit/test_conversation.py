"""ログ by talking."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from data.access.models import AccessLine
from data.audit.chain import AuditEntry
from data.residents.service import meet_resident
from data.staff.rights import StaffIdentity
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


@pytest.mark.parametrize("text", ["ログ 操作", "ログ 会話", "ログ アクセス", "ログ 出力", "ログ 検証"])
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
    clerk = town.member("Clerk", "viewer", additions="logs:export logs:read logs:personal")

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
    assert row[4] == "'=HYPERLINK(1)"


def opened(town, *, path="/staff/console", status=200, staff_id=2, address="203.0.113.9", at=NOW, count=1):
    line = AccessLine(
        at_ms=int(at.timestamp() * 1000), method="GET", path=path, status=status, duration_ms=12, count=count,
        staff_id=staff_id, address=address,
    )  # fmt: skip
    town.session.add(line)
    town.session.flush()


def test_pages_that_were_opened_are_shown_with_who_and_how_it_ended(town, chief, sato):
    opened(town, count=3)
    opened(town, path="/staff/enter/{token}", status=410, staff_id=0)

    said = chief.says("ログ アクセス")

    assert "GET /staff/console（200、3回、12ミリ秒、203.0.113.9）" in said
    assert said.index("/staff/enter/{token}（410、") < said.index("/staff/console")
    assert "Sato" in said


@pytest.mark.parametrize(
    ("filter_", "seen"),
    [("410", 1), ("Sato", 1), ("203.0.113.9", 2), ("昨日", 0), ("今日 console", 1), ("post", 0), ("職員=2", 1)],
)
def test_pages_are_narrowed(town, chief, sato, filter_, seen):
    opened(town)
    opened(town, path="/staff/enter/{token}", status=410, staff_id=0)

    assert chief.says(f"ログ アクセス {filter_}").count("GET /staff") == seen


@pytest.mark.parametrize(
    ("filter_", "seen"),
    [
        ("避難所 #1", ["開設"]),
        ("避難所=2", ["閉鎖"]),
        ("避難所=#2", ["閉鎖"]),
        ("#3", []),
        ("職員=1", []),
        ("4/10～4/11", ["開設", "閉鎖"]),
        ("4/1〜4/9", []),
        ("4月から4月まで", ["開設", "閉鎖"]),
        ("日>=4/11", ["閉鎖"]),
        ("日<=4/10", ["開設"]),
        ("日>=4/10 日<=4/11 Mori", ["閉鎖"]),
        ("4/11から", ["閉鎖"]),
        ("昨日～", ["開設", "閉鎖"]),
    ],
)
def test_operations_are_narrowed_by_span_and_by_the_record_s_number(town, chief, sato, filter_, seen):
    mori = town.member("Mori", "operator")
    sato.says("避難所 開設 中央公民館")
    town.move(hours=12)  # midnight in Tokyo
    mori.says("避難所 閉鎖 古口公民館")

    said = chief.says(f"ログ 操作 {filter_}")
    assert [word for word in ("開設", "閉鎖") if f"避難所 {word}（" in said] == seen


@pytest.mark.parametrize("list_", ["操作", "会話", "アクセス", "出力 操作"])
@pytest.mark.parametrize("filter_", ["2026-13", "４/３１", "13月", "2026年4月31日", "日>=4/99", "日<=そのうち"])
def test_a_day_that_is_none_is_told_instead_of_another_list(town, chief, list_, filter_):
    chief.jobs.clear()

    assert "日や月として読み取れません" in chief.says(f"ログ {list_} {filter_}")
    assert chief.jobs == []


def test_reading_of_personal_records_is_found_by_the_record(town, chief):
    town.desk.chain.record_read(town.session, StaffIdentity(1, "Sato", "operator"), "住民", [12, 13], now=NOW)

    for asked in ("住民 #12", "住民=13", "閲覧"):
        assert "住民（閲覧）\n#12、#13" in chief.says(f"ログ 操作 {asked}")
    assert "住民（閲覧）" not in chief.says("ログ 操作 住民 #14")


def test_conversations_are_found_by_the_resident_s_number_and_reading_them_is_logged(town, chief):
    hanako = meet_resident(town.session, channel="public", line_user_id="U-hanako", now=NOW)
    meet_resident(town.session, channel="public", line_user_id="U-taro", now=NOW)
    say_something(town)
    say_something(town, said="別の人", who="U-taro")

    said = chief.says(f"ログ 会話 #{hanako.id}")

    assert f"住民#{hanako.id}" in said
    assert "避難所はどこ" in said
    assert "別の人" not in said
    assert "U-hanako" not in said
    assert f"住民（閲覧）\n#{hanako.id}" in chief.says("ログ 操作 閲覧")


def test_without_the_right_people_are_left_out_of_every_list(town, chief, sato):
    clerk = town.member("Clerk", "viewer", additions="logs:read logs:talk logs:access logs:export")
    meet_resident(town.session, channel="public", line_user_id="U-hanako", now=NOW)
    say_something(town, said="電話は090-1234-5678です")
    opened(town)
    args = {"番号": "#12 花子", "本文": "花子さんへ"}
    entry = AuditEntry(1, "Sato", "staff", "住民 連絡", "done", {"args": args, "note": "花子に送った"}, [("住民", 12)])
    town.desk.chain.append(town.session, entry, now=NOW)
    sato.says("避難所 開設 中央公民館")

    talk, acts, pages = (clerk.says(f"ログ {what}") for what in ("会話", "操作", "アクセス"))

    assert "090" not in talk
    assert "（18文字）" in talk
    assert "花子" not in acts
    assert "番号=#12" in acts
    assert "避難所の名前=#1 中央公民館" in acts
    assert "203.0.113.＊" in pages
    assert "花子さんへ" in chief.says("ログ 操作")
    assert "090-1234-5678です" not in clerk.says("ログ 会話 090-1234-5678")
    assert "U-hanako" not in clerk.says("ログ 会話 090-1234-5678")

    clerk.says("ログ 出力 会話")
    assert clerk.jobs[0].payload["export"] == "talk_masked"
    text = EXPORTS["talk_masked"].build(town.session, read_conditions(""), town.now).csv().data.decode("utf-8-sig")
    assert "090" not in text
    assert "U-hanako" not in text


@pytest.mark.parametrize(
    ("which", "right"), [("操作", "logs:read"), ("会話", "logs:talk"), ("アクセス", "logs:access")]
)
def test_a_file_needs_the_right_of_its_list(town, which, right):
    everything = {"logs:export", "logs:read", "logs:talk", "logs:access"}
    clerk = town.member("Clerk", "viewer", additions=" ".join(everything - {right}))

    assert "使えません" in clerk.says(f"ログ 出力 {which}")
    assert clerk.jobs == []


def test_the_access_file_counts_and_neutralises(town, sato):
    opened(town, path="=cmd", count=7)

    header, row = rows_of("access", town, "今日")

    assert header == ["日時", "方法", "ページ", "結果の番号", "回数", "時間（ミリ秒）", "職員の番号", "職員", "接続元"]
    assert row[1:6] == ["GET", "'=cmd", "200", "7", "12"]


def test_every_list_has_its_file_one_tap_away(town, chief):
    opened(town)
    say_something(town)
    chief.says("避難所 開設 中央公民館")
    for which in ("操作", "会話", "アクセス"):
        chief.says(f"ログ {which} 今日")
        assert f"ログ 出力 {which} 今日" in [action.get("text") for action in chief.actions]
