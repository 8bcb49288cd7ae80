"""The inbox: an event is committed here before LINE gets its 200. Hand-written SQL: every turn comes this way."""

from __future__ import annotations

from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy.orm import Session

from data.db.raw import Raw, raw_for
from data.gateways.line.events import Incoming, WebhookEvent, read_event
from data.gateways.line.wire import storable

WAITING, DONE, PARKED = 0, 1, 2

OWN_PREFIX = b'{"own":'


class WaitingEvent(Struct, frozen=True):
    """One event whose turn has not been taken, and where its person stands.

    `key`: LINE's id of it, one of its kind in its channel. `received_at` is the reply token's age on the real clock;
    `tracker` the tracker's text as stored, "" for a newcomer.
    """

    id: int
    key: str
    payload: bytes
    reply_token: str | None
    received_at: float
    timestamp_ms: int
    tracker: str = ""


def put_events(session: Session, channel: str, events: list[WebhookEvent], received_at: float) -> list[int | None]:
    """Store events once each; None for one that is known. A redelivery renews the age of an unused reply token."""
    raw = raw_for(session)
    ids: list[int | None] = []
    for event in events:
        row_id = raw.insert(
            "INSERT INTO inbox"
            " (channel, event_key, line_user_id, timestamp_ms, received_at, state, reply_token, payload)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT (channel, event_key) DO NOTHING",
            (
                channel,
                event.key,
                event.line_user_id,
                event.timestamp_ms,
                received_at,
                event.reply_token,
                event.raw,
            ),
        )
        if row_id is None and event.is_redelivery:
            _renew_token(raw, channel, event.key, received_at)
        ids.append(row_id)
    return ids


def put_own_event(
    session: Session,
    channel: str,
    line_user_id: str,
    event: dict[str, Any],
    *,
    key: str,
    said_at_ms: int,
    received_at: float,
    reply_token: str | None = None,
) -> int | None:
    """Store an event of our own (a job's result, something typed on the console). `event` has Incoming's fields.

    A job's result inherits the reply token and its age.
    """
    return raw_for(session).insert(
        "INSERT INTO inbox (channel, event_key, line_user_id, timestamp_ms, received_at, state, reply_token, payload)"
        " VALUES (?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT (channel, event_key) DO NOTHING",
        (channel, key, line_user_id, said_at_ms, received_at, reply_token, orjson.dumps({"own": storable(event)})),
    )


def next_event(raw: Raw, channel: str, line_user_id: str) -> WaitingEvent | None:
    """The person's oldest waiting event, by what LINE says of its time."""
    row = raw.one(
        "SELECT inbox.id, event_key, payload, reply_token, received_at, timestamp_ms, coalesce(tracker.state, '')"
        " FROM inbox LEFT JOIN tracker ON tracker.channel = inbox.channel AND tracker.line_user_id = inbox.line_user_id"
        " WHERE inbox.channel = ? AND inbox.line_user_id = ? AND inbox.state = 0"
        " ORDER BY timestamp_ms, inbox.id LIMIT 1",
        (channel, line_user_id),
    )
    return None if row is None else WaitingEvent(row[0], row[1], bytes(row[2]), *row[3:])


def finish_event(raw: Raw, event_id: int) -> None:
    """The work is done: the payload goes, the id stays (30 days) so that a repeat is known."""
    raw.run("UPDATE inbox SET state = 1, payload = NULL, reply_token = NULL WHERE id = ?", (event_id,))


def park_event(raw: Raw, event_id: int, reference: str, fault: str) -> bool:
    """Put a poisoned event aside for staff; it never blocks the person's next message. False: it waits no more."""
    parked = raw.run(
        "UPDATE inbox SET state = 2, reference = ?, fault = ?, reply_token = NULL WHERE id = ? AND state = 0",
        # Parking must never fail itself: PostgreSQL takes no NUL, and neither takes half a character.
        (reference, fault[:2000].replace("\0", "").encode(errors="replace").decode(), event_id),
    )
    return parked == 1


def waiting_people(session: Session) -> list[tuple[str, str]]:
    """(channel, line_user_id) of everybody with a waiting event."""
    rows = raw_for(session).all("SELECT DISTINCT channel, line_user_id FROM inbox WHERE state = 0")
    return [(row[0], row[1]) for row in rows]


def forget_old_events(session: Session, before: float, limit: int = 500) -> int:
    """Delete ids older than `before` (real clock seconds), a chunk at a time. Parked ones stay for staff."""
    return raw_for(session).run(
        "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE received_at < ? AND state = 1 LIMIT ?)",
        (before, limit),
    )


def read_payload(payload: bytes) -> tuple[Incoming, dict[str, Any] | None]:
    """A stored event as the counters see it, with the result an event of our own carries."""
    if not payload.startswith(OWN_PREFIX):
        return read_event(payload), None
    fields = orjson.loads(payload)["own"]
    result = fields.pop("result", None)
    fields.pop("display_text", None)  # for the transcript alone
    return Incoming(**fields), result


def _renew_token(raw: Raw, channel: str, key: str, received_at: float) -> None:
    raw.run(
        "UPDATE inbox SET received_at = ? WHERE channel = ? AND event_key = ? AND state = 0",
        (received_at, channel, key),
    )
    raw.run(
        # The first term is the index's own, word for word: SQLite uses it only then.
        "UPDATE outbox SET token_at = ? WHERE state IN (0, 1, 4) AND reply_token IS NOT NULL AND unknown_at IS NULL"
        " AND inbox_id = (SELECT id FROM inbox WHERE channel = ? AND event_key = ?)",
        (received_at, channel, key),
    )
