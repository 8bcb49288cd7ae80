"""What the worker does for 職員 取込: the file read, and the codes of those it invites, in a file given once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data.clock import Clock
from data.csvtext import TableRefused, write_csv
from data.csvtext.writing import Cell
from data.db.store import Store
from data.staff.invitations import renew_codes
from data.staff.personnel import keep_list, read_personnel
from data.turns.jobs import Job
from data.turns.worker import JobHandler
from dialogs.wording import load_wording
from staffbot.commands.staff_invite import invitation_text
from staffbot.commands.staff_list import CODES, READ
from staffbot.commands.staff_shown import team_name
from staffbot.job_files import JobFiles, gone, refused
from staffbot.rights_named import role_name

_WORDS = load_wording()


class PersonnelJobs:
    """Its `handlers` stand beside those of `StaffJobs`."""

    def __init__(self, store: Store, files: JobFiles, clock: Clock) -> None:
        self._store, self._files, self._clock = store, files, clock

    @property
    def handlers(self) -> dict[str, JobHandler]:
        return {READ: self._read, CODES: self._codes}

    async def _read(self, job: Job) -> dict[str, Any]:
        payload = job.payload
        data = await self._files.read(job)
        if data is None:
            return gone(job)
        try:
            file = await asyncio.to_thread(read_personnel, data)
        except TableRefused as refusal:
            return refused(job, refusal)
        number = await self._store.write(
            keep_list,
            rows=file.rows,
            staff_id=payload["staff_id"],
            file_name=payload["file_name"],
            now=self._clock.now(),
        )
        return {"order": payload["order"], "list_id": number, "unused": list(file.unused)}

    async def _codes(self, job: Job) -> dict[str, Any]:
        # The codes are made here and stand nowhere but in the file: the database knows their hashes only.
        payload, now = job.payload, self._clock.now()
        rows = await self._store.write(
            _coded, invitation_ids=payload["invitation_ids"], basic_id=payload["basic_id"], now=now
        )
        csv = write_csv(_WORDS.variants("people.list.code_columns"), rows)
        title = _WORDS("people.list.codes")
        return await self._files.keep(job, csv.data, title=title, ending="csv", content_type="text/csv")


def _coded(session: Session, *, invitation_ids: Sequence[int], basic_id: str, now: datetime) -> list[list[Cell]]:
    return [
        [
            invitation.name,
            role_name(session, invitation.role),
            team_name(session, invitation.team_id),
            code,
            invitation_text(_WORDS, basic_id, code)[0],
            _WORDS("people.on", at=invitation.expires_at),
        ]
        for invitation, code in renew_codes(session, invitation_ids=invitation_ids, now=now)
    ]
