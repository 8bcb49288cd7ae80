"""The change log: which topic changed, in order, so that every process can follow with its snapshots."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from data.db.base import AUTOINCREMENT, Base, Instant, Key
from data.db.changes import TOPICS_KEY
from data.db.raw import Raw, raw_for


class ChangeLogRow(Base):
    """One topic changed by one transaction. Written last in it, so that a lower id is never seen later."""

    __tablename__ = "change_log"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    topic: Mapped[str] = mapped_column(String(50))
    at: Mapped[datetime] = mapped_column(Instant)


# One number for the whole log: without the lock a follower can miss a row that commits after a higher id.
CHANGE_LOG_LOCK = 7_240_317


def write_changes(raw: Raw, topics: set[str], *, postgres: bool) -> None:
    """Insert the transaction's change rows. Must be its last statements."""
    if postgres:
        raw.one("SELECT pg_advisory_xact_lock(?)", (CHANGE_LOG_LOCK,))
    for topic in sorted(topics):
        raw.run("INSERT INTO change_log (topic, at) VALUES (?, CURRENT_TIMESTAMP)", (topic,))


def topics_of(session: Session) -> set[str]:
    """The topics that services named in this transaction; forgets them."""
    topics: set[str] = session.info.pop(TOPICS_KEY, set())
    return topics


def forget_old_changes(session: Session, before: float, limit: int = 500) -> int:
    """Delete rows older than `before` (seconds since the epoch), a chunk at a time. Every follower has read them."""
    old = datetime.fromtimestamp(before, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return raw_for(session).run(
        "DELETE FROM change_log WHERE at < ? AND id IN (SELECT id FROM change_log ORDER BY id LIMIT ?)", (old, limit)
    )


def changes_after(raw: Raw, last_id: int) -> tuple[int, set[str]]:
    """(newest id, topics changed since `last_id`)."""
    rows = raw.all("SELECT id, topic FROM change_log WHERE id > ? ORDER BY id", (last_id,))
    return (rows[-1][0] if rows else last_id), {row[1] for row in rows}
