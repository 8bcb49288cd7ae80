"""The month's quota of paid messages, and whether it is the reason of a 429."""

from __future__ import annotations

import asyncio
import time

from data.errors import GatewayError
from data.gateways.line.endpoints import CONSUMPTION, QUOTA
from data.gateways.line.incoming import whole
from data.gateways.line.transport import Transport

# Hundreds of pushes may meet the same 429 at once; one question answers them all.
REMEMBERED_SECONDS = 5.0


class Quota:
    """Reads one channel's quota. Counted per recipient, replies free; LINE calls the consumption approximate."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = asyncio.Lock()
        self._asked_at = -REMEMBERED_SECONDS
        self._left: int | None = None
        self._is_known = False

    async def limit(self) -> int | None:
        """Messages the plan allows this month; None when it sets no limit.

        Raises:
            LineRefused, LineBusy, LineUnknown.
        """
        document = await self._transport.get(QUOTA)
        return whole(document.get("value")) if document.get("type") == "limited" else None

    async def used(self) -> int:
        """Messages used this month.

        Raises:
            LineRefused, LineBusy, LineUnknown.
        """
        return whole((await self._transport.get(CONSUMPTION)).get("totalUsage")) or 0

    async def is_exhausted(self, recipients: int) -> bool | None:
        """True when the quota can't pay for `recipients` more, False when it can, None when LINE would not tell."""
        async with self._lock:
            if time.monotonic() - self._asked_at >= REMEMBERED_SECONDS:
                try:
                    limit = await self.limit()
                    self._left = None if limit is None else limit - await self.used()
                    self._is_known = True
                except GatewayError:
                    self._is_known = False
                self._asked_at = time.monotonic()
        if not self._is_known:
            return None
        return self._left is not None and self._left < recipients
