"""Retry keys: what was accepted under one isn't done again for 24 hours.

Source: LINE Developers "Retry a failed API request".
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from data.gateways.line.standin.clock import DAY
from data.gateways.line.standin.refusals import Refusal


@dataclass(slots=True)
class Accepted:
    """The request that was accepted first."""

    request_id: str
    at: int
    sent: dict[str, Any]


class RetryKeys:
    """The keys of one channel."""

    def __init__(self) -> None:
        self._accepted: dict[str, Accepted] = {}

    def check(self, key: str | None, now_ms: int) -> None:
        """Refuse a key that is no UUID (400) or was accepted within 24 hours (409)."""
        if key is None:
            return
        try:
            UUID(key)
        except ValueError:
            raise Refusal(400, "The value for the 'X-Line-Retry-Key' header is invalid") from None
        before = self._accepted.get(key.lower())
        if before is not None and now_ms - before.at < DAY:
            raise Refusal(
                409,
                "The retry key is already accepted",
                headers={"x-line-accepted-request-id": before.request_id},
                extra=before.sent,
            )

    def accept(self, key: str | None, request_id: str, now_ms: int, sent: dict[str, Any]) -> None:
        """Remember what was accepted; `sent` is `{"sentMessages": […]}` or empty."""
        if key is not None:
            self._accepted[key.lower()] = Accepted(request_id, now_ms, sent)
