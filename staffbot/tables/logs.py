"""ログ 操作, 会話 and アクセス as tables: the newest that meet the conditions, which stand for days and persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.turns.models import ConversationLine
from staffbot.commands.logs_chosen import RESIDENT, chosen_accesses, chosen_lines, chosen_rows
from staffbot.commands.logs_shown import (
    action_text,
    address_text,
    at,
    local,
    names_of,
    numbers_of,
    payload_text,
    payloads_of,
    said_text,
    who_text,
)
from staffbot.tables.declared import WORDS, Asked, Column, Opened, TableKind, always, sheet_of

MOST_ROWS = 5000
PERSONAL = "logs:personal"


def _heading(name: str) -> str:
    return WORDS(f"staff.logs.columns.{name}")


AUDIT = (
    Column("number", _heading("number"), "number"),
    Column("at", _heading("at"), "instant"),
    Column("name", _heading("name"), "choice"),
    Column("channel", _heading("channel"), "choice"),
    Column("action", _heading("action"), "choice"),
    Column("outcome", _heading("outcome"), "choice"),
    Column("note", _heading("note"), "long"),
)
TALK = (
    Column("at", _heading("at"), "instant"),
    Column("channel", _heading("channel"), "choice"),
    Column("who", _heading("who"), "text"),
    Column("said", _heading("said"), "long"),
    Column("answered", _heading("answered"), "long"),
    Column("place", _heading("place"), "choice", is_shown=False),
)
ACCESS = (
    Column("at", _heading("at"), "instant"),
    Column("name", _heading("name"), "choice"),
    Column("method", _heading("method"), "choice"),
    Column("path", _heading("path"), "text"),
    Column("status", _heading("status"), "choice"),
    Column("count", _heading("count"), "number"),
    Column("duration", _heading("duration"), "number"),
    Column("address", _heading("address"), "text"),
)


def _open_audit(session: Session, asked: Asked) -> Opened:
    may_see = asked.staff.may(PERSONAL)
    found = session.scalars(chosen_rows(session, asked.conditions, asked.now).limit(MOST_ROWS)).all()
    payloads: dict[int, str] = {}
    for first in range(0, len(found), 500):
        payloads |= payloads_of(session, [row.id for row in found[first : first + 500]])
    rows = [
        (
            row.id,
            0,
            (
                row.id,
                local(at(row.at_ms)),
                row.staff_name,
                asked.words(f"staff.channels.{row.channel}"),
                action_text(row),
                asked.words(f"staff.outcomes.{row.outcome}"),
                payload_text(row, payloads.get(row.id, ""), may_see=may_see),
            ),
        )
        for row in found
    ]
    return _opened(asked, "operations", AUDIT, rows)


def _open_talk(session: Session, asked: Asked) -> Opened:
    may_see = asked.staff.may(PERSONAL)
    chosen = chosen_lines(asked.conditions, asked.now, may_read=may_see).limit(MOST_ROWS)
    found = session.scalars(chosen).all()
    numbers: dict[tuple[str, str], int] = {}
    for first in range(0, len(found), 500):
        numbers |= numbers_of(session, found[first : first + 500])
    rows = [
        (
            line.id,
            0,
            (
                local(line.at),
                asked.words(f"staff.channels.{line.channel}"),
                who_text(line, numbers),
                said_text(line.said, may_see=may_see),
                said_text(line.answered, may_see=may_see),
                line.place,
            ),
        )
        for line in found
    ]
    return _opened(asked, "conversations", TALK, rows)


def _open_access(session: Session, asked: Asked) -> Opened:
    may_see = asked.staff.may(PERSONAL)
    found = session.scalars(chosen_accesses(session, asked.conditions, asked.now).limit(MOST_ROWS)).all()
    names = names_of(session, found)
    rows = [
        (
            line.id,
            0,
            (
                local(at(line.at_ms)),
                names.get(line.staff_id, ""),
                line.method,
                line.path,
                line.status,
                line.count,
                line.duration_ms,
                address_text(line.address, may_see=may_see),
            ),
        )
        for line in found
    ]
    return _opened(asked, "accesses", ACCESS, rows)


def _residents_in(session: Session, asked: Asked, ids: Sequence[int]) -> tuple[str, list[int]]:
    """Whose talks were read; nobody's by those who see only how long they were."""
    if not asked.staff.may(PERSONAL):
        return RESIDENT, []
    lines = session.scalars(select(ConversationLine).where(ConversationLine.id.in_(ids))).all()
    return RESIDENT, sorted(set(numbers_of(session, lines).values()))


def _opened(asked: Asked, title: str, columns: tuple[Column, ...], rows: Sequence[tuple[int, int, Any]]) -> Opened:
    note = asked.words("table.newest", count=MOST_ROWS) if len(rows) == MOST_ROWS else ""
    return Opened(asked.words(f"staff.logs.{title}"), columns, sheet_of(columns, rows), note=note)


AUDIT_TABLE = TableKind(
    key="audit",
    noun="ログ 操作",
    phrase="ログ 操作",
    right="logs:read",
    export_right="logs:export",
    open=_open_audit,
    columns=always(AUDIT),
)
TALK_TABLE = TableKind(
    key="talk",
    noun="ログ 会話",
    phrase="ログ 会話",
    right="logs:talk",
    export_right="logs:export",
    open=_open_talk,
    columns=always(TALK),
    read_of=_residents_in,
)
ACCESS_TABLE = TableKind(
    key="access",
    noun="ログ アクセス",
    phrase="ログ アクセス",
    right="logs:access",
    export_right="logs:export",
    open=_open_access,
    columns=always(ACCESS),
)
