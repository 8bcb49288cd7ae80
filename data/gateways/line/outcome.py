"""How a call to LINE can end: accepted, refused for good, not now, or nobody knows."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from data.errors import GatewayError


class Sent(Struct, frozen=True):
    """LINE accepted the call (which is not yet delivery).

    Attributes:
        status: 2xx, or 409 when the retry key had been accepted before.
        request_id: `x-line-request-id`, for 409 that of the first acceptance: the key for insight and LINE's support.
        sent_ids: the messages' ids, for reply and push.
    """

    status: int
    request_id: str
    sent_ids: list[str] = field(default_factory=list)


class LineRefused(GatewayError):
    """A 4xx: the same call will be refused again, so it is never repeated. Nothing was sent to anyone.

    `message` and `details` ([{"message", "property"}]) are LINE's words: for the log, never to branch on.
    """

    def __init__(self, status: int, message: str, details: list[dict[str, Any]], request_id: str) -> None:
        super().__init__(f"LINE refused with {status}: {message}", retryable=False)
        self.status = status
        self.message = message
        self.details = details
        self.request_id = request_id


class ContentMissing(LineRefused):
    """404: LINE has no such content, or keeps it no longer."""


class ContentGone(LineRefused):
    """410: the person took the message back."""


class ContentTooLarge(GatewayError):
    """The content is larger than the caller allowed; it was not read to its end."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"content larger than {limit_bytes} bytes", retryable=False)
        self.limit_bytes = limit_bytes


class LineBusy(GatewayError):
    """LINE said "not now" (429, 5xx): nothing was sent, try later.

    `quota_exhausted` of a 429: True when the month's quota can't pay for this call, False when it can (so it is the
    rate), None when nobody could tell. A reply costs no quota.
    """

    def __init__(self, status: int, request_id: str, quota_exhausted: bool | None) -> None:
        super().__init__(f"LINE is busy: {status}", retryable=True)
        self.status = status
        self.request_id = request_id
        self.quota_exhausted = quota_exhausted


class ContentNotReady(GatewayError):
    """202: LINE is still preparing a large video or audio."""

    def __init__(self) -> None:
        super().__init__("content not ready yet", retryable=True)


class LineUnknown(GatewayError):
    """No answer came: LINE may have acted or not.

    `reached` is False when no connection was made at all; then it surely has not acted.
    """

    def __init__(self, reason: str, *, reached: bool = True) -> None:
        super().__init__(f"no answer from LINE: {reason}", retryable=True)
        self.reason = reason
        self.reached = reached
