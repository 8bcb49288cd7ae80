"""Residents come and go: follow, block, unblock, or simply write without being a friend."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.db.changes import note_change
from data.errors import DomainError
from data.residents.models import Resident

TOPIC = "residents"


class ResidentNotFound(DomainError):
    """No such resident. `facts["resident_id"]`."""

    code = "residents.not_found"


def resident_topic(resident_id: int) -> str:
    """The change-log topic of one resident: followers read only that one, and nobody waits for it."""
    return f"{TOPIC}:{resident_id}"


def batch_topic(batch_id: int) -> str:
    """The change-log topic of all residents that one import changed."""
    return f"{TOPIC}:batch-{batch_id}"


def batch_of(topic: str) -> int | None:
    """The import a topic is about; None for one resident's."""
    name = topic.rpartition(":")[2]
    return int(name.removeprefix("batch-")) if name.startswith("batch-") else None


def get_resident(session: Session, resident_id: int) -> Resident:
    """One resident by number.

    Raises:
        ResidentNotFound: see there.
    """
    resident = session.get(Resident, resident_id)
    if resident is None:
        raise ResidentNotFound(resident_id=resident_id)
    return resident


def find_resident(session: Session, *, channel: str, line_user_id: str) -> Resident | None:
    """The resident of this channel and LINE user, or None."""
    return session.scalar(select(Resident).where(Resident.channel == channel, Resident.line_user_id == line_user_id))


def meet_resident(session: Session, *, channel: str, line_user_id: str, now: datetime) -> Resident:
    """The resident, made on the first word. One turn at a time per person keeps this free of races."""
    resident = find_resident(session, channel=channel, line_user_id=line_user_id)
    if resident is None:
        resident = Resident(channel=channel, line_user_id=line_user_id, first_seen_at=now, is_friend=True, answers={})
        session.add(resident)
        session.flush()
        note_change(session, resident_topic(resident.id))
    return resident


def resident_followed(session: Session, *, channel: str, line_user_id: str, now: datetime) -> Resident:
    """A follow or unblock: a friend (again)."""
    resident = meet_resident(session, channel=channel, line_user_id=line_user_id, now=now)
    resident.is_friend = True
    resident.blocked_at = None
    note_change(session, resident_topic(resident.id))
    return resident


def resident_left(session: Session, *, channel: str, line_user_id: str, now: datetime) -> None:
    """A block. What the resident registered is kept: many come back."""
    resident = meet_resident(session, channel=channel, line_user_id=line_user_id, now=now)
    resident.is_friend = False
    resident.blocked_at = now
    note_change(session, resident_topic(resident.id))
