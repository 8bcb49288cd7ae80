"""The door LINE knocks at, in front of aiohttp: a plain webhook is taken straight from the wire.

In a disaster thousands of webhooks come in a minute, all of one shape, and aiohttp's request, router, middlewares and
response were a tenth of a turn. What is read here is only the plainest request there is: one whole POST to a webhook,
head and body in one piece, every header once. At anything else the connection is handed over, with what it has said so
far, to aiohttp, which serves the same webhooks too and has the last word on what HTTP is.
"""

from __future__ import annotations

import asyncio
import math
import re
import ssl
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.helpers import rfc822_formatted_time

from bot.webhook import Receive

# Names and values as RFC 9110 has them, without what is rare: empty values, folded lines, bytes that are not ASCII.
_PLAIN = re.compile(
    rb"POST /line/([a-z]+) HTTP/1\.1\r\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t]*[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?[ \t]*\r\n)+)\r\n"
)
# With one of these the body, or what comes after it, is not what it seems.
_NOT_PLAIN = frozenset({b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"trailer", b"connection"})
_LENGTH = re.compile(rb"[0-9]{1,7}")
# Longer than any proxy keeps a connection, for it must be the first to close: a POST that met our closing would be
# lost, since LINE brings it again only where that is switched on. aiohttp waits as long.
IDLE_SECONDS = 3630.0
_ANSWERS = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nDate: ".encode()
    for status in HTTPStatus
}


@asynccontextmanager
async def open_doors(
    app: web.Application,
    receive: Receive,
    channels: Collection[str],
    *,
    host: str,
    port: int,
    context: ssl.SSLContext | None = None,
    seconds: float = 10.0,
) -> AsyncIterator[int]:
    """Listen; yields the port. At the end what was taken is answered, for at most `seconds`.

    Args:
        app: everything that is no plain webhook.
        receive: takes a webhook; the HTTP status to answer with. It raises nothing.
        channels: the last part of the webhooks' paths.

    Raises:
        OSError: nobody may listen there, or somebody does already.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=seconds)
    await runner.setup()
    try:
        assert runner.server is not None
        doors = Doors(receive, channels, runner.server)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(doors, host, port, reuse_port=True, ssl=context, backlog=128)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            await doors.close(seconds)
    finally:
        await runner.cleanup()


def plain_webhook(data: bytes) -> tuple[str, bytes, str | None] | None:
    """(channel, body, signature) of a plain webhook, or None: it is something else, or not all of it is here."""
    found = _PLAIN.match(data)
    if found is None:
        return None
    headers: dict[bytes, bytes] = {}
    for line in found[2].split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in headers or name in _NOT_PLAIN:
            return None
        headers[name] = value.strip()
    length = headers.get(b"content-length", b"")
    if b"host" not in headers or not _LENGTH.fullmatch(length) or len(data) - found.end() != int(length):
        return None
    signature = headers.get(b"x-line-signature")
    return found[1].decode(), data[found.end() :], None if signature is None else signature.decode()


class Doors:
    """Makes a `Door` for every connection, and closes them at the end.

    Args:
        serve: aiohttp's server. The others as for `open_doors`.
    """

    def __init__(self, receive: Receive, channels: Collection[str], serve: Callable[[], asyncio.Protocol]) -> None:
        self.receive = receive
        self.channels = frozenset(channels)
        self.serve = serve
        self.open: set[Door] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        self._sweep = self._loop.call_later(IDLE_SECONDS / 2, self._close_idle)

    def __call__(self) -> asyncio.Protocol:
        return Door(self)

    async def close(self, seconds: float) -> None:
        """Answer what was taken, for at most `seconds`, and hang up."""
        self._sweep.cancel()
        if self.tasks:
            await asyncio.wait(set(self.tasks), timeout=seconds)
        for door in set(self.open):
            door.hang_up()

    def _close_idle(self) -> None:
        before = self._loop.time() - IDLE_SECONDS
        for door in set(self.open):
            if door.since < before:
                door.hang_up()
        self._sweep = self._loop.call_later(IDLE_SECONDS / 2, self._close_idle)


class Door(asyncio.Protocol):
    """One connection, for as long as it brings plain webhooks and nothing else."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._loop = asyncio.get_running_loop()
        self._transport: Any = None
        self._task: asyncio.Task[None] | None = None
        self._early = b""  # what came before the answer to what came before it
        self.since = self._loop.time()  # when it fell silent

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._doors.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        # What was taken is stored all the same: LINE will bring it again, and it is known then.
        self._doors.open.discard(self)

    def data_received(self, data: bytes) -> None:
        if self._task is not None:
            self._early += data
            self._transport.pause_reading()
            return
        found = plain_webhook(data)
        if found is None or found[0] not in self._doors.channels:
            self._hand_over(data)
            return
        self.since = math.inf
        self._task = task = self._loop.create_task(self._take(*found))
        self._doors.tasks.add(task)
        task.add_done_callback(self._doors.tasks.discard)

    def hang_up(self) -> None:
        """Close the connection."""
        self._transport.close()

    async def _take(self, channel: str, body: bytes, signature: str | None) -> None:
        status = await self._doors.receive(channel, body, signature)
        if self._transport.is_closing():  # LINE did not wait
            return
        self._transport.write(b"%b%b\r\n\r\n" % (_ANSWERS[status], rfc822_formatted_time().encode()))
        self.since = self._loop.time()
        self._task = None
        if self._early:
            early, self._early = self._early, b""
            self._transport.resume_reading()
            self.data_received(early)

    def _hand_over(self, data: bytes) -> None:
        self._doors.open.discard(self)
        served = self._doors.serve()
        self._transport.set_protocol(served)
        served.connection_made(self._transport)
        served.data_received(data)
