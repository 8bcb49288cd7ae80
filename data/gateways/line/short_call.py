"""Small requests with small answers, over the session's pooled connections.

A reply is a few hundred bytes each way, and in a disaster thousands go out in a minute. `ClientSession.request` builds
URL, headers, cookies, redirects and a response object anew each time, which cost a quarter of a turn. Of all that, only
the body differs between two replies: here the rest is written once. Connections, TLS, pool and parser stay aiohttp's.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from aiohttp.client_reqrep import ClientRequest
from aiohttp.http import HttpProcessingError
from yarl import URL

SILENCE = (aiohttp.ClientError, HttpProcessingError, TimeoutError, OSError)
SWITCHING = 101
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Status, headers (their names in any case) and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ShortCall:
    """One method and URL. Redirects are not followed, cookies neither kept nor sent."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: URL,
        headers: Mapping[str, str],
        timeout: aiohttp.ClientTimeout,
    ) -> None:
        """Raises:
        ValueError: a header holds a control character, so that it would end early.
        """
        assert session.connector is not None
        self._connector = session.connector
        self._place = ClientRequest(method, url, session=session, loop=asyncio.get_running_loop())
        self._timeout = timeout
        lines = [
            f"{method} {url.raw_path_qs} HTTP/1.1",
            f"Host: {url.host_port_subcomponent}",
            *(f"{name}: {value}" for name, value in {**session.headers, **headers}.items()),
        ]
        if any(_CONTROL.search(line) for line in lines):
            raise ValueError("a header holds a control character")
        self._head = "\r\n".join(lines).encode("latin-1")

    async def send(self, body: bytes = b"", headers: Mapping[str, str] | None = None) -> ShortAnswer:
        """The whole exchange. `headers` are added to the lasting ones.

        Raises:
            One of SILENCE; aiohttp.ClientConnectorError or ConnectionTimeoutError: nothing can have arrived.
        """
        head = self._head
        for name, value in (headers or {}).items():
            head += f"\r\n{name}: {value}".encode("latin-1")
        async with asyncio.timeout(self._timeout.total):
            try:
                connection = await self._connector.connect(self._place, traces=[], timeout=self._timeout)
            except TimeoutError as late:
                raise aiohttp.ConnectionTimeoutError("no connection in time") from late
            try:
                answer = await _exchange(connection, b"%b\r\nContent-Length: %d\r\n\r\n%b" % (head, len(body), body))
            except BaseException:
                connection.close()
                raise
            connection.release()
        return answer


async def _exchange(connection: aiohttp.connector.Connection, request: bytes) -> ShortAnswer:
    protocol = connection.protocol
    assert protocol is not None
    if protocol.transport is None:
        raise aiohttp.ServerDisconnectedError
    protocol.set_response_params(read_until_eof=True)
    protocol.transport.write(request)
    while True:
        message, payload = await protocol.read()
        if message.code >= 200 or message.code == SWITCHING:  # all else below 200 is news before the answer
            break
    try:
        body = await payload.read()
    except SILENCE:
        # The status line has come, so the outcome is known; a broken body can't take it back.
        connection.close()
        body = b""
    return ShortAnswer(message.code, message.headers, body)
