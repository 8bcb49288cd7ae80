"""Each person's undoable commands, last one first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.db.base import Base
from data.db.changes import note_change
from data.errors import DomainError
from data.staff.rights import StaffIdentity
from data.staff.service import NotAllowed
from data.undo.models import UndoEntry
from data.undo.rows import RecordChanged, restore_row

KEPT_FOR = timedelta(days=30)


class NothingToUndo(DomainError):
    """This person has no command left to take back."""

    code = "undo.nothing"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row a command changed: `before` None when it was made, `after` None when it was deleted."""

    table: str
    id: int | str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class UndoNote:
    """What a command changed, in the order it did.

    Attributes:
        topics: the snapshots that must follow when the rows are put back ("shelters").
        labels: column -> what people call it (状態); values: raw value -> what people call it (開設中). They are used
            to say what somebody else changed since.
    """

    changes: Sequence[RowChange]
    topics: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def keep_undo(
    session: Session, *, staff_id: int, said: str, note: UndoNote, now: datetime, right: str = ""
) -> UndoEntry:
    """Remember an undoable command; this person's very old ones are forgotten.

    Args:
        right: what the command needed, and taking it back will need.
    """
    session.execute(delete(UndoEntry).where(UndoEntry.staff_id == staff_id, UndoEntry.at < now - KEPT_FOR))
    entry = UndoEntry(
        staff_id=staff_id,
        at=now,
        said=said[:400],
        note={
            "changes": [[change.table, change.id, change.before, change.after] for change in note.changes],
            "topics": list(note.topics),
            "labels": dict(note.labels),
            "values": dict(note.values),
            "right": right,
        },
    )
    session.add(entry)
    session.flush()
    return entry


def undo_last(session: Session, *, by: StaffIdentity, now: datetime) -> UndoEntry:
    """Take back this person's last undoable command and return it; a second call takes back the one before.

    Runs inside the caller's savepoint: on an error some rows may already be back.

    Raises:
        NothingToUndo: nothing left.
        NotAllowed: the right to the command was taken away since.
        RecordChanged: a row changed since; `facts` also holds said, labels, values of the command.
    """
    entry = session.scalar(
        select(UndoEntry)
        .where(UndoEntry.staff_id == by.id, UndoEntry.undone_at.is_(None))
        .order_by(UndoEntry.id.desc())
        .limit(1)
    )
    if entry is None:
        raise NothingToUndo
    note = entry.note
    if not by.may(note["right"]):
        raise NotAllowed(right=note["right"])
    for table, _, before, after in reversed(note["changes"]):
        try:
            restore_row(session, model_of(table), before, after)
        except RecordChanged as changed:
            raise RecordChanged(
                **changed.facts, said=entry.said, at=entry.at, labels=note["labels"], values=note["values"]
            ) from None
    for topic in note["topics"]:
        note_change(session, topic)
    entry.undone_at = now
    session.flush()
    return entry


def model_of(table: str) -> type[Base]:
    """The model of a table.

    Raises:
        KeyError: no model has this table.
    """
    for mapper in Base.registry.mappers:
        if getattr(mapper.class_, "__tablename__", None) == table:
            model: type[Base] = mapper.class_
            return model
    raise KeyError(table)
