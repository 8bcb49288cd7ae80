"""Saved segments: kept, renamed, deleted; who else uses them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.fold import fold
from data.segments.condition import Compare, Condition, Within, from_document, leaves, to_document
from data.segments.models import Segment

LONGEST_NAME = 40

# (session, segment id) -> what uses it, as staff name it (配信 #3). Features that keep a segment enter theirs by hand.
SEGMENT_USERS: list[Callable[[Session, int], list[str]]] = []


class SegmentNotFound(DomainError):
    """No such segment. `facts["segment_id"]`."""

    code = "segments.not_found"


class SegmentInvalid(DomainError):
    """It can't be kept so: `facts["reason"]` is name_empty, name_taken, too_long, circular; with name, limit."""

    code = "segments.invalid"


class SegmentNameRefused(SegmentInvalid):
    """It can't be called so: name_empty, name_taken, too_long."""

    code = "segments.name_refused"


class SegmentInUse(DomainError):
    """It can't be deleted: `facts["users"]` names what uses it."""

    code = "segments.in_use"


def get_segment(session: Session, segment_id: int) -> Segment:
    """One segment.

    Raises:
        SegmentNotFound: see there.
    """
    segment = session.get(Segment, segment_id)
    if segment is None:
        raise SegmentNotFound(segment_id=segment_id)
    return segment


def list_segments(session: Session) -> list[Segment]:
    """All of them, by name."""
    return list(session.scalars(select(Segment).order_by(Segment.folded)))


def load_segments(session: Session) -> Mapping[int, Condition]:
    """id -> condition, for the masks."""
    return {one.id: from_document(one.condition) for one in session.scalars(select(Segment))}


def segment_names(session: Session) -> Mapping[str, int]:
    """Folded name -> id, for the language."""
    return {folded: segment_id for segment_id, folded in session.execute(select(Segment.id, Segment.folded))}


def save_segment(session: Session, *, name: str, condition: Condition, by: int, now: datetime) -> Segment:
    """Keep a condition by name; one of that name gets the new condition.

    Raises:
        SegmentInvalid: see there.
    """
    name = _clean_name(name)
    segment = session.scalar(select(Segment).where(Segment.folded == fold(name)))
    if segment is None:
        segment = Segment(name=name, folded=fold(name), condition={}, revision=0, changed_at=now, changed_by=by)
        session.add(segment)
        session.flush()
    elif reaches(condition, segment.id, load_segments(session)):
        raise SegmentInvalid(reason="circular", name=name, limit="")
    segment.condition = to_document(condition)
    segment.revision += 1
    segment.changed_at, segment.changed_by = now, by
    session.flush()
    return segment


def rename_segment(session: Session, *, segment_id: int, name: str, by: int, now: datetime) -> Segment:
    """Another name; what uses the segment goes on using it.

    Raises:
        SegmentNotFound, SegmentInvalid: see there.
    """
    segment = get_segment(session, segment_id)
    name = _clean_name(name)
    other = session.scalar(select(Segment).where(Segment.folded == fold(name)))
    if other is not None and other is not segment:
        raise SegmentNameRefused(reason="name_taken", name=name, limit="")
    segment.name, segment.folded = name, fold(name)
    segment.revision += 1
    segment.changed_at, segment.changed_by = now, by
    session.flush()
    return segment


def remove_segment(session: Session, *, segment_id: int) -> Segment:
    """Delete one that nothing uses.

    Raises:
        SegmentNotFound, SegmentInUse: see there.
    """
    segment = get_segment(session, segment_id)
    users = users_of(session, segment_id)
    if users:
        raise SegmentInUse(name=segment.name, users="、".join(users))
    session.delete(segment)
    session.flush()
    return segment


def users_of(session: Session, segment_id: int) -> list[str]:
    """What uses a segment: other segments, and what features entered in SEGMENT_USERS."""

    def names(leaf: Compare | Within) -> bool:
        return isinstance(leaf, Within) and leaf.segment_id == segment_id

    users = [one.name for one in list_segments(session) if any(map(names, leaves(from_document(one.condition))))]
    return users + [user for find in SEGMENT_USERS for user in find(session, segment_id)]


def segments_asking(session: Session, key: str, value: str | None = None) -> list[str]:
    """Names of the segments that ask about an attribute, or about one option of it."""

    def asks(leaf: Compare | Within) -> bool:
        return isinstance(leaf, Compare) and leaf.key == key and (value is None or value in leaf.values)

    return [one.name for one in list_segments(session) if any(map(asks, leaves(from_document(one.condition))))]


def reaches(condition: Condition, segment_id: int, known: Mapping[int, Condition]) -> bool:
    """Whether a condition leads, through saved ones, to the segment itself."""
    seen: set[int] = set()
    waiting = [condition]
    while waiting:
        for leaf in leaves(waiting.pop()):
            if isinstance(leaf, Within) and leaf.segment_id not in seen:
                if leaf.segment_id == segment_id:
                    return True
                seen.add(leaf.segment_id)
                waiting += [known[leaf.segment_id]] if leaf.segment_id in known else []
    return False


def _clean_name(name: str) -> str:
    name = name.strip().strip("「」")
    if not fold(name):
        raise SegmentNameRefused(reason="name_empty", name="", limit="")
    if len(name) > LONGEST_NAME:
        raise SegmentNameRefused(reason="too_long", name=name[:20], limit=LONGEST_NAME)
    return name
