"""The worker: does jobs and puts their results into the inbox as events of our own."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.orm import Session

from data.clock import Clock
from data.db.outages import trace_of
from data.db.store import Store
from data.errors import GatewayError
from data.ids import new_reference
from data.turns.inbox import put_own_event
from data.turns.jobs import Job, claim_jobs, finish_job, release_jobs, renew_leases, retry_job
from data.turns.stats import TurnStats

log = structlog.get_logger(__name__)

JobHandler = Callable[[Job], Awaitable[dict[str, Any]]]

ATTEMPTS = 5
RETRY_WAITS = (1.0, 3.0, 10.0, 30.0)
AT_ONCE = 4
RENEW_SECONDS = 10.0
# More than errors and restarts explain: each time, the job took its worker down with it.
MOST_CLAIMS = 10


@dataclass(frozen=True, slots=True)
class Result:
    """A finished job's event, ready for its turn."""

    channel: str
    line_user_id: str
    event_id: int


class Worker:
    """Claims due jobs and runs their handlers, a few at once.

    A handler raises GatewayError when the outside failed (retryable ones are tried again); anything else is our bug and
    comes back as `{"error": "fault", "reference": ...}`.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        handlers: Mapping[str, JobHandler],
        stats: TurnStats,
        arrived: Callable[[Result], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers
        self._stats = stats
        self._arrived = arrived
        self._wanted = asyncio.Event()
        self._running: dict[asyncio.Task[None], int] = {}  # -> the job's id
        self._renewed_at = 0.0
        self._closing = False
        self._sweeps = 0

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """Jobs under way."""
        return set(self._running)

    @property
    def is_looking(self) -> bool:
        """It was woken, or is looking what is due."""
        return self._wanted.is_set() or self._sweeps > 0

    def wake(self) -> None:
        """A turn ordered something: look now."""
        self._wanted.set()

    async def sweep(self, *, after_start: bool = False) -> None:
        """Claim what is due and start it. `after_start`: nobody is at work yet; what is claimed was left by a crash."""
        if after_start:
            await self._store.write(release_jobs)
        await self._renew_leases()
        if self._closing or len(self._running) >= AT_ONCE:
            return
        self._sweeps += 1
        try:
            for job in await self._store.write(claim_jobs, self._clock.real(), AT_ONCE - len(self._running)):
                task = asyncio.create_task(self._do(job))
                self._running[task] = job.id
                task.add_done_callback(self._done)
        finally:
            self._sweeps -= 1

    async def _renew_leases(self) -> None:
        now = self._clock.real()
        if self._running and now - self._renewed_at >= RENEW_SECONDS:
            self._renewed_at = now
            await self._store.write(renew_leases, list(self._running.values()), now)

    async def run(self) -> None:
        """Sweep whenever a turn ordered something, until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.sweep()
            except Exception as fault:
                log.error("jobs not claimed", error=type(fault).__name__, exc_info=trace_of(fault))

    async def close(self, seconds: float = 5.0) -> None:
        """Let running jobs end; one that doesn't is given back, for another worker or the next start."""
        self._closing = True
        if not self._running:
            return
        running = dict(self._running)
        _, late = await asyncio.wait(running, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for task in late:
            try:
                await self._store.write(retry_job, running[task], self._clock.real(), "stopped")
            except Exception:
                log.exception("job not given back", job_id=running[task])

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        if task.cancelled():
            return
        if (fault := task.exception()) is not None:
            # The store failed: the job's lease runs out and another sweep takes it.
            log.error("job not settled", error=type(fault).__name__, exc_info=trace_of(fault))
        self._wanted.set()

    async def _do(self, job: Job) -> None:
        handler = self._handlers.get(job.kind)
        try:
            if handler is None:
                raise LookupError(f"no handler for job kind {job.kind!r}")
            if job.attempts > MOST_CLAIMS:
                raise RuntimeError("claimed too often without an end")
            result = await handler(job)
        except GatewayError as fault:
            if fault.retryable and job.attempts < ATTEMPTS:
                wait = RETRY_WAITS[min(job.attempts - 1, len(RETRY_WAITS) - 1)]
                await self._store.write(retry_job, job.id, self._clock.real() + wait, str(fault))
                asyncio.get_running_loop().call_later(wait, self.wake)
                return
            await self._settle(job, {"error": "unreachable" if fault.retryable else "refused"}, str(fault))
        except Exception:
            reference = new_reference()
            self._stats.count("job_faults")
            log.exception("job failed", job=job.kind, job_id=job.id, reference=reference)
            await self._settle(job, {"error": "fault", "reference": reference}, traceback.format_exc(limit=5))
        else:
            await self._settle(job, result, None)

    async def _settle(self, job: Job, result: dict[str, Any], error: str | None) -> None:
        event_id = await self._store.write(_put_result, job, result, error)
        self._stats.count("jobs")
        if event_id is not None:
            self._arrived(Result(job.channel, job.line_user_id, event_id))


def _put_result(session: Session, job: Job, result: dict[str, Any], error: str | None) -> int | None:
    finish_job(session, job.id, error=error)
    if not job.line_user_id:
        return None
    return put_own_event(
        session,
        job.channel,
        job.line_user_id,
        {"kind": "job", "raw_type": job.kind, "result": result},
        key=f"job:{job.id}",
        said_at_ms=int(time.time() * 1000),
        received_at=job.token_at,
        reply_token=job.reply_token,
    )
