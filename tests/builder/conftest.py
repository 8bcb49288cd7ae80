"""A town hall with a form, and people who make it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from tests.builder.house import House, Visitor, close_house, open_house


@pytest.fixture
async def hall(database, tmp_path) -> AsyncIterator[House]:
    hall = await open_house(database, tmp_path)
    yield hall
    await close_house(hall)


@pytest.fixture
async def server(hall) -> AsyncIterator[TestServer]:
    server = TestServer(hall.app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def sato(hall, server) -> AsyncIterator[Visitor]:
    """Sato's browser, in the builder."""
    visitor = await Visitor.at(server, hall, "佐藤")
    yield visitor
    await visitor.session.close()


@pytest.fixture
async def mori(hall, server) -> AsyncIterator[Visitor]:
    """Mori's browser; she may only look."""
    visitor = await Visitor.at(server, hall, "森")
    yield visitor
    await visitor.session.close()


@pytest.fixture
async def second(hall, server) -> AsyncIterator[Visitor]:
    """Mori's browser once she may edit too."""
    await hall.change_role("森", "editor")
    visitor = await Visitor.at(server, hall, "森")
    yield visitor
    await visitor.session.close()
