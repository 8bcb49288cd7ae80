"""Files of the worker's jobs: the one a person sent to be read, and the one made for a person to fetch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from data.clock import TOKYO, Clock
from data.csvtext import TableRefused
from data.files.service import FileMissing, Files
from data.turns.jobs import Job
from staffbot.exports import MINUTES

LARGEST = 200_000_000


class JobFiles:
    """One per table of job handlers. Each result carries the order's number back."""

    def __init__(self, files: Files, clock: Clock) -> None:
        self._files, self._clock = files, clock

    async def read(self, job: Job) -> bytes | None:
        """What the job is to read; None when the file is no longer there (`gone`)."""
        try:
            return await self._files.read(await self._files.find(job.payload["attachment_id"]))
        except FileMissing:
            return None

    async def keep(self, job: Job, data: bytes, *, title: str, ending: str, content_type: str) -> dict[str, Any]:
        """Keep a finished file for the one who ordered it, until its link runs out; the job's result."""
        name = f"{title}_{self._clock.now().astimezone(TOKYO):%Y%m%d_%H%M}.{ending}"
        file_id = await self._files.store(
            data,
            name=name,
            content_type=content_type,
            owner=f"staff:{job.payload['staff_id']}",
            purpose="export",
            limit_bytes=LARGEST,
            ttl=timedelta(minutes=MINUTES),
        )
        return {"order": job.payload["order"], "file_id": file_id, "name": name}


def gone(job: Job) -> dict[str, Any]:
    """The result of a job whose file is no longer there."""
    return {"order": job.payload["order"], "error": "gone"}


def refused(job: Job, refusal: TableRefused) -> dict[str, Any]:
    """The result of a job whose file is not what it should be."""
    facts = dict(refusal.facts)
    return {"order": job.payload["order"], "error": "table", "reason": facts.pop("reason"), "facts": facts}
