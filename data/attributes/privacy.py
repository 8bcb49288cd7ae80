"""What a resident registered, for 個人情報."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.attributes.answers import values_of
from data.attributes.models import AttributeChange
from data.attributes.reading import shown
from data.attributes.service import load_catalog
from data.privacy.holding import Held, Provider, Whose, how_many
from data.residents.models import ResidentDraft


def profile_rows(session: Session, whose: Whose) -> list[dict[str, Any]]:
    """Each registered value by the name people know, in the catalog's order."""
    values = values_of(session, whose.resident_id)
    catalog = load_catalog(session)
    known = [one for one in catalog.by_key.values() if one.key in values]
    rows: list[dict[str, Any]] = [{"item": one.name, "value": shown(one, values[one.key])} for one in known]
    names = {one.key for one in known}
    return rows + [{"item": key, "value": str(value)} for key, value in values.items() if key not in names]


def _holds(session: Session, whose: Whose) -> Held:
    return Held(len(values_of(session, whose.resident_id)))


def _history(session: Session, whose: Whose) -> list[dict[str, Any]]:
    catalog = load_catalog(session)
    rows = session.scalars(
        select(AttributeChange).where(AttributeChange.resident_id == whose.resident_id).order_by(AttributeChange.id)
    )
    found: list[dict[str, Any]] = []
    for row in rows:
        for key, (before, after) in row.changes.items():
            one = catalog.by_key.get(key)
            texts = [shown(one, value) if one is not None else str(value or "") for value in (before, after)]
            name = one.name if one is not None else key
            found.append({"at": row.at, "item": name, "before": texts[0], "value": texts[1]})
    return found


def _count_history(session: Session, whose: Whose) -> Held:
    return Held(how_many(session, select(AttributeChange.id).where(AttributeChange.resident_id == whose.resident_id)))


def _forget_history(session: Session, whose: Whose, now: datetime) -> int:
    session.execute(delete(ResidentDraft).where(ResidentDraft.target_id == whose.resident_id))
    count = _count_history(session, whose).count
    session.execute(delete(AttributeChange).where(AttributeChange.resident_id == whose.resident_id))
    return count


def _with_the_resident(session: Session, whose: Whose, now: datetime) -> int:
    """The values stand in the resident's own row, which goes last."""
    return _holds(session, whose).count


PROFILE = Provider("profile", ("resident",), _holds, _with_the_resident, profile_rows)
HISTORY = Provider("history", ("attribute_change", "resident_draft"), _count_history, _forget_history, _history)
