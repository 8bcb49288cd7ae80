"""A resident's values: one JSON document, the system of record, with everything that was ever changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.attributes.definitions import Catalog
from data.attributes.models import AttributeChange
from data.attributes.service import load_catalog
from data.attributes.values import ValueRefused, clean_value
from data.clock import TOKYO
from data.db.changes import note_change
from data.errors import DomainError
from data.residents.models import Resident
from data.residents.service import ResidentNotFound, resident_topic


class ChangeNotFound(DomainError):
    """No such change of this resident."""

    code = "attributes.change_not_found"


class ChangeUndone(DomainError):
    """It was taken back already."""

    code = "attributes.change_undone"


class ChangedSince(DomainError):
    """A value was changed again since. `facts["keys"]`: which."""

    code = "attributes.changed_since"


@dataclass(frozen=True, slots=True)
class Change:
    """What one call changed: key -> [before, after], None for no value. `id` is the history's."""

    id: int
    resident_id: int
    changes: Mapping[str, list[Any]]
    at: datetime
    by: str


def values_of(session: Session, resident_id: int) -> dict[str, Any]:
    """The resident's values by key.

    Raises:
        ResidentNotFound: see there.
    """
    return dict(_resident(session, resident_id).answers)


def set_values(
    session: Session,
    resident_id: int,
    values: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    catalog: Catalog | None = None,
) -> Change | None:
    """Change the named values of one resident, and keep what they were; None when nothing differed.

    Args:
        values: key -> typed value (`data.attributes.values`), None to remove. Keys not named stay as they are.
        by: "resident", "form:KEY", "staff:ID".
        catalog: the snapshot, where there is one: it saves reading all definitions.

    Raises:
        ResidentNotFound: see there.
        ValueRefused: one of the values can't be; none is changed.
    """
    resident = _resident(session, resident_id)
    catalog = catalog or load_catalog(session)
    today = now.astimezone(TOKYO).date()
    before = dict(resident.answers)
    cleaned: dict[str, Any] = {}
    for key, value in values.items():
        definition = catalog.by_key.get(key)
        if definition is None or definition.is_retired:
            raise ValueRefused("unknown_item", definition, value)
        cleaned[key] = clean_value(definition, value, today=today, before=before.get(key))
    return _write(session, resident, cleaned, by=by, now=now)


def history_of(session: Session, resident_id: int, limit: int = 20) -> list[AttributeChange]:
    """The latest changes, newest first."""
    chosen = select(AttributeChange).where(AttributeChange.resident_id == resident_id)
    return list(session.scalars(chosen.order_by(AttributeChange.id.desc()).limit(limit)))


def undo_change(session: Session, change_id: int, *, resident_id: int | None = None, by: str, now: datetime) -> Change:
    """Give the values of one change back what they were.

    Args:
        resident_id: whose it must be, for a resident's own button.

    Raises:
        ChangeNotFound, ChangeUndone, ChangedSince: see there; nothing is touched.
    """
    row = session.get(AttributeChange, change_id)
    if row is None or (resident_id is not None and row.resident_id != resident_id):
        raise ChangeNotFound
    if row.undone_by is not None:
        raise ChangeUndone
    resident = _resident(session, row.resident_id)
    answers = resident.answers
    keys = [key for key, (_, after) in row.changes.items() if answers.get(key) != after]
    if keys:
        raise ChangedSince(keys=keys)
    change = _write(session, resident, {key: before for key, (before, _) in row.changes.items()}, by=by, now=now)
    assert change is not None
    # Two taps on the same button: only one of them finds it still standing.
    claimed = session.scalar(
        update(AttributeChange)
        .where(AttributeChange.id == change_id, AttributeChange.undone_by.is_(None))
        .values(undone_by=change.id)
        .returning(AttributeChange.id)
    )
    if claimed is None:
        raise ChangeUndone
    return change


def _resident(session: Session, resident_id: int) -> Resident:
    resident = session.get(Resident, resident_id)
    if resident is None:
        raise ResidentNotFound(resident_id=resident_id)
    return resident


def _write(session: Session, resident: Resident, values: Mapping[str, Any], *, by: str, now: datetime) -> Change | None:
    before = resident.answers
    changes = {key: [before.get(key), value] for key, value in values.items() if before.get(key) != value}
    if not changes:
        return None
    after = {**before, **{key: change[1] for key, change in changes.items()}}
    resident.answers = {key: value for key, value in after.items() if value is not None}
    resident.revision += 1
    row = AttributeChange(resident_id=resident.id, at=now, by=by[:80], changes=changes)
    session.add(row)
    session.flush()
    note_change(session, resident_topic(resident.id))
    return Change(row.id, resident.id, changes, now, by)
