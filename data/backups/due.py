"""When a backup is due: each civil day at 03:00 in Asia/Tokyo; a missed one at the next chance."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from data.clock import TOKYO

BACKUP_TIME = time(3, 0)


def due_day(now: datetime) -> date:
    """The civil day whose backup should exist by now: today from 03:00 on, before that yesterday."""
    local = now.astimezone(TOKYO)
    return local.date() if local.time() >= BACKUP_TIME else local.date() - timedelta(days=1)


def next_due(now: datetime) -> datetime:
    """When the next scheduled one begins, once that of `due_day` is made."""
    return datetime.combine(due_day(now) + timedelta(days=1), BACKUP_TIME, TOKYO).astimezone(UTC)
