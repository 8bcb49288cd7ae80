"""What the watch reads out of the database. Reads only, each count on an index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.alerts.reading import Reading
from data.backups.service import FAILED, last_good, latest_runs
from data.db.raw import Raw, raw_for
from data.staff.models import WrongCode

# A message that has waited so long is late for whoever asked.
OLD_SECONDS = 600.0
MANY_WAITING = 500
DAY_SECONDS = 86_400.0
# Daily, and some hours to be late in.
BACKUP_AGE = timedelta(hours=30)
WINDOW = timedelta(minutes=10)
MANY_REFUSED, MANY_REFUSED_PAGES, MANY_WRONG_CODES = 20, 100, 10


def database_readings(session: Session, now: datetime, real: float) -> list[Reading]:
    """Parked events, what could not be sent, what waits, the quota, mails, backups, refusals.

    Args:
        now: movable clock. real: the real one, which the inbox and the outbox keep.
    """
    raw = raw_for(session)
    return [*_queues(raw, real), _mails(raw, real), _backup(session, now), _refusals(session, raw, now)]


def _count(raw: Raw, sql: str, *params: object) -> tuple[int, int]:
    """(count, newest key) of a statement that selects both."""
    row = raw.one(sql, params)
    return (int(row[0]), int(row[1] or 0)) if row else (0, 0)


def _queues(raw: Raw, real: float) -> Iterator[Reading]:
    count, newest = _count(raw, "SELECT count(*), max(id) FROM inbox WHERE state = 2")
    yield Reading("parked", count == 0, {"count": count}, str(newest or ""))
    count, newest = _count(
        raw, "SELECT count(*), max(id) FROM outbox WHERE state = 3 AND made_at > ?", real - DAY_SECONDS
    )
    yield Reading("undelivered", count == 0, {"count": count}, str(newest or ""))
    waiting, _ = _count(raw, "SELECT count(*), max(id) FROM outbox WHERE state IN (0, 1, 4) AND state <> 4")
    late, _ = _count(
        raw,
        "SELECT count(*), max(id) FROM outbox WHERE state IN (0, 1, 4) AND state <> 4 AND made_at < ?",
        real - OLD_SECONDS,
    )
    yield Reading("outbox", late == 0 and waiting < MANY_WAITING, {"count": waiting, "late": late})
    count, _ = _count(raw, "SELECT count(*), max(id) FROM outbox WHERE state IN (0, 1, 4) AND state = 4")
    yield Reading("quota", count == 0, {"count": count})


def _mails(raw: Raw, real: float) -> Reading:
    waiting, _ = _count(raw, "SELECT count(*), max(id) FROM mail WHERE state IN (0, 1) AND attempts > 2")
    count, newest = _count(
        raw, "SELECT count(*), max(id) FROM mail WHERE state = 3 AND next_at > ?", real - DAY_SECONDS
    )
    return Reading("mail", not (count or waiting), {"count": count + waiting}, str(newest or ""))


def _backup(session: Session, now: datetime) -> Reading:
    good, runs = last_good(session), latest_runs(session, 1)
    newest = runs[0] if runs else None
    if newest is not None and newest.state == FAILED:
        return Reading("backup", False, {"code": newest.error or "fault"}, str(newest.id))
    if good is not None and now - good.started_at > BACKUP_AGE:
        return Reading("backup", False, {"code": "late"}, f"late-{good.id}")
    # A town of today has none yet; that none is made at all is the scheduler's reading.
    return Reading("backup", True, {"hours": 0 if good is None else _hours(now - good.started_at)})


def _refusals(session: Session, raw: Raw, now: datetime) -> Reading:
    since = now - WINDOW
    since_ms = int(since.timestamp() * 1000)
    refused, _ = _count(
        raw, "SELECT count(*), max(id) FROM audit_row WHERE at_ms > ? AND outcome = 'no_right'", since_ms
    )
    signs, _ = _count(
        raw,
        "SELECT count(*), max(id) FROM audit_row WHERE at_ms > ? AND outcome IN ('refused', 'failed') AND staff_id = 0",
        since_ms,
    )
    pages, _ = _count(
        raw,
        "SELECT coalesce(sum(count), 0), max(id) FROM access_line WHERE at_ms > ? AND status IN (401, 403, 404)",
        since_ms,
    )
    codes = session.scalar(select(func.count()).where(WrongCode.at > since)) or 0
    is_well = refused + signs < MANY_REFUSED and pages < MANY_REFUSED_PAGES and codes < MANY_WRONG_CODES
    return Reading("refusals", is_well, {"count": refused + signs + pages + codes})


def _hours(span: timedelta) -> int:
    return max(0, round(span.total_seconds() / 3600))
