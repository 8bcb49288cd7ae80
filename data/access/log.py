"""Collecting requests off the hot path: they wait in memory for a few seconds and are written together.

A crash loses those seconds; nobody's answer ever waits for this log. When the store can't be written, the newest
requests are kept, and the next group tells how many lines were lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from data.access.service import Access, put_accesses
from data.clock import Clock
from data.db.store import Store

log = structlog.get_logger(__name__)

FLUSH_SECONDS = 5.0
GROUP = 200
MOST_WAITING = 10_000


class AccessLog:
    """One per process; `note` costs a dictionary's look-up."""

    def __init__(self, store: Store, clock: Clock, *, flush_seconds: float = FLUSH_SECONDS) -> None:
        self._store = store
        self._clock = clock
        self._flush_seconds = flush_seconds
        self._waiting: dict[tuple[object, ...], Access] = {}
        self._wanted = asyncio.Event()
        self._lost = 0

    def note(self, *, method: str, path: str, status: int, seconds: float, staff_id: int, address: str) -> None:
        """Remember one request. Reading requests that are alike become one line with their number."""
        duration_ms = max(0, round(seconds * 1000))
        key: tuple[object, ...] = (method, path, status, staff_id, address)
        if method not in ("GET", "HEAD") or status >= 400:
            key = (*key, len(self._waiting))  # each for itself
        known = self._waiting.get(key)
        if known is not None:
            known.count += 1
            known.duration_ms = max(known.duration_ms, duration_ms)
            return
        if len(self._waiting) >= MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
            self._lost += 1
        at_ms = int(self._clock.now().timestamp() * 1000)
        self._waiting[key] = Access(at_ms, method, path, status, duration_ms, staff_id, address)
        if len(self._waiting) >= GROUP:
            self._wanted.set()

    async def flush(self) -> None:
        """Write what waits; what can't be written waits on."""
        taken, self._waiting = self._waiting, {}
        if not taken:
            return
        try:
            await self._store.write(put_accesses, list(taken.values()))
        except Exception as fault:
            log.error("access log not written", lines=len(taken), error=type(fault).__name__)
            kept = [*taken.values(), *self._waiting.values()]
            self._lost += max(0, len(kept) - MOST_WAITING)
            self._waiting = {("kept", at): one for at, one in enumerate(kept[-MOST_WAITING:])}
            return
        if self._lost:
            log.warning("access log lines lost", lines=self._lost)
            self._lost = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[AccessLog]:
        """Write every few seconds, and what is left at the end."""
        writing = asyncio.create_task(self._write())
        try:
            yield self
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await self.flush()

    async def _write(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), self._flush_seconds)
            self._wanted.clear()
            await self.flush()
