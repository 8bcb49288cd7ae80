"""A town hall with its staff pages, and browsers that visit them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.console.house import Browser, House, close_house, open_house


@pytest.fixture
async def house(sqlite_template, tmp_path) -> AsyncIterator[House]:
    house = await open_house(sqlite_template.copy(tmp_path), tmp_path)
    yield house
    await close_house(house)


class PlainServer(TestServer):
    """As `serve` does it: a handler whose visitor has gone is not cancelled."""

    async def _make_runner(self, **options: Any) -> web.AppRunner:
        return await super()._make_runner(**(options | {"handler_cancellation": False}))


@pytest.fixture
async def server(house) -> AsyncIterator[TestServer]:
    server = PlainServer(house.app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def stranger(server) -> AsyncIterator[Browser]:
    """A browser that nobody signed in."""
    browser = await Browser.at(server)
    yield browser
    await browser.session.close()


@pytest.fixture
async def sato(house, server) -> AsyncIterator[Browser]:
    """Sato's browser, signed in."""
    browser = await Browser.at(server)
    await browser.enters(await house.link("佐藤"))
    yield browser
    await browser.session.close()


@pytest.fixture
async def mori(house, server) -> AsyncIterator[Browser]:
    """Mori's browser, signed in."""
    browser = await Browser.at(server)
    await browser.enters(await house.link("森"))
    yield browser
    await browser.session.close()
