"""A bot for tests: keeps what its webhook hears, and calls LINE."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

SECRETS = {"public": "public-channel-secret", "staff": "staff-channel-secret"}
TOKENS = {"public": "public-access-token", "staff": "staff-access-token"}


@dataclass
class Reply:
    """LINE's answer: `body` is JSON, or bytes when it is none."""

    status: int
    body: Any
    headers: Any


@dataclass
class Heard:
    """One webhook request."""

    body: dict[str, Any]
    raw: bytes
    header_names: list[str]
    signed: bool


@dataclass
class TownBot:
    """`answers` are the statuses of the next webhooks (200 when empty); None holds the request until `release`."""

    line_url: str
    channel: str
    events: list[dict[str, Any]] = field(default_factory=list)
    requests: list[Heard] = field(default_factory=list)
    answers: list[int | None] = field(default_factory=list)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/hook", self._hook)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.webhook_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        self._session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKENS[self.channel]}"})

    async def stop(self) -> None:
        self.release.set()
        await self._session.close()
        await self._runner.cleanup()

    async def _hook(self, request: web.Request) -> web.Response:
        raw = await request.read()
        signature = request.headers.get("x-line-signature", "")
        mac = hmac.new(SECRETS[self.channel].encode(), raw, hashlib.sha256).digest()
        names = [name.decode() for name, _ in request.raw_headers]
        body = json.loads(raw)
        self.requests.append(Heard(body, raw, names, base64.b64encode(mac).decode() == signature))
        self.events += body["events"]
        answer = self.answers.pop(0) if self.answers else 200
        async with self.heard:
            self.heard.notify_all()
        if answer is None:
            await self.release.wait()
            answer = 200
        return web.Response(status=answer)

    async def hears(self, count: int) -> None:
        """Wait until so many webhook requests have come."""
        async with self.heard:
            await asyncio.wait_for(self.heard.wait_for(lambda: len(self.requests) >= count), 60)

    async def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> Reply:
        """Call LINE with JSON, or with raw `data=`."""
        if body is not None:
            more["json"] = body
        async with self._session.request(method, self.line_url + path, headers=headers, **more) as answer:
            raw = await answer.read()
            told = json.loads(raw) if answer.content_type == "application/json" and raw else raw
            return Reply(answer.status, told, answer.headers)

    async def reply(self, *messages: dict[str, Any], token: str | None = None) -> Reply:
        """Answer the newest event that has a reply token."""
        token = token or next(event["replyToken"] for event in reversed(self.events) if "replyToken" in event)
        return await self.call("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": list(messages)})

    async def push(self, to: str, *messages: dict[str, Any], key: str | None = None, **more: Any) -> Reply:
        """Push; `key` is a retry key."""
        headers = {"X-Line-Retry-Key": key} if key else None
        body = {"to": to, "messages": list(messages), **more}
        return await self.call("POST", "/v2/bot/message/push", body, headers)


def said(text: str) -> dict[str, Any]:
    """A text message."""
    return {"type": "text", "text": text}


async def bubbles(line: Any, channel: str, person: str) -> list[tuple[str, str]]:
    """What the person's screen shows: [(from, text or type)]."""
    screen = await line.screen(channel, person)
    return [(one["from"], one["message"].get("text", one["message"]["type"])) for one in screen["messages"]]
