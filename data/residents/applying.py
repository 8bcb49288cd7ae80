"""Writing an import of residents' values: all of it in a few statements, with its history, and back again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, literal, select, update
from sqlalchemy.orm import Session

from data.attributes.models import AttributeChange
from data.db.changes import note_change
from data.ids import new_public_id
from data.residents.models import Resident, ResidentDraft
from data.residents.service import TOPIC, batch_topic


def is_current(session: Session, import_id: int) -> bool:
    """Whether every resident of the import is still as they were when the file was checked."""
    other = exists().where(
        ResidentDraft.import_id == import_id,
        Resident.id == ResidentDraft.target_id,
        Resident.revision != ResidentDraft.revision,
    )
    return not session.scalar(select(other))


def write(session: Session, import_id: int, *, by: str, now: datetime) -> None:
    """Give the residents what their drafts say."""
    session.execute(
        update(Resident)
        .where(Resident.id == ResidentDraft.target_id, ResidentDraft.import_id == import_id)
        .values(answers=ResidentDraft.answers, revision=Resident.revision + 1)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        insert(AttributeChange).from_select(
            ["resident_id", "at", "by", "changes", "batch_id"],
            select(
                ResidentDraft.target_id,
                literal(now, AttributeChange.at.type),
                literal(by),
                ResidentDraft.changes,
                literal(import_id),
            )
            .where(ResidentDraft.import_id == import_id)
            .order_by(ResidentDraft.id),
            include_defaults=False,
        )
    )
    session.expire_all()
    note_change(session, batch_topic(import_id))
    note_change(session, TOPIC)


def keep(session: Session, import_id: int, kept_id: int) -> None:
    """Before the import is written: drafts of another import that will take it back."""
    drafts = session.scalars(select(ResidentDraft).where(ResidentDraft.import_id == import_id)).all()
    if drafts:
        session.execute(
            insert(ResidentDraft),
            [
                {
                    "import_id": kept_id,
                    "target_id": one.target_id,
                    "public_id": new_public_id(),
                    "code": one.code,
                    "answers": one.before,
                    "before": one.answers,
                    "changes": {key: [after, before] for key, (before, after) in one.changes.items()},
                    "revision": one.revision + 1,
                }
                for one in drafts
            ],
        )
