"""The outbox: what was promised to a person, until LINE has it. Hand-written SQL."""

from __future__ import annotations

from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy.orm import Session

from data.db.raw import Raw, raw_for
from data.ids import new_retry_key

WAITING, SENDING, SENT, GIVEN_UP, RESTING = 0, 1, 2, 3, 4
# Well within a reply token's life: what a dead process left is still answered by reply.
ABANDONED_SECONDS = 15.0
PAGE_ROWS = 1000


class OutboxItem(Struct):
    """One row in hand: one call to LINE, one to five messages as the JSON array that goes out.

    `reply_token` is None for a push. `unknown_at`: since when the outcome of an attempt is not known (real clock).
    `is_refused`: LINE has said no to the reply, and has still to be asked why.
    """

    id: int
    channel: str
    line_user_id: str
    reply_token: str | None
    token_at: float
    retry_key: str
    messages: bytes
    made_at: float
    attempts: int = 0
    unknown_at: float | None = None
    is_refused: bool = False


def put_promise(
    raw: Raw,
    channel: str,
    line_user_id: str,
    messages: list[dict[str, Any]],
    *,
    made_at: float,
    inbox_id: int | None = None,
    reply_token: str | None = None,
    token_at: float = 0.0,
) -> OutboxItem:
    """Promise one to five messages. 'sending' from the start: after a crash its outcome counts as unknown."""
    body = orjson.dumps(messages)
    retry_key = new_retry_key()
    row_id = raw.insert(
        "INSERT INTO outbox (channel, line_user_id, inbox_id, reply_token, token_at, retry_key, messages, state,"
        " attempts, next_at, made_at, resent) VALUES (?, ?, ?, ?, ?, ?, ?, 1, 0, 0, ?, 0)",
        (channel, line_user_id, inbox_id, reply_token, token_at, retry_key, body.decode(), made_at),
    )
    assert row_id is not None
    return OutboxItem(row_id, channel, line_user_id, reply_token, token_at, retry_key, body, made_at)


def mark_sent(session: Session, ids: list[int]) -> None:
    """LINE has them; their text is not kept here."""
    raw_for(session).many("UPDATE outbox SET state = 2, messages = '' WHERE id = ?", [(row_id,) for row_id in ids])


def mark_resent(session: Session, row_id: int) -> None:
    """One push went out after a reply whose outcome nobody will ever know (再送)."""
    raw_for(session).run("UPDATE outbox SET resent = 1, reply_token = NULL WHERE id = ?", (row_id,))


def drop_token(session: Session, row_id: int) -> bool:
    """LINE does not take this reply token; nothing was sent with it.

    False when another process has taken the row over: then its attempt may be what used the token.
    """
    dropped = raw_for(session).run(
        "UPDATE outbox SET reply_token = NULL WHERE id = ? AND state = 1 AND unknown_at IS NULL", (row_id,)
    )
    return dropped == 1


def take_over(session: Session, ids: list[int]) -> None:
    """Rows left 'sending' are tried by us from now on; whoever may still have one in hand learns it here."""
    raw_for(session).many(
        "UPDATE outbox SET unknown_at = made_at WHERE id = ? AND state = 1 AND unknown_at IS NULL",
        [(row_id,) for row_id in ids],
    )


def mark_unknown(session: Session, row_id: int, since: float) -> None:
    """An attempt's outcome is not known."""
    raw_for(session).run(
        "UPDATE outbox SET unknown_at = coalesce(unknown_at, ?), attempts = attempts + 1 WHERE id = ?", (since, row_id)
    )


def put_off(session: Session, row_id: int, next_at: float, error: str, *, resting: bool = False) -> None:
    """Push again at `next_at` (real clock). `resting`: the month's quota is used up.

    The reply token goes: were it made young by a redelivery, a push that has arrived could be repeated as a reply.
    """
    raw_for(session).run(
        "UPDATE outbox SET state = ?, next_at = ?, error = ?, attempts = attempts + 1, reply_token = NULL WHERE id = ?",
        (RESTING if resting else WAITING, next_at, error[:500], row_id),
    )


def give_up(session: Session, row_id: int, error: str) -> None:
    """It can never succeed, or its time is over. The messages stay for staff to see."""
    raw_for(session).run("UPDATE outbox SET state = 3, error = ? WHERE id = ?", (error[:500], row_id))


def give_up_with_apology(
    session: Session, item: OutboxItem, error: str, messages: list[dict[str, Any]], now: float
) -> OutboxItem:
    """Give a row up and promise other messages in its place, both or neither."""
    give_up(session, item.id, error)
    return put_promise(raw_for(session), item.channel, item.line_user_id, messages, made_at=now)


def open_items(session: Session, now: float, *, after_start: bool, after_id: int = 0) -> list[OutboxItem]:
    """What is due and not yet sent, in order: PAGE_ROWS rows after row `after_id`. `now` is the real clock.

    A row left 'sending' has an unknown outcome. Right after the start it is a dead process's, or one's that is ending;
    later one older than ABANDONED_SECONDS may be nobody's. Two processes that try the same row do no harm: a reply
    token serves once, a push has its retry key (see `take_over`).
    """
    rows = raw_for(session).all(
        "SELECT id, channel, line_user_id, reply_token, token_at, retry_key, messages, made_at, attempts, unknown_at,"
        " state FROM outbox WHERE state IN (0, 1, 4) AND id > ? AND (state <> 1 AND next_at <= ?"
        " OR state = 1 AND made_at <= ?) ORDER BY id LIMIT ?",
        (after_id, now, now if after_start else now - ABANDONED_SECONDS, PAGE_ROWS),
    )
    return [
        OutboxItem(
            id=row[0],
            channel=row[1],
            line_user_id=row[2],
            reply_token=row[3],
            token_at=row[4],
            retry_key=row[5],
            messages=row[6].encode(),
            made_at=row[7],
            attempts=row[8],
            unknown_at=_unknown_since(unknown_at=row[9], made_at=row[7], was_sending=row[10] == SENDING),
        )
        for row in rows
    ]


def _unknown_since(*, unknown_at: float | None, made_at: float, was_sending: bool) -> float | None:
    # A push with its retry key may be repeated blindly; only a reply asks.
    return made_at if unknown_at is None and was_sending else unknown_at


def forget_old_promises(session: Session, before: float, limit: int = 500) -> int:
    """Delete rows sent or given up long ago, a chunk at a time: looks at the `limit` oldest rows, not at all."""
    return raw_for(session).run(
        "DELETE FROM outbox WHERE made_at < ? AND state IN (2, 3)"
        " AND id IN (SELECT id FROM outbox ORDER BY id LIMIT ?)",
        (before, limit),
    )
