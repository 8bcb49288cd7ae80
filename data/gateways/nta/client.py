"""The Web-API of the corporate number system, version 4: by number and by name.

Source: 法人番号システム Web-API リファレンス, read 2026-11:
GET /4/num?id=&number=&type=12 and /4/name?id=&name=&type=12.
"""

from __future__ import annotations

from typing import Protocol

import aiohttp

from data.errors import GatewayError
from data.gateways.nta.company import Company
from data.gateways.nta.reading import LONGEST, read_companies

URL = "https://api.houjin-bangou.nta.go.jp"
LIMIT_SECONDS = 10.0
MOST = 50


class NtaGateway(Protocol):
    """Where corporate numbers are looked up."""

    async def by_number(self, number: str) -> list[Company]:
        """At most one. Raises GatewayError."""

    async def by_name(self, name: str) -> tuple[int, list[Company]]:
        """(how many there are, the first MOST of them). Raises GatewayError."""


class NtaWebApi:
    """The real one. `application_id` is what the agency gives out on application."""

    def __init__(self, http: aiohttp.ClientSession, application_id: str, url: str = URL) -> None:
        self._http = http
        self._id = application_id
        self._url = url.rstrip("/")

    async def by_number(self, number: str) -> list[Company]:
        return read_companies(await self._get("num", number=number, history="0"))[1]

    async def by_name(self, name: str) -> tuple[int, list[Company]]:
        # mode 2: names that contain it; close 1: closed ones too, so that they can be told from unknown ones.
        count, found = read_companies(await self._get("name", name=name, mode="2", target="1", close="1"))
        return count, found[:MOST]

    async def _get(self, what: str, **asked: str) -> bytes:
        query = {"id": self._id, "type": "12", **asked}
        timeout = aiohttp.ClientTimeout(total=LIMIT_SECONDS)
        try:
            async with self._http.get(f"{self._url}/4/{what}", params=query, timeout=timeout) as response:
                body = await response.content.read(LONGEST + 1)
                if response.status == 404:
                    raise GatewayError("the application id is unknown, or the request malformed", retryable=False)
                if response.status != 200:
                    raise GatewayError(f"answered {response.status}", retryable=response.status >= 500)
                return body
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise GatewayError(type(fault).__name__, retryable=True) from fault
