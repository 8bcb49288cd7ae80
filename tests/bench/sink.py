"""A LINE that accepts every reply at next to no cost, and people who write as soon as they were answered.

Both live in one process on raw asyncio protocols, so that what is measured is the server and not the load.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import orjson

BODY = b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7bK9yQ"}]}'
ACCEPTED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-line-request-id: r\r\nContent-Length: "
    + str(len(BODY)).encode()
    + b"\r\n\r\n"
    + BODY
)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
TOKEN = re.compile(rb'"replyToken": ?"([^"]+)"')


class Http(asyncio.Protocol):
    """Cuts a stream into (head, body); enough of HTTP for two programs of our own."""

    def __init__(self, on_message: Callable[[Http, bytes, bytes], None]) -> None:
        self._on_message = on_message
        self._buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            found = LENGTH.search(self._buffer, 0, end)
            size = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < size:
                return
            head, body, self._buffer = self._buffer[:end], self._buffer[end + 4 : size], self._buffer[size:]
            self._on_message(self, head, body)

    def send(self, data: bytes) -> None:
        assert self.transport is not None
        self.transport.write(data)


@dataclass
class Load:
    """What was measured. `seconds` per event: from sending the webhook to LINE having the answer."""

    events: int = 0
    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0

    @property
    def per_second(self) -> float:
        return self.events / self.elapsed

    def percentile(self, part: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Sink:
    """The LINE that servers under test reply to."""

    def __init__(self) -> None:
        self.waiting: dict[bytes, asyncio.Future[None]] = {}
        self.url = ""

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Http(self._reply), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    def _reply(self, http: Http, head: bytes, body: bytes) -> None:
        http.send(ACCEPTED)
        found = TOKEN.search(body)
        if found and (waiting := self.waiting.pop(found[1], None)) is not None:
            waiting.set_result(None)


async def drive(sink: Sink, port: int, secret: str, people: list[Iterator[str]], seconds: float, round_no: int) -> Load:
    """Each person has one connection and says the next thing once the last was answered."""
    load = Load()
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    end = began + seconds

    async def person(number: int, lines: Iterator[str]) -> None:
        answered: asyncio.Future[bytes]

        def on_response(http: Http, head: bytes, body: bytes) -> None:
            if not head.startswith(b"HTTP/1.1 200"):
                raise AssertionError(head)
            answered.set_result(head)

        _, http = await loop.create_connection(lambda: Http(on_response), "127.0.0.1", port)
        for turn, text in enumerate(lines):
            if time.perf_counter() >= end:
                break
            token = f"r{round_no}-{number}-{turn}"
            request = webhook_request(secret, f"U{number:032x}", text, token)
            answered = loop.create_future()
            replied = sink.waiting[token.encode()] = loop.create_future()
            sent = time.perf_counter()
            http.send(request)
            await asyncio.wait_for(asyncio.gather(answered, replied), 30)
            load.seconds.append(time.perf_counter() - sent)
            load.events += 1
        assert http.transport is not None
        http.transport.close()

    await asyncio.gather(*[person(number, lines) for number, lines in enumerate(people)])
    load.elapsed = time.perf_counter() - began
    return load


def ulid(at_ms: int) -> str:
    """An id as LINE gives them to events: time first, then chance."""
    number = at_ms << 80 | secrets.randbits(80)
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def webhook_request(secret: str, user_id: str, text: str, token: str) -> bytes:
    """A signed webhook with one event, as LINE would send it."""
    now = int(time.time() * 1000)
    body = orjson.dumps(
        {
            "destination": "U" + "0" * 32,
            "events": [
                {
                    "type": "message",
                    "message": {"type": "text", "id": str(now), "quoteToken": "q", "text": text},
                    "webhookEventId": ulid(now),
                    "deliveryContext": {"isRedelivery": False},
                    "timestamp": now,
                    "source": {"type": "user", "userId": user_id},
                    "replyToken": token,
                    "mode": "active",
                }
            ],
        }
    )
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return (
        b"POST /line/public HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n"
        b"x-line-signature: " + signature + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
    )
