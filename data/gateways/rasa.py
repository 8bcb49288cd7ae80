"""An optional Rasa server that reads texts: POST {RASA_URL}/model/parse. Whatever goes wrong, we go on without it.

Source: Rasa Open Source HTTP API, "parse a message using the Rasa model", read 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
import orjson
import structlog

LIMIT_SECONDS = 1.0
LONGEST_ANSWER = 256 * 1024
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the server made of a text: the intent's name and its confidence (0 to 1)."""

    intent: str
    confidence: float


class RasaGateway:
    """Asks one server. `url` is its root, like `http://rasa:5005`."""

    def __init__(self, http: aiohttp.ClientSession, url: str, limit_seconds: float = LIMIT_SECONDS) -> None:
        self._http = http
        self._url = url.rstrip("/") + "/model/parse"
        self._limit = aiohttp.ClientTimeout(total=limit_seconds)

    async def read(self, text: str) -> Reading | None:
        """The reading of one text; None when the server is slow, away, or answers nonsense. Never raises."""
        try:
            async with self._http.post(self._url, json={"text": text}, timeout=self._limit) as response:
                if response.status != 200:
                    log.warning("rasa refused", status=response.status)
                    return None
                body = b""
                async for piece in response.content.iter_any():
                    body += piece
                    if len(body) > LONGEST_ANSWER:
                        return None
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            log.warning("rasa did not answer", fault=type(fault).__name__)
            return None
        return _reading(body)


def _reading(body: bytes) -> Reading | None:
    try:
        intent = orjson.loads(body)["intent"]
        name, confidence = intent["name"], float(intent["confidence"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None
    return Reading(name, confidence) if isinstance(name, str) and 0 <= confidence <= 1 else None
