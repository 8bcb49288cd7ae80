"""What waits, and what was put aside: for `/health`, `/metrics` and `設定 状態`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from data.db.raw import raw_for


@dataclass(frozen=True, slots=True)
class Backlog:
    """Numbers of rows. `resting`: messages that wait because the month's quota is used up."""

    inbox_waiting: int
    inbox_parked: int
    outbox_open: int
    outbox_resting: int
    outbox_given_up: int
    outbox_resent: int
    jobs_open: int

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event whose turn failed. `reference` is the number the person was told and the log has."""

    id: int
    channel: str
    line_user_id: str
    reference: str
    received_at: datetime
    fault: str


def measure_backlog(session: Session) -> Backlog:
    """Count what waits; every count runs on an index."""
    raw = raw_for(session)

    def count(sql: str) -> int:
        row = raw.one(sql)
        return int(row[0]) if row else 0

    return Backlog(
        inbox_waiting=count("SELECT count(*) FROM inbox WHERE state = 0"),
        inbox_parked=count("SELECT count(*) FROM inbox WHERE state = 2"),
        outbox_open=count("SELECT count(*) FROM outbox WHERE state IN (0, 1, 4) AND state <> 4"),
        outbox_resting=count("SELECT count(*) FROM outbox WHERE state IN (0, 1, 4) AND state = 4"),
        outbox_given_up=count("SELECT count(*) FROM outbox WHERE state = 3"),
        outbox_resent=count("SELECT count(*) FROM outbox WHERE resent = 1"),
        jobs_open=count("SELECT count(*) FROM job WHERE state IN (0, 1)"),
    )


def parked_events(session: Session, limit: int = 50) -> list[ParkedEvent]:
    """The newest parked events."""
    rows = raw_for(session).all(
        "SELECT id, channel, line_user_id, reference, received_at, fault FROM inbox WHERE state = 2"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [
        ParkedEvent(row[0], row[1], row[2], row[3] or "", datetime.fromtimestamp(row[4], UTC), row[5] or "")
        for row in rows
    ]


def forget_parked(session: Session, before: float, limit: int = 500) -> int:
    """Give up events parked before this (real clock seconds): what people said in them goes, a chunk at a time."""
    return raw_for(session).run(
        "UPDATE inbox SET state = 1, payload = NULL, reply_token = NULL, fault = NULL WHERE id IN"
        " (SELECT id FROM inbox WHERE state = 2 AND received_at < ? ORDER BY id LIMIT ?)",
        (before, limit),
    )


def retry_event(session: Session, event_id: int) -> bool:
    """Let a parked event's turn be taken again (its answer goes by push). False: there is no such parked event."""
    return (
        raw_for(session).run(
            "UPDATE inbox SET state = 0, reference = NULL, fault = NULL WHERE id = ? AND state = 2", (event_id,)
        )
        == 1
    )
