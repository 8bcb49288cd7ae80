"""Each person's undoable commands, last one first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.db.base import Base
from data.db.changes import note_change
from data.errors import DomainError
from data.imports.service import ImportOutdated
from data.imports.undoing import ImportNotKept, check_undo_import, undo_import
from data.staff.rights import StaffIdentity
from data.staff.service import NotAllowed
from data.undo.models import UndoEntry
from data.undo.rows import RecordChanged, restore_row
from data.undo.rules import Reach, check_room

KEPT_FOR = timedelta(days=30)
LOOKED_AT = 20  # commands that are tried before 元に戻す gives up
FINAL = "final"


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
        import_id: for an import, what `data.imports.undoing` kept of the list.
        said: how the command is named when it is taken back; as it was typed when empty.
    """

    changes: Sequence[RowChange]
    topics: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    import_id: int | None = None
    said: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.changes and self.import_id is None


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
        said=(note.said or said)[:400],
        note={
            "changes": [[change.table, change.id, change.before, change.after] for change in note.changes],
            "topics": list(note.topics),
            "labels": dict(note.labels),
            "values": dict(note.values),
            "right": right,
            "import": note.import_id,
        },
    )
    session.add(entry)
    session.flush()
    return entry


def keep_final(session: Session, *, staff_id: int, said: str, now: datetime) -> None:
    """Remember that this person's last command changed something and can't be taken back."""
    session.add(UndoEntry(staff_id=staff_id, at=now, said=said[:400], note={FINAL: True}))
    session.flush()


@dataclass(frozen=True, slots=True)
class Undoable:
    """What 元に戻す would take back.

    Attributes:
        entry: the latest command that can be taken back as things stand; None when there is none.
        blocked: a later one that can't, when there is one. changed: why, when somebody changed its record since.
    """

    entry: UndoEntry | None
    blocked: UndoEntry | None = None
    changed: RecordChanged | None = None


def find_undoable(session: Session, *, by: StaffIdentity, now: datetime) -> Undoable:
    """The command that this person can take back now, and the one that stands in the way. Changes nothing."""
    latest = (
        select(UndoEntry)
        .where(UndoEntry.staff_id == by.id, UndoEntry.undone_at.is_(None))
        .order_by(UndoEntry.id.desc())
        .limit(LOOKED_AT)
    )
    blocked: UndoEntry | None = None
    reason: RecordChanged | None = None
    for entry in session.scalars(latest).all():
        changed = None
        if FINAL not in entry.note and by.may(entry.note["right"]):
            try:
                _check(session, entry, now)
            except RecordChanged as found:
                changed = found
            except ImportNotKept:
                pass
            else:
                return Undoable(entry, blocked, reason)
        if blocked is None:
            blocked, reason = entry, changed
    return Undoable(None, blocked, reason)


def undo_entry(session: Session, entry: UndoEntry, *, by: StaffIdentity, now: datetime) -> None:
    """Take one command back.

    Runs inside the caller's savepoint: on an error some rows may already be back.

    Raises:
        NothingToUndo: it was taken back already, or never could be.
        NotAllowed: the right to the command was taken away since.
        BeyondYours, OnlyLent, LastAdministrator, WouldLockOut: what held for the command holds for taking it back.
        ImportNotKept: an import of more than a day ago.
        RecordChanged: a row changed since; `facts` also holds said, labels, values of the command.
    """
    note = entry.note
    if entry.undone_at is not None or FINAL in note:
        raise NothingToUndo
    if not by.may(note["right"]):
        raise NotAllowed(right=note["right"])
    if note["import"] is not None:
        with _as_changed(entry):
            undo_import(session, kept_id=note["import"], now=now)
    with _as_changed(entry):
        check_room(session, note["changes"], now)
    reach = Reach(session, note["changes"] if note["right"] else (), by=by, now=now)
    reach.before()
    _restore(session, entry)
    reach.after()
    for topic in note["topics"]:
        note_change(session, topic)
    entry.undone_at = now
    session.flush()


def _check(session: Session, entry: UndoEntry, now: datetime) -> None:
    """Whether it can be taken back; rows are put back for a moment to see it."""
    with _as_changed(entry):
        if entry.note["import"] is not None:
            check_undo_import(session, kept_id=entry.note["import"], now=now)
        check_room(session, entry.note["changes"], now)
    savepoint = session.begin_nested()
    try:
        _restore(session, entry)
    except IntegrityError as fault:
        # Something has come to rest on the row since, or has taken its place.
        with _as_changed(entry):
            raise RecordChanged(columns=[], now={}, left={}) from fault
    finally:
        savepoint.rollback()
        session.expire_all()


def _restore(session: Session, entry: UndoEntry) -> None:
    for table, _, before, after in reversed(entry.note["changes"]):
        with _as_changed(entry):
            restore_row(session, model_of(table), before, after)


@contextmanager
def _as_changed(entry: UndoEntry) -> Iterator[None]:
    """What changed since is told with the command's own words."""
    note = entry.note
    told = {"said": entry.said, "at": entry.at, "labels": note["labels"], "values": note["values"]}
    try:
        yield
    except RecordChanged as changed:
        raise RecordChanged(**changed.facts, **told) from None
    except ImportOutdated as outdated:
        facts = {"columns": [], "now": {}, "left": {}, "in_use": outdated.facts["in_use"]}
        raise RecordChanged(**facts, **told) from None


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
