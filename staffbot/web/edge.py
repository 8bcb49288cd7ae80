"""The network's edge: whose word on where a request comes from is believed, what we are called, and TLS for good."""

from __future__ import annotations

from aiohttp import web
from aiohttp_remotes import XForwardedRelaxed, setup
from aiohttp_remotes.exceptions import IPAddress
from multidict import MultiMapping

from staffbot.web.headers import HSTS, SERVER


class Proxies(XForwardedRelaxed):
    """Believes what the named number of proxies in front of us say, counted from the near end; no entry before."""

    def get_forwarded_for(self, headers: MultiMapping[str]) -> list[IPAddress]:
        """Raises:
        HTTPBadRequest: it passed fewer proxies than there are, so somebody came in by the side.
        """
        found = super().get_forwarded_for(headers)
        if 0 < len(found) < self._num:
            raise web.HTTPBadRequest
        return found

    def get_forwarded_proto(self, headers: MultiMapping[str]) -> list[str]:
        """Some proxies keep one entry only: it then stands for all."""
        return self._filled(super().get_forwarded_proto(headers))

    def get_forwarded_host(self, headers: MultiMapping[str]) -> list[str]:
        """As get_forwarded_proto."""
        return self._filled(super().get_forwarded_host(headers))

    def _filled(self, found: list[str]) -> list[str]:
        return found if len(found) >= self._num else found[:1] * self._num


async def guard_edge(app: web.Application, *, proxies: int, holds_tls: bool) -> None:
    """Call it before other middlewares are added: each of them then sees the right address.

    Args:
        proxies: how many servers stand in front; 0: `X-Forwarded-For` is anybody's, and not looked at.
        holds_tls: this process speaks TLS itself; browsers are told to come back by TLS only.
    """
    if proxies:
        await setup(app, Proxies(proxies))
    app.on_response_prepare.append(_name_server)
    if holds_tls:
        app.on_response_prepare.append(_stay_with_tls)


async def _name_server(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = SERVER


async def _stay_with_tls(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Strict-Transport-Security"] = HSTS
