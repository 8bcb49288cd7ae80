"""The doors LINE knocks at: POST /line/public and /line/test. All thinking is in `data/turns`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from aiohttp import web

SIGNATURE_HEADER = "x-line-signature"
READ_SECONDS = 10.0  # LINE sends at once; aiohttp itself would wait for ever for the rest of a body
log = structlog.get_logger(__name__)


class Turns(Protocol):
    """What of `data/turns` the door needs."""

    async def accept(self, channel: str, body: bytes, signature: str | None) -> int:
        """Prove, store and commit the events of one webhook; the HTTP status to answer with."""


def webhook(turns: Turns, channel: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of one channel's webhook."""

    async def receive(request: web.Request) -> web.Response:
        if request.content.is_eof():  # LINE's whole body came with its head, as it nearly always does
            body = await request.read()
        else:
            try:
                async with asyncio.timeout(READ_SECONDS):
                    body = await request.read()
            except TimeoutError:
                raise web.HTTPRequestTimeout from None
        try:
            status = await turns.accept(channel, body, request.headers.get(SIGNATURE_HEADER))
        except Exception:
            # Not stored, so not taken: LINE may deliver it again.
            log.exception("webhook not stored", channel=channel)
            status = 500
        return web.Response(status=status)

    return receive
