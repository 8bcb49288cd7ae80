"""Ask every feature what it holds of one resident, and delete it all in one transaction.

A new feature that stores anything of residents writes a `Provider` (its own `privacy.py`) and joins by one line below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.attributes.privacy import HISTORY, PROFILE
from data.audit.privacy import AUDIT
from data.db.changes import note_change
from data.db.raw import raw_for
from data.db.store import Store
from data.faq.privacy import QUESTIONS
from data.files.privacy import FILES
from data.forms.privacy import FORMS
from data.privacy.holding import Held, Provider, Whose
from data.privacy.links import LINKS
from data.residents.models import Resident
from data.residents.service import resident_topic
from data.turns.jobs import Job, put_job
from data.turns.privacy import DIALOGS, TALK, UNDELIVERED, forget_lines, newest_line
from data.turns.turn import JobOrder
from data.turns.worker import JobHandler

REST_JOB = "forget_talk"
# In the order in which they are shown. Files before forms: which files stay, the answers tell.
PROVIDERS: tuple[Provider, ...] = (
    PROFILE,
    HISTORY,
    FILES,
    FORMS,
    DIALOGS,
    QUESTIONS,
    TALK,
    UNDELIVERED,
    LINKS,
    AUDIT,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of data and how much of it there is."""

    name: str
    held: Held


def holdings(session: Session, whose: Whose, providers: Iterable[Provider] = PROVIDERS) -> list[Holding]:
    """What there is, kind by kind; kinds without anything are left out."""
    found = [Holding(one.name, one.holds(session, whose)) for one in providers]
    return [one for one in found if one.held.count]


def give_all(session: Session, whose: Whose) -> dict[str, list[dict[str, Any]]]:
    """Everything, kind by kind, for the file. Reads only; runs in a reader's thread."""
    return {one.name: one.gives(session, whose) for one in PROVIDERS}


def erase_resident(session: Session, whose: Whose, *, now: datetime) -> dict[str, int]:
    """Delete the resident and what may be deleted, in the caller's transaction; kind -> rows.

    A conversation log longer than one bite is deleted to its end by a job ordered in this transaction. The tracker is
    the turn's own: the caller empties it.
    """
    counts = {one.name: one.forgets(session, whose, now) for one in PROVIDERS}
    session.flush()
    if up_to := newest_line(session, whose):
        payload = {**asdict(whose), "up_to": up_to}
        put_job(
            raw_for(session),
            JobOrder(REST_JOB, payload, loading=False),
            whose.channel,
            "",
            reply_token=None,
            token_at=now.timestamp(),
            run_at=0.0,
        )
    session.execute(delete(Resident).where(Resident.id == whose.resident_id))
    note_change(session, resident_topic(whose.resident_id))
    session.expire_all()
    return {name: count for name, count in counts.items() if count}


def forget_rest(store: Store) -> JobHandler:
    """Job `forget_talk` {channel, line_user_id, resident_id, up_to}: the rest of a long conversation log."""

    async def forget(job: Job) -> dict[str, Any]:
        payload = dict(job.payload)
        up_to = int(payload.pop("up_to"))
        whose, lines = Whose(**payload), 0
        while count := await store.write(forget_lines, whose, up_to):
            lines += count
        return {"lines": lines}

    return forget
