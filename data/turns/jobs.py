"""Jobs: work that must wait for the outside or takes time. A row is the truth; a worker claims it and does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.orm import Session

from data.db.raw import Raw, raw_for
from data.turns.turn import JobOrder

WAITING, RUNNING, DONE, GIVEN_UP = 0, 1, 2, 3
# Renewed while the job runs: how long a dead worker's job waits for another.
LEASE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Job:
    """One claimed job. Its result goes to (channel, line_user_id) and inherits the reply token and its age."""

    id: int
    kind: str
    payload: dict[str, Any]
    channel: str
    line_user_id: str
    reply_token: str | None
    token_at: float
    attempts: int


def put_job(
    raw: Raw,
    order: JobOrder,
    channel: str,
    line_user_id: str,
    *,
    reply_token: str | None,
    token_at: float,
    run_at: float,
) -> int:
    """Store one order; the worker takes it after the commit."""
    job_id = raw.insert(
        "INSERT INTO job (kind, payload, channel, line_user_id, reply_token, token_at, state, attempts, run_at,"
        " lease_until) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, 0)",
        (
            order.kind,
            orjson.dumps(order.payload).decode(),
            channel,
            line_user_id,
            reply_token,
            token_at,
            run_at,
        ),
    )
    assert job_id is not None
    return job_id


def claim_jobs(session: Session, now: float, limit: int = 10) -> list[Job]:
    """Take due jobs, also those whose worker died (their lease is over). `now` is the real clock."""
    raw = raw_for(session)
    rows = raw.all(
        "UPDATE job SET state = 1, attempts = attempts + 1, lease_until = ? WHERE id IN"
        # The first term is the index's own, word for word: SQLite uses it only then.
        " (SELECT id FROM job WHERE state IN (0, 1) AND (state = 0 AND run_at <= ? OR state = 1 AND lease_until < ?)"
        "  ORDER BY run_at, id LIMIT ?)"
        " RETURNING id, kind, payload, channel, line_user_id, reply_token, token_at, attempts",
        (now + LEASE_SECONDS, now, now, limit),
    )
    return [Job(row[0], row[1], row[2] if isinstance(row[2], dict) else orjson.loads(row[2]), *row[3:]) for row in rows]


def renew_leases(session: Session, ids: list[int], now: float) -> None:
    """These jobs are still being done."""
    raw_for(session).many(
        "UPDATE job SET lease_until = ? WHERE id = ? AND state = 1", [(now + LEASE_SECONDS, job_id) for job_id in ids]
    )


def release_jobs(session: Session) -> None:
    """Nobody does any job: whoever had claimed one has died."""
    raw_for(session).run("UPDATE job SET state = 0 WHERE state = 1")


def finish_job(session: Session, job_id: int, *, error: str | None = None) -> None:
    """Done, or given up with the reason."""
    raw_for(session).run(
        "UPDATE job SET state = ?, error = ?, payload = '{}', reply_token = NULL WHERE id = ?",
        (DONE if error is None else GIVEN_UP, error and error[:500], job_id),
    )


def retry_job(session: Session, job_id: int, run_at: float, error: str) -> None:
    """Try again at `run_at` (real clock). Not if somebody else has ended it meanwhile."""
    raw_for(session).run(
        "UPDATE job SET state = 0, run_at = ?, error = ? WHERE id = ? AND state = 1", (run_at, error[:500], job_id)
    )


def forget_old_jobs(session: Session, before: float, limit: int = 500) -> int:
    """Delete jobs finished long ago, a chunk at a time: looks at the `limit` oldest rows, not at all."""
    return raw_for(session).run(
        "DELETE FROM job WHERE run_at < ? AND state IN (2, 3) AND id IN (SELECT id FROM job ORDER BY id LIMIT ?)",
        (before, limit),
    )
