"""Heartbeats of the timers: which work came through when. A timer that falls silent says nothing by itself."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import structlog

from data.db.outages import is_outage

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[None]]


class Beats:
    """One per process, on the monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, tuple[float, float]] = {}  # name -> (last time, seconds between two)

    def watched(self, name: str, work: Work, seconds: float) -> Work:
        """The same work, leaving a beat each time it came to its end. It waits out an outage of the store."""
        self._seen[name] = (self._clock(), seconds)

        async def beating() -> None:
            try:
                await work()
            except Exception as fault:
                if not is_outage(fault):
                    raise
                log.error("timer found no store", timer=name, error=type(fault).__name__)
                return
            self._seen[name] = (self._clock(), seconds)

        return beating

    def silent(self) -> list[str]:
        """Works that should have come through twice and some minutes ago, and did not."""
        now = self._clock()
        return sorted(name for name, (at, every) in self._seen.items() if now - at > 2 * every + 300)
