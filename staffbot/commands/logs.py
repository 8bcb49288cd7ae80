"""ログ: what staff did, what was said in the chats, files of both, and the proof that nobody changed the audit log."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from data.audit.models import AuditPayload, AuditRow
from data.clock import TOKYO
from data.csvtext import Table
from data.fold import fold
from data.turns.models import ConversationLine
from dialogs.talk import Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Conditions, JobResult, Noun, Option, Reply, command
from staffbot.exports import ExportKind, give_file, order_export
from staffbot.jobs import VERIFY
from staffbot.listing import list_speech, page_of_select
from staffbot.values import take_date, take_month

WORDS = load_wording()
RESIDENT_CHANNELS = ("public", "test")
SHORT = 80
NAMED = 10  # numbers of faulty rows that are told

LOGS = Noun(
    "ログ",
    feature="logs",
    help="職員の操作と、トークの記録を見られます。",
    aliases=("ろぐ", "記録", "履歴"),
)
CONDITIONS = Arg("conditions", "conditions", "条件", required=False, example="今日 佐藤")


def chosen_rows(conditions: Conditions, now: datetime) -> Select[Any]:
    """Audit rows, newest first, by day, month, outcome, person and action."""
    chosen = select(AuditRow).order_by(AuditRow.id.desc())
    for word in _words_of(conditions):
        span = _span(word, now)
        if (outcome := _OUTCOMES.get(fold(word))) is not None:
            chosen = chosen.where(AuditRow.outcome == outcome)
        elif span is not None:
            chosen = chosen.where(AuditRow.at_ms >= _ms(span[0]), AuditRow.at_ms < _ms(span[1]))
        else:
            chosen = chosen.where(
                or_(
                    AuditRow.staff_name.contains(word, autoescape=True), AuditRow.action.contains(word, autoescape=True)
                )
            )
    return chosen


def chosen_lines(conditions: Conditions, now: datetime) -> Select[Any]:
    """Conversation lines, newest first: the residents' unless 職員 is asked for."""
    words = _words_of(conditions)
    channels: tuple[str, ...] = RESIDENT_CHANNELS
    chosen = select(ConversationLine).order_by(ConversationLine.id.desc())
    for word in words:
        span = _span(word, now)
        if word in _CHANNELS:
            channels = _CHANNELS[word]
        elif span is not None:
            chosen = chosen.where(ConversationLine.at >= span[0], ConversationLine.at < span[1])
        else:
            chosen = chosen.where(
                or_(
                    ConversationLine.said.contains(word, autoescape=True),
                    ConversationLine.answered.contains(word, autoescape=True),
                    ConversationLine.line_user_id == word,
                )
            )
    return chosen.where(ConversationLine.channel.in_(channels))


@command(
    LOGS,
    "操作",
    aliases=("そうさ", "監査"),
    args=(CONDITIONS,),
    right="logs:read",
    help="職員の操作を新しい順に見ます。日や名前でしぼれます。",
    example="ログ 操作 今日 佐藤",
)
def operations(call: Call) -> Reply:
    conditions: Conditions = call.args.get("conditions", Conditions())
    page = page_of_select(call, chosen_rows(conditions, call.now), conditions.page)
    payloads = _payloads(call.session, [row.id for row in page.items])
    rows = [
        Row(
            call.words("staff.logs.row", number=row.id, at=_at(row.at_ms), name=row.staff_name or "－"),
            _act(row, payloads.get(row.id, "")),
        )
        for row in page.items
    ]
    title = call.words("staff.logs.operations")
    return Reply(list_speech(call, title, page, rows, conditions=conditions, export="ログ 出力"))


