"""Pictures, videos, voices and files that people sent, fetched with a limit on their size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

from data.gateways.line.endpoints import CONTENT
from data.gateways.line.outcome import ContentNotReady, ContentTooLarge
from data.gateways.line.transport import Transport, body_chunks

NOT_READY = 202


@dataclass(frozen=True, slots=True)
class Content:
    """One content, whole. `content_type` is what LINE says it is: look at the bytes before trusting it."""

    data: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class ContentStream:
    """One content, piece by piece; `chunks` raises ContentTooLarge or LineUnknown."""

    content_type: str
    chunks: AsyncIterator[bytes]


@asynccontextmanager
async def open_content(transport: Transport, message_id: str, max_bytes: int) -> AsyncIterator[ContentStream]:
    """Open a message's content. Nothing is read when LINE announces more than `max_bytes`.

    Raises:
        ContentNotReady (try later), ContentTooLarge, ContentMissing, ContentGone, LineRefused, LineBusy, LineUnknown.
    """
    async with transport.open(CONTENT, f"{quote(message_id, safe='')}/content") as response:
        if response.status == NOT_READY:
            raise ContentNotReady
        if (response.content_length or 0) > max_bytes:
            raise ContentTooLarge(max_bytes)
        yield ContentStream(response.content_type, _up_to(body_chunks(response), max_bytes))


async def _up_to(chunks: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[bytes]:
    left = max_bytes
    async for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise ContentTooLarge(max_bytes)
        yield chunk
