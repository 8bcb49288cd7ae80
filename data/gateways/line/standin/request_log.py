"""What the bots asked for: the last calls with their answers."""

from collections import deque
from dataclasses import dataclass
from typing import Any

import orjson

KEPT = 50_000


@dataclass(slots=True)
class LoggedCall:
    """One call. `status` is 0 when the connection was dropped instead of an answer."""

    at: int
    channel: str | None
    endpoint: str
    method: str
    path: str
    status: int
    raw: bytes
    request_id: str
    retry_key: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the call with its body as JSON, or its length when it is none."""
        try:
            body: Any = orjson.loads(self.raw) if self.raw else None
        except orjson.JSONDecodeError:
            body = {"bytes": len(self.raw)}
        return {
            "at": self.at,
            "channel": self.channel,
            "endpoint": self.endpoint,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "body": body,
            "request_id": self.request_id,
            "retry_key": self.retry_key,
        }


class RequestLog:
    """The newest calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=KEPT)

    def add(self, call: LoggedCall) -> None:
        """Note one call."""
        self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    def calls(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        """Return the calls as JSON, of one endpoint or of all."""
        return [call.as_json() for call in self._calls if endpoint in (None, call.endpoint)]
