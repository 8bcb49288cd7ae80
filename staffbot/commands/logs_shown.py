"""Lines of the logs as people read them, and what is hidden from those who may not see personal data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from data.access.models import AccessLine
from data.audit.models import AuditPayload, AuditRow
from data.clock import TOKYO
from data.residents.models import Resident
from data.staff.models import StaffMember
from data.turns.models import ConversationLine
from dialogs.wording import load_wording

WORDS = load_wording()
SHORT = 80
HIDDEN = "＊＊＊"
# What is said with these nouns is about places and content, not about people.
IMPERSONAL = frozenset(
    {"避難所", "施設", "FAQ", "シナリオ", "メニュー画面", "災害", "統計", "設定", "コンソール", "ヘルプ", "メニュー"}
)
_CODE = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")
_KIND = re.compile(r"（[a-z_]+）")
_REFERENCE = re.compile(r"#[0-9]+")
_SHORT_NUMBER = re.compile(r"[0-9]{1,4}|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
_TELEPHONE = re.compile(r"(?<![0-9])(?:\+81|0)[0-9][0-9-]{7,12}(?![0-9])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def payloads_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Payloads by the numbers of their rows."""
    found = session.execute(select(AuditPayload.row_id, AuditPayload.body).where(AuditPayload.row_id.in_(ids)))
    return {row.row_id: row.body for row in found}


def payload_text(row: AuditRow, body: str, *, may_see: bool) -> str:
    """A payload in one line: arguments, records shown, note. Without the right, people are left out of it."""
    if not body:
        return ""
    payload = orjson.loads(body)
    args = payload.pop("args", {})
    ids = payload.pop("ids", [])
    is_open = may_see or row.action.partition(" ")[0] in IMPERSONAL
    parts = [f"{label}={_value(value, may_see, is_open)}" for label, value in args.items() if value not in ("", None)]
    if ids:
        parts.append("、".join(f"#{one}" for one in ids))
    notes = (note_text(str(value)) for value in payload.values() if value not in ("", None))
    parts += [_value(note, may_see, is_open) if _CODE.fullmatch(note) is None else note for note in notes]
    return "、".join(part for part in parts if part)


def note_text(note: str) -> str:
    """A note as people read it: a refusal's code by its sentence, or by its short name where that needs facts."""
    if _CODE.fullmatch(note) is None:
        return note
    for key in (f"staff.logs.notes.{note.replace('.', '_')}", f"errors.{note}"):
        if key in WORDS and not WORDS.placeholders(key):
            return WORDS(key)
    return ""


def action_text(row: AuditRow) -> str:
    """What was done, as the command is typed."""
    return row.action.replace("#N", WORDS("staff.logs.shown"))


def act_text(row: AuditRow, body: str, *, may_see: bool) -> str:
    """What was done and how it ended, with its arguments below."""
    outcome = WORDS(f"staff.outcomes.{row.outcome}")
    said = short(payload_text(row, body, may_see=may_see))
    return "\n".join(part for part in (f"{action_text(row)}（{outcome}）", said) if part)


def said_text(said: str, *, may_see: bool = True) -> str:
    """What was said; what was no text by its kind; only its length for those who may not read it."""
    key = f"staff.logs.kinds.{said[1:-1]}"
    if _KIND.fullmatch(said) is not None and key in WORDS:
        return WORDS(key)
    return said if may_see or not said else WORDS("staff.logs.hidden", count=len(said))


def numbers_of(session: Session, lines: Sequence[ConversationLine]) -> dict[tuple[str, str], int]:
    """The residents' numbers, by channel and LINE user."""
    people = {(line.channel, line.line_user_id) for line in lines}
    if not people:
        return {}
    found = select(Resident.channel, Resident.line_user_id, Resident.id).where(
        tuple_(Resident.channel, Resident.line_user_id).in_(people)
    )
    return {(channel, line_user_id): number for channel, line_user_id, number in session.execute(found)}


def who_text(line: ConversationLine, numbers: dict[tuple[str, str], int]) -> str:
    """The person of a conversation line, by number: the LINE id would tell nobody anything."""
    number = numbers.get((line.channel, line.line_user_id))
    if number is not None:
        return WORDS("staff.logs.resident", number=number)
    return line.line_user_id if line.line_user_id.startswith("staff:") else "－"


def names_of(session: Session, lines: Sequence[AccessLine]) -> dict[int, str]:
    """Names of the staff on a page of the access log."""
    ids = {line.staff_id for line in lines} - {0}
    found = session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(ids)))
    return {row.id: row.name for row in found}


def address_text(address: str, *, may_see: bool) -> str:
    """An address, its end hidden from those who may not see personal data."""
    if may_see or not address:
        return address
    separator = ":" if ":" in address else "."
    return address.rpartition(separator)[0] + separator + "＊"


def at(at_ms: int) -> datetime:
    """Milliseconds as an instant."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def local(instant: datetime) -> str:
    """An instant for a table."""
    return f"{instant.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}"


def short(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= SHORT else text[:SHORT] + "…"


def _value(value: Any, may_see: bool, is_open: bool) -> str:
    text = str(value)
    if may_see:
        return text
    if is_open:
        return _MAIL.sub(HIDDEN, _TELEPHONE.sub(HIDDEN, text))
    kept = [word for word in text.split() if _REFERENCE.fullmatch(word) or _SHORT_NUMBER.fullmatch(word)]
    return " ".join(kept) or HIDDEN
