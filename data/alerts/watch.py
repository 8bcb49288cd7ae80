"""The watch: looks each minute at all that may fail, by a loop of its own, so that it also sees silent timers."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from data.alerts.beats import Beats
from data.alerts.checks import database_readings
from data.alerts.reading import Reading
from data.alerts.service import put_readings
from data.clock import Clock
from data.db.outages import trace_of
from data.db.store import Store
from data.errors import GatewayError
from data.gateways.certificate import address_ends_at, file_ends_at
from data.gateways.line.client import LineClient
from data.gateways.line.outcome import LineRefused
from data.settings import Settings
from data.turns.stats import TurnStats
from data.turns.turn import Notice

log = structlog.get_logger(__name__)

EVERY_SECONDS = 60.0
LINE_EVERY, SLOW_EVERY = 5, 360  # looks between two questions to LINE; about certificates and tokens
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 2_000_000_000, 0.05
CERTIFICATE_DAYS, TOKEN_DAYS = 21, 7
# A look or two without an answer is the Internet's; three are worth telling.
SILENT_LOOKS = 3
MANY_BAD_SIGNATURES = 20

# (session, readings, now) -> whom to tell; runs in the writer, in the transaction that keeps the readings.
Report = Callable[[Session, list[Reading], datetime], list[Notice]]
Announce = Callable[[Callable[[Session], list[Notice]]], Awaitable[int]]


class Watch:
    """One per process."""

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        clock: Clock,
        clients: Mapping[str, LineClient],
        stats: TurnStats,
        beats: Beats,
        announce: Announce,
        report: Report,
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._clients = clients
        self._stats = stats
        self._beats = beats
        self._announce = announce
        self._report = report
        self._looks = 0
        self._silent: dict[str, int] = {}
        self._line: dict[str, Reading] = {}
        self._slow: list[Reading] = []
        self._signatures: list[int] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Watch]:
        """Look on, until left."""
        task = asyncio.create_task(self._look_on())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def look(self) -> list[Reading]:
        """Once: read everything, keep it, tell what is new."""
        now = self._clock.now()
        found = await self._store.view(database_readings, now, self._clock.real())
        found += [self._disk(self._settings.home), self._timers(), self._webhooks()]
        if self._looks % LINE_EVERY == 0:
            self._line = {name: await self._ask_line(name, client) for name, client in self._clients.items()}
        if self._looks % SLOW_EVERY == 0:
            self._slow = [*await self._certificate(now), *[await self._token(*one) for one in self._clients.items()]]
        self._looks += 1
        found += [*self._line.values(), *self._slow]
        found.sort(key=lambda one: one.name)
        await self._announce(lambda session: self._tell(session, found, now))
        return found

    def _tell(self, session: Session, found: list[Reading], now: datetime) -> list[Notice]:
        put_readings(session, found, now)
        return self._report(session, found, now)

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.look()
            except Exception as fault:
                log.error("watch failed", error=type(fault).__name__, exc_info=trace_of(fault))

    def _disk(self, home: Path) -> Reading:
        usage = shutil.disk_usage(home)
        share = usage.free / usage.total if usage.total else 0.0
        is_well = usage.free >= LEAST_FREE_BYTES and share >= LEAST_FREE_SHARE
        return Reading("disk", is_well, {"gigabytes": round(usage.free / 1e9, 1), "percent": round(share * 100)})

    def _timers(self) -> Reading:
        silent = self._beats.silent()
        return Reading("timers", not silent, {"count": len(silent)})

    def _webhooks(self) -> Reading:
        """Requests that were not LINE's, in the last ten looks."""
        self._signatures = [*self._signatures, self._stats.counts["bad_signatures"]][-11:]
        count = self._signatures[-1] - self._signatures[0]
        return Reading("signatures", count < MANY_BAD_SIGNATURES, {"count": count})

    async def _ask_line(self, channel: str, client: LineClient) -> Reading:
        name = f"line:{channel}"
        try:
            await client.bot_info()
        except LineRefused as refused:
            return Reading(name, False, {"code": str(refused.status)})
        except GatewayError:
            self._silent[name] = self._silent.get(name, 0) + 1
            return Reading(name, self._silent[name] < SILENT_LOOKS, {"code": "silent"})
        self._silent.pop(name, None)
        return Reading(name, True, {"code": "200"})

    async def _token(self, channel: str, client: LineClient) -> Reading:
        try:
            seconds = await client.token_seconds()
        except GatewayError:
            seconds = None
        days = None if seconds is None else seconds // 86_400
        return Reading(f"token:{channel}", days is None or days >= TOKEN_DAYS, {"days": "" if days is None else days})

    async def _certificate(self, now: datetime) -> list[Reading]:
        settings = self._settings
        try:
            if settings.tls_cert is not None:
                ends_at = file_ends_at(settings.tls_cert)
            elif settings.public_url.startswith("https://"):
                ends_at = await address_ends_at(settings.public_url)
            else:
                return []
        except GatewayError as fault:
            # Not every network lets a server reach its own public address: only a file of ours must be readable.
            log.warning("certificate not read", error=str(fault))
            return [Reading("certificate", settings.tls_cert is None, {"days": 0, "code": "unread"})]
        left = ends_at - now
        is_well = left >= timedelta(days=CERTIFICATE_DAYS)
        return [Reading("certificate", is_well, {"days": max(0, left.days), "code": "read"})]
