"""Taking back what conditions rest on: a saved segment or an attribute goes only while nothing asks for it, and comes
back only where it still fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.attributes.models import Attribute
from data.attributes.service import load_catalog
from data.fold import fold
from data.segments.condition import Compare, from_document, leaves
from data.segments.models import Segment
from data.segments.service import load_segments, reaches, segments_asking, users_of
from data.undo.rows import RecordChanged

_SEGMENT, _ATTRIBUTE = (model.__tablename__ for model in (Segment, Attribute))


def check_conditions(session: Session, changes: Sequence[Sequence[Any]]) -> None:
    """Whether conditions can be read as before when these rows are put back.

    Raises:
        RecordChanged: `facts` has one of in_use, taken and missing ("segment", "attribute"), as in `check_room`.
    """
    for table, row_id, before, after in changes:
        if table == _SEGMENT:
            _segment(session, row_id, before)
        elif table == _ATTRIBUTE:
            _attribute(session, row_id, before, after)


def _segment(session: Session, segment_id: int, before: dict[str, Any] | None) -> None:
    if before is None:
        if users := users_of(session, segment_id):
            raise _changed(in_use=users)
        return
    twin = session.scalar(select(Segment.id).where(Segment.folded == before["folded"], Segment.id != segment_id))
    if twin is not None:
        raise _changed(taken=before["name"])
    condition, known = from_document(before["condition"]), load_segments(session)
    if reaches(condition, segment_id, known):
        raise _changed(in_use=users_of(session, segment_id))
    catalog = load_catalog(session)
    asked = list(leaves(condition))
    if any(not isinstance(leaf, Compare) and leaf.segment_id not in known for leaf in asked):
        raise _changed(missing="segment")
    keys = {leaf.key for leaf in asked if isinstance(leaf, Compare)}
    if any(one.is_retired and one.key in keys for one in catalog.definitions):
        raise _changed(missing="attribute")


def _attribute(session: Session, attribute_id: int, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    if before is None or before["retired_at"] is not None:
        if users := segments_asking(session, after["key"]):
            raise _changed(in_use=users)
        return
    twin = load_catalog(session).by_name.get(fold(before["name"]))
    if twin is not None and twin.id != attribute_id:
        raise _changed(taken=before["name"])


def _changed(**why: Any) -> RecordChanged:
    return RecordChanged(columns=[], now={}, left={}, **why)
