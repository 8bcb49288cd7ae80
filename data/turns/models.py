"""Tables of the turn. Every turn touches the first three, with hand-written SQL (see the neighbouring files)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Double, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class InboxRow(Base):
    """One event that LINE was told we have. state: 0 waiting, 1 done, 2 parked."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "event_key"),
        Index(
            "ix_inbox_waiting",
            "channel",
            "line_user_id",
            "timestamp_ms",
            "id",
            sqlite_where=text("state = 0"),
            postgresql_where=text("state = 0"),
        ),
        Index("ix_inbox_parked", "id", sqlite_where=text("state = 2"), postgresql_where=text("state = 2")),
        Index("ix_inbox_received_at", "received_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    event_key: Mapped[str] = mapped_column(String(100))
    line_user_id: Mapped[str] = mapped_column(String(64))
    timestamp_ms: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[float] = mapped_column(Double)  # seconds, real clock
    state: Mapped[int] = mapped_column(SmallInteger)
    reply_token: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)  # the event's own JSON; gone once the work is done
    reference: Mapped[str | None] = mapped_column(String(20))
    fault: Mapped[str | None] = mapped_column(Text)


class TrackerRow(Base):
    """Where one person stands on one channel: a JSON document."""

    __tablename__ = "tracker"

    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    line_user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(Text)


class OutboxRow(Base):
    """Messages promised to one person.

    state: 0 waiting, 1 sending, 2 sent, 3 given up, 4 resting (quota). `messages` is emptied once sent.
    `unknown_at`: an attempt's outcome is not known since then. `resent`: one push went out after an unknown reply.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        # Partial, and named in the queries word for word: SQLite uses such an index only then.
        Index("ix_outbox_given_up", "id", sqlite_where=text("state = 3"), postgresql_where=text("state = 3")),
        Index("ix_outbox_resent", "id", sqlite_where=text("resent = 1"), postgresql_where=text("resent = 1")),
        Index(
            "ix_outbox_open", "id", sqlite_where=text("state in (0, 1, 4)"), postgresql_where=text("state in (0, 1, 4)")
        ),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    line_user_id: Mapped[str] = mapped_column(String(64))
    inbox_id: Mapped[int | None] = mapped_column(BigInteger)
    reply_token: Mapped[str | None] = mapped_column(Text)
    token_at: Mapped[float] = mapped_column(Double)
    retry_key: Mapped[str] = mapped_column(String(36))
    messages: Mapped[str] = mapped_column(Text)
    state: Mapped[int] = mapped_column(SmallInteger)
    attempts: Mapped[int] = mapped_column(SmallInteger)
    next_at: Mapped[float] = mapped_column(Double)
    made_at: Mapped[float] = mapped_column(Double)
    unknown_at: Mapped[float | None] = mapped_column(Double)
    resent: Mapped[int] = mapped_column(SmallInteger)
    error: Mapped[str | None] = mapped_column(Text)


class JobRow(Base):
    """Work ordered by a turn. state: 0 waiting, 1 running, 2 done, 3 given up."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_open", "run_at", sqlite_where=text("state in (0, 1)"), postgresql_where=text("state in (0, 1)")),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[Any] = mapped_column(Document)
    channel: Mapped[str] = mapped_column(String(10))
    line_user_id: Mapped[str] = mapped_column(String(64))
    reply_token: Mapped[str | None] = mapped_column(Text)
    token_at: Mapped[float] = mapped_column(Double)
    state: Mapped[int] = mapped_column(SmallInteger)
    attempts: Mapped[int] = mapped_column(SmallInteger)
    run_at: Mapped[float] = mapped_column(Double)
    lease_until: Mapped[float] = mapped_column(Double)
    error: Mapped[str | None] = mapped_column(Text)


class ConversationLine(Base):
    """What was said and how it was answered, for `ログ 会話`. `message_id` lets an `unsend` delete it."""

    __tablename__ = "conversation_line"
    __table_args__ = (
        Index("ix_conversation_line_person", "channel", "line_user_id", "id"),
        Index("ix_conversation_line_at", "at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(10))
    line_user_id: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(40))
    said: Mapped[str] = mapped_column(Text)
    answered: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(120))


class ConsoleMessage(Base):
    """The staff chat in a browser: what the page shows. origin: "bot" or "person"."""

    __tablename__ = "console_message"
    __table_args__ = (Index("ix_console_message_person", "line_user_id", "id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    line_user_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    origin: Mapped[str] = mapped_column(String(8))
    message: Mapped[Any] = mapped_column(Document)
