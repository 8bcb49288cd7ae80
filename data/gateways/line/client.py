"""The thin client: what one channel says to LINE, as plain dicts or JSON bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson

from data.gateways.line import endpoints
from data.gateways.line.account import BotInfo, Profile, read_bot_info, read_profile
from data.gateways.line.content import Content, ContentStream, open_content
from data.gateways.line.endpoints import Endpoint
from data.gateways.line.incoming import whole
from data.gateways.line.outcome import LineBusy, LineRefused, Sent
from data.gateways.line.quota import Quota
from data.gateways.line.session import open_line_session
from data.gateways.line.transport import NOT_FOUND, TOO_MANY, Answer, Transport

__all__ = ["LineClient", "Messages", "open_line_session"]

# Bytes are the JSON array of an outbox row: they go out as they are stored.
Messages = list[dict[str, Any]] | bytes

MOST_RECIPIENTS = 500
LOADING_SECONDS = range(5, 61, 5)


class LineClient:
    """One channel's way to LINE. Make one per channel over the one session of `open_line_session`.

    Every call may raise LineRefused (never repeat), LineBusy or LineUnknown (repeat later), all of them GatewayError.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        api_url: str,
        data_url: str,
        channel: str,
        token: str,
        rates: Mapping[str, tuple[float, float]] | None = None,
    ) -> None:
        """Args:
        api_url, data_url: LINE's two origins, or the stand-in's one.
        channel: our name of it, for the log.
        token: channel access token.
        rates: endpoint name -> (calls, seconds), where LINE's own limits are not wanted.
        """
        self._transport = Transport(
            session, api_url=api_url, data_url=data_url, channel=channel, token=token, rates=rates
        )
        self._quota = Quota(self._transport)
        self._token = token

    async def reply(self, token: str, messages: Messages) -> Sent:
        """Answer an event: one to five messages, free of charge, once per token and within a minute of it.

        LINE refuses retry keys here. After LineUnknown only a second attempt tells: 200, or 400 for a used token.
        """
        try:
            return _sent(
                await self._transport.post(endpoints.REPLY, _body({"replyToken": token, "messages": _json(messages)}))
            )
        except LineBusy as busy:
            busy.quota_exhausted = False if busy.status == TOO_MANY else None
            raise

    async def push(self, to: str, messages: Messages, retry_key: str, unit: str | None = None) -> Sent:
        """Send to one person; costs one of the quota. `retry_key` is a UUID, the same for every attempt of one row."""
        return await self._pay(endpoints.PUSH, {"to": to, "messages": _json(messages), **_unit(unit)}, retry_key, 1)

    async def multicast(self, to: Sequence[str], messages: Messages, retry_key: str, unit: str | None = None) -> Sent:
        """Send to 1 to 500 people; costs one of the quota for each.

        Raises:
            ValueError: no recipients, or more than 500.
        """
        if not 1 <= len(to) <= MOST_RECIPIENTS:
            raise ValueError(f"multicast takes 1 to {MOST_RECIPIENTS} recipients, not {len(to)}")
        call = {"to": list(to), "messages": _json(messages), **_unit(unit)}
        return await self._pay(endpoints.MULTICAST, call, retry_key, len(to))

    async def broadcast(self, messages: Messages, retry_key: str) -> Sent:
        """Send to every friend; costs one of the quota for each."""
        return await self._pay(endpoints.BROADCAST, {"messages": _json(messages)}, retry_key, 1)

    async def validate_reply(self, messages: Messages) -> None:
        """Ask whether LINE would take these messages in a reply; free, nothing is sent.

        Raises:
            LineRefused: it would not.
        """
        await self._transport.post(endpoints.VALIDATE_REPLY, _body({"messages": _json(messages)}))

    async def loading(self, chat_id: str, seconds: int = 20) -> bool:
        """Show that an answer is being prepared, for up to `seconds` (rounded up to 5, 10, … 60) or until it comes.

        A courtesy: False, and nothing sent, when too many go out already.
        """
        if not self._transport.has_capacity(endpoints.LOADING):
            return False
        seconds = next((step for step in LOADING_SECONDS if step >= seconds), LOADING_SECONDS[-1])
        await self._transport.post(endpoints.LOADING, _body({"chatId": chat_id, "loadingSeconds": seconds}))
        return True

    async def mark_as_read(self, token: str) -> None:
        """Mark everything up to the message that brought `token` as read."""
        await self._transport.post(endpoints.MARK_AS_READ, _body({"markAsReadToken": token}))

    async def content(self, message_id: str, max_bytes: int) -> Content:
        """Fetch what a person sent, whole, in memory.

        Raises:
            ContentNotReady (202: try later), ContentTooLarge, ContentMissing (404), ContentGone (410).
        """
        async with self.open_content(message_id, max_bytes) as stream:
            return Content(b"".join([chunk async for chunk in stream.chunks]), stream.content_type)

    def open_content(self, message_id: str, max_bytes: int) -> AbstractAsyncContextManager[ContentStream]:
        """Like `content`, piece by piece: `async with client.open_content(…) as stream`."""
        return open_content(self._transport, message_id, max_bytes)

    async def bot_info(self) -> BotInfo:
        """Ask about our own account."""
        return read_bot_info(await self._transport.get(endpoints.BOT_INFO))

    async def token_seconds(self) -> int | None:
        """How long our access token lives; None when LINE does not tell (tokens without an end, stateless ones).

        Raises:
            LineBusy, LineUnknown.
        """
        suffix = f"?access_token={quote(self._token, safe='')}"
        try:
            return whole((await self._transport.get(endpoints.VERIFY_TOKEN, suffix)).get("expires_in"))
        except LineRefused:
            return None

    async def profile(self, user_id: str) -> Profile | None:
        """Ask who somebody says they are; None when LINE does not tell (blocked, unknown, no consent)."""
        try:
            return read_profile(await self._transport.get(endpoints.PROFILE, quote(user_id, safe="")))
        except LineRefused as refused:
            if refused.status == NOT_FOUND:
                return None
            raise

    async def quota(self) -> int | None:
        """Paid messages the plan allows this month; None when it sets no limit."""
        return await self._quota.limit()

    async def consumption(self) -> int:
        """Paid messages used this month, approximately, including those sent by hand."""
        return await self._quota.used()

    async def _pay(self, endpoint: Endpoint, call: dict[str, Any], retry_key: str, recipients: int) -> Sent:
        try:
            return _sent(await self._transport.post(endpoint, _body(call), retry_key=retry_key))
        except LineBusy as busy:
            # LINE says both "too fast" and "quota used up" as 429, and promises no wording.
            if busy.status == TOO_MANY:
                busy.quota_exhausted = await self._quota.is_exhausted(recipients)
            raise


def _body(call: dict[str, Any]) -> bytes:
    return orjson.dumps(call)


def _json(messages: Messages) -> list[dict[str, Any]] | orjson.Fragment:
    return orjson.Fragment(messages) if isinstance(messages, bytes) else messages


def _unit(unit: str | None) -> dict[str, list[str]]:
    return {} if unit is None else {"customAggregationUnits": [unit]}


def _sent(answer: Answer) -> Sent:
    document = answer.document
    sent = document.get("sentMessages") if isinstance(document, dict) else None
    ids = [str(one["id"]) for one in sent if isinstance(one, dict) and "id" in one] if isinstance(sent, list) else []
    return Sent(answer.status, answer.request_id, ids)
