"""Fetches one picture by its address: https, public hosts, a few redirects, and never more than it may weigh."""

from __future__ import annotations

import asyncio
from typing import Literal
from urllib.parse import urljoin, urlsplit

import aiohttp

from data.gateways.pictures.addresses import NotPublic, PublicResolver, is_numeric, may_reach

LIMIT_BYTES = 10_000_000
LIMIT_SECONDS = 20.0
CONNECT_SECONDS = 5.0
REDIRECTS = 4
_MOVED = frozenset({301, 302, 303, 307, 308})

Reason = Literal["not_https", "not_public", "too_large", "not_found", "too_many_redirects", "unreachable"]


class PictureRefused(Exception):
    """`reason` says why there are no bytes; `may_change` whether trying later makes sense."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def may_change(self) -> bool:
        return self.reason == "unreachable"


class PictureGateway:
    """`allow_loopback`: http and this machine itself are let through too (trial mode)."""

    def __init__(self, *, allow_loopback: bool = False, limit_bytes: int = LIMIT_BYTES) -> None:
        self._allow_loopback = allow_loopback
        self._limit_bytes = limit_bytes

    async def fetch(self, url: str) -> bytes:
        """The bytes at an address, whatever they are.

        Raises:
            PictureRefused: see its reasons.
        """
        try:
            async with asyncio.timeout(LIMIT_SECONDS), self._session() as session:
                for _ in range(REDIRECTS + 1):
                    self._check(url)
                    async with session.get(url, allow_redirects=False) as response:
                        if response.status not in _MOVED:
                            return await self._read(response)
                        url = urljoin(url, response.headers.get("Location", ""))
        except NotPublic as fault:
            raise PictureRefused("not_public") from fault
        except (aiohttp.InvalidURL, ValueError) as fault:
            raise PictureRefused("not_found") from fault
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise PictureRefused("unreachable") from fault
        raise PictureRefused("too_many_redirects")

    def _session(self) -> aiohttp.ClientSession:
        """One for each picture: no cookies, no names remembered, nothing kept open at strangers'."""
        connector = aiohttp.TCPConnector(
            resolver=PublicResolver(allow_loopback=self._allow_loopback), use_dns_cache=False, force_close=True
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=LIMIT_SECONDS, sock_connect=CONNECT_SECONDS),
            headers={"User-Agent": "Madoguchi", "Accept": "image/*"},
        )

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and self._allow_loopback):
            raise PictureRefused("not_https")
        if not host or parts.username is not None:
            raise PictureRefused("not_found")
        # aiohttp asks its resolver about names only.
        if is_numeric(host) and not may_reach(host, allow_loopback=self._allow_loopback):
            raise NotPublic(host)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        if response.status >= 500 or response.status == 429:
            raise PictureRefused("unreachable")
        if response.status != 200:
            raise PictureRefused("not_found")
        if (response.content_length or 0) > self._limit_bytes:
            raise PictureRefused("too_large")
        body = bytearray()
        async for piece in response.content.iter_any():
            body += piece
            if len(body) > self._limit_bytes:
                raise PictureRefused("too_large")
        return bytes(body)
