"""The rows of backups: who makes today's, how it ended, and what staff are shown."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.backups.models import BackupRun
from data.db.raw import raw_for
from data.turns.jobs import put_job
from data.turns.turn import JobOrder

JOB = "make_backup"
RUNNING, GOOD, FAILED = "running", "good", "failed"


def begin_run(session: Session, *, now: datetime) -> int:
    """A row for a backup by hand; returns its number."""
    run = BackupRun(started_at=now, state=RUNNING)
    session.add(run)
    session.flush()
    return run.id


def order_scheduled(session: Session, *, day: date, now: datetime, real: float) -> int | None:
    """Claim a day's backup and order its job in the same transaction; None when somebody has.

    Args:
        real: the real clock, for the job. A worker that dies leaves the job to another (its lease ends).
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(BackupRun).values(day=day, started_at=now, state=RUNNING, file="", size=0, error="")
    run_id: int | None = session.scalar(
        insert.on_conflict_do_nothing(index_elements=[BackupRun.day]).returning(BackupRun.id)
    )
    if run_id is not None:
        order = JobOrder(JOB, {"run": run_id}, loading=False)
        put_job(raw_for(session), order, "staff", "", reply_token=None, token_at=real, run_at=real)
    return run_id


def has_run(session: Session, day: date) -> bool:
    """Whether a day's backup was begun."""
    return session.scalar(select(BackupRun.id).where(BackupRun.day == day)) is not None


def end_run(
    session: Session, *, run_id: int, now: datetime, file: str = "", size: int = 0, error: str = ""
) -> BackupRun | None:
    """How it ended; with `error`, failed. None when that was known before (nobody is told twice)."""
    run = session.get(BackupRun, run_id)
    if run is None or run.state != RUNNING:
        return None
    run.state = FAILED if error else GOOD
    run.finished_at, run.file, run.size, run.error = now, file, size, error
    session.flush()
    return run


def latest_runs(session: Session, limit: int) -> list[BackupRun]:
    """The newest first."""
    return list(session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(limit)))


def last_good(session: Session) -> BackupRun | None:
    """The newest that was made and proved."""
    good = select(BackupRun).where(BackupRun.state == GOOD).order_by(BackupRun.id.desc()).limit(1)
    return session.scalar(good)
