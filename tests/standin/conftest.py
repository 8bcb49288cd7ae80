"""The stand-in with a town's two channels, and a small bot that hears its webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from data.gateways.line.standin import StandIn
from tests.standin.town_bot import SECRETS, TOKENS, TownBot


@pytest.fixture
async def line() -> AsyncIterator[StandIn]:
    """LINE, strict, without a bot behind the channels yet. Staff have their own provider."""
    standin = StandIn()
    standin.settings.redelivery_delays_seconds = (0.0, 0.0, 0.0)
    standin.add_channel("public", SECRETS["public"], TOKENS["public"], display_name="戸沢町")
    standin.add_channel("staff", SECRETS["staff"], TOKENS["staff"], provider="hall")
    standin.add_person("hanako", "花子")
    standin.add_person("taro", "太郎")
    standin.url = await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
async def bot(line) -> AsyncIterator[TownBot]:
    """A bot behind the public channel; Hanako is its friend."""
    bot = TownBot(line.url, "public")
    await bot.start()
    line.channel("public").webhook_url = bot.webhook_url
    await line.follow("public", "hanako")
    bot.events.clear()
    bot.requests.clear()
    yield bot
    await bot.stop()
