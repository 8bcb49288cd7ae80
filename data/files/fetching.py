"""The job that fetches what a person sent from LINE and keeps it encrypted. LINE keeps it only for a while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.files.kinds import ENDINGS, sniff
from data.files.service import Files, FileTooLarge
from data.gateways.line.client import LineClient
from data.gateways.line.outcome import ContentGone, ContentMissing, ContentTooLarge
from data.turns.jobs import Job
from data.turns.worker import JobHandler

LIMIT_BYTES = 10_000_000


def fetch_content(clients: Mapping[str, LineClient], files: Files) -> JobHandler:
    """Job `fetch_content` {message_id, file_name, …} -> {attachment_id, size, sniffed_type, file_name, …} or {error}.

    `error` is "too_large", "gone", or the worker's "unreachable". Other keys of the payload come back unchanged.
    """

    async def fetch(job: Job) -> dict[str, Any]:
        payload = job.payload
        rest = {key: value for key, value in payload.items() if key != "message_id"}
        try:
            content = await clients[job.channel].content(payload["message_id"], LIMIT_BYTES)
        except ContentTooLarge:
            return {**rest, "error": "too_large"}
        except (ContentGone, ContentMissing):
            return {**rest, "error": "gone"}
        kind = sniff(content.data)
        name = str(payload.get("file_name") or f"{payload['message_id']}{ENDINGS.get(kind, '')}")
        try:
            attachment_id = await files.store(
                content.data,
                name=name,
                content_type=kind,
                owner=f"{job.channel}:{job.line_user_id}",
                limit_bytes=LIMIT_BYTES,
            )
        except FileTooLarge:
            return {**rest, "error": "too_large"}
        return {**rest, "attachment_id": attachment_id, "size": len(content.data), "sniffed_type": kind}

    return fetch
