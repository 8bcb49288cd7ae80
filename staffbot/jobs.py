"""What the worker does for staff: files built, tables read, the audit chain proved. None of it in the writer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from data.audit.chain import AuditChain
from data.audit.verify import verify_chain
from data.clock import Clock
from data.csvtext import Table, TableRefused
from data.db.store import Store
from data.files.service import Files
from data.imports.kinds import IMPORT_KINDS
from data.imports.service import open_import, stage_rows
from data.town.service import town_setting
from data.turns.jobs import Job
from data.turns.worker import JobHandler
from staffbot.exports import FORMS, ExportKind, make_file
from staffbot.form_jobs import FormJobs
from staffbot.job_files import JobFiles, gone, refused
from staffbot.packing import unpack
from staffbot.staff_jobs import PersonnelJobs

VERIFY = "verify_chain"


class StaffJobs:
    """`handlers` goes into the worker's table of job kinds."""

    def __init__(
        self, *, store: Store, files: Files, clock: Clock, chain: AuditChain, exports: Mapping[str, ExportKind]
    ) -> None:
        self._store = store
        self._files = JobFiles(files, clock)
        self._clock = clock
        self._chain = chain
        self._exports = exports

    @property
    def handlers(self) -> dict[str, JobHandler]:
        """Job kind -> handler. Each result carries the order's number back."""
        personnel = PersonnelJobs(self._store, self._files, self._clock)
        own = {"export": self._export, "read_table": self._read_table, VERIFY: self._verify}
        forms = FormJobs(self._store, self._files, self._clock)
        return {**own, **personnel.handlers, **forms.handlers}

    async def _export(self, job: Job) -> dict[str, Any]:
        payload = job.payload
        kind = self._exports[payload["export"]]
        title = payload.get("title") or kind.title
        conditions = unpack({"conditions": payload["conditions"]})["conditions"]
        table: Table = await self._store.view(kind.build, conditions, self._clock.now())
        made = await asyncio.to_thread(make_file, table, payload.get("form", FORMS[0]), title)
        kept = await self._files.keep(job, made.data, title=title, ending=made.ending, content_type=made.content_type)
        lost = {"lost_cells": made.lost_cells, "lost": made.lost} if made.lost_cells else {}
        return {**kept, **lost}

    async def _read_table(self, job: Job) -> dict[str, Any]:
        payload = job.payload
        kind = IMPORT_KINDS[payload["kind"]]
        data = await self._files.read(job)
        if data is None:
            return gone(job)
        town_name = await self._store.view(town_setting, "town_name")
        try:
            parsed = await asyncio.to_thread(kind.read, data, town_name)
        except TableRefused as refusal:
            return refused(job, refusal)
        plan = await self._store.view(kind.plan, parsed)
        import_id = await self._store.write(
            _open, plan=plan, staff_id=payload["staff_id"], now=self._clock.now(), file_name=payload["file_name"]
        )
        for rows in plan.chunks():
            await self._store.write(stage_rows, import_id=import_id, rows=rows)
        return {"order": payload["order"], "import_id": import_id}

    async def _verify(self, job: Job) -> dict[str, Any]:
        verdict = await self._store.view(verify_chain, self._chain)
        return {"order": job.payload["order"], **asdict(verdict), "is_sound": verdict.is_sound}


def _open(session: Session, /, **plan: Any) -> int:
    return open_import(session, **plan).id
