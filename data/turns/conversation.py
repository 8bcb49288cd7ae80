"""The conversation log and the console's transcript."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.db.raw import Raw, raw_for
from data.turns.models import ConsoleMessage, ConversationLine
from data.turns.turn import LineMessage

SAID_CHARACTERS = 5000  # LINE's own limit of a text message
ANSWERED_CHARACTERS = 1000
MASKED_AMONG = 20
LONGEST_MESSAGE_ID = 40  # LINE's own have about 20 digits


def log_line(
    raw: Raw,
    *,
    at: datetime,
    channel: str,
    line_user_id: str,
    message_id: str,
    said: str,
    messages: list[LineMessage],
    place: str,
) -> None:
    """One line: what was said, how it was answered, where in which dialog."""
    answered = "\n".join(str(message.get("text") or message.get("altText") or message["type"]) for message in messages)
    raw.run(
        "INSERT INTO conversation_line (at, channel, line_user_id, message_id, said, answered, place)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            _instant(at),
            channel,
            line_user_id,
            message_id[:LONGEST_MESSAGE_ID],
            said[:SAID_CHARACTERS],
            answered[:ANSWERED_CHARACTERS],
            place[:120],
        ),
    )


def forget_message(session: Session, *, channel: str, line_user_id: str, message_id: str) -> None:
    """LINE's `unsend`: delete what was stored of that message. Only the person's own lines are looked at."""
    session.execute(
        delete(ConversationLine).where(
            ConversationLine.channel == channel,
            ConversationLine.line_user_id == line_user_id,
            ConversationLine.message_id == message_id[:LONGEST_MESSAGE_ID],
        )
    )


def forget_old_conversation(session: Session, before: float, limit: int) -> int:
    """Delete log lines and console messages older than `before` (seconds since the epoch), a bite at a time."""
    raw = raw_for(session)
    instant = _instant(datetime.fromtimestamp(before, UTC))
    lines = raw.run(
        "DELETE FROM conversation_line WHERE id IN (SELECT id FROM conversation_line WHERE at < ? LIMIT ?)",
        (instant, limit),
    )
    shown = raw.run(
        "DELETE FROM console_message WHERE at < ? AND id IN (SELECT id FROM console_message ORDER BY id LIMIT ?)",
        (instant, limit),
    )
    return lines + shown


def put_console_messages(
    raw: Raw, line_user_id: str, at: datetime, origin: str, messages: list[dict[str, Any]]
) -> None:
    """Show messages in the staff chat in a browser. origin: "bot" or "person"."""
    for message in messages:
        raw.run(
            "INSERT INTO console_message (line_user_id, at, origin, message) VALUES (?, ?, ?, ?)",
            (line_user_id, _instant(at), origin, orjson.dumps(message).decode()),
        )


def mask_console_message(session: Session, line_user_id: str, text: str, mask: str) -> None:
    """Put `mask` in the place of a secret the person typed on the console, wherever it stands among the newest rows."""
    newest = (
        select(ConsoleMessage)
        .where(ConsoleMessage.line_user_id == line_user_id, ConsoleMessage.origin == "person")
        .order_by(ConsoleMessage.id.desc())
        .limit(MASKED_AMONG)
    )
    for row in session.scalars(newest):
        if row.message.get("text", "").strip() == text.strip():
            row.message = {"type": "text", "text": mask}


def console_messages_after(session: Session, line_user_id: str, after: int, limit: int = 100) -> list[dict[str, Any]]:
    """The transcript after row `after`, oldest first; with `after` 0 the newest `limit` rows."""
    found = select(ConsoleMessage).where(ConsoleMessage.line_user_id == line_user_id, ConsoleMessage.id > after)
    if after:
        rows = list(session.scalars(found.order_by(ConsoleMessage.id).limit(limit)))
    else:
        rows = list(session.scalars(found.order_by(ConsoleMessage.id.desc()).limit(limit)))[::-1]
    return [
        {"id": row.id, "at": int(row.at.timestamp() * 1000), "from": row.origin, "message": row.message} for row in rows
    ]


def _instant(at: datetime) -> str:
    # Both engines read this: SQLite keeps text in SQLAlchemy's own format, PostgreSQL takes the zone from its suffix.
    return at.isoformat(" ", "microseconds")[:26]
