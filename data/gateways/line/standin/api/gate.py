"""What LINE checks before it looks at a call: token, rate, size, media type, JSON, the table of the body.

Source: Messaging API reference, "Common specifications", "Status codes", "Error responses".
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web
from multidict import MultiMapping

from data.gateways.line.standin.buckets import USUAL, Rate
from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.media import MediaChecker
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.request_log import LoggedCall
from data.gateways.line.standin.rules.shape import Check, Findings
from data.gateways.line.standin.webhooks import WebhookSender
from data.gateways.line.standin.world import World
from data.ids import new_retry_key

REQUEST_BYTES = 2_000_000


@dataclass(slots=True)
class Answer:
    """A success: JSON in `body`, or raw `data` of `content_type`."""

    body: Any = None
    status: int = 200
    data: bytes | None = None
    content_type: str = "application/json"


@dataclass(slots=True)
class Call:
    """One call that passed the gate. `body` is the JSON object, or the raw bytes of an upload."""

    world: World
    sender: WebhookSender
    media: MediaChecker
    channel: Channel
    request_id: str
    body: Any
    path: dict[str, str]
    query: MultiMapping[str]
    retry_key: str | None
    now_ms: int
    content_type: str


Handler = Callable[[Call], Answer | Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """One endpoint: `name` is what faults, buckets and the log call it."""

    method: str
    path: str
    name: str
    handler: Handler
    table: Check | None = None
    rate: Rate = USUAL
    retry_key: bool = False
    upload: bool = False


class Gate:
    """Turns routes into aiohttp handlers."""

    def __init__(self, world: World, sender: WebhookSender, media: MediaChecker) -> None:
        self.world = world
        self.sender = sender
        self.media = media
        self._refusals = 0

    def guard(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return the handler that checks, meets faults, calls the route, and logs."""

        async def handle(request: web.Request) -> web.StreamResponse:
            request_id = new_retry_key()
            raw = await request.read()
            channel: Channel | None = None
            cut = False
            response: web.Response | None = None
            try:
                channel = self._authenticated(request)
                cut_after = await self.meet_fault(route.name, channel)
                if cut_after is None:
                    cut = True
                else:
                    answer = self._answer(route, request, raw, channel, request_id)
                    if not isinstance(answer, Answer):
                        answer = await answer
                    response = to_response(answer, request_id)
                    cut = cut_after
            except Refusal as refusal:
                response = self._refused(refusal, request_id)
            self.log(route.name, request, raw, channel, 0 if cut or response is None else response.status, request_id)
            return cut_connection(request) if cut or response is None else response

        return handle

    async def meet_fault(self, name: str, channel: Channel | None) -> bool | None:
        """Let a fault set by a test strike: wait, refuse, or tell to cut.

        Returns None when the connection is lost before anything happens, True when it is lost after the call was
        accepted, False for an undisturbed call.
        """
        fault = self.world.faults.meet(name, channel.name if channel else None, self.world.clock.now_ms())
        if fault is None:
            return False
        if fault.kind == "drop":
            return None
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "status":
            raise Refusal(fault.status, "A fault was ordered")
        return fault.kind == "drop_after_accept"

    def log(
        self, name: str, request: web.Request, raw: bytes, channel: Channel | None, status: int, request_id: str
    ) -> None:
        """Note the call."""
        self.world.log.add(
            LoggedCall(
                at=self.world.clock.now_ms(),
                channel=channel.name if channel else None,
                endpoint=name,
                method=request.method,
                path=request.path_qs,
                status=status,
                raw=raw,
                request_id=request_id,
                retry_key=request.headers.get("X-Line-Retry-Key"),
            )
        )

    def _authenticated(self, request: web.Request) -> Channel:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        found = self.world.access_tokens.get(token) if kind == "Bearer" else None
        if found is None:
            raise Refusal(401, "Authentication failed due to the following reason: invalid token")
        channel, expires_at = found
        if expires_at is not None and self.world.clock.now_ms() >= expires_at:
            raise Refusal(401, "Authentication failed due to the following reason: expired token")
        return channel

    def _answer(
        self, route: Route, request: web.Request, raw: bytes, channel: Channel, request_id: str
    ) -> Answer | Awaitable[Answer]:
        now = self.world.clock.now_ms()
        if self.world.settings.rate_limits:
            channel.buckets.take(route.name, route.rate, now)
        retry_key = request.headers.get("X-Line-Retry-Key")
        if retry_key is not None and not route.retry_key:
            raise Refusal(400, "The retry key isn't supported by this endpoint")
        if len(raw) > REQUEST_BYTES:
            raise Refusal(413, "Request Entity Too Large")
        body: Any = raw
        if route.table is not None:
            body = self._read(route.table, request, raw, channel)
        call = Call(
            self.world,
            self.sender,
            self.media,
            channel,
            request_id,
            body,
            dict(request.match_info),
            request.query,
            retry_key,
            now,
            request.content_type,
        )
        return route.handler(call)

    def _read(self, table: Check, request: web.Request, raw: bytes, channel: Channel) -> Any:
        if request.content_type != "application/json":
            raise Refusal(415, f"The content type, {request.content_type}, is not supported")
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            where = f"(line: {error.lineno}, column: {error.colno})"
            raise Refusal(400, f"The request body could not be parsed as JSON {where}") from None
        findings = Findings(allow_http=self.world.settings.allow_http)
        table(body, "", findings)
        if findings.faults:
            raise Refusal(400, f"The request body has {len(findings.faults)} error(s)", findings.faults)
        if self.world.settings.strict:
            for path in findings.unknown:
                self.world.report("unknown_property", channel, path=path, endpoint=request.path)
        return body

    def _refused(self, refusal: Refusal, request_id: str) -> web.Response:
        body: dict[str, Any] = {"message": refusal.message, **refusal.extra}
        if refusal.details:
            body["details"] = refusal.details
        if self.world.settings.vary_wording:
            # LINE's wording isn't guaranteed; who reads it instead of the status finds out here.
            self._refusals += 1
            body = {"message": f"Wording no. {self._refusals}", **refusal.extra}
        return web.Response(
            body=orjson.dumps(body),
            status=refusal.status,
            content_type="application/json",
            headers={"x-line-request-id": request_id, **refusal.headers},
        )


def to_response(answer: Answer, request_id: str) -> web.Response:
    """Return the HTTP answer with LINE's request id."""
    return web.Response(
        body=answer.data if answer.data is not None else orjson.dumps({} if answer.body is None else answer.body),
        status=answer.status,
        content_type=answer.content_type,
        headers={"x-line-request-id": request_id},
    )


def cut_connection(request: web.Request) -> web.StreamResponse:
    """Lose the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
