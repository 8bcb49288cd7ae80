"""Sending webhooks: signed raw bytes, two seconds, order kept per person, redelivery, and bad weather on demand.

Source: Messaging API reference, "Webhooks" and "Redelivering webhooks".
"""

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.chats import Chat
from data.gateways.line.standin.events import of_the_future, redelivered, turned_about
from data.gateways.line.standin.world import World


@dataclass(frozen=True)
class Delivery:
    """The bot's answer. `status` is None when there was none; `error` is LINE's word for why."""

    status: int | None
    error: str | None = None

    @property
    def accepted(self) -> bool:
        """True for any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass
class _Held:
    events: list[dict[str, Any]]
    answer: asyncio.Future[Delivery]


def signature(secret: str, body: bytes) -> str:
    """Return the x-line-signature of raw bytes."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class WebhookSender:
    """Posts events to the bots' webhook URLs over one pooled session."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._session: aiohttp.ClientSession | None = None
        self._held: dict[str, list[_Held]] = {}
        self._odd = False

    def session(self) -> aiohttp.ClientSession:
        """Return the pooled client session, opened at first use."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, channel: Channel, events: list[dict[str, Any]], chat: Chat | None = None) -> Delivery:
        """Send events and return the answer to their first delivery.

        One person's events leave one after the other, different people's side by side. In the modes `shuffle` and
        `batch`, what comes within `hold_seconds` is held and leaves backwards, or together in one request.
        """
        if channel.modes.shuffle or channel.modes.batch:
            return await self._hold(channel, events)
        if chat is None:
            return await self._deliver(channel, events)
        async with chat.lock:
            return await self._deliver(channel, events)

    async def post(self, channel: Channel, body: bytes, url: str | None = None) -> Delivery:
        """Post signed raw bytes once and return the answer; a failure is noted as LINE's error statistics do."""
        url = url or channel.webhook_url
        if url is None or not channel.webhook_active:
            return Delivery(None, "no_webhook")
        timeout = aiohttp.ClientTimeout(total=self._world.settings.webhook_timeout_seconds)
        try:
            async with self.session().post(
                url, data=body, headers=self._headers(channel, body), timeout=timeout, allow_redirects=False
            ) as answer:
                delivery = Delivery(answer.status)
        except TimeoutError:
            delivery = Delivery(None, "request_timeout")
        except aiohttp.ClientConnectorError:
            delivery = Delivery(None, "could_not_connect")
        except (aiohttp.ClientError, OSError):
            delivery = Delivery(None, "connection_failed")
        if not delivery.accepted:
            reason = delivery.error or "error_status_code"
            channel.webhook_errors.append(
                {"at": self._world.clock.now_ms(), "reason": reason, "status": delivery.status}
            )
        return delivery

    def _headers(self, channel: Channel, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "LineBotWebhook/2.0"}
        if channel.modes.no_signature:
            return headers
        name = "x-line-signature"
        if channel.modes.header_case:
            self._odd = not self._odd
            name = "X-LINE-SIGNATURE" if self._odd else "X-Line-Signature"
        secret = channel.secret + "-wrong" if channel.modes.bad_signature else channel.secret
        headers[name] = signature(secret, body)
        return headers

    def body(self, channel: Channel, events: list[dict[str, Any]]) -> bytes:
        """Return the request body for events, as the channel's modes write it."""
        if channel.modes.unknown_fields:
            events = [of_the_future(event) for event in events]
        whole: dict[str, Any] = {"destination": channel.bot_user_id, "events": events}
        if channel.modes.unknown_fields:
            whole["futureProperty"] = True
        if channel.modes.shuffle_keys:
            whole = turned_about(whole)
        if channel.modes.ascii_json:
            return json.dumps(whole).encode()
        try:
            return orjson.dumps(whole)
        except orjson.JSONEncodeError:
            return json.dumps(whole).encode()  # a lone surrogate only travels escaped

    async def _hold(self, channel: Channel, events: list[dict[str, Any]]) -> Delivery:
        held = _Held(events, asyncio.get_running_loop().create_future())
        waiting = self._held.setdefault(channel.name, [])
        waiting.append(held)
        if len(waiting) == 1:
            self._world.in_background(self._release(channel))
        return await held.answer

    async def _release(self, channel: Channel) -> None:
        await asyncio.sleep(self._world.settings.hold_seconds)
        held = self._held.pop(channel.name, [])
        if channel.modes.shuffle:
            held.reverse()
        if channel.modes.batch:
            delivery = await self._deliver(channel, [event for one in held for event in one.events])
            for one in held:
                one.answer.set_result(delivery)
            return
        for one in held:
            one.answer.set_result(await self._deliver(channel, one.events))

    async def _deliver(self, channel: Channel, events: list[dict[str, Any]]) -> Delivery:
        body = self.body(channel, events)
        self._start_tokens(channel, events, again=False)
        if channel.modes.duplicate:
            delivery, _ = await asyncio.gather(self.post(channel, body), self.post(channel, body))
        else:
            delivery = await self.post(channel, body)
        if channel.modes.redeliver:
            await self._again(channel, events)
        elif not delivery.accepted and channel.redelivery:
            self._world.in_background(self._redeliver(channel, events))
        return delivery

    async def _again(self, channel: Channel, events: list[dict[str, Any]]) -> Delivery:
        self._start_tokens(channel, events, again=True)
        return await self.post(channel, self.body(channel, [redelivered(event) for event in events]))

    async def _redeliver(self, channel: Channel, events: list[dict[str, Any]]) -> None:
        # LINE tells neither how often nor when; the waits are the stand-in's choice.
        for seconds in self._world.settings.redelivery_delays_seconds:
            await asyncio.sleep(seconds)
            if (await self._again(channel, events)).accepted:
                return

    def _start_tokens(self, channel: Channel, events: list[dict[str, Any]], again: bool) -> None:
        now = self._world.clock.now_ms()
        for event in events:
            if "replyToken" in event:
                channel.reply_tokens.delivered(event["replyToken"], now, again)
