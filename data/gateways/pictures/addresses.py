"""Which network addresses a typed URL may lead to: what an outsider could reach too, and nothing of ours."""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

# RFC 6052: an IPv4 address in the last 32 bits, which a network may hand on to that address.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotPublic(Exception):
    """The host is, or resolves to, an address that isn't everybody's."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only.

    It stands inside the connector, so that what is checked is what is connected to: a name that answers otherwise the
    second time gains nothing.
    """

    def __init__(self, *, allow_loopback: bool) -> None:
        self._inner = ThreadedResolver()
        self._allow_loopback = allow_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name.

        Raises:
            NotPublic: one of them is not public. OSError: there is none.
        """
        found = await self._inner.resolve(host, port, family)
        for one in found:
            if not may_reach(one["host"], allow_loopback=self._allow_loopback):
                raise NotPublic(host)
        return found

    async def close(self) -> None:
        await self._inner.close()


def is_numeric(host: str) -> bool:
    """Whether a host is written as an address, which no resolver is asked about."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def may_reach(host: str, *, allow_loopback: bool) -> bool:
    """Whether a numeric address is public; `allow_loopback` lets this machine itself through (trial mode)."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if allow_loopback and address.is_loopback:
        return True
    return all(one.is_global and not one.is_multicast for one in (address, *_inside(address)))


def _inside(address: Address) -> list[Address]:
    """IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inner: list[Address] = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    if address.teredo is not None:
        inner += address.teredo
    if address in _TRANSLATED:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return inner
