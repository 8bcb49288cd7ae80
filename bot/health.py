"""`/health` for whoever watches the program, `/metrics` for whoever draws its curves. No personal data in either."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy.orm import Session

from data.alerts.models import WatchReading
from data.alerts.service import count_open, readings
from data.db.store import Store
from data.gateways.line.unknowns import unknown_counts
from data.turns.backlog import Backlog, measure_backlog
from data.turns.service import Turns

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 3.0  # whoever watches gives up soon after
PROXIED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host", "X-Forwarded-Proto", "Via")

Handler = Callable[[web.Request], Awaitable[web.Response]]


def health(store: Store, turns: Turns) -> Handler:
    """GET /health: 200 with JSON when the database answers and turns are taken, else 503."""

    async def answer(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                backlog = await store.view(measure_backlog)
        except Exception as fault:
            log.error("health: database does not answer", error=type(fault).__name__)
            return web.json_response({"status": "unavailable", "database": False}, status=503)
        ready = turns.is_running
        body = {"status": "ok" if ready else "starting", "database": True, **backlog.as_json()}
        return web.json_response(body, status=200 if ready else 503)

    return answer


def metrics(store: Store, turns: Turns, token: str) -> Handler:
    """GET /metrics, in Prometheus' text format: from this machine itself, or with `Authorization: Bearer <token>`."""

    async def answer(request: web.Request) -> web.Response:
        if not _may_read(request, token):
            raise web.HTTPForbidden
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry()
        registry.register(_Figures(store, turns, await store.view(measure_backlog)))
        registry.register(_Watched(*await store.view(_watched)))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": "text/plain; version=0.0.4"})

    return answer


def health_routes(store: Store, turns: Turns, metrics_token: str) -> list[web.RouteDef]:
    """The routes of this file, for main."""
    return [web.get("/health", health(store, turns)), web.get("/metrics", metrics(store, turns, metrics_token))]


def _may_read(request: web.Request, token: str) -> bool:
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
    try:
        # Behind a proxy everybody would look like this machine: then only the token counts.
        forwarded = any(name in request.headers for name in PROXIED)
        return not forwarded and ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _watched(session: Session) -> tuple[int, list[WatchReading]]:
    return count_open(session), readings(session)


class _Watched:
    def __init__(self, alerts: int, found: list[WatchReading]) -> None:
        self._alerts = alerts
        self._found = found

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        yield GaugeMetricFamily("madoguchi_alerts_open", "Alerts that nobody has closed", value=self._alerts)
        well = GaugeMetricFamily("madoguchi_watch_well", "1: found well at the last look", labels=["name"])
        looked = GaugeMetricFamily("madoguchi_watch_looked_seconds", "When it was looked at", labels=["name"])
        for one in self._found:
            well.add_metric([one.name], int(one.is_well))
            looked.add_metric([one.name], one.at.timestamp())
        yield well
        yield looked


class _Figures:
    def __init__(self, store: Store, turns: Turns, backlog: Backlog) -> None:
        self._store = store
        self._turns = turns
        self._backlog = backlog

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        happened = CounterMetricFamily("madoguchi_turns", "What happened in the turns", labels=["what"])
        for what, count in self._turns.stats.counts.items():
            happened.add_metric([what], count)
        yield happened
        unknown = CounterMetricFamily("madoguchi_line_unknown", "Webhook parts LINE invented since", labels=["kind"])
        for kind, count in unknown_counts().items():
            unknown.add_metric([kind], count)
        yield unknown
        writer = self._store.stats
        yield CounterMetricFamily("madoguchi_writer_calls", "Calls the writer ran", value=writer.calls)
        yield CounterMetricFamily("madoguchi_writer_batches", "Commits that served them", value=writer.batches)
        yield CounterMetricFamily("madoguchi_writer_replays", "Batches or calls run again", value=writer.replays)
        yield CounterMetricFamily("madoguchi_writer_slow", "Calls that held it over 50 ms", value=writer.slow_calls)
        yield GaugeMetricFamily("madoguchi_writer_longest_seconds", "The longest call", value=writer.longest_seconds)
        for name, value in self._backlog.as_json().items():
            yield GaugeMetricFamily(f"madoguchi_{name}", "Rows that wait", value=value)
