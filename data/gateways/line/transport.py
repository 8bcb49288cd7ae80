"""One call to LINE: rate bucket, request, and its end as an `Answer` or one of the errors in `outcome`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from aiolimiter import AsyncLimiter
from yarl import URL

from data.gateways.line.endpoints import ALL, CONTENT, Endpoint
from data.gateways.line.outcome import ContentGone, ContentMissing, LineBusy, LineRefused, LineUnknown
from data.gateways.line.short_call import SILENCE, ShortAnswer, ShortCall
from data.gateways.line.wire import NotJson, loads

REQUEST_TIMEOUT, CONFLICT, TOO_MANY = 408, 409, 429
NOT_FOUND, GONE = 404, 410

log = structlog.get_logger("line")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with a 2xx, or with a 409 where one was expected."""

    status: int
    request_id: str
    document: Any


class Transport:
    """Calls of one channel. Logs request id, method, endpoint and status; never tokens, bodies or people's ids."""

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
        """`rates` replaces (calls, seconds) of endpoints by name; all others keep LINE's own."""
        self._session = session
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._log = log.bind(channel=channel)
        self._urls: dict[str, URL] = {}
        self._posts: dict[str, ShortCall] = {}
        self._buckets: dict[str, AsyncLimiter] = {}
        for endpoint in ALL:
            host = data_url if endpoint is CONTENT else api_url
            self._urls[endpoint.name] = URL(host.rstrip("/") + endpoint.path, encoded=True)
            self._buckets[endpoint.name] = AsyncLimiter(
                *(rates or {}).get(endpoint.name, (endpoint.rate, endpoint.period_seconds))
            )

    def has_capacity(self, endpoint: Endpoint) -> bool:
        """True when a call would go out without waiting for its bucket."""
        return self._buckets[endpoint.name].has_capacity()

    async def post(self, endpoint: Endpoint, body: bytes, *, retry_key: str | None = None) -> Answer:
        """POST JSON bytes. With a retry key, 409 (accepted before) is an answer like any other.

        Raises:
            LineRefused, LineBusy, LineUnknown.
        """
        headers = None if retry_key is None else {"X-Line-Retry-Key": retry_key}
        call = self._posts.get(endpoint.name)
        if call is None:
            url = self._urls[endpoint.name]
            call = self._posts[endpoint.name] = ShortCall(self._session, "POST", url, self._headers, endpoint.timeout)
        await self._buckets[endpoint.name].acquire()
        try:
            answer = await call.send(body, headers)
        except SILENCE as fault:
            raise self._unknown("POST", endpoint, fault) from fault
        is_repeat = retry_key is not None and answer.status == CONFLICT
        if not (200 <= answer.status < 300 or is_repeat):
            raise self._refusal("POST", endpoint, answer)
        request_id = answer.headers.get("x-line-request-id", "")
        self._log.debug("line call", method="POST", endpoint=endpoint.name, status=answer.status, request_id=request_id)
        if is_repeat:
            request_id = answer.headers.get("x-line-accepted-request-id", request_id)
        return Answer(answer.status, request_id, _document(answer.body))

    async def get(self, endpoint: Endpoint, suffix: str = "") -> dict[str, Any]:
        """GET a JSON object; `suffix` is percent-encoded already.

        Raises:
            LineRefused, LineBusy, LineUnknown (also for an answer that is no object).
        """
        async with self.open(endpoint, suffix) as response:
            document = _document(await _body_of(response))
        if not isinstance(document, dict):
            raise LineUnknown("unreadable answer")
        return document

    @asynccontextmanager
    async def open(self, endpoint: Endpoint, suffix: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """GET something large. Read its body with `body_chunks`.

        Raises:
            LineRefused (404 as ContentMissing, 410 as ContentGone), LineBusy, LineUnknown.
        """
        await self._buckets[endpoint.name].acquire()
        try:
            response = await self._session.get(
                self._url(endpoint, suffix), headers=self._headers, timeout=endpoint.timeout, allow_redirects=False
            )
        except SILENCE as fault:
            raise self._unknown("GET", endpoint, fault) from fault
        async with response:
            if not 200 <= response.status < 300:
                refused = ShortAnswer(response.status, response.headers, await _body_of(response))
                raise self._refusal("GET", endpoint, refused)
            request_id = response.headers.get("x-line-request-id", "")
            self._log.debug(
                "line call", method="GET", endpoint=endpoint.name, status=response.status, request_id=request_id
            )
            yield response

    def _url(self, endpoint: Endpoint, suffix: str) -> URL:
        url = self._urls[endpoint.name]
        return URL(f"{url}{suffix}", encoded=True) if suffix else url

    def _unknown(self, method: str, endpoint: Endpoint, fault: Exception) -> LineUnknown:
        # A connection that was never made can have carried nothing.
        reached = not isinstance(fault, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
        reason = type(fault).__name__
        self._log.warning("line silent", method=method, endpoint=endpoint.name, reason=reason, reached=reached)
        return LineUnknown(reason, reached=reached)

    def _refusal(self, method: str, endpoint: Endpoint, answer: ShortAnswer) -> LineRefused | LineBusy:
        status = answer.status
        request_id = answer.headers.get("x-line-request-id", "")
        document = _document(answer.body)
        message = document.get("message") if isinstance(document, dict) else None
        details = document.get("details") if isinstance(document, dict) else None
        details = [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []
        self._log.warning(
            "line refused",
            method=method,
            endpoint=endpoint.name,
            status=status,
            request_id=request_id,
            properties=[detail.get("property") for detail in details[:5]],
        )
        # A redirect comes from something that is not LINE, between us and LINE: that passes.
        if status in (REQUEST_TIMEOUT, TOO_MANY) or not 400 <= status < 500:
            return LineBusy(status, request_id, None)
        kinds = {NOT_FOUND: ContentMissing, GONE: ContentGone} if endpoint is CONTENT else {}
        return kinds.get(status, LineRefused)(status, str(message or ""), details, request_id)


async def body_chunks(response: aiohttp.ClientResponse, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    """The body of a response from `Transport.open`, piece by piece.

    Raises:
        LineUnknown: the connection broke before the end.
    """
    try:
        async for chunk in response.content.iter_chunked(size):
            yield chunk
    except SILENCE as fault:
        raise LineUnknown(type(fault).__name__) from fault


async def _body_of(response: aiohttp.ClientResponse) -> bytes:
    try:
        return await response.read()
    except SILENCE:
        # The status line has come, so the outcome is known; a broken body can't take it back.
        return b""


def _document(body: bytes) -> Any:
    if not body:
        return None
    try:
        return loads(body)
    except NotJson:
        return None