@command(
    LOGS,
    "会話",
    aliases=("かいわ", "トーク"),
    args=(CONDITIONS,),
    right="logs:talk",
    help="住民のトークを新しい順に見ます。日や言葉でしぼれます。",
    example="ログ 会話 今日",
)
def conversations(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    page = page_of_select(call, chosen_lines(conditions, call.now), conditions.page)
    rows = [
        Row(
            words(
                "staff.logs.line",
                at=line.at,
                channel=words(f"staff.channels.{line.channel}"),
                who=line.line_user_id[:6],
            ),
            words(
                f"staff.logs.said.{'resident' if line.channel in RESIDENT_CHANNELS else 'staff'}",
                said=_short(said_text(line.said)),
                answered=_short(line.answered) or "－",
            ),
        )
        for line in page.items
    ]
    return Reply(list_speech(call, words("staff.logs.conversations"), page, rows, conditions=conditions))


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


def _audit_table(session: Session, conditions: Conditions, now: datetime) -> Table:
    columns = [
        WORDS(f"staff.logs.columns.{name}") for name in ("number", "at", "name", "channel", "action", "outcome", "note")
    ]

    def rows() -> Any:
        chosen = select(AuditRow, AuditPayload.body).outerjoin(AuditPayload, AuditPayload.row_id == AuditRow.id)
        chosen = chosen.where(
            AuditRow.id.in_(chosen_rows(conditions, now).with_only_columns(AuditRow.id).order_by(None))
        )
        for row, body in session.execute(chosen.order_by(AuditRow.id)):
            yield (
                row.id,
                _local(row.at_ms),
                row.staff_name,
                WORDS(f"staff.channels.{row.channel}"),
                _action(row),
                WORDS(f"staff.outcomes.{row.outcome}"),
                _payload_text(body or ""),
            )

    return Table.of(columns, rows())


def _talk_table(session: Session, conditions: Conditions, now: datetime) -> Table:
    columns = [WORDS(f"staff.logs.columns.{name}") for name in ("at", "channel", "who", "said", "answered", "place")]

    def rows() -> Any:
        for line in session.scalars(chosen_lines(conditions, now).order_by(None).order_by(ConversationLine.id)):
            yield (
                f"{line.at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}",
                WORDS(f"staff.channels.{line.channel}"),
                line.line_user_id,
                said_text(line.said),
                line.answered,
                line.place,
            )

    return Table.of(columns, rows())


AUDIT_EXPORT = ExportKind("audit", "操作ログ", _audit_table)
TALK_EXPORT = ExportKind("talk", "会話ログ", _talk_table)


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
            options=(Option("操作", AUDIT_EXPORT.name, ("そうさ",)), Option("会話", TALK_EXPORT.name, ("かいわ",))),
        ),
        CONDITIONS,
    ),
    right="logs:export",
    on_result=give_file,
    help="記録をCSVかExcelのファイルにします。月や日、名前でしぼれます。",
    example="ログ 出力 操作 2026-10 佐藤",
)
def export(call: Call) -> Reply:
    kind = TALK_EXPORT if call.args.get("which") == TALK_EXPORT.name else AUDIT_EXPORT
    if kind is TALK_EXPORT and not call.may("logs:talk"):
        return Reply(Speech([Say(call.words("staff.gate.no_right", command="ログ 出力 会話"))]), outcome="refused")
    return order_export(call, kind, call.args.get("conditions", Conditions()))


_OUTCOMES = {
    fold(WORDS(f"staff.outcomes.{one}")): one for one in ("done", "refused", "no_right", "cancelled", "failed")
}
_CODE = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")
_KIND = re.compile(r"（[a-z_]+）")
_CHANNELS: dict[str, tuple[str, ...]] = {
    "職員": ("staff", "console"),
    "住民": RESIDENT_CHANNELS,
    "本番": ("public",),
    "テスト": ("test",),
}


def _words_of(conditions: Conditions) -> list[str]:
    """Bare words, and the values of 日=, 月=, 職員=, 操作= and the like."""
    return [*conditions.words, *(value for _, operator, value in conditions.items if operator == "=")]


def _span(word: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The instants of a civil day or month in Asia/Tokyo, when the word is one."""
    today = now.astimezone(TOKYO).date()
    day = take_date(word, today)
    if day is not None:
        start = datetime(day[0].year, day[0].month, day[0].day, tzinfo=TOKYO)
        return start, start + timedelta(days=1)
    if word.isdigit():
        return None
    month = take_month(word, today)
    if month is None:
        return None
    start = datetime(month[0].year, month[0].month, 1, tzinfo=TOKYO)
    return start, (start + timedelta(days=32)).replace(day=1)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _at(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _local(at_ms: int) -> str:
    return f"{_at(at_ms).astimezone(TOKYO):%Y-%m-%d %H:%M:%S}"


def _payloads(session: Session, ids: list[int]) -> dict[int, str]:
    found = session.execute(select(AuditPayload.row_id, AuditPayload.body).where(AuditPayload.row_id.in_(ids)))
    return {row_id: _payload_text(body) for row_id, body in found}


def _payload_text(body: str) -> str:
    """A payload in one line: arguments and note."""
    if not body:
        return ""
    payload = orjson.loads(body)
    args = payload.pop("args", {})
    parts = [f"{label}={value}" for label, value in args.items() if value not in ("", None)]
    parts += [note_text(str(value)) for value in payload.values() if value not in ("", None)]
    return "、".join(part for part in parts if part)


def note_text(note: str) -> str:
    """A note as people read it: a refusal's code by its sentence, or by its short name where that needs facts."""
    if _CODE.fullmatch(note) is None:
        return note
    for key in (f"staff.logs.notes.{note.replace('.', '_')}", f"errors.{note}"):
        if key in WORDS and not WORDS.placeholders(key):
            return WORDS(key)
    return ""


def said_text(said: str) -> str:
    """What was said; what was no text by its kind."""
    key = f"staff.logs.kinds.{said[1:-1]}"
    return WORDS(key) if _KIND.fullmatch(said) is not None and key in WORDS else said


def _action(row: AuditRow) -> str:
    return row.action.replace("#N", WORDS("staff.logs.shown"))


def _act(row: AuditRow, payload: str) -> str:
    outcome = WORDS(f"staff.outcomes.{row.outcome}")
    return "\n".join(part for part in (f"{_action(row)}（{outcome}）", _short(payload)) if part)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[:SHORT] + "…"


def _numbers(call: Call, numbers: list[Any]) -> str:
    shown = "、".join(f"#{number}" for number in numbers[:NAMED])
    more = len(numbers) - NAMED
    return shown + (call.words("staff.import.and_more", count=more) if more > 0 else "")
