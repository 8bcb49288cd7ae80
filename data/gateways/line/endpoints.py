"""LINE's endpoints that we call ourselves: path, rate limit, how long to wait.

Source: LINE Developers, Messaging API reference, "Rate limits" (mirror of 2026-08-07).
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import ClientTimeout

# A reply token lives a minute; an answer that takes longer than this is better tried again.
REPLY_TIMEOUT = ClientTimeout(total=8, sock_connect=4)
CALL_TIMEOUT = ClientTimeout(total=10, sock_connect=4)
BULK_TIMEOUT = ClientTimeout(total=20, sock_connect=4)
CONTENT_TIMEOUT = ClientTimeout(total=300, sock_connect=4, sock_read=20)

PER_SECOND = 1.0
PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint. `rate` calls per `period_seconds` and channel; `path` ends with / where an id follows."""

    name: str
    path: str
    rate: float = 2000
    period_seconds: float = PER_SECOND
    timeout: ClientTimeout = CALL_TIMEOUT


REPLY = Endpoint("reply", "/v2/bot/message/reply", timeout=REPLY_TIMEOUT)
PUSH = Endpoint("push", "/v2/bot/message/push")
MULTICAST = Endpoint("multicast", "/v2/bot/message/multicast", rate=200, timeout=BULK_TIMEOUT)
BROADCAST = Endpoint("broadcast", "/v2/bot/message/broadcast", rate=60, period_seconds=PER_HOUR, timeout=BULK_TIMEOUT)
VALIDATE_REPLY = Endpoint("validate_reply", "/v2/bot/message/validate/reply")
LOADING = Endpoint("loading", "/v2/bot/chat/loading/start", rate=100)
MARK_AS_READ = Endpoint("mark_as_read", "/v2/bot/chat/markAsRead")
CONTENT = Endpoint("content", "/v2/bot/message/", timeout=CONTENT_TIMEOUT)
PROFILE = Endpoint("profile", "/v2/bot/profile/")
BOT_INFO = Endpoint("bot_info", "/v2/bot/info")
QUOTA = Endpoint("quota", "/v2/bot/message/quota")
CONSUMPTION = Endpoint("consumption", "/v2/bot/message/quota/consumption")
VERIFY_TOKEN = Endpoint("verify_token", "/oauth2/v2.1/verify", rate=5)

ALL = (
    REPLY,
    PUSH,
    MULTICAST,
    BROADCAST,
    VALIDATE_REPLY,
    LOADING,
    MARK_AS_READ,
    CONTENT,
    PROFILE,
    BOT_INFO,
    QUOTA,
    CONSUMPTION,
    VERIFY_TOKEN,
)
