"""What LINE brings: POST /line/public, /line/test and /line/staff. All thinking is in `data/turns`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from aiohttp import web

SIGNATURE_HEADER = "x-line-signature"
READ_SECONDS = 10.0  # LINE sends at once; aiohttp itself would wait for ever for the rest of a body
log = structlog.get_logger(__name__)

# (channel, body, signature) -> the HTTP status to answer with.
Receive = Callable[[str, bytes, str | None], Awaitable[int]]


class Turns(Protocol):
    """What of `data/turns` the door needs."""

    async def accept(self, channel: str, body: bytes, signature: str | None) -> int:
        """Prove, store and commit the events of one webhook; the HTTP status to answer with."""


def receiver(turns: Turns) -> Receive:
    """Takes the webhooks of every channel, and raises nothing."""

    async def receive(channel: str, body: bytes, signature: str | None) -> int:
        try:
            return await turns.accept(channel, body, signature)
        except Exception:
            # Not stored, so not taken: LINE may deliver it again.
            log.exception("webhook not stored", channel=channel)
            return 500

    return receive


def webhook(receive: Receive, channel: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of one channel's webhook, for every way of writing HTTP (see `bot/doors.py`)."""

    async def handle(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(READ_SECONDS):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        return web.Response(status=await receive(channel, body, request.headers.get(SIGNATURE_HEADER)))

    return handle
