"""A town hall with lists, and people who read them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from tests.builder.house import House, close_house, open_house
from tests.tables.house import Reader, furnish


@pytest.fixture
async def hall(database, tmp_path) -> AsyncIterator[House]:
    hall = await open_house(database, tmp_path)
    hall.form = await furnish(hall)
    yield hall
    await close_house(hall)


@pytest.fixture
async def server(hall) -> AsyncIterator[TestServer]:
    server = TestServer(hall.app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def sato(hall, server) -> AsyncIterator[Reader]:
    """Sato, who may edit."""
    reader = await Reader.at(server, hall, "佐藤", "/staff/tables/shelters/0")
    yield reader
    await reader.session.close()


@pytest.fixture
async def mori(hall, server) -> AsyncIterator[Reader]:
    """Mori, who may only look, and at no answers."""
    reader = await Reader.at(server, hall, "森", "/staff/tables/shelters/0")
    yield reader
    await reader.session.close()
