"""The worker's part of フォーム 取込 and 形式=フォーム: files read and checked, written and kept to be fetched."""

from __future__ import annotations

import asyncio
from typing import Any

from data.attributes.service import load_catalog
from data.clock import Clock
from data.csvtext import TableRefused
from data.csvtext.reading import decode
from data.db.store import Store
from data.forms.importing import keep_form_file
from data.forms.service import read_document
from data.turns.jobs import Job
from data.turns.worker import JobHandler
from dialogs.form_file import FormFile, fault_lines, read_form_file, write_form_file
from dialogs.wording import load_wording
from staffbot.job_files import JobFiles, gone, refused

READ, WRITE = "read_form", "write_form"
SHOWN = 10
_WORDS = load_wording()


class FormJobs:
    """Its `handlers` stand beside those of `StaffJobs`."""

    def __init__(self, store: Store, files: JobFiles, clock: Clock) -> None:
        self._store, self._files, self._clock = store, files, clock

    @property
    def handlers(self) -> dict[str, JobHandler]:
        return {READ: self._read, WRITE: self._write}

    async def _read(self, job: Job) -> dict[str, Any]:
        payload, order = job.payload, {"order": job.payload["order"]}
        data = await self._files.read(job)
        if data is None:
            return gone(job)
        catalog = await self._store.view(load_catalog)
        try:
            text, _ = decode(data)
            found: FormFile = await asyncio.to_thread(read_form_file, text, catalog, _WORDS)
        except TableRefused as refusal:
            # Whatever is no text is told alike here: nobody saves a form from a spreadsheet.
            reason = refusal.facts["reason"]
            return refused(job, refusal if reason == "empty" else TableRefused(reason="no_text"))
        if found.faults:
            lines = fault_lines(found.faults, _WORDS)
            return {**order, "faults": lines[:SHOWN], "count": len(lines)}
        number = await self._store.write(
            keep_form_file,
            document=found.document,
            staff_id=payload["staff_id"],
            file_name=payload["file_name"],
            now=self._clock.now(),
        )
        return {**order, "number": number}

    async def _write(self, job: Job) -> dict[str, Any]:
        title, document = await self._store.view(read_document, form_id=job.payload["form_id"])
        text = await asyncio.to_thread(write_form_file, document)
        return await self._files.keep(job, text.encode(), title=title, ending="yaml", content_type="application/yaml")
