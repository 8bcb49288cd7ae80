"""Backups of the running program: looks what is due, does the job in a thread, writes down how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from data.backups.due import due_day
from data.backups.making import make_backup
from data.backups.records import code_of
from data.backups.service import end_run, has_run, order_scheduled
from data.clock import Clock
from data.db.faults import BackupFault, StartFault
from data.db.keys import Keys
from data.db.store import Store
from data.settings import Settings
from data.turns.jobs import Job
from data.turns.turn import Notice

log = structlog.get_logger(__name__)

ATTEMPTS = 3
INTERRUPTED = "interrupted"

# (session, error code, who is told in the answer to the order and needs no notice: a staff id, or 0)
Alert = Callable[[Session, str, int], list[Notice]]
Announce = Callable[[Callable[[Session], list[Notice]]], Awaitable[int]]


class Backups:
    """One per process. `announce`: `Turns.announce`; `alert`: the notices of a failure."""

    def __init__(
        self, *, settings: Settings, keys: Keys, store: Store, clock: Clock, announce: Announce, alert: Alert
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._store = store
        self._clock = clock
        self._announce = announce
        self._alert = alert

    async def tick(self) -> None:
        """Each minute: order the backup that is due, unless somebody has."""
        now = self._clock.now()
        day = due_day(now)
        if not await self._store.view(has_run, day):
            await self._store.write(order_scheduled, day=day, now=now, real=self._clock.real())

    async def make(self, job: Job) -> dict[str, Any]:
        """Job `make_backup` {run, order?, staff_id?} -> {file, size, rows, files, missing} or {failed: code}."""
        found = await self._made(job) if job.attempts <= ATTEMPTS else {"failed": INTERRUPTED}
        now = self._clock.now()
        await self._announce(lambda session: self._ended(session, job, found, now))
        return {**found, **({"order": job.payload["order"]} if "order" in job.payload else {})}

    async def _made(self, job: Job) -> dict[str, Any]:
        try:
            made = await asyncio.to_thread(make_backup, self._settings, self._keys, now=self._clock.now())
        except StartFault as fault:
            log.error("backup failed", run=job.payload["run"], error=type(fault).__name__, exc_info=fault)
            return {"failed": code_of(fault)}
        except Exception as fault:
            log.exception("backup failed", run=job.payload["run"], error=type(fault).__name__)
            return {"failed": BackupFault.code}
        proof = made.proof
        return {
            "file": made.path.name,
            "size": made.size,
            "rows": proof.about.rows,
            "files": proof.files,
            "missing": proof.about.missing,
        }

    def _ended(self, session: Session, job: Job, found: dict[str, Any], now: datetime) -> list[Notice]:
        error = str(found.get("failed", ""))
        run = end_run(
            session,
            run_id=job.payload["run"],
            now=now,
            file=found.get("file", ""),
            size=found.get("size", 0),
            error=error,
        )
        return self._alert(session, error, job.payload.get("staff_id", 0)) if run is not None and error else []
