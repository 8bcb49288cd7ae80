"""ログ: what staff did, what was said in the chats, who opened which page, files of all, and the proof of the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dialogs.talk import Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Conditions, JobResult, Noun, Option, Reply, command
from staffbot.commands.logs_chosen import RESIDENT_CHANNELS, chosen_accesses, chosen_lines, chosen_rows, read_wanted
from staffbot.commands.logs_files import MASKED, WHOLE
from staffbot.commands.logs_shown import (
    act_text,
    address_text,
    at,
    names_of,
    numbers_of,
    payloads_of,
    said_text,
    short,
    who_text,
)
from staffbot.exports import give_file, order_export
from staffbot.jobs import VERIFY
from staffbot.listing import Page, list_speech, page_of_select

NAMED = 10  # numbers of faulty rows that are told
RIGHTS = {"audit": "logs:read", "talk": "logs:talk", "access": "logs:access"}
LABELS = {"audit": "操作", "talk": "会話", "access": "アクセス"}

LOGS = Noun(
    "ログ",
    feature="logs",
    help="職員の操作、トーク、ページの記録を見られます。",
    aliases=("ろぐ", "記録", "履歴"),
)
CONDITIONS = Arg("conditions", "conditions", "条件", required=False, example="4/1～4/10 佐藤")


@command(
    LOGS,
    "操作",
    aliases=("そうさ", "監査"),
    args=(CONDITIONS,),
    right="logs:read",
    help="職員の操作を新しい順に見ます。日や名前、「住民 #12」のような番号でしぼれます。",
    example="ログ 操作 今日 佐藤",
)
def operations(call: Call) -> Reply:
    conditions: Conditions = call.args.get("conditions", Conditions())
    may_see = call.may("logs:personal")
    page = page_of_select(call, chosen_rows(call.session, conditions, call.now), conditions.page)
    payloads = payloads_of(call.session, [row.id for row in page.items])
    rows = [
        Row(
            call.words("staff.logs.row", number=row.id, at=at(row.at_ms), name=row.staff_name or "－"),
            act_text(row, payloads.get(row.id, ""), may_see=may_see),
        )
        for row in page.items
    ]
    return _listed(call, "audit", "operations", page, rows, conditions)


@command(
    LOGS,
    "会話",
    aliases=("かいわ", "トーク"),
    args=(CONDITIONS,),
    right="logs:talk",
    help="住民のトークを新しい順に見ます。日や言葉、「#12」のような住民の番号でしぼれます。",
    example="ログ 会話 今日",
)
def conversations(call: Call) -> Reply:
    words, may_see = call.words, call.may("logs:personal")
    conditions: Conditions = call.args.get("conditions", Conditions())
    page = page_of_select(call, chosen_lines(conditions, call.now, may_read=may_see), conditions.page)
    numbers = numbers_of(call.session, page.items)
    rows = [
        Row(
            words(
                "staff.logs.line",
                at=line.at,
                channel=words(f"staff.channels.{line.channel}"),
                who=who_text(line, numbers),
            ),
            words(
                f"staff.logs.said.{'resident' if line.channel in RESIDENT_CHANNELS else 'staff'}",
                said=short(said_text(line.said, may_see=may_see)),
                answered=short(said_text(line.answered, may_see=may_see)) or "－",
            ),
        )
        for line in page.items
    ]
    shown = sorted(set(numbers.values()))
    if shown and may_see:
        call.desk.chain.record_read(call.session, call.staff, "住民", shown, now=call.now, channel=call.turn.channel)
    return _listed(call, "talk", "conversations", page, rows, conditions)


@command(
    LOGS,
    "アクセス",
    aliases=("あくせす", "ページ"),
    args=(CONDITIONS,),
    right="logs:access",
    help="ページがいつ、どこから開かれたかを新しい順に見ます。日や名前、結果の番号でしぼれます。",
    example="ログ アクセス 今日 佐藤",
)
def accesses(call: Call) -> Reply:
    words, may_see = call.words, call.may("logs:personal")
    conditions: Conditions = call.args.get("conditions", Conditions())
    page = page_of_select(call, chosen_accesses(call.session, conditions, call.now), conditions.page)
    names = names_of(call.session, page.items)
    rows = [
        Row(
            words("staff.logs.access_row", at=at(line.at_ms), name=names.get(line.staff_id, "－")),
            words(
                "staff.logs.access_line",
                method=line.method,
                path=line.path,
                status=line.status,
                times=words("staff.logs.times", count=line.count) if line.count > 1 else "",
                duration=line.duration_ms,
                address=address_text(line.address, may_see=may_see) or "－",
            ),
        )
        for line in page.items
    ]
    return _listed(call, "access", "accesses", page, rows, conditions)


def _proved(call: Call, result: JobResult) -> Reply:
    words, found = call.words, result.found
    if "error" in found:
        return Reply(Speech([Say(words("staff.logs.not_verified"))]), outcome="refused")
    if found["is_sound"]:
        said = words("staff.logs.sound", rows=f"{found['rows']:,}")
        return Reply(Speech([Say(said)]))
    lines = [words("staff.logs.unsound", rows=f"{found['rows']:,}")]
    for what in ("changed", "inserted"):
        if found[what]:
            lines.append(words(f"staff.logs.{what}", numbers=_numbers(call, found[what])))
    if found["missing"]:
        spans = [first if first == last else f"{first}～#{last}" for first, last in found["missing"]]
        lines.append(words("staff.logs.missing", numbers=_numbers(call, spans)))
    if not found["is_end_sound"]:
        lines.append(words("staff.logs.end"))
    lines.append(words("staff.logs.what_to_do"))
    return Reply(Speech([Say("\n".join(lines))]))


@command(
    LOGS,
    "検証",
    aliases=("けんしょう", "確認"),
    right="logs:read",
    on_result=_proved,
    help="操作の記録が書き換えられていないかを確かめます。",
    example="ログ 検証",
)
def verify(call: Call) -> Reply:
    call.order_job(VERIFY, {})
    return Reply(Speech())


@command(
    LOGS,
    "出力",
    aliases=("しゅつりょく", "ダウンロード", "csv"),
    args=(
        Arg(
            "which",
            "choice",
            "記録の種類",
            required=False,
            options=(
                Option("操作", "audit", ("そうさ",)),
                Option("会話", "talk", ("かいわ",)),
                Option("アクセス", "access", ("あくせす",)),
            ),
        ),
        CONDITIONS,
    ),
    right="logs:export",
    on_result=give_file,
    help="記録をCSVかExcelのファイルにします。月や日、名前でしぼれます。",
    example="ログ 出力 操作 2026-10 佐藤",
)
def export(call: Call) -> Reply:
    which = str(call.args.get("which", "audit"))
    if not call.may(RIGHTS[which]):
        said = call.words("staff.gate.no_right", command=f"ログ 出力 {LABELS[which]}")
        return Reply(Speech([Say(said)]), outcome="refused")
    kind = (WHOLE if call.may("logs:personal") else MASKED)[which]
    conditions: Conditions = call.args.get("conditions", Conditions())
    read_wanted(conditions, call.now)  # what can't be read is said now, and makes no file
    return order_export(call, kind, conditions)


def _listed(call: Call, which: str, title: str, page: Page[Any], rows: Sequence[Row], conditions: Conditions) -> Reply:
    choices = []
    if call.may("logs:export") and page.total:
        line = f"{LOGS.word} 出力 {LABELS[which]} {conditions.text}".strip()
        choices.append(Choice(call.words("staff.list.export"), "text", text=line))
    title = call.words(f"staff.logs.{title}")
    return Reply(list_speech(call, title, page, rows, conditions=conditions, choices=choices, table=which))


def _numbers(call: Call, numbers: list[Any]) -> str:
    shown = "、".join(f"#{number}" for number in numbers[:NAMED])
    more = len(numbers) - NAMED
    return shown + (call.words("staff.import.and_more", count=more) if more > 0 else "")
