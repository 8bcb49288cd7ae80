"""Lists that are read while somebody looks at their first rows."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from aiohttp import web

from data.db.outages import trace_of
from data.tables.shelf import Shelf

log = structlog.get_logger(__name__)


class Warming:
    """One per application."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, reading: Coroutine[Any, Any, None]) -> None:
        """Run it beside everything else. What goes wrong is met again by who asks for the rows, and told there."""
        task = asyncio.create_task(reading)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def close(self) -> None:
        """Stop reading, and wait until that is so."""
        self._shelf.is_closed = True
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.warning("list not read ahead", error=type(fault).__name__, exc_info=trace_of(fault))


WARMING: web.AppKey[Warming] = web.AppKey("warming", Warming)
