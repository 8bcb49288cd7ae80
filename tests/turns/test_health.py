"""`/health` and `/metrics`: true, quick, and the second for few."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import health
from bot.health import health_routes
from data.turns import service
from tests.turns.test_turns import counter, event, line, signed, turns  # noqa: F401

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def ask(store, turns):  # noqa: F811
    """GET a path: (status, body)."""

    async def get(path, token="", **headers):
        app = web.Application()
        app.add_routes(health_routes(store, turns, token))
        async with TestClient(TestServer(app)) as client, client.get(path, headers=headers) as answer:
            return answer.status, await answer.text()

    return get


async def test_health_is_well_and_counts(ask, turns):  # noqa: F811
    await turns.accept("public", *signed(event("毒", "e1")))
    await turns.settled()

    status, body = await ask("/health")
    assert status == 200
    assert '"inbox_parked": 1' in body


async def test_health_is_bad_while_the_sweep_does_not_come_through(ask, turns, monkeypatch):  # noqa: F811
    monkeypatch.setattr(turns._worker, "_store", None)
    turns._swept_at -= service.SILENT_SECONDS
    assert (await ask("/health"))[0] == 503

    monkeypatch.undo()
    await turns._sweep()
    assert (await ask("/health"))[0] == 200


async def test_health_does_not_wait_for_a_database_that_hangs(ask, store, monkeypatch):
    async def hang(fn):
        await asyncio.Event().wait()

    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(store, "view", hang)

    async with asyncio.timeout(60):
        assert (await ask("/health"))[0] == 503


async def test_metrics_are_for_this_machine_only(ask):
    status, body = await ask("/metrics")
    assert status == 200
    assert "madoguchi_inbox_waiting 0.0" in body


@pytest.mark.parametrize("header", health.PROXIED)
async def test_behind_a_proxy_nobody_is_this_machine(ask, header):
    assert (await ask("/metrics", **{header: "127.0.0.1"}))[0] == 403


@pytest.mark.parametrize(
    ("given", "status"), [({}, 403), ({"Authorization": "Bearer no"}, 403), ({"Authorization": "Bearer t0ken"}, 200)]
)
async def test_with_a_token_only_the_token_counts(ask, given, status):
    assert (await ask("/metrics", "t0ken", **given, **{"X-Forwarded-For": "192.0.2.1"}))[0] == status


async def test_a_token_of_odd_bytes_is_only_wrong(ask):
    assert (await ask("/metrics", "t0ken", Authorization="Bearer \udcff"))[0] == 403
