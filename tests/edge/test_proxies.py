"""`X-Forwarded-For` is believed from the named number of proxies only; without one it is nobody's word."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from staffbot.web.edge import guard_edge


async def asked(proxies, headers, *, times=1):
    """(status, address, scheme, host) that a handler sees."""
    app = web.Application()

    async def tell(request):
        return web.json_response([request.remote, request.scheme, request.host])

    app.add_routes([web.get("/", tell)])
    await guard_edge(app, proxies=proxies, holds_tls=False)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/", headers=headers)
        return (answer.status, *(await answer.json())) if answer.status == 200 else (answer.status,)


async def test_without_a_proxy_the_header_is_anybodys():
    assert (await asked(0, {"X-Forwarded-For": "203.0.113.9"}))[1] == "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),  # the first is what the caller made up
        (2, "10.0.0.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (2, "203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (1, "2001:db8::5", "2001:db8::5"),
    ],
)
async def test_the_entry_the_nearest_trusted_proxy_saw_counts(proxies, forwarded, address):
    found = await asked(proxies, {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"})

    assert found[:3] == (200, address, "https")


async def test_a_request_that_passed_too_few_proxies_came_in_by_the_side():
    assert await asked(2, {"X-Forwarded-For": "203.0.113.9"}) == (400,)


@pytest.mark.parametrize("forwarded", ["役場", "203.0.113.9:80", "<script>", ", ,"])
async def test_an_address_that_is_none_is_refused(forwarded):
    assert await asked(1, {"X-Forwarded-For": forwarded.encode().decode("latin-1")}) == (400,)


async def test_a_call_from_this_machine_needs_no_header():
    assert (await asked(1, {}))[:2] == (200, "127.0.0.1")
