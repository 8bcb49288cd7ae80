"""The accounts' basic ids (`@…`), for links that open a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from data.errors import GatewayError
from data.gateways.line.client import LineClient
from data.settings import Settings

ASK_SECONDS = 5
log = structlog.get_logger(__name__)


async def ask_basic_ids(settings: Settings, clients: Mapping[str, LineClient]) -> dict[str, str]:
    """Each account's `@…`: as set, or asked from LINE. A LINE that does not answer is no reason not to start."""

    async def ask(channel: str, client: LineClient) -> tuple[str, str]:
        if settings.basic_id(channel):
            return channel, settings.basic_id(channel)
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return channel, (await client.bot_info()).basic_id
        except (GatewayError, TimeoutError) as fault:
            log.warning("basic id not known", channel=channel, error=type(fault).__name__)
            return channel, ""

    return dict(await asyncio.gather(*[ask(channel, client) for channel, client in clients.items()]))
