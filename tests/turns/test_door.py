"""The webhook's door, before anything is known of who knocks."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import webhook as door


class Turns:
    async def accept(self, channel, body, signature):
        return 200 if body == b"whole" else 400


@pytest.fixture
async def server():
    app = web.Application(client_max_size=1000)
    app.add_routes([web.post("/line/public", door.webhook(door.receiver(Turns()), "public"))])
    async with TestServer(app) as server:
        yield server


async def knock(server, length: int, body: bytes) -> bytes:
    """Say that `length` bytes follow, send `body`, and wait; the status line of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /line/public HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % length + body)
    async with asyncio.timeout(60):
        status = await reader.readline()
    writer.close()
    return status


async def test_a_whole_body_is_handed_on(server):
    assert b" 200 " in await knock(server, 5, b"whole")


async def test_a_body_that_does_not_come_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(door, "READ_SECONDS", 0.05)

    assert b" 408 " in await knock(server, 500, b"h")


async def test_a_body_too_large_is_not_taken(server):
    assert b" 413 " in await knock(server, 2000, b"x" * 2000)
