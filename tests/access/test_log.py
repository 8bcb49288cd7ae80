"""Requests to the pages are written together, off the hot path, without tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from data.access import log as access_log
from data.access.log import AccessLog
from data.access.middleware import STAFF_ID, note_accesses
from data.access.models import AccessLine
from data.clock import FixedClock
from data.town.service import change_town_setting
from data.turns.housekeeping import keep_house

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
TOKEN = "5ec3e7" * 8


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def log(store, clock) -> AccessLog:
    return AccessLog(store, clock)


async def lines(store) -> list[AccessLine]:
    return await store.view(lambda session: list(session.scalars(select(AccessLine).order_by(AccessLine.id))))


def asked(log, path="/staff/console", *, method="GET", status=200, staff_id=3, seconds=0.012):
    log.note(method=method, path=path, status=status, seconds=seconds, staff_id=staff_id, address="10.0.0.7")


async def test_nothing_is_written_until_the_group_is(log, store):
    asked(log)
    asked(log, method="POST")
    assert await lines(store) == []

    await log.flush()

    found = [
        (one.method, one.path, one.status, one.duration_ms, one.staff_id, one.address) for one in await lines(store)
    ]
    assert found == [
        ("GET", "/staff/console", 200, 12, 3, "10.0.0.7"),
        ("POST", "/staff/console", 200, 12, 3, "10.0.0.7"),
    ]


async def test_a_group_costs_one_commit(log, store):
    before = store.stats.calls
    for number in range(150):
        asked(log, f"/staff/{number}", method="POST")
    await log.flush()

    assert len(await lines(store)) == 150
    assert store.stats.calls - before == 1


async def test_readings_alike_become_one_line_with_their_number_and_the_slowest(log, store):
    for seconds in (0.001, 0.2, 0.003):
        asked(log, seconds=seconds)
    asked(log, staff_id=4)
    for _ in range(2):
        asked(log, method="POST")
        asked(log, status=403)
    await log.flush()

    found = [(one.method, one.status, one.staff_id, one.count, one.duration_ms) for one in await lines(store)]
    assert found[:2] == [("GET", 200, 3, 3, 200), ("GET", 200, 4, 1, 12)]
    assert [one[3] for one in found[2:]] == [1, 1, 1, 1]


async def test_what_is_left_is_written_at_the_end(store, clock):
    async with AccessLog(store, clock).running() as log:
        asked(log)

    assert len(await lines(store)) == 1


async def test_a_full_group_does_not_wait_for_the_clock(store, clock, monkeypatch):
    monkeypatch.setattr(access_log, "GROUP", 3)
    written = []

    async with AccessLog(store, clock, flush_seconds=3600).running() as log:
        for number in range(3):
            asked(log, f"/staff/{number}")
        for _ in range(200):
            written = await lines(store)
            if written:
                break
    assert len(written) == 3


async def test_an_outage_keeps_the_newest_and_says_what_was_lost(log, store, monkeypatch, caplog):
    monkeypatch.setattr(access_log, "MOST_WAITING", 5)
    with monkeypatch.context() as broken:

        async def fail(*_):
            raise OSError("no room")

        broken.setattr(store, "write", fail)
        for number in range(4):
            asked(log, f"/staff/{number}")
        await log.flush()
        for number in range(4, 9):
            asked(log, f"/staff/{number}")
        await log.flush()
    await log.flush()

    assert [one.path for one in await lines(store)] == [f"/staff/{number}" for number in range(4, 9)]


async def test_lines_past_their_days_are_deleted_and_others_stay(log, store, clock):
    await store.write(change_town_setting, "access_log_days", 30)
    asked(log, "/staff/old")
    await log.flush()
    clock.move(timedelta(days=29))
    asked(log, "/staff/new")
    await log.flush()

    await keep_house(store, clock)
    assert len(await lines(store)) == 2

    clock.move(timedelta(days=2))
    await keep_house(store, clock)
    assert [one.path for one in await lines(store)] == ["/staff/new"]


@pytest.fixture
async def client(log):
    async def show(request: web.Request) -> web.Response:
        request[STAFF_ID] = 3
        return web.Response(text="ok")

    async def refuse(request: web.Request) -> web.Response:
        raise web.HTTPForbidden

    async def fail(request: web.Request) -> web.Response:
        raise KeyError("ours")

    pages = web.Application()
    pages.add_routes(
        [
            web.get("/enter/{token}", show),
            web.get("/cases/{number:[0-9]+}", show),
            web.post("/refused", refuse),
            web.get("/broken", fail),
        ]
    )
    app = web.Application(middlewares=[note_accesses(log)])
    app.add_routes([web.post("/line/public", show), web.get("/f/{code}", show), web.get("/health", show)])
    app.add_subapp("/staff/", pages)
    async with TestClient(TestServer(app)) as client:
        yield client


async def shown(log, store):
    await log.flush()
    return [(one.method, one.path, one.status, one.staff_id) for one in await lines(store)]


async def test_tokens_and_codes_are_left_out_and_numbers_stay(client, log, store):
    await client.get(f"/staff/enter/{TOKEN}?token={TOKEN}")
    await client.get("/staff/cases/40")
    await client.get("/f/ABCD2345")
    await client.get(f"/staff/elsewhere/{TOKEN}")

    assert await shown(log, store) == [
        ("GET", "/staff/enter/{token}", 200, 3),
        ("GET", "/staff/cases/40", 200, 3),
        ("GET", "/f/{code}", 200, 3),
        ("GET", "/staff/…", 404, 0),
    ]


async def test_refusals_and_faults_are_noted_with_how_they_ended(client, log, store):
    await client.post("/staff/refused")
    await client.get("/staff/broken")

    assert await shown(log, store) == [("POST", "/staff/refused", 403, 0), ("GET", "/staff/broken", 500, 0)]


@pytest.mark.parametrize(("method", "path"), [("POST", "/line/public"), ("GET", "/health"), ("GET", "/staffing")])
async def test_webhooks_and_what_is_no_page_are_not_in_it(client, log, store, method, path):
    await client.request(method, path)

    assert await shown(log, store) == []
