"""LINE's stand-in, a client on it, and a server that misbehaves in ways the stand-in has no need of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from data.gateways.line.client import LineClient, open_line_session
from data.gateways.line.standin import StandIn

TOKEN, SECRET = "access-token", "channel-secret"


@pytest.fixture
async def session():
    async with open_line_session() as opened:
        yield opened


@pytest.fixture
async def line() -> AsyncIterator[StandIn]:
    """LINE, with one channel whose friend is Hanako."""
    standin = StandIn()
    standin.add_channel("public", SECRET, TOKEN, basic_id="@tozawa", display_name="戸沢町", quota=3)
    standin.add_person("hanako", "花子")
    standin.add_person("taro", "太郎")
    standin.url = await standin.start()
    await standin.follow("public", "hanako")
    yield standin
    await standin.stop()


@pytest.fixture
async def client(line, session) -> LineClient:
    return client_at(session, line.url)


def client_at(session, url: str, **more: object) -> LineClient:
    """A client of the public channel, wherever LINE is."""
    return LineClient(session, api_url=url, data_url=url, channel="public", token=TOKEN, **more)


Answering = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def wire():
    """`await wire(answer)` serves raw HTTP: `answer(request bytes, writer)` writes what it likes; returns the URL."""
    servers = []

    async def serve(answer: Answering) -> str:
        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                lengths = [
                    line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
                ]
                body = await reader.readexactly(int(lengths[0])) if lengths else b""
                await answer(head + body, writer)
            except (asyncio.IncompleteReadError, ConnectionError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(meet, "127.0.0.1", 0)
        servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield serve
    for server in servers:
        server.close()
        await server.wait_closed()
